// What can go wrong between the page and the server, said in words; and no form sent twice.
(() => {
  const { show, words } = window.lsc;
  const sentence = (status) => ({ 403: words.forbidden, 404: words.missing, 410: words.missing, 429: words.busy })[status] || words.error;

  document.body.addEventListener("htmx:sendError", () => show(words.offline, "error"));
  document.body.addEventListener("htmx:timeout", () => show(words.offline, "error"));
  document.body.addEventListener("htmx:responseError", (event) => {
    const { xhr } = event.detail;
    // An expired session is session.js's business.
    if (xhr.status === 401) return;
    show(xhr.getResponseHeader("X-LSC-Message") ? decodeURIComponent(xhr.getResponseHeader("X-LSC-Message")) : sentence(xhr.status), "error");
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
