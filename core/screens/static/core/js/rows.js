// Moving along the rows of a list: the next one, how far the selection extends, the page beside.

// A list is one stop for Tab: the row, or the cell, that its keys act on.
export function makeStop(region, stop) {
  region.querySelectorAll("[data-list-rows] [tabindex='0']").forEach((other) => { other.tabIndex = -1; });
  stop.tabIndex = 0;
}
export function focusStop(region, stop) {
  makeStop(region, stop);
  stop.focus({ preventScroll: true });
  stop.scrollIntoView({ block: "nearest", inline: "nearest" });
}

export class Rows {
  // With « alone », a selection that extends takes the place of all that the page had selected.
  constructor(root, selection, { alone = false } = {}) {
    this.selection = selection;
    this.alone = alone;
    this.anchor = null;
    this.arrivesAt = "";
    root.addEventListener("mousedown", (event) => {
      // Shift and a click select rows, not the text between them.
      if (event.shiftKey && event.target.closest("[data-list-rows]")) event.preventDefault();
    });
  }

  between(from, to) {
    const [first, last] = [from, to].sort((a, b) => a - b);
    return this.selection.rows().slice(first, last + 1);
  }
  toggle(row, extend) {
    const index = this.selection.rows().indexOf(row);
    if (extend && this.anchor !== null) {
      this.selection.setMany(this.between(this.anchor, index), true);
    } else {
      this.anchor = index;
      this.selection.toggle(row);
    }
  }

  // The row above or below; none where the page turned.
  beside(row, step, extend) {
    const rows = this.selection.rows();
    const index = rows.indexOf(row);
    const next = rows[index + step];
    if (!next) {
      this.turn(step);
      return null;
    }
    if (extend) {
      if (this.anchor === null) this.anchor = index;
      this.selection.setMany(this.alone ? rows : this.between(this.anchor, index), false);
      this.selection.setMany(this.between(this.anchor, index + step), true);
    } else {
      this.anchor = null;
    }
    return next;
  }
  turn(step) {
    const link = document.getElementById(step > 0 ? "list-next" : "list-previous");
    if (!link) return;
    this.arrivesAt = step > 0 ? "first" : "last";
    link.click();
  }

  // The rows were drawn anew: the one to go on from, where a key turned the page.
  arrived() {
    const rows = this.selection.rows();
    const end = this.arrivesAt;
    this.anchor = null;
    this.arrivesAt = "";
    return (end && rows[end === "first" ? 0 : rows.length - 1]) || null;
  }
}
