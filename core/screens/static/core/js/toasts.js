// Short messages: those that came with the page, and those that HTMX answers carry.
(() => {
  const region = document.getElementById("toasts");
  const words = document.getElementById("toast-words").dataset;
  const UNDO = "undo=";

  const csrfToken = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || document.querySelector("[name=csrfmiddlewaretoken]")?.value || "";

  const undoForm = (url) => {
    const form = document.createElement("form");
    form.method = "post";
    form.action = url;
    const token = Object.assign(document.createElement("input"), { type: "hidden", name: "csrfmiddlewaretoken", value: csrfToken() });
    const button = Object.assign(document.createElement("button"), { className: "lsc-toast-undo", textContent: words.undo });
    form.append(token, button);
    return form;
  };

  const dress = (toast, text, level, undo) => {
    toast.className = "lsc-toast";
    toast.dataset.level = level;
    const span = Object.assign(document.createElement("span"), { textContent: text });
    const close = Object.assign(document.createElement("button"), { type: "button", className: "lsc-toast-close", textContent: "×" });
    close.setAttribute("aria-label", words.close);
    close.addEventListener("click", () => toast.remove());
    toast.replaceChildren(span, ...(undo ? [undoForm(undo)] : []), close);
    // A refusal stays until it is read; the rest goes by itself, unless the eye or the focus is on it.
    if (level !== "error" && level !== "warning") {
      let timer = setTimeout(() => toast.remove(), undo ? 12000 : 7000);
      toast.addEventListener("mouseenter", () => clearTimeout(timer));
      toast.addEventListener("focusin", () => clearTimeout(timer));
      toast.addEventListener("mouseleave", () => { timer = setTimeout(() => toast.remove(), 3000); });
    }
  };

  const show = (text, level = "info", undo = "") => {
    const same = [...region.children].find((each) => each.querySelector("span")?.textContent === text);
    if (same) return;
    const toast = document.createElement("div");
    region.append(toast);
    dress(toast, text, level, undo);
  };

  region.querySelectorAll("[data-toast]").forEach((toast) => {
    const extra = toast.dataset.extra || "";
    dress(toast, toast.textContent.trim(), toast.dataset.level, extra.startsWith(UNDO) ? extra.slice(UNDO.length) : "");
  });
  document.body.addEventListener("lsc:messages", (event) => {
    (event.detail.value || []).forEach((each) => show(each.text, each.level, each.undo));
  });
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && region.contains(document.activeElement)) document.activeElement.closest(".lsc-toast")?.remove();
  });

  window.lsc = { ...(window.lsc || {}), show, words };
})();
