// A list as a file: its bar is sent as a form of its own, with the selection that it carries.
export function listenForFiles(root, bar) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("[data-list-file]");
    if (button) send(bar(), button.dataset.listFile);
  });
}

function send(bar, format) {
  const field = bar.elements.format;
  field.disabled = false;
  field.value = format;
  bar.target = format === "pdf" ? "_blank" : "";
  bar.submit();
  field.disabled = true;
  bar.removeAttribute("target");
}
