// The statement opens under its button; where the browser shows no PDF in a page, in a tab.
document.querySelectorAll("[data-statement]").forEach((button) => {
  const frame = document.getElementById(button.getAttribute("aria-controls"));
  button.addEventListener("click", () => {
    if (!navigator.pdfViewerEnabled) {
      window.open(button.dataset.statement, "_blank", "noopener");
      return;
    }
    if (!frame.src) frame.src = button.dataset.statement;
    frame.hidden = !frame.hidden;
    button.setAttribute("aria-expanded", String(!frame.hidden));
  });
});
