// Keeps answers while somebody writes, says so, and shows the time left. The form works without it.
(function () {
  var form = document.querySelector("form[data-quiz]");
  if (!form || !window.fetch || !window.FormData) { return; }
  var words = form.dataset, status = form.querySelector(".quiz-status");
  var timer = 0, pause = 0, isDirty = false, isSending = false, isOver = false, typed = 0;

  function say(text) { if (status.textContent !== text) { status.textContent = text; } }

  // One request at a time; what is typed meanwhile goes with the next, so that answers never overtake each other.
  function send() {
    timer = 0;
    if (!isDirty || isSending || isOver) { return; }
    isSending = true;
    var sent = typed;
    say(words.saving);
    fetch(words.keep, { method: "POST", body: new FormData(form), credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (answer) {
        return answer.json().then(function (told) { return { status: answer.status, told: told }; });
      })
      .then(function (answer) {
        if (answer.status !== 200) { throw answer; }
        Object.keys(answer.told.seen).forEach(function (position) {
          var seen = form.elements["seen-" + position];
          if (seen) { seen.value = answer.told.seen[position]; }
        });
        isOver = answer.told.over;
        isDirty = typed !== sent;
        pause = 0;
        say(answer.told.words || words.saved);
      })
      .catch(function (fault) {
        say((fault && fault.told && (fault.told.words || fault.told.error)) || words.waiting);
        pause = Math.min(30000, pause ? pause * 2 : 2000);
      })
      .then(function () {
        isSending = false;
        if (isDirty) { plan(pause || 1200); }
      });
  }

  function plan(after) {
    clearTimeout(timer);
    timer = setTimeout(send, after);
  }

  function changed() {
    isDirty = true;
    typed += 1;
    if (!pause) { plan(1200); }
  }

  form.addEventListener("input", changed);
  form.addEventListener("change", changed);
  window.addEventListener("online", function () { pause = 0; if (isDirty) { plan(0); } });
  document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden" && isDirty) { plan(0); } });
  form.addEventListener("submit", function () { clearTimeout(timer); isDirty = false; });
  window.addEventListener("beforeunload", function (event) { if (isDirty && pause) { event.preventDefault(); } });

  if (words.seconds === undefined) { return; }
  var end = Date.now() + 1000 * Number(words.seconds), clock = document.createElement("p");
  clock.className = "soft num";
  form.insertBefore(clock, form.firstChild);
  var isWarned = false;
  function tick() {
    var left = Math.max(0, Math.round((end - Date.now()) / 1000));
    clock.textContent = words.left + " " + Math.floor(left / 60) + ":" + String(left % 60).padStart(2, "0");
    if (left <= 60 && !isWarned) { isWarned = true; say(words.soon); }
    if (left === 0) { isDirty = false; form.requestSubmit ? form.requestSubmit() : form.submit(); return; }
    setTimeout(tick, 1000);
  }
  tick();
})();
