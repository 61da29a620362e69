// A link that starts from the line half typed: the server has it before the page is left.
import { csrf, sessionExpired } from "./extras.js";

document.addEventListener("click", async (event) => {
  const link = event.target.closest("[data-from-line]");
  const line = document.querySelector("[data-line]");
  if (!link || !line || event.ctrlKey || event.metaKey) return;
  event.preventDefault();
  const { keep } = document.querySelector("[data-counter]").dataset;
  const answer = await fetch(keep, { method: "POST", body: new FormData(line), headers: { "X-CSRFToken": csrf(), "HX-Request": "true" } }).catch(() => null);
  if (answer?.status === 401) sessionExpired();
  else location.assign(link.href);
});
