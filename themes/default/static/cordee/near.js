// Distances from where the device is, only when its owner asks for it. The position stays here: nothing is sent or kept.
(function () {
  var list = document.querySelector("[data-places]"), button = document.querySelector("[data-near]");
  if (!list || !button || !("geolocation" in navigator)) { return; }
  var note = document.querySelector("[data-near-note]"), said = document.querySelector("[data-near-said]");
  button.hidden = false;
  note.hidden = false;
  function radians(degrees) { return degrees * Math.PI / 180; }
  function distance(lat1, lon1, lat2, lon2) {
    var a = Math.pow(Math.sin(radians(lat2 - lat1) / 2), 2) +
      Math.cos(radians(lat1)) * Math.cos(radians(lat2)) * Math.pow(Math.sin(radians(lon2 - lon1) / 2), 2);
    return 2 * 6371.0088 * Math.asin(Math.min(1, Math.sqrt(a)));
  }
  function show(here) {
    var rows = Array.prototype.filter.call(list.children, function (row) { return row.hasAttribute("data-lat"); });
    var found = rows.map(function (row) {
      var km = distance(here.coords.latitude, here.coords.longitude, +row.dataset.lat, +row.dataset.lon);
      var words = row.querySelector("[data-km]");
      if (words) { words.textContent = list.dataset.unit.replace("{km}", Math.round(km)); }
      return { row: row, km: km };
    });
    found.sort(function (a, b) { return b.km - a.km; }).forEach(function (one) { list.prepend(one.row); });
    var near = found.some(function (one) { return one.km <= +list.dataset.radius; });
    said.textContent = near ? "" : list.dataset.none;
  }
  button.addEventListener("click", function () {
    navigator.geolocation.getCurrentPosition(show, function () { said.textContent = note.dataset.refused; });
  });
})();
