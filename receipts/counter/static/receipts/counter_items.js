// What the accounts of the line owe: the server proposes as the amount is typed, keys change it.
import { centsOrZero as cents } from "../core/js/amounts.js";
import { csrf, sessionExpired } from "./extras.js";

const line = () => document.querySelector("[data-line]");
const region = () => line()?.querySelector("[data-items]");
const dialog = document.getElementById("outcome-dialog");
const AMOUNTS = ["figures", "words", "share"];

let timer = 0;
let turn = 0;
let decided = "";

const euros = (value) => (value / 100).toLocaleString("fr-FR", { minimumFractionDigits: 2 });
const settles = (panel) => [...panel.querySelectorAll("[data-settle]")];

// -- The server's answer takes the place of the panel; who types in it goes on typing -------------
function refreshSoon(wait) {
  clearTimeout(timer);
  timer = setTimeout(refresh, wait);
}
async function refresh() {
  if (!region()) return;
  turn += 1;
  const mine = turn;
  const answer = await fetch(region().dataset.items, { method: "POST", body: new FormData(line()), headers: { "X-CSRFToken": csrf(), "HX-Request": "true" }, redirect: "error" }).catch(() => null);
  if (answer?.status === 401) sessionExpired();
  if (!answer?.ok || mine !== turn || !region()) return;
  put(await answer.text());
}
function put(html) {
  const held = region().contains(document.activeElement) ? document.activeElement : null;
  const typing = held && { id: held.id, value: held.value, from: held.selectionStart, to: held.selectionEnd };
  region().innerHTML = html;
  window.htmx.process(region());
  const again = typing?.id && document.getElementById(typing.id);
  if (!again) return;
  again.focus();
  if (!again.matches("input")) return;
  again.value = typing.value;
  again.setSelectionRange(typing.from, typing.to);
}

// -- Choosing: from then on the proposal is the person's --------------------------------------------
function choose(panel) {
  if (panel.querySelector("[name=chosen]")) return;
  const mark = document.createElement("input");
  Object.assign(mark, { type: "hidden", name: "chosen", value: panel.dataset.panel });
  panel.append(mark);
}
function toggle(input) {
  const panel = input.closest("[data-panel]");
  const free = cents(input.dataset.settle);
  if (cents(input.value)) input.value = "";
  else {
    const others = settles(panel).filter((each) => each !== input).reduce((sum, each) => sum + cents(each.value), 0);
    const amount = cents(panel.dataset.amount);
    const part = amount ? Math.min(free, Math.max(amount - others, 0)) : free;
    input.value = part ? euros(part) : "";
  }
  input.dispatchEvent(new Event("input", { bubbles: true }));
}
function propose(panel) {
  panel.querySelector("[name=chosen]")?.remove();
  const held = document.activeElement;
  held.blur();
  refresh().then(() => document.getElementById(held.id)?.focus());
}
function move(input, step) {
  const all = [...region().querySelectorAll("[data-settle]")];
  const next = all[all.indexOf(input) + step];
  if (!next) return;
  next.focus();
  next.select();
}
function leave() {
  const all = [...line().querySelectorAll("[data-step]")];
  (all.find((each) => !each.value.trim()) || all.at(-1)).focus();
}

document.addEventListener("keydown", (event) => {
  const { target } = event;
  if (!target.matches?.("[data-settle], [data-flag]") || event.ctrlKey || event.altKey || event.metaKey) return;
  if (event.key === "Escape") { event.preventDefault(); leave(); return; }
  if (target.matches("[data-flag]")) return;
  const letter = event.key.length === 1 ? event.key.toUpperCase() : "";
  const button = letter && target.closest("tr").querySelector(`[data-outcome="${CSS.escape(letter)}"]`);
  const acts = {
    " ": () => toggle(target),
    ArrowDown: () => move(target, 1),
    ArrowUp: () => move(target, -1),
    P: () => propose(target.closest("[data-panel]")),
  };
  const act = button ? () => { decided = target.id; button.click(); } : acts[event.key] || acts[letter];
  if (!act) return;
  event.preventDefault();
  act();
});
document.addEventListener("input", (event) => {
  if (!line()?.contains(event.target)) return;
  if (event.target.matches("[data-settle]")) {
    choose(event.target.closest("[data-panel]"));
    refreshSoon(120);
  } else if (AMOUNTS.includes(event.target.name)) refreshSoon(120);
});
document.addEventListener("focusin", (event) => { if (event.target.matches("[data-settle]")) event.target.select(); });
document.addEventListener("counter:changed", () => refreshSoon(0));

// -- What becomes of a debt that is not settled -------------------------------------------------------
document.body.addEventListener("htmx:afterSettle", (event) => {
  const body = document.getElementById("outcome-dialog-body");
  if (event.detail.target !== body || !body.childElementCount) return;
  if (!dialog.open) dialog.showModal();
  (body.querySelector(".is-invalid") || body.querySelector("input:not([type=hidden]), select") || body.querySelector("button")).focus();
});
document.body.addEventListener("counter:items", () => {
  if (dialog.open) dialog.close();
  refreshSoon(0);
});
dialog?.addEventListener("close", () => {
  document.getElementById("outcome-dialog-body").replaceChildren();
  const row = decided && document.getElementById(decided);
  (row || line()?.querySelector("[data-client]"))?.focus();
});
