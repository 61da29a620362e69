// Keeping cheques, hands on the keyboard: one number makes the rows, Enter goes through them.
import { centsOrZero as cents } from "../core/js/amounts.js";

const form = document.querySelector("[data-held]");
const count = form.querySelector("[data-count]");
const rows = () => [...form.querySelectorAll("[data-row]")];
const field = (row, name) => row.querySelector(`[name=${name}]`);

function numberAfter(text, step) {
  return /^\d+$/.test(text) ? String(BigInt(text) + BigInt(step)).padStart(text.length, "0") : "";
}
// The same day of a later month, or its last one.
function monthsLater(text, step) {
  const [year, month, day] = text.split("-").map(Number);
  if (!day) return "";
  const last = new Date(Date.UTC(year, month + step, 0)).getUTCDate();
  return new Date(Date.UTC(year, month - 1 + step, Math.min(day, last))).toISOString().slice(0, 10);
}
function total() {
  const sum = rows().reduce((all, row) => all + cents(field(row, "amount").value), 0);
  const shown = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR" }).format(sum / 100);
  const line = form.querySelector("[data-total]");
  line.textContent = rows().length > 1 && sum ? `${rows().length} ${line.dataset.word} · ${shown}` : "";
}
function make(wanted) {
  const all = rows();
  const [first] = all;
  all.slice(wanted).forEach((row) => row.remove());
  for (let step = all.length; step < wanted; step += 1) {
    const row = first.cloneNode(true);
    field(row, "number").value = numberAfter(field(first, "number").value, step);
    field(row, "amount").value = field(first, "amount").value;
    field(row, "agreed").value = monthsLater(field(first, "agreed").value, step);
    first.parentElement.append(row);
  }
  total();
}
function go(from) {
  const steps = [...form.querySelectorAll("[data-step]")];
  const next = steps[steps.indexOf(from) + 1];
  if (!next) { form.requestSubmit(); return; }
  next.focus();
  if (next.type !== "date") next.select();
}

form.addEventListener("input", (event) => {
  if (event.target === count) {
    const wanted = Number.parseInt(count.value, 10);
    if (wanted >= 1) make(Math.min(wanted, Number(form.dataset.most)));
  } else total();
});
form.addEventListener("keydown", (event) => {
  if (event.key !== "Enter" || event.ctrlKey || event.target.tagName !== "INPUT") return;
  event.preventDefault();
  if (event.repeat) return;
  if (event.target === count) {
    const empty = [...form.querySelectorAll("[data-step]")].find((each) => !each.value.trim());
    (empty || field(rows()[0], "amount")).focus();
  } else if (event.target.matches("[data-step]")) go(event.target);
  else count.focus();
});
let sent = false;
form.addEventListener("submit", (event) => {
  if (sent) event.preventDefault();
  sent = true;
});
window.addEventListener("pageshow", () => { sent = false; });
total();
count.select();
