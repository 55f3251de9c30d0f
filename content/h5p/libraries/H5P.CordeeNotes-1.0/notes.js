// Notes along a line. Tells nobody anything: the notes are the person's own, and the person says when they are done.
var H5P = H5P || {};

H5P.CordeeNotes = (function () {
  "use strict";

  class Notes extends H5P.EventDispatcher {
    constructor(params, contentId, extras) {
      super();
      this.params = params;
      this.contentId = contentId;
      const before = (extras && extras.previousState) || {};
      // Text by "step.note".
      this.notes = Object.assign({}, before.notes);
    }

    attach($container) {
      const box = document.createElement("div");
      box.className = "cordee-notes";
      box.append(this.prose(this.params.intro));
      const line = document.createElement("ol");
      (this.params.steps || []).forEach((step, index) => line.append(this.step(step, index)));
      box.append(line, this.prose(this.params.outro));
      $container.get(0).append(box);
      this.trigger("resize");
    }

    prose(html) {
      const made = document.createElement("div");
      made.innerHTML = html || "";
      return made;
    }

    step(step, index) {
      const item = document.createElement("li");
      const title = document.createElement("h2");
      title.textContent = step.title;
      const help = document.createElement("p");
      help.className = "help";
      help.textContent = step.help || "";
      item.append(title, help);
      (step.fields || []).forEach((label, number) => item.append(...this.field(label, index, number, item)));
      this.knot(item, index);
      return item;
    }

    field(label, index, number, item) {
      const name = index + "." + number;
      const words = document.createElement("label");
      words.htmlFor = "cordee-note-" + this.contentId + "-" + name;
      words.textContent = label;
      const area = document.createElement("textarea");
      area.id = words.htmlFor;
      area.rows = 2;
      area.maxLength = 4000;
      area.value = this.notes[name] || "";
      area.addEventListener("input", () => {
        if (area.value) this.notes[name] = area.value;
        else delete this.notes[name];
        this.knot(item, index);
        if (area.scrollHeight > area.clientHeight) {
          area.style.height = area.scrollHeight + 4 + "px";
          this.trigger("resize");
        }
      });
      return [words, area];
    }

    // A full knot on the line where something is noted.
    knot(item, index) {
      item.classList.toggle("is-noted", Object.keys(this.notes).some((name) => name.startsWith(index + ".")));
    }

    getCurrentState() {
      return { notes: this.notes };
    }
  }

  return Notes;
})();
