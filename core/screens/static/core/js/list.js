// The list component: keyboard, selection, actions, columns. Rows themselves come from the server.
import { listenForColumns } from "./columns.js";
import { listenForFiles } from "./files.js";
import { Rows, focusStop, makeStop } from "./rows.js";
import { Selection } from "./selection.js";

const section = document.querySelector("[data-list]");
// Its count and its sums are asked of the server, for they go beyond the page.
class SummedSelection extends Selection {
  constructor(root, summary) {
    super(root);
    this.summary = summary;
    this.saysSomething = false;
    this.asked = 0;
    this.timer = 0;
  }

  summarise() {
    if (!this.any() && !this.saysSomething) return;
    this.saysSomething = this.any();
    clearTimeout(this.timer);
    this.timer = setTimeout(() => this.askTotals(), 120);
  }
  async askTotals() {
    const turn = ++this.asked;
    const body = new FormData(this.bar());
    body.set("part", "selection");
    const answer = await fetch(this.root.dataset.url, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.status === 401) window.lsc.sessionExpired();
    if (answer && answer.ok && turn === this.asked) this.summary.innerHTML = await answer.text();
  }
}

function listen() {
  // Back shows the list as it is now, with its filters filled in, and nothing stays in the cache.
  if (window.htmx) window.htmx.config.refreshOnHistoryMiss = true;
  const bar = section.querySelector("[data-list-bar]");
  const summary = bar.querySelector("[data-list-summary]");
  const selection = new SummedSelection(section, summary);
  const rows = new Rows(section, selection);
  listenForKeys(selection, rows);
  listenForClicks(selection, rows);
  listenForActions(bar, summary);
  listenForFiles(section, () => bar);
  listenForColumns();

  function arrived() {
    const next = rows.arrived();
    const [first] = selection.rows();
    if (first) makeStop(section, first);
    if (next) focusStop(section, next);
    selection.arrived();
  }
  new MutationObserver((changes) => {
    const nodes = changes.flatMap((change) => [...change.addedNodes]);
    if (nodes.some((node) => node.id === "list-table")) arrived();
  }).observe(section, { childList: true });
  selection.read(selection.region().dataset.selection);
  arrived();
}

function focusRow(row) {
  if (row) focusStop(section, row);
}
function open(row, newTab) {
  const link = row.querySelector("a.list-open");
  if (!link) return;
  if (newTab) window.open(link.href, "_blank", "noopener");
  else link.click();
}

function listenForKeys(selection, rows) {
  const isTyping = (target) => target.matches("input:not([type=checkbox]), select, textarea");

  function onRow(event, row) {
    const all = selection.rows();
    const keys = {
      ArrowDown: () => focusRow(rows.beside(row, 1, event.shiftKey)),
      ArrowUp: () => focusRow(rows.beside(row, -1, event.shiftKey)),
      Home: () => focusRow(all[0]),
      End: () => focusRow(all[all.length - 1]),
      Enter: () => open(row, event.ctrlKey || event.metaKey),
      " ": () => rows.toggle(row, event.shiftKey),
    };
    const act = keys[event.key];
    if (!act || event.altKey || event.target.closest("a, button, select, textarea")) return;
    event.preventDefault();
    act();
  }

  section.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-list-rows] > tr");
    if (row && !isTyping(event.target)) {
      onRow(event, row);
    } else if (event.key === "ArrowDown" && event.target.id === "list-q") {
      event.preventDefault();
      focusRow(selection.rows()[0]);
    }
  });
  document.addEventListener("keydown", (event) => {
    if (isTyping(event.target) || document.querySelector("dialog[open]")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") {
      event.preventDefault();
      selection.selectEverything();
    }
  });
}

function listenForClicks(selection, rows) {
  section.addEventListener("click", (event) => {
    const row = event.target.closest("[data-list-rows] > tr");
    if (row && !event.target.closest("a, button")) {
      const box = event.target.closest(".list-check");
      if (box || event.ctrlKey || event.metaKey || event.shiftKey) rows.toggle(row, event.shiftKey);
      focusRow(row);
    } else if (event.target.closest("[data-list-nothing]")) {
      section.querySelector("[data-list-everything]").focus();
    }
  });
  section.addEventListener("dblclick", (event) => {
    const row = event.target.closest("[data-list-rows] > tr");
    if (row && !event.target.closest("a, button, input")) open(row, false);
  });
}

function listenForActions(bar, summary) {
  const dialog = section.querySelector("#list-confirm");
  let running = false;

  function confirmed(question) {
    if (!question) return Promise.resolve(true);
    dialog.querySelector("#list-confirm-text").textContent = question;
    dialog.querySelector("#list-confirm-summary").textContent = summary.textContent.trim();
    dialog.returnValue = "no";
    dialog.showModal();
    return new Promise((resolve) => {
      const done = () => resolve(dialog.returnValue === "yes");
      dialog.addEventListener("close", done, { once: true });
    });
  }

  bar.addEventListener("submit", async (event) => {
    const button = event.submitter;
    if (!button || !button.matches("[data-list-action]") || button.matches("[data-opens], [data-asks]")) return;
    event.preventDefault();
    if (running || !(await confirmed(button.dataset.confirm))) return;
    running = true;
    button.setAttribute("aria-busy", "true");
    try {
      await window.htmx.ajax("POST", button.getAttribute("formaction"), {
        source: bar,
        target: "#list-table",
        swap: "outerHTML",
      });
    } finally {
      running = false;
      button.removeAttribute("aria-busy");
    }
  });
}

if (section) listen();
