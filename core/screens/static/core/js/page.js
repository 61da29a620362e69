// Small behaviours that any page asks for with data attributes.
(() => {
  const { words } = window.lsc;

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-open-dialog]");
    if (opener) {
      const dialog = document.getElementById(opener.dataset.openDialog);
      if (dialog && !dialog.open) dialog.showModal();
      return;
    }
    const closer = event.target.closest("[data-close-dialog]");
    if (closer) closer.closest("dialog").close();
    // The backdrop belongs to the dialog: a click on it, and not inside, closes.
    else if (event.target.matches?.("dialog.lsc-dialog:not(#expired-dialog)")) {
      const box = event.target.getBoundingClientRect();
      if (event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom) event.target.close();
    }
    const copier = event.target.closest("[data-copy]");
    if (copier) navigator.clipboard.writeText(copier.dataset.copy).then(() => window.lsc.show(copier.dataset.copied || "✓", "success"));
    if (event.target.closest("[data-print]")) window.print();
  });

  // <select data-submit> and the like apply at once.
  document.addEventListener("change", (event) => {
    if (event.target.matches("[data-submit]")) event.target.form.requestSubmit();
  });

  // What went wrong takes the focus: the summary of the form, or else its first wrong field.
  const focusErrors = (part) => (part.querySelector("[data-errors]") || part.querySelector("[aria-invalid=true]"))?.focus();
  focusErrors(document);
  document.body.addEventListener("htmx:afterSettle", ({ detail }) => {
    if (detail.elt?.querySelector?.("[data-errors]")) focusErrors(detail.elt);
  });
  document.addEventListener("click", (event) => {
    const field = event.target.closest("[data-errors] a")?.hash;
    if (field) document.getElementById(field.slice(1))?.focus();
  });

  // A form marked data-keep warns before its changes are lost.
  let dirty = false;
  document.addEventListener("input", (event) => { if (event.target.closest("form[data-keep]")) dirty = true; });
  document.addEventListener("submit", () => { dirty = false; });
  window.addEventListener("beforeunload", (event) => {
    if (dirty) {
      event.preventDefault();
      event.returnValue = words.leave;
    }
  });
})();
