// Keying cheques with the hands on the keyboard. The server keeps what is half typed.
import { readCents } from "../core/js/amounts.js";
import { csrf, sessionExpired } from "./extras.js";

const root = () => document.querySelector("[data-counter]");
const line = () => document.querySelector("[data-line]");
const client = () => line()?.querySelector("[data-client]");
const options = () => document.getElementById("c-options");
const field = (name) => line().elements.namedItem(name);
const steps = () => [...line().querySelectorAll("[data-step]")];
const chips = () => [...line().querySelectorAll("[data-chip]")];

let searched = "";
let searching = null;
let timer = 0;
let keeping = 0;

async function post(url, values) {
  const body = values instanceof FormData ? values : new FormData();
  if (!(values instanceof FormData)) Object.entries(values).forEach(([name, value]) => body.set(name, value));
  const answer = await fetch(url, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" }, redirect: "error", keepalive: true });
  if (answer.status === 401) sessionExpired();
  return answer;
}

// -- What is half typed is kept by the server -----------------------------------------------------
function keepSoon() {
  clearTimeout(keeping);
  keeping = setTimeout(keepNow, 400);
}
function keepNow() {
  clearTimeout(keeping);
  keeping = 0;
  if (!line() || line().getAttribute("aria-busy") === "true") return;
  post(root().dataset.keep, new FormData(line())).catch(() => {});
}
window.addEventListener("pagehide", () => { if (keeping) keepNow(); });
// Signed in again: what was typed meanwhile was not kept.
document.addEventListener("lsc:resumed", () => { if (line()) keepSoon(); });

// -- Who pays --------------------------------------------------------------------------------------
function show(open) {
  options().hidden = !open;
  client().setAttribute("aria-expanded", String(open));
}
function select(option) {
  options().querySelectorAll("[role=option]").forEach((each) => each.setAttribute("aria-selected", String(each === option)));
  if (!option) return;
  client().setAttribute("aria-activedescendant", option.id);
  option.scrollIntoView({ block: "nearest" });
}
const selected = () => options().querySelector("[aria-selected=true]");

async function search(text, more = "") {
  const answer = await fetch(`${root().dataset.search}?q=${encodeURIComponent(text)}${more}`, { headers: { "HX-Request": "true" } }).catch(() => null);
  if (answer?.status === 401) sessionExpired();
  if (!answer?.ok || client()?.value.trim() !== text) return;
  options().innerHTML = await answer.text();
  searched = text;
  select(options().querySelector("[role=option]"));
  show(true);
}
function typed() {
  clearTimeout(timer);
  clientError("");
  const text = client().value.trim();
  if (!text || text.startsWith("*") || /^\d{14,}/.test(text)) { show(false); return; }
  timer = setTimeout(() => { searching = search(text); }, 90);
}
function clientError(text) {
  line().querySelector("[data-client-error]").textContent = text;
}

function pay(chip) {
  if (!line().querySelector(`[data-chip="${chip.id}"]`)) line().querySelector("[data-paid]").insertAdjacentHTML("beforeend", chip.html);
  client().value = "";
  searched = "";
  options().replaceChildren();
  show(false);
  tellItems();
}
// What the accounts owe follows who pays and how much: counter_items.js shows it.
function tellItems() {
  document.dispatchEvent(new Event("counter:changed"));
}
function fill(name, value) {
  if (value && !field(name).value) field(name).value = value;
}
async function read(text, kind) {
  const answer = await post(root().dataset.read, { text, kind }).catch(() => null);
  if (!answer) { window.lsc.show(window.lsc.words.offline, "error"); return false; }
  const data = await answer.json().catch(() => ({}));
  if (!answer.ok) { clientError(data.message || ""); return false; }
  ["account_key", "bank_key", "number"].forEach((name) => { if (data[name]) field(name).value = data[name]; });
  if (!data.proposed || !chips().length) data.chips.forEach(pay);
  ["figures", "drawer", "bank"].forEach((name) => fill(name, data[name]));
  keepSoon();
  tellItems();
  return true;
}
async function choose(option) {
  if (option) await read(option.dataset.account, "account").then((ok) => ok && goOn(client()));
}
async function enterClient() {
  const text = client().value.trim();
  clearTimeout(timer);
  if (!text && options().hidden) { if (chips().length) goOn(client()); return; }
  if (text.startsWith("*") || text.split("*").length === 3 || isCmc7(text)) {
    const coupon = !isCmc7(text);
    client().value = "";
    if (!(await read(text, "code"))) { client().value = text; client().select(); return; }
    if (coupon && field("figures").value) { field("figures").focus(); field("figures").select(); } else goOn(client());
    return;
  }
  if (searched !== text) {
    await search(text);
    if (options().querySelectorAll("[role=option]").length !== 1) return;
  }
  choose(selected());
}

// -- Going on --------------------------------------------------------------------------------------
const isCmc7 = (text) => text.replace(/[\s<>:;=/#?!*+A-E-]/gi, "").length === 31 && /\d{7}/.test(text);

function goOn(from) {
  const missing = chips().length ? null : client();
  const shares = chips().length > 1 ? [...line().querySelectorAll("[data-share]")] : [];
  const all = [...shares, ...steps().filter((each) => !each.closest("[hidden]"))];
  const after = all.slice(all.indexOf(from) + 1);
  const next = after.find((each) => !each.value.trim()) || missing || all.find((each) => !each.value.trim());
  if (next) { next.focus(); next.select?.(); } else send();
}
function send() {
  clearTimeout(keeping);
  keeping = 0;
  line().requestSubmit();
}
// Up to what the agency set, figures alone are asked.
function askWords() {
  const box = line().querySelector("[data-words-above]");
  const cents = readCents(field("figures").value);
  box.hidden = cents !== null && cents > 0 && cents <= readCents(box.dataset.wordsAbove) && !field("words").value.trim();
}
function differ() {
  askWords();
  const [figures, words] = ["figures", "words"].map((name) => field(name).value.trim());
  line().querySelector("[data-differ]").hidden = !figures || !words || (readCents(figures) ?? figures) === (readCents(words) ?? words);
}
async function enterStep(input) {
  if (isCmc7(input.value)) {
    const text = input.value;
    input.value = "";
    if (!(await read(text, "code"))) return;
  }
  if (input.name === "words" && !input.value.trim()) input.value = field("figures").value;
  differ();
  goOn(input);
}

document.addEventListener("keydown", (event) => {
  if (!line()?.contains(event.target)) return;
  const { target } = event;
  if (event.altKey && event.key.toLowerCase() === "r" && target.dataset.last) {
    event.preventDefault();
    target.value = target.dataset.last;
    differ();
    keepSoon();
    tellItems();
  } else if (event.key === "Enter" && target.matches("input, [data-flag]")) {
    event.preventDefault();
    if (event.repeat || line().getAttribute("aria-busy") === "true") return;
    if (target.matches("[data-client]")) enterClient();
    else enterStep(target);
  } else if (target.matches("[data-client]") && ["ArrowDown", "ArrowUp"].includes(event.key)) {
    const all = [...options().querySelectorAll("[role=option]")];
    if (!all.length) return;
    event.preventDefault();
    const at = all.indexOf(selected()) + (event.key === "ArrowDown" ? 1 : -1);
    select(all[(at + all.length) % all.length]);
  } else if (event.key === "Escape" && !options().hidden) {
    event.preventDefault();
    show(false);
  }
});
document.addEventListener("input", (event) => {
  if (event.target.matches("[data-tape]")) sumTape(event.target);
  if (!line()?.contains(event.target)) return;
  if (event.target.matches("[data-client]")) typed();
  else { differ(); keepSoon(); }
});
document.addEventListener("mousedown", (event) => {
  const option = event.target.closest(".counter-option");
  if (option) { event.preventDefault(); choose(option); }
});
document.addEventListener("click", (event) => {
  if (event.target.closest("[data-drop]")) {
    event.target.closest("[data-chip]").remove();
    keepSoon();
    tellItems();
    client().focus();
  } else if (event.target.closest("[data-more]")) client().focus();
  else if (event.target.closest("[data-unknown]")) {
    clearTimeout(timer);
    client().focus();
    search(client().value.trim(), "&inconnu=1");
  }
});

// -- The control tape --------------------------------------------------------------------------------
function sumTape(input) {
  const amounts = input.value.split(/[+;]/).map(readCents).filter((each) => each > 0);
  const total = amounts.reduce((sum, each) => sum + each, 0) / 100;
  document.getElementById("tape-count").value = amounts.length || "";
  document.getElementById("tape-total").value = amounts.length ? total.toLocaleString("fr-FR", { minimumFractionDigits: 2 }) : "";
}

function start() {
  if (!line()) return;
  differ();
  const wrong = line().querySelector("[role=alert]:not(:empty)");
  if (wrong && chips().length) { steps().at(-1).focus(); return; }
  goOnFromStart();
}
function goOnFromStart() {
  if (!chips().length) client().focus();
  else (steps().find((each) => !each.value.trim()) || steps()[0]).focus();
}
document.body.addEventListener("htmx:afterSettle", (event) => { if (event.target.id === "counter-work" || event.detail.elt?.id === "counter-work") start(); });
start();
