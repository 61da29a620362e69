// What is selected: some lines, or everything in the filter but some lines; with its running total.
import { sessionExpired } from "./extras.js";

const EVERYTHING = "tout";
const MAX_IDS_IN_URL = 100;
const euros = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR" });
const figures = new Intl.NumberFormat("fr-FR");

export class Selection {
  constructor(root, region) {
    this.root = root;
    this.region = region;
    this.everything = false;
    this.ids = new Set();
    this.cents = new Map();
    this.spent = new Map();
    this.whole = null;
    this.query = "";
    root.addEventListener("click", (event) => {
      if (event.target.closest("[data-everything]")) this.selectEverything();
      if (event.target.closest("[data-nothing]")) this.clear();
      const page = event.target.closest("[data-check-page]");
      if (page) this.setMany(this.rows(), page.checked);
    });
  }

  rows() {
    return [...this.region().querySelectorAll("[data-rows] > tr")];
  }
  has(id) {
    return this.everything !== this.ids.has(id);
  }
  any() {
    return this.everything || this.ids.size > 0;
  }
  code() {
    if (!this.everything) return [...this.ids].join(",");
    return [EVERYTHING, ...[...this.ids].map((id) => `-${id}`)].join(",");
  }

  set(row, wanted) {
    if (wanted === this.everything) this.ids.delete(row.dataset.id);
    else this.ids.add(row.dataset.id);
  }
  setMany(rows, wanted) {
    rows.forEach((row) => this.set(row, wanted));
    this.paint();
  }
  toggle(row) {
    this.set(row, !this.has(row.dataset.id));
    this.paint();
  }
  clear() {
    this.everything = false;
    this.ids.clear();
    this.whole = null;
    this.paint();
  }
  setAside(ids) {
    for (const id of ids) {
      if (this.everything) this.ids.add(id);
      else this.ids.delete(id);
    }
    this.paint();
  }

  async selectEverything() {
    this.everything = true;
    this.ids.clear();
    this.whole = null;
    this.paint();
    const query = this.region().dataset.query;
    const answer = await fetch(`${this.root.dataset.totals}?${query}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.status === 401) sessionExpired();
    if (!answer?.ok || !this.everything || query !== this.region().dataset.query) return;
    this.whole = await answer.json();
    this.paint();
  }

  readUrl() {
    const parts = (new URL(location.href).searchParams.get("sel") || "").split(",").filter(Boolean);
    if (parts[0] === EVERYTHING) {
      this.selectEverything();
      this.ids = new Set(parts.slice(1).map((part) => part.slice(1)));
    } else {
      const shown = new Set(this.rows().map((row) => row.dataset.id));
      this.ids = new Set(parts.filter((id) => shown.has(id)));
    }
  }
  writeUrl() {
    const url = new URL(location.href);
    url.searchParams.delete("sel");
    if (this.any() && this.ids.size <= MAX_IDS_IN_URL) url.searchParams.set("sel", this.code());
    history.replaceState(history.state, "", url);
  }

  arrived() {
    for (const row of this.rows()) {
      this.cents.set(row.dataset.id, Number(row.dataset.cents));
      this.spent.set(row.dataset.id, { channel: row.dataset.channel, actions: (row.dataset.spent || "").split(" ") });
    }
    const scope = (query) => {
      const params = new URLSearchParams(query);
      ["page", "tri"].forEach((name) => params.delete(name));
      return params.toString();
    };
    const query = this.region().dataset.query;
    if (this.query && scope(query) !== scope(this.query)) {
      this.everything = false;
      this.ids.clear();
    }
    this.query = query;
    this.paint();
  }

  figures() {
    let cents = 0;
    for (const id of this.ids) cents += this.cents.get(id) || 0;
    if (!this.everything) return { count: this.ids.size, cents };
    if (!this.whole) return null;
    return { count: this.whole.count - this.ids.size, cents: this.whole.cents - cents };
  }
  summary() {
    const words = this.region().querySelector("[data-summary]").dataset;
    if (!this.any()) return words.none;
    const found = this.figures();
    if (!found) return "…";
    return `${figures.format(found.count)} ${found.count > 1 ? words.many : words.one} · ${euros.format(found.cents / 100)}`;
  }

  paint() {
    const rows = this.rows();
    let shown = 0;
    for (const row of rows) {
      const chosen = this.has(row.dataset.id);
      shown += chosen;
      row.classList.toggle("is-selected", chosen);
      row.setAttribute("aria-selected", String(chosen));
      row.querySelector("input[type=checkbox]").checked = chosen;
    }
    const head = this.region().querySelector("[data-check-page]");
    if (head) {
      head.checked = shown > 0 && shown === rows.length;
      head.indeterminate = shown > 0 && shown < rows.length;
    }
    const bar = document.getElementById("draft-bar");
    bar.elements.sel.value = this.code();
    bar.classList.toggle("has-selection", this.any());
    bar.querySelector("[data-summary]").textContent = this.summary();
    bar.querySelector("[data-nothing]").hidden = !this.any();
    for (const button of bar.querySelectorAll("[data-needs-selection]")) {
      button.disabled = !this.any() || this.isSpent(button);
      button.dataset.why = this.any() ? bar.dataset.whySpent : bar.dataset.whyNone;
    }
    this.writeUrl();
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
