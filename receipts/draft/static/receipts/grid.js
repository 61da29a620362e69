// Moving about the grid by keyboard: one cell holds the focus, as in a spreadsheet.
export class Grid {
  constructor(region, { selection, cells, drawer }) {
    this.region = region;
    this.selection = selection;
    this.cells = cells;
    this.drawer = drawer;
    this.at = { id: "", column: 2, row: 0 };
    this.anchor = null;
    this.wanted = "";
    const root = document.querySelector("[data-draft]");
    root.addEventListener("keydown", (event) => this.onKey(event));
    root.addEventListener("click", (event) => this.onClick(event));
    root.addEventListener("dblclick", (event) => this.onDoubleClick(event));
    root.addEventListener("focusin", (event) => this.onFocus(event));
    root.addEventListener("mousedown", (event) => {
      if (event.shiftKey && event.target.closest("[data-rows]")) event.preventDefault();
    });
  }

  rows() {
    return this.selection.rows();
  }
  rowOf(cell) {
    return cell.closest("tr");
  }

  // The grid was drawn anew: the same line, or the one now in its place, takes the focus back.
  arrived() {
    const rows = this.rows();
    this.anchor = null;
    const held = document.activeElement === document.body || this.region().contains(document.activeElement);
    const same = rows.findIndex((row) => row.dataset.id === this.at.id);
    let index = same >= 0 ? same : Math.min(this.at.row, rows.length - 1);
    if (this.wanted) index = this.wanted === "first" ? 0 : rows.length - 1;
    const cell = rows[index]?.children[this.at.column];
    if (!cell) return;
    if (this.wanted || (held && this.at.id)) this.focusCell(cell);
    else this.mark(cell);
    this.wanted = "";
  }

  mark(cell) {
    this.region().querySelectorAll("td[tabindex='0']").forEach((each) => { each.tabIndex = -1; });
    cell.tabIndex = 0;
    const row = this.rowOf(cell);
    this.at = { id: row.dataset.id, column: [...row.children].indexOf(cell), row: this.rows().indexOf(row) };
  }
  focusCell(cell) {
    if (!cell?.isConnected) return;
    this.mark(cell);
    cell.focus({ preventScroll: true });
    cell.scrollIntoView({ block: "nearest", inline: "nearest" });
  }
  focusCurrent() {
    const row = document.getElementById(`line-${this.at.id}`) || this.rows()[Math.min(this.at.row, this.rows().length - 1)];
    if (row) this.focusCell(row.children[this.at.column]);
  }

  onFocus(event) {
    const cell = event.target.closest("[data-rows] td");
    if (!cell) return;
    const reason = this.rowOf(cell).querySelector("[data-tip]")?.dataset.tip || "";
    const hint = document.getElementById("draft-hint");
    const told = cell.dataset.problem || reason;
    if (hint && hint.textContent !== told) hint.textContent = told;
  }

  onClick(event) {
    const cell = event.target.closest("[data-rows] td");
    if (!cell || event.target.closest(".draft-input, [data-retry]")) return;
    const row = this.rowOf(cell);
    const box = cell.classList.contains("draft-sel");
    if (event.shiftKey && this.anchor !== null) this.selectTo(row);
    else if (box || event.ctrlKey || event.metaKey) {
      this.anchor = this.rows().indexOf(row);
      this.selection.toggle(row);
    }
    this.focusCell(cell);
    if (cell.classList.contains("draft-unassigned")) this.drawer.open(row.dataset.id);
  }
  onDoubleClick(event) {
    const cell = event.target.closest("[data-rows] td");
    if (!cell || event.target.closest(".draft-input")) return;
    if (cell.dataset.cell) this.cells.edit(cell);
    else this.drawer.open(this.rowOf(cell).dataset.id);
  }

  selectTo(row) {
    const rows = this.rows();
    const [first, last] = [this.anchor, rows.indexOf(row)].sort((a, b) => a - b);
    this.selection.setMany(rows.slice(first, last + 1), true);
  }

  move(cell, down, right, extend) {
    const row = this.rowOf(cell);
    const rows = this.rows();
    const index = rows.indexOf(row) + down;
    if (index < 0 || index >= rows.length) return this.turn(down);
    if (extend) {
      if (this.anchor === null) this.anchor = rows.indexOf(row);
      this.selection.setMany(rows, false);
      this.selectTo(rows[index]);
    } else if (down) this.anchor = null;
    const column = Math.min(Math.max([...row.children].indexOf(cell) + right, 0), row.children.length - 1);
    return this.focusCell(rows[index].children[column]);
  }
  turn(step) {
    const link = document.getElementById(step > 0 ? "list-next" : "list-previous");
    if (!link) return;
    this.wanted = step > 0 ? "first" : "last";
    link.click();
  }

  editable(cell, step) {
    const all = [...this.region().querySelectorAll("[data-rows] td[data-cell]")];
    const every = [...this.region().querySelectorAll("[data-rows] td")];
    const here = every.indexOf(cell);
    const later = all.filter((each) => (step > 0 ? every.indexOf(each) > here : every.indexOf(each) < here));
    return step > 0 ? later[0] : later[later.length - 1];
  }
  moveEditable(cell, step) {
    const next = step === "down" ? this.below(cell) : this.editable(cell, step);
    this.focusCell(next || cell);
  }
  below(cell) {
    const row = this.rowOf(cell);
    return row.nextElementSibling?.children[[...row.children].indexOf(cell)];
  }

  onKey(event) {
    const cell = event.target.closest("[data-rows] td");
    if (!cell) {
      if (event.key === "ArrowDown" && event.target.id === "draft-q") {
        event.preventDefault();
        this.focusCurrent();
      }
      return;
    }
    if (event.target.matches(".draft-input") || event.altKey) return;
    const act = this.actions(cell, event)[event.key];
    if (act && !(event.ctrlKey && !["Home", "End"].includes(event.key))) {
      if (act() !== false) event.preventDefault();
    } else if (event.key.length === 1 && event.key !== "?" && !event.ctrlKey && !event.metaKey && cell.dataset.cell) {
      event.preventDefault();
      this.cells.edit(cell, event.key);
    }
  }

  actions(cell, event) {
    const row = this.rowOf(cell);
    const rows = this.rows();
    const column = [...row.children].indexOf(cell);
    return {
      ArrowDown: () => this.move(cell, 1, 0, event.shiftKey),
      ArrowUp: () => this.move(cell, -1, 0, event.shiftKey),
      ArrowRight: () => this.move(cell, 0, 1),
      ArrowLeft: () => this.move(cell, 0, -1),
      PageDown: () => this.turn(1),
      PageUp: () => this.turn(-1),
      Home: () => this.focusCell(event.ctrlKey ? rows[0].children[column] : row.firstElementChild),
      End: () => this.focusCell(event.ctrlKey ? rows[rows.length - 1].children[column] : row.lastElementChild),
      Tab: () => {
        const next = this.editable(cell, event.shiftKey ? -1 : 1);
        if (!next) return false;
        return this.focusCell(next);
      },
      " ": () => {
        if (event.shiftKey && this.anchor !== null) return this.selectTo(row);
        this.anchor = rows.indexOf(row);
        return this.selection.toggle(row);
      },
      Enter: () => this.drawer.open(row.dataset.id),
      F2: () => (cell.dataset.cell ? this.cells.edit(cell) : false),
      Delete: () => (cell.dataset.cell && !event.shiftKey ? this.cells.edit(cell, "") : false),
      Escape: () => {
        if (this.drawer.close()) return undefined;
        return document.getElementById("draft-q").focus();
      },
    };
  }
}
