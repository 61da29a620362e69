// What is selected in a list: some rows, or all that the filter lets through but some. Its code
// (« sel ») is the one of core.screens.lists.selection.
const EVERYTHING = "tout";
const MAX_IDS_IN_URL = 100;

// What decides which rows there are: sorting and turning pages change none of them.
function scopeOf(query) {
  const params = new URLSearchParams(query);
  ["page", "tri"].forEach((name) => params.delete(name));
  return params.toString();
}

export class Selection {
  constructor(root) {
    this.root = root;
    this.everything = false;
    this.ids = new Set();
    this.query = null;
    root.addEventListener("click", (event) => {
      if (event.target.closest("[data-list-everything]")) this.selectEverything();
      if (event.target.closest("[data-list-nothing]")) this.clear();
      const page = event.target.closest("[data-list-check-all]");
      if (page) this.setMany(this.rows(), page.checked);
    });
  }

  region() {
    return document.getElementById("list-table");
  }
  bar() {
    return this.root.querySelector("[data-list-bar]");
  }
  rows() {
    return [...this.region().querySelectorAll("[data-list-rows] > tr")];
  }

  read(code) {
    const parts = code.split(",").filter(Boolean);
    this.everything = parts[0] === EVERYTHING;
    this.ids = new Set(this.everything ? parts.slice(1).map((part) => part.slice(1)) : parts);
  }
  code() {
    if (!this.everything) return [...this.ids].join(",");
    return [EVERYTHING, ...[...this.ids].map((id) => `-${id}`)].join(",");
  }
  has(id) {
    return this.everything !== this.ids.has(id);
  }
  any() {
    return this.everything || this.ids.size > 0;
  }

  set(id, chosen) {
    if (chosen === this.everything) this.ids.delete(id);
    else this.ids.add(id);
  }
  setMany(rows, chosen) {
    rows.forEach((row) => this.set(row.dataset.id, chosen));
    this.paint();
  }
  toggle(row) {
    this.set(row.dataset.id, !this.has(row.dataset.id));
    this.paint();
  }
  forget() {
    this.everything = false;
    this.ids.clear();
  }
  clear() {
    this.forget();
    this.paint();
  }
  selectEverything() {
    this.everything = true;
    this.ids.clear();
    this.paint();
  }

  // The rows were drawn anew, perhaps those of another filter.
  arrived() {
    const { query } = this.region().dataset;
    if (this.query !== null && scopeOf(query) !== scopeOf(this.query)) this.filterChanged();
    this.query = query;
    this.bar().elements.vue.value = query;
    for (const field of document.querySelectorAll("[data-list-vue]")) field.value = query;
    this.paint();
  }
  filterChanged() {
    if (this.everything) this.forget();
  }

  paint() {
    const rows = this.rows();
    let shown = 0;
    for (const row of rows) {
      const chosen = this.has(row.dataset.id);
      shown += chosen;
      row.classList.toggle("is-selected", chosen);
      if (row.hasAttribute("aria-selected")) row.setAttribute("aria-selected", String(chosen));
      row.querySelector("input[type=checkbox]").checked = chosen;
    }
    const head = this.region().querySelector("[data-list-check-all]");
    if (head) {
      head.checked = shown > 0 && shown === rows.length;
      head.indeterminate = shown > 0 && shown < rows.length;
    }
    const bar = this.bar();
    bar.elements.sel.value = this.code();
    bar.classList.toggle("has-selection", this.any());
    bar.querySelector("[data-list-nothing]").hidden = !this.any();
    for (const button of bar.querySelectorAll("[data-needs-selection]")) this.paintButton(button);
    this.writeUrl();
    this.summarise();
  }
  paintButton(button) {
    button.disabled = !this.any();
  }
  // What the selection comes to: each kind of list says it in its own way.
  summarise() {}

  writeUrl() {
    const url = new URL(location.href);
    url.searchParams.delete("sel");
    if (this.any() && this.ids.size <= MAX_IDS_IN_URL) url.searchParams.set("sel", this.code());
    history.replaceState(history.state, "", url);
  }
}
