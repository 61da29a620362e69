// The list component: keyboard, selection, actions, columns. Rows themselves come from the server.
(() => {
  "use strict";
  const section = document.querySelector("[data-list]");
  if (!section) return;
  // Back shows the list as it is now, with its filters filled in, and nothing stays in the cache.
  if (window.htmx) window.htmx.config.refreshOnHistoryMiss = true;

  const MAX_IDS_IN_URL = 100;
  const bar = section.querySelector("[data-list-bar]");
  const summary = bar.querySelector("[data-list-summary]");
  const everythingButton = bar.querySelector("[data-list-everything]");
  const nothingButton = bar.querySelector("[data-list-nothing]");
  const table = () => section.querySelector("[data-list-table]");
  const rows = () => [...section.querySelectorAll("[data-list-rows] > tr")];

  // -- Selection: some ids, or everything in the filter but some ids ---------------------------
  let everything = false;
  let ids = new Set();
  let anchor = null;
  let afterSwap = "";

  function readCode(code) {
    const parts = code.split(",").filter(Boolean);
    everything = parts[0] === "tout";
    ids = new Set(everything ? parts.slice(1).map((part) => part.slice(1)) : parts);
  }
  function writeCode() {
    if (!everything) return [...ids].join(",");
    return ["tout", ...[...ids].map((id) => `-${id}`)].join(",");
  }
  const isSelected = (id) => everything !== ids.has(id);
  const hasSelection = () => everything || ids.size > 0;
  function select(id, wanted) {
    if (wanted === everything) ids.delete(id);
    else ids.add(id);
  }

  function filterOf(query) {
    const params = new URLSearchParams(query);
    params.delete("page");
    params.delete("tri");
    return params.toString();
  }

  function showInUrl() {
    const url = new URL(location.href);
    url.searchParams.delete("sel");
    if (hasSelection() && ids.size <= MAX_IDS_IN_URL) url.searchParams.set("sel", writeCode());
    history.replaceState(history.state, "", url);
  }

  let asked = 0;
  let timer = 0;
  function askTotals() {
    clearTimeout(timer);
    timer = setTimeout(async () => {
      const turn = ++asked;
      const body = new FormData(bar);
      body.set("part", "selection");
      const answer = await fetch(section.dataset.url, { method: "POST", body, headers: { "HX-Request": "true" } }).catch(() => null);
      if (answer?.status === 401) window.lsc.sessionExpired();
      if (answer && answer.ok && turn === asked) summary.innerHTML = await answer.text();
    }, 120);
  }

  function paint({ totals = true } = {}) {
    const all = rows();
    let shown = 0;
    for (const row of all) {
      const chosen = isSelected(row.dataset.id);
      shown += chosen;
      row.classList.toggle("is-selected", chosen);
      row.querySelector(".list-check input").checked = chosen;
    }
    const head = section.querySelector("[data-list-check-all]");
    if (head) {
      head.checked = shown > 0 && shown === all.length;
      head.indeterminate = shown > 0 && shown < all.length;
    }
    bar.elements.sel.value = writeCode();
    bar.classList.toggle("has-selection", hasSelection());
    nothingButton.hidden = !hasSelection();
    for (const button of bar.querySelectorAll("[data-needs-selection]")) {
      button.disabled = !hasSelection();
    }
    showInUrl();
    if (totals) askTotals();
  }

  function selectEverything() {
    everything = true;
    ids.clear();
    paint();
  }
  function selectNothing() {
    everything = false;
    ids.clear();
    paint();
  }
  function selectRange(from, to, wanted) {
    const all = rows();
    const [first, last] = [from, to].sort((a, b) => a - b);
    for (const row of all.slice(first, last + 1)) select(row.dataset.id, wanted);
  }

  // -- Rows -------------------------------------------------------------------------------------
  function focusRow(row) {
    for (const other of rows()) other.tabIndex = -1;
    if (!row) return;
    row.tabIndex = 0;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function move(row, step, extend) {
    const all = rows();
    const index = all.indexOf(row);
    const next = all[index + step];
    if (!next) {
      const link = section.querySelector(step > 0 ? "#list-next" : "#list-previous");
      if (link) {
        afterSwap = step > 0 ? "first" : "last";
        link.click();
      }
      return;
    }
    if (extend) {
      if (anchor === null) anchor = index;
      selectRange(Math.min(anchor, index), Math.max(anchor, index), false);
      selectRange(anchor, index + step, true);
      paint();
    } else {
      anchor = null;
    }
    focusRow(next);
  }

  function open(row, newTab) {
    const link = row.querySelector("a.list-open");
    if (!link) return;
    if (newTab) window.open(link.href, "_blank", "noopener");
    else link.click();
  }

  function onRowKey(event, row) {
    const all = rows();
    const keys = {
      ArrowDown: () => move(row, 1, event.shiftKey),
      ArrowUp: () => move(row, -1, event.shiftKey),
      Home: () => focusRow(all[0]),
      End: () => focusRow(all[all.length - 1]),
      Enter: () => open(row, event.ctrlKey || event.metaKey),
      " ": () => toggle(row, event.shiftKey),
    };
    const act = keys[event.key];
    if (!act || event.altKey || event.target.closest("a, button, select, textarea")) return;
    event.preventDefault();
    act();
  }

  function toggle(row, extend) {
    const index = rows().indexOf(row);
    if (extend && anchor !== null) {
      selectRange(anchor, index, true);
    } else {
      select(row.dataset.id, !isSelected(row.dataset.id));
      anchor = index;
    }
    paint();
  }

  section.addEventListener("keydown", (event) => {
    const row = event.target.closest("[data-list-rows] > tr");
    const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
    if (row && !typing) {
      onRowKey(event, row);
    } else if (event.key === "ArrowDown" && event.target.id === "list-q") {
      event.preventDefault();
      focusRow(rows()[0]);
    } else if (event.altKey && ["ArrowLeft", "ArrowRight"].includes(event.key)) {
      const heading = event.target.closest("th[data-column]");
      if (!heading) return;
      event.preventDefault();
      moveColumn(heading.dataset.column, event.key === "ArrowLeft" ? -1 : 1);
    }
  });

  document.addEventListener("keydown", (event) => {
    const typing = event.target.matches("input:not([type=checkbox]), select, textarea");
    if (typing || document.querySelector("dialog[open]")) return;
    if ((event.ctrlKey || event.metaKey) && event.key.toLowerCase() === "a") {
      event.preventDefault();
      selectEverything();
    }
  });

  section.addEventListener("click", (event) => {
    if (event.target.closest("[data-list-check-all]")) {
      const wanted = event.target.checked;
      for (const row of rows()) select(row.dataset.id, wanted);
      paint();
      return;
    }
    const row = event.target.closest("[data-list-rows] > tr");
    if (row && !event.target.closest("a, button")) {
      const box = event.target.closest(".list-check");
      if (box || event.ctrlKey || event.metaKey || event.shiftKey) toggle(row, event.shiftKey);
      focusRow(row);
    } else if (event.target.closest("[data-list-everything]")) {
      selectEverything();
    } else if (event.target.closest("[data-list-nothing]")) {
      selectNothing();
      everythingButton.focus();
    }
  });
  section.addEventListener("mousedown", (event) => {
    // Shift and a click select rows, not the text between them.
    if (event.shiftKey && event.target.closest("[data-list-rows]")) event.preventDefault();
  });
  section.addEventListener("dblclick", (event) => {
    const row = event.target.closest("[data-list-rows] > tr");
    if (row && !event.target.closest("a, button, input")) open(row, false);
  });

  // -- Actions and files ------------------------------------------------------------------------
  const confirmDialog = section.querySelector("#list-confirm");
  function confirmed(question) {
    if (!question) return Promise.resolve(true);
    confirmDialog.querySelector("#list-confirm-text").textContent = question;
    confirmDialog.querySelector("#list-confirm-summary").textContent = summary.textContent.trim();
    confirmDialog.returnValue = "no";
    confirmDialog.showModal();
    return new Promise((resolve) => {
      const done = () => resolve(confirmDialog.returnValue === "yes");
      confirmDialog.addEventListener("close", done, { once: true });
    });
  }

  let running = false;
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

  for (const button of section.querySelectorAll("[data-list-file]")) {
    button.addEventListener("click", () => {
      const field = bar.elements.format;
      field.disabled = false;
      field.value = button.dataset.listFile;
      bar.target = field.value === "pdf" ? "_blank" : "";
      bar.submit();
      field.disabled = true;
      bar.removeAttribute("target");
    });
  }

  // -- Columns ----------------------------------------------------------------------------------
  const columnsForm = section.querySelector("[data-list-columns]");
  const columnList = columnsForm.querySelector("ol");
  const moved = columnsForm.querySelector("[data-list-moved]");
  const item = (name) => columnList.querySelector(`[data-name="${CSS.escape(name)}"]`);

  function place(name, target, after) {
    const one = item(name);
    if (!one || !target || one === target) return;
    target.insertAdjacentElement(after ? "afterend" : "beforebegin", one);
  }
  function moveColumn(name, step) {
    const shown = [...section.querySelectorAll("th[data-column]")].map((th) => th.dataset.column);
    const other = shown[shown.indexOf(name) + step];
    if (!other) return;
    place(name, item(other), step > 0);
    columnsForm.requestSubmit();
  }
  columnsForm.addEventListener("submit", () => {
    const names = [...columnList.children].map((one) => one.dataset.name);
    columnsForm.elements.order.value = names.join(",");
    columnsForm.closest("dialog").close();
  }, true);
  columnList.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const one = button.closest("li");
    const down = button.dataset.move === "1";
    const other = down ? one.nextElementSibling : one.previousElementSibling;
    if (!other) return;
    place(one.dataset.name, other, down);
    button.focus();
    const rank = [...columnList.children].indexOf(one) + 1;
    moved.textContent = `${one.querySelector(".form-check-label").textContent} : ${moved.dataset.words} ${rank}`;
  });

  let dragged = "";
  const dropTarget = (event) => event.target.closest?.("[data-list-columns] li, th[data-column]");
  section.addEventListener("dragstart", (event) => {
    const source = dropTarget(event);
    dragged = source ? source.dataset.name || source.dataset.column : "";
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  section.addEventListener("dragover", (event) => {
    if (dragged && dropTarget(event)) event.preventDefault();
  });
  section.addEventListener("drop", (event) => {
    const target = dropTarget(event);
    if (!dragged || !target) return;
    event.preventDefault();
    const box = target.getBoundingClientRect();
    const inTable = target.matches("th");
    const after = inTable
      ? event.clientX > box.left + box.width / 2
      : event.clientY > box.top + box.height / 2;
    place(dragged, item(target.dataset.name || target.dataset.column), after);
    dragged = "";
    if (inTable) columnsForm.requestSubmit();
  });

  // -- A new part arrived -----------------------------------------------------------------------
  let query = table().dataset.query;
  function arrived() {
    const now = table();
    if (everything && filterOf(now.dataset.query) !== filterOf(query)) selectNothing();
    query = now.dataset.query;
    bar.elements.vue.value = query;
    for (const field of section.querySelectorAll("[data-list-vue]")) field.value = query;
    anchor = null;
    const all = rows();
    if (all.length) all[0].tabIndex = 0;
    if (afterSwap) focusRow(afterSwap === "first" ? all[0] : all[all.length - 1]);
    afterSwap = "";
    paint({ totals: hasSelection() });
  }
  new MutationObserver((changes) => {
    const nodes = changes.flatMap((change) => [...change.addedNodes]);
    if (nodes.some((node) => node.id === "list-table")) arrived();
  }).observe(section, { childList: true });

  readCode(table().dataset.selection);
  arrived();
})();
