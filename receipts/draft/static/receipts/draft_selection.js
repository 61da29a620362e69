// The selection of the draft, with its running total and the channel's buttons that suit it.
import { Selection } from "../core/js/selection.js";
import { sessionExpired } from "./extras.js";

const euros = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR" });
const figures = new Intl.NumberFormat("fr-FR");

export class DraftSelection extends Selection {
  constructor(root) {
    super(root);
    this.cents = new Map();
    this.spent = new Map();
    this.whole = null;
  }

  // Only lines that are on screen can be summed; everything is summed by the server.
  read(code) {
    super.read(code);
    if (this.everything) {
      this.addUp();
      return;
    }
    const shown = new Set(this.rows().map((row) => row.dataset.id));
    this.ids = new Set([...this.ids].filter((id) => shown.has(id)));
  }
  forget() {
    super.forget();
    this.whole = null;
  }
  filterChanged() {
    this.forget();
  }
  setAside(ids) {
    ids.forEach((id) => this.set(id, false));
    this.paint();
  }

  selectEverything() {
    this.whole = null;
    super.selectEverything();
    return this.addUp();
  }
  async addUp() {
    const { query } = this.region().dataset;
    const answer = await fetch(`${this.root.dataset.totals}?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.status === 401) sessionExpired();
    if (!answer?.ok || !this.everything || query !== this.region().dataset.query) return;
    this.whole = await answer.json();
    this.paint();
  }

  arrived() {
    for (const row of this.rows()) {
      this.cents.set(row.dataset.id, Number(row.dataset.cents));
      this.spent.set(row.dataset.id, { channel: row.dataset.channel, actions: (row.dataset.spent || "").split(" ") });
    }
    super.arrived();
  }

  figures() {
    let cents = 0;
    for (const id of this.ids) cents += this.cents.get(id) || 0;
    if (!this.everything) return { count: this.ids.size, cents };
    if (!this.whole) return null;
    return { count: this.whole.count - this.ids.size, cents: this.whole.cents - cents };
  }
  words() {
    const words = this.bar().querySelector("[data-list-summary]").dataset;
    if (!this.any()) return words.none;
    const sum = this.figures();
    if (!sum) return "…";
    return `${figures.format(sum.count)} ${sum.count > 1 ? words.many : words.one} · ${euros.format(sum.cents / 100)}`;
  }
  summarise() {
    this.bar().querySelector("[data-list-summary]").textContent = this.words();
  }

  paintButton(button) {
    const bar = this.bar();
    button.disabled = !this.any() || this.isSpent(button);
    button.dataset.why = this.any() ? bar.dataset.whySpent : bar.dataset.whyNone;
  }
  // A channel's action is for its own lines, and once only for each.
  isSpent(button) {
    const { action, of } = button.dataset;
    if (!action) return false;
    if (this.everything) return this.region().dataset.channel !== of;
    return [...this.ids].some((id) => {
      const line = this.spent.get(id);
      return line && (line.channel !== of || line.actions.includes(action));
    });
  }
}
