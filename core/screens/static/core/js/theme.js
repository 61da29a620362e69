// Runs before the first paint: « auto » follows the machine.
(() => {
  const root = document.documentElement;
  const dark = window.matchMedia("(prefers-color-scheme: dark)");
  const apply = () => {
    const chosen = root.dataset.theme || "auto";
    root.dataset.bsTheme = chosen === "auto" ? (dark.matches ? "dark" : "light") : chosen;
    document.dispatchEvent(new CustomEvent("lsc:theme"));
  };
  dark.addEventListener("change", apply);
  window.lscApplyTheme = apply;
  apply();
})();
