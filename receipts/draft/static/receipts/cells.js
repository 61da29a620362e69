// Typing on a cell. What is typed is never lost: offline, it stays with a mark and is sent again.
import { csrf, sessionExpired, journalsOf } from "./extras.js";

export class Cells {
  constructor(root, { moveOn, back }) {
    this.root = root;
    this.moveOn = moveOn;
    this.back = back;
    this.waiting = new Map();
    window.addEventListener("online", () => this.sendAgain());
    document.addEventListener("lsc:signed-in", () => this.sendAgain());
    root.addEventListener("click", (event) => {
      const retry = event.target.closest("[data-retry]");
      if (retry) this.retry(retry.closest("td"));
    });
  }

  key(cell) {
    return `${cell.closest("tr").dataset.id}:${cell.dataset.cell}`;
  }
  find(key) {
    const [id, name] = key.split(":");
    return document.querySelector(`#line-${CSS.escape(id)} td[data-cell="${CSS.escape(name)}"]`);
  }
  valueOf(cell) {
    return cell.dataset.saved ?? cell.textContent;
  }
  hasUnsaved() {
    return this.waiting.size > 0 || Boolean(document.querySelector(".draft-input"));
  }

  // The grid was drawn anew: values that are not saved yet stand on it again.
  arrived() {
    for (const [key, { value, expected, problem }] of this.waiting) {
      const cell = this.find(key);
      if (cell) this.showWaiting(cell, value, expected, problem);
    }
  }

  edit(cell, typed) {
    if (cell.querySelector(".draft-input")) return;
    const kept = this.waiting.get(this.key(cell));
    const before = kept ? kept.expected : this.valueOf(cell);
    const input = document.createElement("input");
    input.className = "draft-input";
    input.value = typed ?? (kept ? kept.value : before);
    input.maxLength = { journal: 10, voucher: 30 }[cell.dataset.cell] || 120;
    input.setAttribute("aria-label", this.heading(cell));
    cell.dataset.saved = before;
    cell.replaceChildren(input);
    input.focus();
    if (typed === undefined) input.select();
    if (cell.dataset.cell === "journal") this.completeJournal(cell, input, Boolean(typed));
    input.addEventListener("keydown", (event) => this.onKey(event, cell, input));
    input.addEventListener("blur", () => { if (input.isConnected && !input.dataset.done) this.commit(cell, input); });
  }
  heading(cell) {
    const index = [...cell.parentElement.children].indexOf(cell);
    return cell.closest("table").tHead.rows[0].cells[index].textContent.trim();
  }

  // The entity's journals are listed under the cell; one that is alone to match completes itself.
  async completeJournal(cell, input, began) {
    const journals = await journalsOf(this.root, cell.closest("tr").dataset.entity);
    if (!input.isConnected) return;
    const list = document.createElement("ul");
    list.className = "draft-journals";
    list.id = "draft-journal-list";
    list.setAttribute("role", "listbox");
    input.setAttribute("role", "combobox");
    input.setAttribute("aria-expanded", "true");
    input.setAttribute("aria-controls", list.id);
    cell.append(list);
    const matching = () => {
      const typed = input.value.toUpperCase();
      const found = journals.filter((each) => each.code.toUpperCase().startsWith(typed));
      list.replaceChildren(...found.map((each) => {
        const option = document.createElement("li");
        option.setAttribute("role", "option");
        option.dataset.code = each.code;
        option.textContent = `${each.code} ${each.label}`;
        return option;
      }));
      list.hidden = !found.length;
      return found;
    };
    input.addEventListener("input", (event) => {
      const found = matching();
      if (event.inputType?.startsWith("delete")) return;
      const typed = input.value.length;
      if (!typed || found.length !== 1) return;
      input.value = found[0].code;
      input.setSelectionRange(typed, found[0].code.length);
    });
    list.addEventListener("mousedown", (event) => {
      const option = event.target.closest("li");
      if (!option) return;
      event.preventDefault();
      input.value = option.dataset.code;
      this.commit(cell, input);
      this.back(cell);
    });
    matching();
    if (began) input.dispatchEvent(new InputEvent("input"));
  }
  chooseJournal(cell, input, step) {
    const options = [...cell.querySelectorAll(".draft-journals > li")];
    if (!options.length) return;
    const at = options.findIndex((each) => each.getAttribute("aria-selected") === "true");
    const next = options[(at + step + options.length) % options.length];
    options.forEach((each) => each.setAttribute("aria-selected", String(each === next)));
    next.scrollIntoView({ block: "nearest" });
    input.value = next.dataset.code;
  }

