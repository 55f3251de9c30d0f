// The question as learners see it, beside the form, while an author writes.
(function () {
  var form = document.querySelector("form[data-quiz-preview]"), frame = document.querySelector(".quiz-preview"), timer = 0, last = 0;
  if (!form || !frame) { return; }
  function show() {
    var turn = ++last;
    fetch(form.dataset.quizPreview, { method: "POST", body: new FormData(form), credentials: "same-origin" })
      .then(function (answer) { return answer.text(); })
      .then(function (page) { if (turn === last) { frame.srcdoc = page; } })
      .catch(function () { /* the form itself tells what is wrong when it is sent */ });
  }
  function soon() { clearTimeout(timer); timer = setTimeout(show, 600); }
  form.addEventListener("input", soon);
  form.addEventListener("change", soon);
  // The rich text editor writes its field without telling.
  form.addEventListener("keyup", soon);
  show();
})();
