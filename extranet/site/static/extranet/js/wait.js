// A button that must wait says for how long, second by second, then can be pressed.
document.querySelectorAll("[data-wait]").forEach((button) => {
  const words = button.querySelector("[data-wait-words]");
  const until = Date.now() + Number(button.dataset.wait) * 1000;
  const tick = () => {
    const left = Math.ceil((until - Date.now()) / 1000);
    if (left <= 0) {
      button.disabled = false;
      words.remove();
      return;
    }
    words.textContent = `(${Math.floor(left / 60)}:${String(left % 60).padStart(2, "0")})`;
    setTimeout(tick, 1000);
  };
  tick();
});
