// Comforts of handing in: the draft keeps itself, and files go in pieces, so that a lost connection goes on where it
// stopped. Without it the same form sends everything at once.
(function () {
  var form = document.querySelector("form[data-hand-in]");
  if (!form || !window.fetch || !window.FormData) { return; }
  var said = form.querySelector("[data-said]"), list = form.querySelector("[data-files]");
  var token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  var size = Number(form.dataset.piece), timer = 0, busy = 0;
  function say(words) { said.textContent = words; }
  function post(url, body) {
    return fetch(url, { method: "POST", body: body, credentials: "same-origin", headers: { "X-CSRFToken": token } });
  }
  function keep() {
    var body = new FormData();
    ["text", "link"].forEach(function (name) { if (form.elements[name]) { body.append(name, form.elements[name].value); } });
    post(form.dataset.draft, body).then(function (answer) { return answer.json(); })
      .then(function (told) { say(told.said || told.error); }).catch(function () { /* the next keystroke tries again */ });
  }
  form.addEventListener("input", function (event) {
    if (event.target.type === "file") { return; }
    clearTimeout(timer);
    timer = setTimeout(keep, 2500);
  });
  function wait(ms) { return new Promise(function (go) { setTimeout(go, ms); }); }
  // A piece that got lost is sent again, a little later each time; what the site refuses is final.
  function send(url, piece, tries) {
    return post(url, piece).then(function (answer) {
      return answer.json().then(function (told) { if (!answer.ok) { throw { words: told.error }; } return told; });
    }).catch(function (fault) {
      if ((fault && fault.words) || tries > 7) { throw fault; }
      return wait(1000 * Math.pow(2, tries)).then(function () { return send(url, piece, tries + 1); });
    });
  }
  function upload(file) {
    var about = new FormData();
    about.append("name", file.name);
    about.append("size", file.size);
    about.append("file", [file.name.length, file.size, file.lastModified].join("-"));
    return send(form.dataset.begin, about, 0).then(function (begun) {
      var count = Math.ceil(file.size / size), have = begun.received;
      function next(number, last) {
        if (number >= count) { return last; }
        say(file.name + " : " + Math.round(100 * number / count) + " %");
        // The last piece is always sent: its answer holds the file's line.
        if (have.indexOf(number) >= 0 && number < count - 1) { return next(number + 1, last); }
        return send(begun.url + number + "/", file.slice(number * size, (number + 1) * size), 0)
          .then(function (told) { return next(number + 1, told); });
      }
      return next(0, null);
    });
  }
  function show(file) {
    var line = document.createElement("li"), link = document.createElement("a");
    link.href = file.url;
    link.textContent = file.name;
    line.appendChild(link);
    list.appendChild(line);
  }
  form.addEventListener("change", function (event) {
    var input = event.target;
    if (input.type !== "file" || !input.files.length) { return; }
    var files = Array.prototype.slice.call(input.files);
    input.value = "";
    busy += 1;
    files.reduce(function (before, file) {
      return before.then(function () { return upload(file); }).then(function (told) {
        if (told && told.file) { show(told.file); say(told.file.name + " : 100 %"); }
      });
    }, Promise.resolve()).catch(function (fault) {
      say((fault && fault.words) || said.dataset.lost || "…");
    }).then(function () { busy -= 1; });
  });
  form.addEventListener("submit", function (event) {
    clearTimeout(timer);
    if (busy) { event.preventDefault(); event.stopPropagation(); say(said.dataset.busy || "…"); }
  });
})();