  onKey(event, cell, input) {
    // The help is asked for from anywhere.
    if (event.key === "F1") return;
    event.stopPropagation();
    if (event.key === "Escape") {
      event.preventDefault();
      this.restore(cell, input);
      this.back(cell);
    } else if (event.key === "Enter" || event.key === "Tab" || ["ArrowDown", "ArrowUp"].includes(event.key)) {
      event.preventDefault();
      if (event.key.startsWith("Arrow") && cell.dataset.cell === "journal") {
        this.chooseJournal(cell, input, event.key === "ArrowDown" ? 1 : -1);
        return;
      }
      this.commit(cell, input);
      const step = event.key === "Tab" ? (event.shiftKey ? -1 : 1) : "down";
      this.moveOn(cell, step);
    }
  }
  restore(cell, input) {
    input.dataset.done = "true";
    this.waiting.delete(this.key(cell));
    this.show(cell, cell.dataset.saved);
    delete cell.dataset.saved;
  }
  show(cell, text) {
    cell.classList.remove("is-waiting", "is-saving");
    cell.removeAttribute("data-problem");
    cell.textContent = text;
  }

  commit(cell, input) {
    input.dataset.done = "true";
    const value = input.value.trim();
    const expected = cell.dataset.saved;
    if (value === expected) {
      this.waiting.delete(this.key(cell));
      this.show(cell, expected);
      delete cell.dataset.saved;
      return;
    }
    this.show(cell, value);
    this.send(cell, value, expected);
  }

  async send(cell, value, expected) {
    const key = this.key(cell);
    const id = cell.closest("tr").dataset.id;
    this.waiting.set(key, { value, expected, problem: "" });
    cell.classList.add("is-saving");
    const body = new FormData();
    Object.entries({ cell: cell.dataset.cell, value, expected }).forEach(([name, each]) => body.set(name, each));
    let answer = null;
    try {
      answer = await fetch(`${this.root.dataset.home}${id}/case/`, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "HX-Request": "true" }, redirect: "error" });
    } catch {
      this.keep(key, value, expected, window.lsc.words.offline);
      return;
    }
    const isJson = (answer.headers.get("Content-Type") || "").startsWith("application/json");
    const data = isJson ? await answer.json() : {};
    if (answer.ok) this.saved(key, data.row);
    else if (answer.status === 401) {
      this.keep(key, value, expected, window.lsc.words.expired);
      sessionExpired();
    } else this.keep(key, value, data.current ?? expected, data.message || (answer.status === 403 ? window.lsc.words.forbidden : window.lsc.words.error));
  }

  saved(key, html) {
    this.waiting.delete(key);
    const [id] = key.split(":");
    const row = document.getElementById(`line-${id}`);
    if (!row) return;
    const column = [...row.children].indexOf(document.activeElement);
    const typing = row.querySelector(".draft-input");
    const template = document.createElement("template");
    template.innerHTML = html;
    const fresh = template.content.firstElementChild;
    // A cell of this line that is being typed on, or waits, is left as it is.
    [...fresh.children].forEach((cell, index) => {
      const old = row.children[index];
      if (old.contains(typing) || old.classList.contains("is-waiting") || index === 0) return;
      if (old.tabIndex === 0) cell.tabIndex = 0;
      old.replaceWith(cell);
    });
    if (column > 0) row.children[column].focus({ preventScroll: true });
  }

  keep(key, value, expected, problem) {
    this.waiting.set(key, { value, expected, problem });
    const cell = this.find(key);
    if (cell && !cell.querySelector(".draft-input")) this.showWaiting(cell, value, expected, problem);
    // Who types on another cell goes on; else the refused one keeps the focus, to be mended.
    if (cell && !document.querySelector(".draft-input, dialog[open]")) this.back(cell);
    window.lsc.show(problem, "error");
  }
  showWaiting(cell, value, expected, problem) {
    this.show(cell, value);
    cell.classList.add("is-waiting");
    cell.dataset.saved = expected;
    cell.dataset.problem = problem;
    const button = document.createElement("button");
    button.type = "button";
    button.className = "draft-retry";
    button.dataset.retry = "";
    button.tabIndex = -1;
    button.title = problem;
    button.setAttribute("aria-label", `${problem} ↻`);
    button.textContent = "↻";
    cell.append(button);
  }
  retry(cell) {
    const kept = this.waiting.get(this.key(cell));
    if (!kept) return;
    this.show(cell, kept.value);
    this.send(cell, kept.value, kept.expected);
  }
  sendAgain() {
    for (const key of [...this.waiting.keys()]) {
      const cell = this.find(key);
      if (cell?.classList.contains("is-waiting")) this.retry(cell);
    }
  }
}
