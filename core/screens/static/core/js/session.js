// A session that ended under an open page: the page says so, asks by itself until its reader is
// signed in again, then does once what was pressed meanwhile.
(() => {
  const dialog = document.getElementById("expired-dialog");
  const FIRST_MS = 500;
  const LONGEST_MS = 5000;
  const GIVE_UP_MS = 10000;
  const HUMAN_TRIGGERS = ["click", "submit", "change", "keydown", "keyup"];

  let waiting = false;
  let asking = false;
  let woken = false;
  let delay = FIRST_MS;
  let timer = 0;
  // By the element and the request, so that a key pressed twice is done once; in order.
  const pressed = new Map();

  window.lsc.sessionExpired = (again = null, key = again) => {
    if (again) pressed.set(key, again);
    if (!dialog.open) dialog.showModal();
    if (waiting) return;
    waiting = true;
    delay = FIRST_MS;
    timer = setTimeout(ask, delay);
  };

  async function ask() {
    if (asking) {
      woken = true;
      return;
    }
    clearTimeout(timer);
    asking = true;
    woken = false;
    const state = await fetch(dialog.dataset.token, { cache: "no-store", signal: AbortSignal.timeout(GIVE_UP_MS) })
      .then((answer) => (answer.ok ? answer.json() : null))
      .catch(() => null);
    asking = false;
    if (state?.signedIn) {
      goOn(state.token);
      return;
    }
    timer = setTimeout(ask, woken ? 0 : delay);
    delay = Math.min(delay * 1.2, LONGEST_MS);
  }

  function goOn(token) {
    waiting = false;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    const todo = [...pressed.values()];
    pressed.clear();
    dialog.close();
    document.dispatchEvent(new CustomEvent("lsc:signed-in"));
    todo.forEach((again) => again(token));
    if (!todo.length) document.dispatchEvent(new CustomEvent("lsc:resumed"));
  }

  // Signs that it may be time, each worth asking at once: a page that asks rarely is quick again.
  function wake() {
    if (!waiting) return;
    delay = FIRST_MS;
    ask();
  }
  new BroadcastChannel("lsc").addEventListener("message", (event) => { if (event.data === "signed-in") wake(); });
  document.addEventListener("visibilitychange", () => { if (!document.hidden) wake(); });
  window.addEventListener("focus", wake);
  window.addEventListener("online", wake);

  // Escape shows the page again. What was pressed is then the reader's to press anew.
  dialog.addEventListener("close", () => pressed.clear());
  // The keys of the page behind do nothing while the dialog is open.
  window.addEventListener("keydown", (event) => { if (dialog.open) event.stopImmediatePropagation(); }, true);

  document.body.addEventListener("htmx:responseError", (event) => {
    const { xhr, requestConfig, etc } = event.detail;
    if (xhr.status !== 401) return;
    const { verb, path, elt, target, formData, triggeringEvent } = requestConfig;
    // What the page asks by itself comes again by itself.
    if (verb === "get" && !HUMAN_TRIGGERS.includes(triggeringEvent?.type)) {
      window.lsc.sessionExpired();
      return;
    }
    const key = [...pressed.keys()].find((each) => each.elt === elt && each.path === path) || { elt, path };
    window.lsc.sessionExpired((token) => {
      if (verb !== "get") formData.set("csrfmiddlewaretoken", token);
      window.htmx.ajax(verb, path, { source: elt, target, values: formData, swap: etc?.swapOverride, select: etc?.select });
    }, key);
  });

  // A page left alone may post into a session that has ended: it asks first, so that what was
  // typed stays. Parts of the page have their own way, above.
  const FRESH_MS = 90000;
  let alive = Date.now();
  document.body.addEventListener("htmx:afterRequest", (event) => { if (event.detail.successful) alive = Date.now(); });
  const asksFirst = (form) => document.body.matches(".lsc-backoffice, .lsc-extranet") && form.method === "post"
    && !form.hasAttribute("hx-post") && !form.action.endsWith("/logout/") && Date.now() - alive > FRESH_MS;
  document.addEventListener("submit", async (event) => {
    const { target: form, submitter } = event;
    if (event.defaultPrevented || !asksFirst(form)) return;
    event.preventDefault();
    event.stopImmediatePropagation();
    const send = () => { alive = Date.now(); form.requestSubmit(submitter); };
    const state = await fetch(dialog.dataset.token, { cache: "no-store" }).then((answer) => answer.json()).catch(() => null);
    if (state && !state.signedIn) window.lsc.sessionExpired(send, form);
    else send();
  }, true);
})();
