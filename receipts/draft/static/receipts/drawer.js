// The line's detail beside the grid, opened and closed without leaving the list.
export class Drawer {
  constructor(panel, onClose) {
    this.panel = panel;
    this.onClose = onClose;
    this.id = "";
    panel.addEventListener("click", (event) => { if (event.target.closest("[data-close-drawer]")) this.close(); });
    panel.addEventListener("keydown", (event) => {
      if (event.key !== "Escape") return;
      event.preventDefault();
      this.close();
    });
  }

  async open(id) {
    this.id = id;
    const home = document.querySelector("[data-draft]").dataset.home;
    await window.htmx.ajax("GET", `${home}${id}/volet/`, { target: this.panel, swap: "innerHTML" });
    this.panel.hidden = !this.panel.childElementCount;
    this.panel.querySelector("[data-drawer-title]")?.focus();
  }
  close() {
    if (this.panel.hidden) return false;
    this.panel.hidden = true;
    this.panel.replaceChildren();
    this.id = "";
    this.onClose();
    return true;
  }
  refresh() {
    if (!this.panel.hidden) this.close();
  }
}
