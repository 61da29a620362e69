// The columns of a list in the order of its reader: by its dialog, or on the headings themselves.
export function listenForColumns() {
  const form = document.querySelector("[data-list-columns]");
  const list = form.querySelector("ol");
  const moved = form.querySelector("[data-list-moved]");
  const item = (name) => list.querySelector(`[data-name="${CSS.escape(name)}"]`);

  function place(name, target, after) {
    const one = item(name);
    if (!one || !target || one === target) return;
    target.insertAdjacentElement(after ? "afterend" : "beforebegin", one);
  }
  function moveHeading(name, step) {
    const shown = [...document.querySelectorAll("th[data-column]")].map((th) => th.dataset.column);
    const other = shown[shown.indexOf(name) + step];
    if (!other) return;
    place(name, item(other), step > 0);
    form.requestSubmit();
  }

  form.addEventListener("submit", () => {
    form.elements.order.value = [...list.children].map((one) => one.dataset.name).join(",");
    form.closest("dialog").close();
  }, true);
  list.addEventListener("click", (event) => {
    const button = event.target.closest("[data-move]");
    if (!button) return;
    const one = button.closest("li");
    const down = button.dataset.move === "1";
    const other = down ? one.nextElementSibling : one.previousElementSibling;
    if (!other) return;
    place(one.dataset.name, other, down);
    button.focus();
    const rank = [...list.children].indexOf(one) + 1;
    moved.textContent = `${one.querySelector(".form-check-label").textContent} : ${moved.dataset.words} ${rank}`;
  });
  document.addEventListener("keydown", (event) => {
    const heading = event.altKey && ["ArrowLeft", "ArrowRight"].includes(event.key) && event.target.closest("th[data-column]");
    if (!heading) return;
    event.preventDefault();
    moveHeading(heading.dataset.column, event.key === "ArrowLeft" ? -1 : 1);
  });
  listenForDrags({ form, item, place });
}

function listenForDrags({ form, item, place }) {
  let dragged = "";
  const columnAt = (event) => event.target.closest?.("[data-list-columns] li, th[data-column]");
  document.addEventListener("dragstart", (event) => {
    const source = columnAt(event);
    dragged = source ? source.dataset.name || source.dataset.column : "";
    if (dragged) event.dataTransfer.effectAllowed = "move";
  });
  document.addEventListener("dragover", (event) => {
    if (dragged && columnAt(event)) event.preventDefault();
  });
  document.addEventListener("drop", (event) => {
    const target = columnAt(event);
    if (!dragged || !target) return;
    event.preventDefault();
    const box = target.getBoundingClientRect();
    const inTable = target.matches("th");
    const after = inTable
      ? event.clientX > box.left + box.width / 2
      : event.clientY > box.top + box.height / 2;
    place(dragged, item(target.dataset.name || target.dataset.column), after);
    dragged = "";
    if (inTable) form.requestSubmit();
  });
}
