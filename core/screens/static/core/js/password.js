// The five rules of a password, ticked as one types. The server checks them all again.
(() => {
  const tests = {
    length: (text, list) => [...text].length >= Number(list.dataset.minLength),
    upper: (text) => /\p{Lu}/u.test(text),
    lower: (text) => /\p{Ll}/u.test(text),
    digit: (text) => /\p{Nd}/u.test(text),
    special: (text) => /[^\p{L}\p{N}\s]/u.test(text),
  };
  document.querySelectorAll("[data-password-rules]").forEach((input) => {
    const list = document.getElementById(input.dataset.passwordRules);
    const check = () => list.querySelectorAll("[data-rule]").forEach((item) => {
      const ok = tests[item.dataset.rule](input.value, list);
      item.dataset.ok = String(ok);
      // In words too: a live region tells changes of text, not of colour.
      let word = item.querySelector(".visually-hidden");
      if (!word) {
        word = document.createElement("span");
        word.className = "visually-hidden";
        item.append(word);
      }
      const told = ok ? ` : ${list.dataset.met}` : "";
      if (word.textContent !== told) word.textContent = told;
    });
    input.addEventListener("input", check);
    check();
  });
})();
