// What can go wrong between the page and the server, said in words; and no form sent twice.
(() => {
  const { show, words } = window.lsc;
  const dialog = document.getElementById("expired-dialog");
  let retry = null;

  const sentence = (status) => ({ 403: words.forbidden, 404: words.missing, 410: words.missing, 429: words.busy })[status] || words.error;

  const expired = (again) => {
    retry = again || retry;
    if (!dialog.open) dialog.showModal();
  };

  document.body.addEventListener("htmx:sendError", () => show(words.offline, "error"));
  document.body.addEventListener("htmx:timeout", () => show(words.offline, "error"));
  document.body.addEventListener("htmx:responseError", (event) => {
    const { xhr, requestConfig } = event.detail;
    if (xhr.status === 401) {
      const quiet = requestConfig.verb === "get";
      const { verb, path, elt, target, formData } = requestConfig;
      expired(quiet ? null : (token) => {
        formData.set("csrfmiddlewaretoken", token);
        window.htmx.ajax(verb, path, { source: elt, target, values: formData });
      });
      return;
    }
    show(xhr.getResponseHeader("X-LSC-Message") ? decodeURIComponent(xhr.getResponseHeader("X-LSC-Message")) : sentence(xhr.status), "error");
  });

  // Signed in again in the other tab: take the new form token, then go on.
  const goOn = async () => {
    const answer = await fetch(dialog.dataset.token, { headers: { "X-Requested-With": "fetch" } });
    const { token, signedIn } = await answer.json();
    if (!signedIn) return;
    document.querySelectorAll("[name=csrfmiddlewaretoken]").forEach((input) => { input.value = token; });
    document.body.setAttribute("hx-headers", JSON.stringify({ "X-CSRFToken": token }));
    dialog.close();
    const again = retry;
    retry = null;
    if (again) again(token);
    else document.dispatchEvent(new CustomEvent("lsc:resumed"));
  };
  new BroadcastChannel("lsc").addEventListener("message", (event) => {
    if (event.data === "signed-in" && dialog.open) goOn();
  });
  document.addEventListener("visibilitychange", () => {
    if (!document.hidden && dialog.open) goOn();
  });

  // A double click sends a form once. The server bears a second time anyway.
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.method !== "post" || form.hasAttribute("hx-post")) return;
    if (form.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    form.setAttribute("aria-busy", "true");
    form.querySelectorAll("button:not([type=button])").forEach((button) => button.setAttribute("aria-disabled", "true"));
  });
  const release = (form) => {
    form.removeAttribute("aria-busy");
    form.querySelectorAll("[aria-disabled=true]").forEach((button) => button.removeAttribute("aria-disabled"));
  };
  window.addEventListener("pageshow", () => document.querySelectorAll("form[aria-busy]").forEach(release));
  document.body.addEventListener("htmx:beforeRequest", (event) => {
    const { elt, requestConfig } = event.detail;
    if (requestConfig.verb === "get") return;
    if (elt.getAttribute("aria-busy") === "true") {
      event.preventDefault();
      return;
    }
    elt.setAttribute("aria-busy", "true");
  });
  document.body.addEventListener("htmx:afterRequest", (event) => event.detail.elt.removeAttribute("aria-busy"));
})();
