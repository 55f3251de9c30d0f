// Runs first inside the frame, which has no origin: gives H5P core what it expects, and carries states, statements and
// heights to the page around it by messages. It knows neither the learner nor any token.
(function () {
  "use strict";
  const integration = JSON.parse(document.getElementById("h5p-integration").textContent);
  const own = integration.cordee;
  const sorry = document.currentScript.dataset.sorry;
  const content = integration.contents["cid-" + own.contentId];
  let isStarted = false;

  window.H5PIntegration = integration;
  // Without an origin the browser's stores and cookies throw: libraries get a store that lasts as long as the page.
  ["localStorage", "sessionStorage"].forEach((name) => {
    try { window[name].length; } catch (refused) { replace(window, name, memory()); }
  });
  try { document.cookie; } catch (refused) {
    Object.defineProperty(document, "cookie", { configurable: true, get: () => "", set: () => {} });
  }

  function replace(owner, name, value) {
    Object.defineProperty(owner, name, { configurable: true, get: () => value });
  }

  function memory() {
    const kept = new Map();
    const own = {
      getItem: (key) => (kept.has(String(key)) ? kept.get(String(key)) : null),
      setItem: (key, value) => { kept.set(String(key), String(value)); },
      removeItem: (key) => { kept.delete(String(key)); },
      clear: () => kept.clear(),
      key: (index) => Array.from(kept.keys())[index] ?? null,
    };
    return new Proxy(own, {
      get: (target, key) => key in target ? target[key] : key === "length" ? kept.size : kept.get(String(key)),
      set: (target, key, value) => { kept.set(String(key), String(value)); return true; },
      deleteProperty: (target, key) => { kept.delete(String(key)); return true; },
    });
  }

  function tell(type, more) {
    if (window.parent === window) return;
    window.parent.postMessage(Object.assign({ context: "cordee-h5p", type: type }, more), own.parent);
  }

  // H5P core keeps states over jQuery: the page around keeps them instead.
  function keepStates($) {
    const ajax = $.ajax;
    $.ajax = function (options) {
      if (!options || typeof options.url !== "string" || !options.url.startsWith("cordee:")) {
        return ajax.apply(this, arguments);
      }
      const [what, kind, part] = options.url.slice(7).split("/");
      if (what === "state" && options.type === "POST") {
        // H5P core says 0 to forget a state.
        const data = options.data.data === 0 ? null : String(options.data.data);
        tell("state", { kind: kind, part: part, data: data });
      }
      const answer = { success: true, data: false };
      if (options.success) setTimeout(() => options.success(answer), 0);
      return $.Deferred().resolve(answer).promise();
    };
  }

  // What the page needs of a statement, and no more.
  function brief(statement) {
    const result = statement.result || {};
    const small = { verb: { id: statement.verb && statement.verb.id }, object: { id: statement.object && statement.object.id } };
    const kept = {};
    if (result.score) kept.score = result.score;
    ["success", "completion", "duration"].forEach((name) => { if (result[name] !== undefined) kept[name] = result[name]; });
    if (typeof result.response === "string") kept.response = result.response.slice(0, 2000);
    if (Object.keys(kept).length) small.result = kept;
    const parents = statement.context && statement.context.contextActivities && statement.context.contextActivities.parent;
    if (parents && parents.length) small.context = { contextActivities: { parent: [{ id: parents[0].id }] } };
    return small;
  }

  // H5P core looks at states every few seconds; who leaves right after an answer must find it again all the same.
  let saving = 0;
  function saveSoon() {
    clearTimeout(saving);
    saving = setTimeout(() => {
      window.H5P.instances.forEach((instance) => {
        if (typeof instance.getCurrentState !== "function") return;
        try {
          const state = instance.getCurrentState();
          if (state !== undefined) window.H5P.setUserData(instance.contentId, "state", state, { deleteOnChange: true });
        } catch (unready) { /* some contents cannot tell before they are complete */ }
      });
    }, 150);
  }

  function fail() {
    if (isStarted) return;
    isStarted = true;
    const words = document.createElement("p");
    words.className = "sorry";
    words.setAttribute("role", "alert");
    words.textContent = sorry;
    document.body.replaceChildren(words);
    tell("failed", { height: document.body.scrollHeight + 40 });
  }

  function start(state) {
    if (isStarted) return;
    if (state && Object.keys(state).length) content.contentUserData = state;
    else content.contentUserData = { 0: {} };
    try {
      window.H5P.init(document.body);
      if (!window.H5P.instances.length) throw new Error("no instance");
      isStarted = true;
      ["click", "keyup", "change", "pointerup"].forEach((act) => document.addEventListener(act, saveSoon, true));
      tell("started", {});
    } catch (error) {
      console.error(error);
      fail();
    }
  }

  window.Cordee = {
    afterCore: function () {
      const H5P = window.H5P;
      H5P.preventInit = true;
      keepStates(H5P.jQuery);
      H5P.getLibraryPath = (name) => own.libraries[name] || "/content/h5p/files/libraries/" + name;
      H5P.getContentPath = () => content.contentUrl;
      H5P.externalDispatcher.on("xAPI", (event) => {
        if (event.data && event.data.statement) tell("statement", { statement: brief(event.data.statement) });
        if (isStarted) saveSoon();
      });
    },
    ready: function () {
      window.addEventListener("message", (event) => {
        if (event.source === window.parent && event.data && event.data.context === "cordee-h5p" && event.data.type === "start") {
          start(event.data.state);
        }
      });
      window.addEventListener("load", () => {
        if (window.parent === window) start(null);
        else tell("hello", {});
      });
    },
  };
})();
