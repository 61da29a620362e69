// Moving about the grid by keyboard: one cell holds the focus, as in a spreadsheet.
import { Rows, focusStop, makeStop } from "../core/js/rows.js";

export class Grid {
  constructor(root, { selection, cells, drawer }) {
    this.selection = selection;
    this.lines = new Rows(root, selection, { alone: true });
    this.cells = cells;
    this.drawer = drawer;
    this.at = { id: "", column: 2, row: 0 };
    root.addEventListener("keydown", (event) => this.onKey(event));
    root.addEventListener("click", (event) => this.onClick(event));
    root.addEventListener("dblclick", (event) => this.onDoubleClick(event));
    root.addEventListener("focusin", (event) => this.onFocus(event));
  }

  region() {
    return this.selection.region();
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
    const turned = this.lines.arrived();
    const held = document.activeElement === document.body || this.region().contains(document.activeElement);
    const same = rows.find((row) => row.dataset.id === this.at.id);
    const row = turned || same || rows[Math.min(this.at.row, rows.length - 1)];
    const cell = row?.children[this.at.column];
    if (!cell) return;
    if (turned || (held && this.at.id)) this.focusCell(cell);
    else this.mark(cell);
  }

  mark(cell) {
    makeStop(this.region(), cell);
    const row = this.rowOf(cell);
    this.at = { id: row.dataset.id, column: [...row.children].indexOf(cell), row: this.rows().indexOf(row) };
  }
  focusCell(cell) {
    if (!cell?.isConnected) return;
    this.mark(cell);
    focusStop(this.region(), cell);
  }
  focusCurrent() {
    const row = document.getElementById(`line-${this.at.id}`) || this.rows()[Math.min(this.at.row, this.rows().length - 1)];
    if (row) this.focusCell(row.children[this.at.column]);
  }

  onFocus(event) {
    const cell = event.target.closest("[data-list-rows] td");
    if (!cell) return;
    const reason = this.rowOf(cell).querySelector("[data-tip]")?.dataset.tip || "";
    const hint = document.getElementById("draft-hint");
    const text = cell.dataset.problem || reason;
    if (hint && hint.textContent !== text) hint.textContent = text;
  }

  onClick(event) {
    const cell = event.target.closest("[data-list-rows] td");
    if (!cell || event.target.closest(".draft-input, [data-retry]")) return;
    const row = this.rowOf(cell);
    const box = cell.classList.contains("draft-sel");
    const extend = event.shiftKey && this.lines.anchor !== null;
    if (extend || box || event.ctrlKey || event.metaKey) this.lines.toggle(row, extend);
    this.focusCell(cell);
    if (cell.classList.contains("draft-unassigned")) this.drawer.open(row.dataset.id);
  }
  onDoubleClick(event) {
    const cell = event.target.closest("[data-list-rows] td");
    if (!cell || event.target.closest(".draft-input")) return;
    if (cell.dataset.cell) this.cells.edit(cell);
    else this.drawer.open(this.rowOf(cell).dataset.id);
  }

  moveDown(cell, step, extend) {
    const column = [...this.rowOf(cell).children].indexOf(cell);
    this.focusCell(this.lines.beside(this.rowOf(cell), step, extend)?.children[column]);
  }
  moveRight(cell, step) {
    this.focusCell((step > 0 ? cell.nextElementSibling : cell.previousElementSibling) || cell);
  }

  editable(cell, step) {
    const all = [...this.region().querySelectorAll("[data-list-rows] td[data-cell]")];
    const every = [...this.region().querySelectorAll("[data-list-rows] td")];
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
    const cell = event.target.closest("[data-list-rows] td");
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
      ArrowDown: () => this.moveDown(cell, 1, event.shiftKey),
      ArrowUp: () => this.moveDown(cell, -1, event.shiftKey),
      ArrowRight: () => this.moveRight(cell, 1),
      ArrowLeft: () => this.moveRight(cell, -1),
      PageDown: () => this.lines.turn(1),
      PageUp: () => this.lines.turn(-1),
      Home: () => this.focusCell(event.ctrlKey ? rows[0].children[column] : row.firstElementChild),
      End: () => this.focusCell(event.ctrlKey ? rows[rows.length - 1].children[column] : row.lastElementChild),
      Tab: () => {
        const next = this.editable(cell, event.shiftKey ? -1 : 1);
        if (!next) return false;
        return this.focusCell(next);
      },
      " ": () => this.lines.toggle(row, event.shiftKey),
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
