// The back office's frame: keys, search, theme, menu and its counts.
(() => {
  const typing = (element) => element.matches?.("input:not([type=checkbox], [type=radio], [type=button]), textarea, select, [contenteditable=true]");
  const anyDialog = () => document.querySelector("dialog[open]");

  // -- Keys: data-key="F6" or "Ctrl+Enter" on what is clicked, data-key-label to name it ----------
  const nameOf = (event) => {
    const parts = [];
    if (event.ctrlKey || event.metaKey) parts.push("Ctrl");
    if (event.altKey) parts.push("Alt");
    if (event.shiftKey && event.key.length > 1) parts.push("Maj");
    parts.push(event.key.length === 1 ? event.key.toUpperCase() : event.key);
    return parts.join("+");
  };
  const visible = (element) => element.getClientRects().length > 0;
  const NAMES = new Map(document.getElementById("keys-list").dataset.names.split(";").map((pair) => pair.split("=")));
  const spelled = (key) => key.split("+").map((part) => NAMES.get(part) || part).join("+");
  const listKeys = () => {
    const list = document.getElementById("keys-list");
    list.querySelectorAll("[data-of-page]").forEach((row) => row.remove());
    const rows = [...document.querySelectorAll("[data-key]")].map((element) => {
      const row = document.createElement("div");
      row.dataset.ofPage = "";
      const term = document.createElement("dt");
      term.append(Object.assign(document.createElement("kbd"), { textContent: spelled(element.dataset.key) }));
      const text = element.dataset.keyLabel || element.getAttribute("aria-label") || element.textContent.trim();
      row.append(term, Object.assign(document.createElement("dd"), { textContent: text }));
      return row;
    });
    list.prepend(...rows);
  };
  document.addEventListener("keydown", (event) => {
    if (event.defaultPrevented) return;
    const inField = typing(event.target);
    if (!anyDialog() && !inField && !event.ctrlKey && !event.altKey && !event.metaKey) {
      if (event.key === "/") {
        event.preventDefault();
        document.getElementById("search-everything").focus();
        return;
      }
      if (event.key === "?") {
        event.preventDefault();
        document.getElementById("keys-dialog").showModal();
        return;
      }
    }
    const name = nameOf(event);
    // Where « ? » is text, F1 asks for the same help.
    if (name === "F1" && !anyDialog()) {
      event.preventDefault();
      document.getElementById("keys-dialog").showModal();
      return;
    }
    // A bare letter is text while one types; function and Ctrl keys always act.
    if (inField && name.length === 1) return;
    const scope = anyDialog() || document;
    const wanted = [...scope.querySelectorAll("[data-key]")].find((element) => element.dataset.key === name && !element.disabled && visible(element));
    if (wanted) {
      event.preventDefault();
      if (wanted.matches("input:not([type=submit]), select, textarea")) wanted.focus();
      else wanted.click();
      return;
    }
    const greyed = [...scope.querySelectorAll("[data-key][data-why]")].find((element) => element.dataset.key === name && element.disabled && visible(element));
    if (greyed) {
      event.preventDefault();
      window.lsc.show(greyed.dataset.why, "info");
    }
  });
  document.getElementById("keys-dialog").addEventListener("toggle", listKeys);
  document.addEventListener("click", (event) => { if (event.target.closest("[data-open-dialog=keys-dialog]")) listKeys(); });
  new MutationObserver(listKeys).observe(document.getElementById("keys-dialog"), { attributes: true, attributeFilter: ["open"] });

  // -- Search ------------------------------------------------------------------------------------------
  const input = document.getElementById("search-everything");
  const results = document.getElementById("search-results");
  const options = () => [...results.querySelectorAll("[role=option]")];
  const openResults = (open) => {
    results.hidden = !open;
    input.setAttribute("aria-expanded", String(open));
  };
  results.addEventListener("htmx:afterSwap", () => openResults(input.value.trim() !== ""));
  document.body.addEventListener("htmx:afterSwap", (event) => { if (event.detail.target === results) openResults(input.value.trim() !== ""); });
  input.addEventListener("input", () => { if (!input.value.trim()) openResults(false); });
  input.closest(".lsc-search").addEventListener("focusout", (event) => {
    if (!event.currentTarget.contains(event.relatedTarget)) setTimeout(() => openResults(false), 150);
  });
  input.addEventListener("focus", () => { if (options().length) openResults(true); });
  input.addEventListener("keydown", (event) => {
    const all = options();
    const at = all.findIndex((option) => option.getAttribute("aria-selected") === "true");
    const select = (index) => {
      all.forEach((option, each) => {
        option.id = `search-option-${each}`;
        option.setAttribute("aria-selected", String(each === index));
      });
      input.setAttribute("aria-activedescendant", `search-option-${index}`);
      all[index]?.scrollIntoView({ block: "nearest" });
    };
    if (event.key === "ArrowDown" && all.length) { event.preventDefault(); select((at + 1) % all.length); }
    else if (event.key === "ArrowUp" && all.length) { event.preventDefault(); select((at - 1 + all.length) % all.length); }
    else if (event.key === "Enter" && all.length) { event.preventDefault(); (all[at] || all[0]).click(); }
    else if (event.key === "Escape") { input.value = ""; openResults(false); input.blur(); }
  });

  // -- Theme --------------------------------------------------------------------------------------------
  const themes = document.querySelector("[data-theme-switch]");
  themes?.addEventListener("change", (event) => {
    document.documentElement.dataset.theme = event.target.value;
    window.lscApplyTheme();
    window.htmx.ajax("POST", themes.dataset.url, { source: themes, values: { theme: event.target.value }, swap: "none" });
  });

  // -- Menu: on a phone it slides in; its counts are remembered from one page to the next ------------------
  const sidebar = document.getElementById("sidebar");
  const burger = document.querySelector("[data-toggle-sidebar]");
  const openMenu = (open) => {
    sidebar.toggleAttribute("data-open", open);
    burger.setAttribute("aria-expanded", String(open));
    if (open) sidebar.querySelector("a").focus();
  };
  burger.addEventListener("click", () => openMenu(!sidebar.hasAttribute("data-open")));
  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && sidebar.hasAttribute("data-open")) { openMenu(false); burger.focus(); }
  });
  document.addEventListener("click", (event) => {
    if (sidebar.hasAttribute("data-open") && !sidebar.contains(event.target) && !burger.contains(event.target)) openMenu(false);
  });

  const figures = new Intl.NumberFormat("fr-FR");
  const showCounts = (counts) => {
    sidebar.querySelectorAll("[data-count]").forEach((element) => {
      const count = counts[element.dataset.count];
      element.textContent = count ? figures.format(count) : "";
    });
    sidebar.querySelectorAll("[data-count-sum]").forEach((element) => {
      const inside = [...element.closest("details").querySelectorAll("[data-count]")];
      const sum = inside.reduce((total, each) => total + (counts[each.dataset.count] || 0), 0);
      element.textContent = sum ? figures.format(sum) : "";
    });
  };
  const KEY = "lsc-counts";
  showCounts(JSON.parse(sessionStorage.getItem(KEY) || "{}"));
  document.body.addEventListener("htmx:afterSwap", (event) => {
    if (event.detail.target.id !== "pulse") return;
    const counts = {};
    event.detail.target.querySelectorAll("[data-waiting]").forEach((each) => { counts[each.dataset.waiting] = Number(each.value); });
    sessionStorage.setItem(KEY, JSON.stringify(counts));
    showCounts(counts);
  });

  // -- Favourites: the page as it is now, filters included, under its own title ------------------------------
  const favourite = document.querySelector("[data-add-favourite]");
  document.addEventListener("click", (event) => {
    if (!event.target.closest("[data-open-dialog=favourite-dialog]")) return;
    favourite.elements.next.value = location.pathname + location.search;
    favourite.elements.label.value = document.querySelector(".lsc-page-title").textContent.trim();
    favourite.elements.label.select();
  });
})();
