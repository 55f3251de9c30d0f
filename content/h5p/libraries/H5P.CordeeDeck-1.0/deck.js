// Questions one after the other. Every answer is explained, the score comes at the end, and one may start again.
var H5P = H5P || {};

H5P.CordeeDeck = (function () {
  "use strict";

  function element(name, attributes, text) {
    const made = document.createElement(name);
    Object.entries(attributes || {}).forEach(([key, value]) => made.setAttribute(key, value));
    if (text !== undefined) made.textContent = text;
    return made;
  }

  function numberOf(text) {
    const plain = String(text).replace(/[\s\u00a0\u202f€]/g, "").replace(",", ".");
    return /^-?\d+(\.\d+)?$/.test(plain) ? Number(plain) : NaN;
  }

  class Deck extends H5P.EventDispatcher {
    constructor(params, contentId, extras) {
      super();
      this.params = params;
      this.contentId = contentId;
      this.items = params.items || [];
      this.words = params.words || {};
      const before = (extras && extras.previousState) || {};
      const isUsable = Array.isArray(before.order) && before.order.length === this.items.length;
      this.order = isUsable ? before.order : this.mixed();
      // One entry an answered question: {value, isRight}.
      this.answers = isUsable ? before.answers || [] : [];
      this.isFinished = isUsable && Boolean(before.isFinished);
    }

    mixed() {
      const order = this.items.map((item, index) => index);
      return this.params.behaviour && this.params.behaviour.mixItems ? H5P.shuffleArray(order) : order;
    }

    attach($container) {
      this.box = element("div", { class: "cordee-deck" });
      $container.get(0).append(this.box);
      this.setActivityStarted();
      this.show(false);
    }

    say(word, values) {
      let text = this.words[word] || "";
      Object.entries(values || {}).forEach(([name, value]) => { text = text.replace(":" + name, value); });
      return text;
    }

    show(moveFocus) {
      this.box.replaceChildren();
      const at = this.answers.length;
      this.box.append(this.rope(at));
      if (this.isFinished || at >= this.items.length) this.showResult();
      else this.showItem(this.items[this.order[at]], at);
      if (moveFocus) this.box.querySelector("h2").focus();
      this.trigger("resize");
    }

    rope(at) {
      const rope = element("ol", { class: "rope", "aria-hidden": "true" });
      this.items.forEach((item, index) => rope.append(element("li", index < at ? { class: "done" } : {})));
      return rope;
    }

    showItem(item, at) {
      this.box.append(element("p", { class: "step" }, this.say("step", { number: at + 1, total: this.items.length })));
      if (at === 0 && this.params.intro) {
        const intro = element("div");
        intro.innerHTML = this.params.intro;
        this.box.append(intro);
      }
      const form = element("form", { novalidate: "" });
      const asked = item.choices && item.choices.length ? this.choices(item, form) : this.number(item, form);
      const status = element("div", { role: "status" });
      const check = element("button", { type: "submit" }, this.words.check);
      form.append(status, check);
      form.addEventListener("submit", (event) => {
        event.preventDefault();
        const value = asked.value();
        if (value === null) {
          status.replaceChildren(element("p", {}, this.words.missing));
          this.trigger("resize");
          return;
        }
        this.judge(item, value, asked, status, check);
      });
      this.box.append(form);
    }

    choices(item, form) {
      const set = element("fieldset");
      const legend = element("legend");
      legend.append(this.heading(item));
      set.append(legend);
      const labels = item.choices.map((choice, index) => {
        const label = element("label", { class: "choice" });
        label.append(element("input", { type: "radio", name: "choice", value: index }), element("span", {}, choice.text));
        set.append(label);
        return label;
      });
      form.append(set);
      return {
        value: () => { const picked = form.querySelector("input:checked"); return picked ? Number(picked.value) : null; },
        isRight: (value) => Boolean(item.choices[value] && item.choices[value].isRight),
        expected: () => (item.choices.find((choice) => choice.isRight) || {}).text,
        mark: (value) => labels.forEach((label, index) => {
          if (item.choices[index].isRight) label.classList.add("is-right");
          else if (index === value) label.classList.add("is-wrong");
          label.querySelector("input").disabled = true;
        }),
      };
    }

    number(item, form) {
      const id = "cordee-number-" + this.contentId;
      const line = element("p", { class: "number" });
      const label = element("label", { for: id, class: "vh" }, this.words.answer);
      const input = element("input", { id: id, type: "text", inputmode: "decimal", autocomplete: "off" });
      line.append(label, input, element("span", {}, item.unit || ""));
      form.append(this.heading(item), line);
      return {
        value: () => (input.value.trim() ? input.value : null),
        isRight: (value) => Math.abs(numberOf(value) - item.number) <= (item.tolerance || 0.005),
        expected: () => String(item.number).replace(".", ",") + (item.unit ? " " + item.unit : ""),
        mark: () => { input.readOnly = true; },
      };
    }

    heading(item) {
      const head = element("div");
      head.append(element("h2", { tabindex: "-1" }, item.prompt));
      if (item.detail) item.detail.split("\n").forEach((line) => head.append(element("p", {}, line)));
      return head;
    }

    judge(item, value, asked, status, check) {
      const isRight = asked.isRight(value);
      asked.mark(value);
      this.answers.push({ value: value, isRight: isRight });
      const said = element("div", { class: isRight ? "said" : "said wrong" });
      said.append(element("p", {}, isRight ? this.words.right : this.words.wrong));
      if (!isRight) said.append(element("p", {}, this.say("expected", { answer: asked.expected() })));
      if (item.explanation) said.append(element("p", {}, item.explanation));
      status.replaceChildren(said);
      const isLast = this.answers.length >= this.items.length;
      const next = element("button", { type: "button" }, isLast ? this.words.finish : this.words.next);
      next.addEventListener("click", () => (isLast ? this.finish() : this.show(true)));
      check.replaceWith(next);
      next.focus();
      this.triggerXAPI("progressed");
      this.trigger("resize");
    }

    finish() {
      this.isFinished = true;
      const share = (100 * this.getScore()) / Math.max(1, this.getMaxScore());
      const least = (this.params.behaviour && this.params.behaviour.passPercent) || 0;
      this.show(true);
      this.triggerXAPIScored(this.getScore(), this.getMaxScore(), "completed", true, share >= least);
    }

    showResult() {
      this.box.append(element("h2", { tabindex: "-1", class: "score" }, this.say("score", { score: this.getScore(), total: this.items.length })));
      const missed = this.answers.map((answer, index) => [answer, this.items[this.order[index]]]).filter(([answer]) => !answer.isRight);
      if (missed.length) {
        this.box.append(element("h3", {}, this.words.review));
        const list = element("ul");
        missed.forEach(([, item]) => {
          const line = element("li");
          line.append(element("strong", {}, item.prompt), element("br"), item.explanation || "");
          list.append(line);
        });
        this.box.append(list);
      }
      const again = element("button", { type: "button", class: "second" }, this.words.again);
      again.addEventListener("click", () => this.resetTask());
      this.box.append(again);
    }

    resetTask() {
      this.answers = [];
      this.isFinished = false;
      this.order = this.mixed();
      this.show(true);
    }

    getScore() { return this.answers.filter((answer) => answer.isRight).length; }
    getMaxScore() { return this.items.length; }
    getAnswerGiven() { return this.answers.length > 0; }
    getTitle() { return (this.params.metadata && this.params.metadata.title) || ""; }

    getCurrentState() {
      if (!this.answers.length) return undefined;
      return { order: this.order, answers: this.answers, isFinished: this.isFinished };
    }
  }

  return Deck;
})();
