// Leaving with prepared lines: post, keep, give up, or stay.
import { csrf, sessionExpired } from "./extras.js";

export function guardLeaving({ unsaved }) {
  const dialog = document.getElementById("draft-leave");
  const prepared = () => Number(document.querySelector("[data-prepared]")?.dataset.prepared || 0);
  let target = "";
  let leaving = false;

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[href]");
    if (!link || event.defaultPrevented || event.button || event.ctrlKey || event.metaKey || event.shiftKey) return;
    if (link.target === "_blank" || link.hasAttribute("download") || link.hasAttribute("hx-get")) return;
    const url = new URL(link.href, location.href);
    if (url.origin !== location.origin || url.pathname === location.pathname || !prepared()) return;
    event.preventDefault();
    target = link.href;
    const text = dialog.querySelector("[data-leave-text]");
    text.textContent = prepared() > 1 ? `${prepared()} ${text.dataset.many}` : text.dataset.one;
    dialog.showModal();
  });

  const go = () => {
    leaving = true;
    location.assign(target);
  };
  dialog.addEventListener("click", async (event) => {
    const choice = event.target.closest("[data-leave]");
    if (!choice) return;
    if (choice.dataset.leave === "keep") {
      go();
      return;
    }
    choice.disabled = true;
    const body = new FormData(document.getElementById("draft-band-form"));
    body.set("leaving", "1");
    const answer = await fetch(choice.dataset.url, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" } }).catch(() => null);
    choice.disabled = false;
    if (answer?.ok) go();
    else if (answer?.status === 401) {
      dialog.close();
      sessionExpired();
    } else {
      dialog.close();
      const page = new DOMParser().parseFromString(answer ? await answer.text() : "", "text/html");
      const told = page.querySelector("#draft-dialog-title")?.textContent || window.lsc.words.offline;
      const problems = [...page.querySelectorAll(".draft-problems li")].slice(0, 3).map((each) => each.textContent);
      window.lsc.show([told, ...problems].join(" "), "error");
    }
  });

  window.addEventListener("beforeunload", (event) => {
    if (leaving || !(prepared() || unsaved())) return;
    event.preventDefault();
    event.returnValue = "";
  });
}
