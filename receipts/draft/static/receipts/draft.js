// The draft: puts its parts together. Rows, tabs and band come from the server.
import { listenForColumns } from "../core/js/columns.js";
import { listenForFiles } from "../core/js/files.js";
import { DraftSelection } from "./draft_selection.js";
import { Grid } from "./grid.js";
import { Cells } from "./cells.js";
import { Drawer } from "./drawer.js";
import { guardLeaving } from "./leave.js";
import { listenForSuggestions } from "./extras.js";

const root = document.querySelector("[data-draft]");
if (window.htmx) window.htmx.config.refreshOnHistoryMiss = true;

const dialog = document.getElementById("draft-dialog");

const selection = new DraftSelection(root);
const drawer = new Drawer(document.getElementById("draft-drawer"), () => grid.focusCurrent());
const cells = new Cells(root, {
  moveOn: (cell, step) => grid.moveEditable(cell, step),
  back: (cell) => grid.focusCell(cell),
});
const grid = new Grid(root, { selection, cells, drawer });

// -- A new part arrived ---------------------------------------------------------------------------
function arrived() {
  selection.arrived();
  cells.arrived();
  grid.arrived();
  const channel = selection.region().dataset.channel;
  for (const tab of document.querySelectorAll("[data-channel-tab]")) {
    if (tab.dataset.channelTab === channel) tab.setAttribute("aria-current", "page");
    else tab.removeAttribute("aria-current");
  }
}

document.body.addEventListener("htmx:afterSettle", (event) => {
  if (event.detail.elt?.id === "list-table" || event.detail.target?.id === "list-table") arrived();
  if (event.detail.target?.id === "draft-dialog-body") showDialog();
});

// -- Dialogs ----------------------------------------------------------------------------------------
function showDialog() {
  const body = document.getElementById("draft-dialog-body");
  if (!body.childElementCount) return;
  if (!dialog.open) dialog.showModal();
  (body.querySelector("[autofocus]") || body.querySelector("input:not([type=hidden]), select, button"))?.focus();
}

dialog.addEventListener("close", () => {
  document.getElementById("draft-dialog-body").replaceChildren();
  grid.focusCurrent();
});

document.body.addEventListener("draft:changed", () => {
  selection.clear();
  // What could be undone has moved on.
  document.querySelectorAll(".lsc-toast:has(.lsc-toast-undo)").forEach((toast) => toast.remove());
  for (const open of document.querySelectorAll("dialog[open]:not(#expired-dialog)")) open.close();
  for (const form of document.querySelectorAll("#draft-edit form, #draft-cancel form")) form.reset();
  drawer.refresh();
  document.body.dispatchEvent(new Event("lsc:refresh"));
});

document.addEventListener("click", (event) => {
  const aside = event.target.closest("[data-set-aside]");
  if (aside) {
    selection.setAside(aside.dataset.setAside.split(","));
    dialog.close();
  }
  const opener = event.target.closest("[data-open-dialog=draft-edit], [data-open-dialog=draft-cancel]");
  if (opener) {
    const opened = document.getElementById(opener.dataset.openDialog);
    opened.querySelector("[data-summary-copy]").textContent = selection.words();
    opened.querySelector("input:not([type=hidden])").focus();
  }
});

listenForSuggestions(root);
listenForColumns();
listenForFiles(root, () => selection.bar());
guardLeaving({ unsaved: () => cells.hasUnsaved() });
selection.read(new URL(location.href).searchParams.get("sel") || "");
arrived();
// One comes to work on the lines: the keys act on them at once.
if (document.activeElement === document.body) grid.focusCurrent();
