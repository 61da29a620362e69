// Choose open lines with the mouse or the keyboard, and see at once what is left between them.
(() => {
  "use strict";
  const form = document.querySelector("[data-matching]");
  if (!form) return;
  const output = form.querySelector("[data-matching-sum]");
  const submit = form.querySelector("[data-matching-submit] span");
  const rows = [...form.querySelectorAll("tbody tr[tabindex]")];
  const boxOf = (row) => row.querySelector("input[type=checkbox]");
  const euros = new Intl.NumberFormat("fr-FR", { style: "currency", currency: "EUR" });
  // Cents are whole numbers: sums are exact.
  const cents = (row) => Math.round(Number(row.dataset.signed) * 100);
  let anchor = null;

  function paint() {
    let debit = 0;
    let credit = 0;
    for (const row of rows) {
      const chosen = boxOf(row).checked;
      row.classList.toggle("is-selected", chosen);
      if (!chosen) continue;
      if (cents(row) > 0) debit += cents(row);
      else credit -= cents(row);
    }
    if (!output) return;
    const words = output.dataset;
    const apart = Math.abs(debit - credit);
    if (!debit && !credit) output.replaceChildren(words.none);
    else {
      const verdict = document.createElement("span");
      verdict.className = apart ? "is-apart" : "is-even";
      verdict.textContent = apart ? `${words.apart} : ${euros.format(apart / 100)}` : words.even;
      output.replaceChildren(`${words.debit} ${euros.format(debit / 100)} · ${words.credit} ${euros.format(credit / 100)} · `, verdict);
    }
    submit.textContent = apart && debit && credit ? submit.dataset.part : submit.dataset.whole;
  }

  function focus(row) {
    for (const other of rows) other.tabIndex = -1;
    row.tabIndex = 0;
    row.focus({ preventScroll: true });
    row.scrollIntoView({ block: "nearest" });
  }

  function toggle(row, extend) {
    const index = rows.indexOf(row);
    const wanted = !boxOf(row).checked;
    const from = extend && anchor !== null ? anchor : index;
    for (const each of rows.slice(Math.min(from, index), Math.max(from, index) + 1)) boxOf(each).checked = wanted;
    anchor = index;
    paint();
  }

  form.addEventListener("keydown", (event) => {
    const row = event.target.closest("tbody tr[tabindex]");
    if (!row || event.ctrlKey || event.altKey || event.metaKey || event.target.closest("a")) return;
    const index = rows.indexOf(row);
    const act = {
      ArrowDown: () => rows[index + 1] && focus(rows[index + 1]),
      ArrowUp: () => rows[index - 1] && focus(rows[index - 1]),
      Home: () => focus(rows[0]),
      End: () => focus(rows[rows.length - 1]),
      " ": () => toggle(row, event.shiftKey),
    }[event.key];
    if (!act) return;
    event.preventDefault();
    act();
  });
  form.addEventListener("click", (event) => {
    const row = event.target.closest("tbody tr[tabindex]");
    if (!row || event.target.closest("a")) return;
    const box = boxOf(row);
    // The box has already changed by itself.
    if (event.target === box) box.checked = !box.checked;
    toggle(row, event.shiftKey);
    focus(row);
  });
  paint();
})();
