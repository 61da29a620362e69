// What several parts of the draft need.
export const csrf = () => JSON.parse(document.body.getAttribute("hx-headers") || "{}")["X-CSRFToken"] || "";

// The frame's own dialog asks to sign in again, and goes on by itself.
export const sessionExpired = () => window.lsc.sessionExpired();

const journals = new Map();
export async function journalsOf(root, entity) {
  if (!journals.has(entity)) {
    const answer = await fetch(`${root.dataset.journals}?entite=${encodeURIComponent(entity)}`, { headers: { "HX-Request": "true" } }).catch(() => null);
    if (answer?.status === 401) sessionExpired();
    if (!answer?.ok) return [];
    journals.set(entity, (await answer.json()).journals);
  }
  const found = journals.get(entity);
  document.getElementById("draft-journals").replaceChildren(...found.map(({ code, label }) => {
    const option = document.createElement("option");
    option.value = code;
    option.textContent = label;
    return option;
  }));
  return found;
}

export function listenForSuggestions(root) {
  document.addEventListener("focusin", (event) => {
    if (event.target.matches("[data-journal]")) journalsOf(root, "");
  });
}
