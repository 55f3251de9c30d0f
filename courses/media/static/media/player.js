// The player: the browser's own, with speed, lighter versions, a transcript that follows, and a memory of what was really
// watched. Films at another host wait for a click. Without this file, controls, files and text are there all the same.
(function () {
  "use strict";

  function each(root, what, act) { Array.prototype.forEach.call(root.querySelectorAll(what), act); }
  function recall(name) { try { return localStorage.getItem(name); } catch (e) { return null; } }
  function remember(name, value) {
    try { if (value === null) { localStorage.removeItem(name); } else { localStorage.setItem(name, value); } } catch (e) { /* private browsing */ }
  }

  each(document, "[data-player]", function (box) {
    var film = box.querySelector("video, audio");
    if (film) { control(box, film); follow(box, film); if (box.dataset.watch) { watch(box, film); } }
    each(box, "[data-embed]", facade);
  });

  // ---- speed, and lighter versions in the same place ----
  function control(box, film) {
    each(box, "[data-speed]", function (field) {
      field.hidden = false;
      var choice = field.querySelector("select"), kept = recall("cordee-speed");
      if (kept) { choice.value = kept; }
      function set() { film.playbackRate = film.defaultPlaybackRate = Number(choice.value) || 1; }
      choice.addEventListener("change", function () { set(); remember("cordee-speed", choice.value); });
      film.addEventListener("loadedmetadata", set);
      set();
    });
    each(box, "[data-version]", function (link) {
      link.addEventListener("click", function (event) {
        event.preventDefault();
        var at = film.currentTime, played = !film.paused;
        film.removeAttribute("src");
        each(film, "source", function (one) { one.src = link.href; one.type = link.dataset.version; });
        film.load();
        film.addEventListener("loadedmetadata", function back() {
          film.removeEventListener("loadedmetadata", back);
          film.currentTime = at;
          if (played) { film.play(); }
        });
        film.preload = "metadata";
        each(box, "[data-version]", function (one) { one.removeAttribute("aria-current"); });
        link.setAttribute("aria-current", "true");
      });
    });
  }

  // ---- the transcript ----
  function follow(box, film) {
    var lines = Array.prototype.slice.call(box.querySelectorAll("[data-at]")), now = null;
    if (!lines.length) { return; }
    var starts = lines.map(function (line) { return Number(line.dataset.at); });
    lines.forEach(function (line, index) {
      line.addEventListener("click", function (event) {
        event.preventDefault();
        jump(film, starts[index] / 1000);
      });
    });
    film.addEventListener("timeupdate", function () {
      var at = film.currentTime * 1000 + 50, low = 0, high = starts.length;
      while (low < high) { var middle = (low + high) >> 1; if (starts[middle] <= at) { low = middle + 1; } else { high = middle; } }
      var line = low ? lines[low - 1].parentNode : null;
      if (line === now) { return; }
      if (now) { now.removeAttribute("aria-current"); }
      now = line;
      if (!now) { return; }
      now.setAttribute("aria-current", "true");
      var list = now.parentNode;
      // Only the list moves, and only while nobody reads elsewhere in it.
      if (list.scrollHeight > list.clientHeight && !list.contains(document.activeElement)) {
        list.scrollTop = now.offsetTop - list.offsetTop - list.clientHeight / 3;
      }
    });
  }

  function jump(film, seconds) {
    function go() { film.currentTime = seconds; var started = film.play(); if (started) { started.catch(function () { /* the reader presses play */ }); } }
    if (film.readyState > 0) { go(); return; }
    film.addEventListener("loadedmetadata", function once() { film.removeEventListener("loadedmetadata", once); go(); });
    film.preload = "metadata";
    film.load();
  }

  // ---- what was really played: kept here until the site has it ----
  function watch(box, film) {
    var name = "cordee-watch:" + box.dataset.owner + ":" + box.dataset.key, last = null, busy = false, timer = 0;
    var kept = read();

    function read() { try { return JSON.parse(recall(name)) || []; } catch (e) { return []; } }
    function write() { remember(name, kept.length ? JSON.stringify(kept) : null); }

    function add(from, to) {
      var end = kept[kept.length - 1];
      if (end && !end[2] && from <= end[1] + 300 && from >= end[0]) { end[1] = Math.max(end[1], to); } else { kept.push([from, to]); }
      if (kept.length > 500) { kept.shift(); }
    }

    function tick() {
      var at = film.currentTime * 1000;
      // A step that is longer than playing takes was a jump: nothing of it was seen.
      if (last !== null && !film.seeking && at > last && at - last < 1500 * Math.max(1, film.playbackRate)) {
        add(Math.round(last), Math.round(at));
        write();
      }
      last = film.seeking ? null : at;
    }

    function send(leaving) {
      clearTimeout(timer);
      if (!kept.length || (busy && !leaving) || !window.fetch) { return; }
      var told = kept.slice(), sent = told.map(function (one) { return [one[0], one[1]]; });
      kept.forEach(function (one) { one[2] = 1; });
      busy = true;
      fetch(box.dataset.watch, {
        method: "POST", credentials: "same-origin", keepalive: Boolean(leaving),
        headers: { "Content-Type": "application/json" },
        body: JSON.stringify({ token: box.dataset.token, video: box.dataset.key, segments: sent })
      }).then(function (answer) {
        busy = false;
        // Said no for good, or taken: either way it need not be said again.
        if (answer.ok || (answer.status >= 400 && answer.status < 500 && answer.status !== 408 && answer.status !== 429)) {
          // What was played meanwhile stays; leaving, it may have been told twice.
          kept = kept.filter(function (one) { return told.indexOf(one) < 0; });
          write();
          if (answer.ok) { box.dispatchEvent(new CustomEvent("cordee:watched", { bubbles: true })); }
        } else { again(); }
      }, function () { busy = false; again(); });
    }
    function again() { timer = setTimeout(send, 30000); }

    film.addEventListener("timeupdate", tick);
    film.addEventListener("seeking", function () { last = null; });
    film.addEventListener("play", function () { last = film.currentTime * 1000; });
    film.addEventListener("pause", function () { tick(); last = null; send(); });
    film.addEventListener("ended", function () { last = null; send(); });
    setInterval(function () { if (!film.paused) { send(); } }, 20000);
    window.addEventListener("online", function () { send(); });
    document.addEventListener("visibilitychange", function () { if (document.visibilityState === "hidden") { tick(); send(true); } });
    send();
  }

  // ---- a film at another host: nothing is asked of it before a click ----
  function facade(cover) {
    var host = cover.dataset.host, name = "cordee-embeds:" + host, choices = cover.querySelector("[data-choices]");
    function open() {
      var frame = document.createElement("iframe");
      frame.src = cover.dataset.embed;
      frame.title = cover.dataset.title;
      frame.allow = "fullscreen; picture-in-picture; encrypted-media";
      frame.setAttribute("allowfullscreen", "");
      frame.referrerPolicy = "strict-origin-when-cross-origin";
      cover.replaceChildren(frame);
      frame.focus();
    }
    if (recall(name) === "yes") { open(); return; }
    choices.hidden = false;
    choices.addEventListener("click", function (event) {
      var choice = event.target.dataset.choose;
      if (!choice) { return; }
      if (choice === "always") { remember(name, "yes"); }
      if (choice === "no") { remember(name, null); choices.hidden = true; cover.querySelector("[data-refused]").hidden = false; return; }
      open();
    });
  }
})();
