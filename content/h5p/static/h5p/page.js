// The page around the frame. Keeps what the content says in this browser until the site has it, sends it, and starts the
// frame where the learner left it. Nothing is lost when the network or the session ends.
(function () {
  "use strict";
  document.querySelectorAll("[data-h5p]").forEach(begin);

  function begin(box) {
    const frame = box.querySelector("iframe");
    const status = box.querySelector("[role=status]");
    const words = box.dataset;
    const player = JSON.parse(box.querySelector("script[type='application/json']").textContent);
    const name = "cordee-h5p:" + player.owner;
    const isSending = Boolean(player.token);
    let kept = read();
    // A frame of strangers: no more than this is kept of what it says, and not more often.
    // What the site itself refuses goes there all the same, so that it is said.
    const MOST = { statement: 60000, statements: 100, state: 400002, states: 60 }, APART = 1500;
    let most = 400000; // bytes of one message; the site takes half as much again
    let timer = 0, sentAt = 0, wait = 2000, isBusy = false, isHeld = false, isDone = words.done === "yes", watched = 0;

    function read() {
      const empty = { content: player.content, states: {}, statements: [] };
      if (!isSending) return empty;
      try {
        const found = JSON.parse(localStorage.getItem(name));
        if (!found || found.content === player.content) return found || empty;
        // Another content stands here now: what was answered before counts, where one was does not.
        return Object.assign(empty, { statements: found.statements || [] });
      } catch (unreadable) { return empty; }
    }

    function write() {
      try {
        if (isEmpty()) localStorage.removeItem(name);
        else localStorage.setItem(name, JSON.stringify(kept));
      } catch (full) { /* kept in memory as long as the page is open */ }
    }

    function isEmpty() { return !kept.statements.length && !Object.keys(kept.states).length; }

    function say(text, kind) {
      status.textContent = text;
      status.dataset.kind = kind || "";
    }

    function newId() {
      if (window.crypto && crypto.randomUUID) return crypto.randomUUID();
      return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, "0")).join("");
    }

    function keep(change) {
      if (!isSending) return;
      change();
      write();
      plan(400);
    }

    function plan(delay) {
      if (isHeld) return;
      clearTimeout(timer);
      timer = setTimeout(send, Math.max(delay, sentAt + APART - Date.now()));
    }

    // Results go first, and as much as the site takes at once; what is larger than that goes alone.
    function body() {
      const now = Date.now();
      let room = most;
      const fits = (one) => {
        const size = new Blob([JSON.stringify(one)]).size;
        if (size > room && room < most) return false;
        room -= size;
        return true;
      };
      const statements = kept.statements.slice(0, 40).map((one) => ({
        id: one.id, statement: one.statement, verb: one.verb, waited: Math.max(0, Math.round((now - one.at) / 1000)),
      })).filter(fits);
      const states = Object.values(kept.states).slice(0, 40).filter(fits);
      return { token: player.token, content: player.content, statements: statements, states: states };
    }

    async function send() {
      if (isBusy || isEmpty()) return;
      isBusy = true;
      sentAt = Date.now();
      const sent = body();
      try {
        const answer = await post(player.send, sent);
        await take(answer, sent);
      } catch (offline) {
        again(words.offline);
      } finally {
        isBusy = false;
      }
    }

    function post(address, what) {
      const text = JSON.stringify(what);
      return fetch(address, {
        method: "POST", credentials: "same-origin", body: text, keepalive: text.length < 60000,
        headers: { "Content-Type": "application/json" },
      });
    }

    async function take(answer, sent) {
      if (answer.status === 200) {
        const told = await answer.json();
        // The frame may not have asked where to start yet: what the site has now is where.
        sent.states.forEach((one) => put(player.state, one));
        forget(sent);
        wait = 2000;
        const hasAnswers = sent.states.length || sent.statements.some((one) => one.statement && one.statement.result);
        if (told.refused.length) say(told.refused.join(" "), "warning");
        else if (hasAnswers || status.textContent) say(words.saved);
        if (told.done && !isDone) finished();
        if (!isEmpty()) plan(1500);
      } else if (answer.status === 401) {
        await renew();
      } else if (answer.status === 429 || answer.status >= 500) {
        again(answer.status === 429 ? words.saving : words.offline);
      } else {
        const told = await answer.json().catch(() => ({}));
        say(told.error || words.offline, "warning");
        if (answer.status !== 400 && answer.status !== 413) isHeld = true;
        else giveUp(sent);
      }
    }

    // The same state may have changed while it was on its way: only what was sent is forgotten.
    function forget(sent) {
      const gone = new Set(sent.statements.map((one) => one.id));
      kept.statements = kept.statements.filter((one) => !gone.has(one.id));
      sent.states.forEach((one) => {
        const key = one.type + "/" + one.part;
        if (kept.states[key] && kept.states[key].data === one.data) delete kept.states[key];
      });
      write();
    }

    // The whole message was turned away: results must not go with a state, nor with each other.
    function giveUp(sent) {
      const alone = sent.statements.length + sent.states.length === 1;
      const gone = alone ? sent : { statements: [], states: sent.states };
      forget(gone);
      if (!alone) most = 1;
      if (!isEmpty()) plan(1500);
    }

    function again(text) {
      say(text, "warning");
      plan(wait);
      wait = Math.min(wait * 2, 60000);
    }

    async function renew() {
      const answer = await post(player.renew, { token: player.token });
      const told = await answer.json().catch(() => ({}));
      if (answer.status === 200 && told.token) {
        player.token = told.token;
        plan(100);
      } else {
        isHeld = true;
        say(told.error || words.signedOut, "warning");
        const link = document.createElement("a");
        link.href = words.login + "?next=" + encodeURIComponent(location.pathname);
        link.textContent = words.signIn;
        status.append(" ", link);
      }
    }

    // The head of the page and its button say what is done: take them from the server, and leave the frame alone.
    async function finished() {
      isDone = true;
      try {
        const answer = await fetch(location.href, { credentials: "same-origin", headers: { "X-Requested-With": "fetch" } });
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        [".activity-head", ".bottom-bar"].forEach((place) => {
          const here = document.querySelector(place), there = page.querySelector(place);
          if (here && there) here.replaceWith(there);
          else if (here && place === ".bottom-bar") here.remove();
          else if (there && place === ".bottom-bar") box.closest("article")?.append(there);
        });
      } catch (offline) { /* the next visit shows it */ }
    }

    function state() {
      const merged = JSON.parse(JSON.stringify(player.state));
      // What this browser could not send yet is newer than what the site knows.
      Object.values(kept.states).forEach((one) => put(merged, one));
      return merged;
    }

    function put(states, one) {
      states[one.part] = states[one.part] || {};
      if (one.data === null) delete states[one.part][one.type];
      else states[one.part][one.type] = one.data;
    }

    const heard = {
      hello: () => frame.contentWindow.postMessage({ context: "cordee-h5p", type: "start", state: state() }, "*"),
      started: () => {
        box.dataset.playing = "yes";
        watch();
      },
      failed: (said) => {
        box.dataset.playing = "failed";
        if (Number.isFinite(said.height)) frame.style.height = Math.min(said.height, 600) + "px";
      },
      state: (said) => {
        const key = String(said.kind).slice(0, 60) + "/" + String(said.part).slice(0, 60);
        const isNew = !(key in kept.states) && Object.keys(kept.states).length >= MOST.states;
        if (isNew || (said.data !== null && typeof said.data !== "string")) return;
        const [type, part] = key.split("/");
        keep(() => { kept.states[key] = { type: type, part: part, data: said.data && said.data.slice(0, MOST.state) }; });
      },
      statement: (said) => {
        const verb = String(said.statement.verb.id).split("/").pop();
        if (!SENT.includes(verb) || isRepeated(verb, said.statement)) return;
        if (JSON.stringify(said.statement).length > MOST.statement) return;
        keep(() => {
          // Results come last: what gives way is the oldest step.
          if (kept.statements.length >= MOST.statements) kept.statements.shift();
          kept.statements.push({ id: newId(), statement: said.statement, at: Date.now() });
        });
      },
    };
    // What the site keeps; the rest is noise of the interface.
    const SENT = ["attempted", "answered", "completed", "passed", "failed", "mastered", "scored", "responded", "progressed", "consume"];
    const once = new Set();

    // "attempted" may come three times at load, and a step forward counts once a visit.
    function isRepeated(verb, statement) {
      const isPart = /subContentId=/.test(statement.object && statement.object.id) || statement.context;
      if (!isPart && !["attempted", "progressed", "consume"].includes(verb)) return false;
      const key = isPart ? String(statement.object.id) + (verb === "attempted") : verb;
      if (once.has(key)) return true;
      once.add(key);
      return false;
    }

    // "Viewed": the content started and was on the screen for five seconds.
    function watch() {
      const tick = setInterval(() => {
        if (document.visibilityState === "visible") watched += 1;
        if (watched < 5) return;
        clearInterval(tick);
        keep(() => kept.statements.push({ id: newId(), verb: "viewed", at: Date.now() }));
      }, 1000);
    }

    const resizer = {
      hello: () => reply("hello"),
      prepareResize: (said) => {
        if (said.scrollHeight !== frame.clientHeight) {
          frame.style.height = Math.max(said.clientHeight, 1) + "px";
          reply("resizePrepared");
        }
      },
      resize: (said) => { frame.style.height = Math.min(Math.max(said.scrollHeight, 60), 20000) + "px"; },
    };

    function reply(action) {
      frame.contentWindow.postMessage({ context: "h5p", action: action }, "*");
    }

    window.addEventListener("message", (event) => {
      // Only our frame, and only while it is the sandboxed one without an origin.
      if (event.source !== frame.contentWindow || event.origin !== "null" || !event.data) return;
      const said = event.data;
      const talk = said.context === "cordee-h5p" ? heard[said.type] : said.context === "h5p" ? resizer[said.action] : null;
      try { if (talk) talk(said); } catch (malformed) { /* a content that talks nonsense changes nothing */ }
    });
    let width = frame.clientWidth;
    window.addEventListener("resize", () => {
      if (width !== frame.clientWidth) { width = frame.clientWidth; reply("resize"); }
    });
    window.addEventListener("online", () => plan(0));
    window.addEventListener("pagehide", () => { if (!isEmpty() && isSending && !isHeld) post(player.send, body()); });
    document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") send(); });
    if (isSending && !isEmpty()) plan(0);
    // The script may come after the frame said hello: load it only now.
    frame.hidden = false;
    frame.src = frame.dataset.src;
  }
})();
