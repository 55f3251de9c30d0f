// Keeps the draft while somebody writes; the buttons do the same without it.
(function () {
  var form = document.querySelector("form[data-keep]");
  if (!form || !window.fetch) { return; }
  var line = form.querySelector("[data-kept]"), timer = null, busy = false, again = false;
  function keep() {
    if (busy) { again = true; return; }
    busy = true;
    var data = new FormData(form);
    data.set("do", "save");
    fetch(form.action, { method: "POST", body: data, headers: { "X-Requested-With": "fetch" }, credentials: "same-origin" })
      .then(function (answer) { return answer.json(); })
      .then(function (told) { line.textContent = told.kept || told.error || ""; })
      .catch(function () { /* no connection: what is written stays on the page, and the next change tries again */ })
      .finally(function () { busy = false; if (again) { again = false; keep(); } });
  }
  form.addEventListener("input", function () { clearTimeout(timer); timer = setTimeout(keep, 1500); });
  form.addEventListener("submit", function () { clearTimeout(timer); again = false; });
})();
