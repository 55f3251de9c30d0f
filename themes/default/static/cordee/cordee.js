// Small comforts; every page works without them. Colours chosen on this device, one submission a click, menus that close.
(function () {
  var root = document.documentElement;
  function remembered() { try { return localStorage.getItem("cordee-theme"); } catch (e) { return null; } }
  function paint(theme) {
    if (theme) { root.setAttribute("data-theme", theme); } else { root.removeAttribute("data-theme"); }
    document.querySelectorAll("[data-set-theme]").forEach(function (button) {
      button.setAttribute("aria-pressed", String(button.getAttribute("data-set-theme") === (theme || "")));
    });
  }
  paint(remembered());
  document.addEventListener("DOMContentLoaded", function () {
    document.querySelectorAll(".theme-switch").forEach(function (box) { box.classList.add("on"); });
    paint(remembered());
  });
  document.addEventListener("click", function (event) {
    var button = event.target.closest("[data-set-theme]");
    if (button) {
      var theme = button.getAttribute("data-set-theme");
      try { theme ? localStorage.setItem("cordee-theme", theme) : localStorage.removeItem("cordee-theme"); } catch (e) { /* private browsing */ }
      paint(theme);
    }
    document.querySelectorAll("details.menu[open]").forEach(function (menu) {
      if (!menu.contains(event.target)) { menu.removeAttribute("open"); }
    });
  });
  document.addEventListener("keydown", function (event) {
    var menu = event.key === "Escape" && document.querySelector("details.menu[open]");
    if (menu) { menu.removeAttribute("open"); menu.querySelector("summary").focus(); }
  });
  // A double click sends once. The button is only marked, never disabled, so that its name and value are sent too.
  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (form.method !== "post") { return; }
    if (form.hasAttribute("data-sent")) { event.preventDefault(); return; }
    form.setAttribute("data-sent", "");
    if (event.submitter) { event.submitter.setAttribute("aria-disabled", "true"); }
    setTimeout(function () { form.removeAttribute("data-sent"); if (event.submitter) { event.submitter.removeAttribute("aria-disabled"); } }, 8000);
  });
  // Coming back with the browser's own arrow shows a page that may be sent again.
  window.addEventListener("pageshow", function () {
    document.querySelectorAll("form[data-sent]").forEach(function (form) { form.removeAttribute("data-sent"); });
    document.querySelectorAll("[aria-disabled]").forEach(function (button) { if (button.form) { button.removeAttribute("aria-disabled"); } });
  });
})();
