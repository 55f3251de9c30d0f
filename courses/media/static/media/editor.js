// The caption editor: the film shows where it is, a time field takes the film's own time, a line plays from its beginning.
// The form itself needs none of this.
(function () {
  "use strict";
  var film = document.querySelector("[data-editor] video"), lines = document.querySelectorAll("[data-cue]"), now = null;
  if (!film || !lines.length) { return; }

  film.addEventListener("timeupdate", function () {
    var at = film.currentTime * 1000 + 50, found = null;
    for (var i = 0; i < lines.length && Number(lines[i].dataset.cue) <= at; i++) { found = lines[i]; }
    if (found === now) { return; }
    if (now) { now.removeAttribute("aria-current"); }
    now = found;
    if (now) { now.setAttribute("aria-current", "true"); }
  });

  lines.forEach(function (line) {
    line.addEventListener("keydown", function (event) {
      // Alt and Enter: play from here, without leaving the words.
      if (event.altKey && event.key === "Enter") {
        event.preventDefault();
        film.currentTime = Number(line.dataset.cue) / 1000;
        film.play();
      }
    });
  });
})();
