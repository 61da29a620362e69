// The payment form: the IBAN grouped by four and checked as typed, its bank named, its BIC filled.
import { centsOrZero } from "../../core/js/amounts.js";

(() => {
  const mod97 = (iban) => {
    const digits = (iban.slice(4) + iban.slice(0, 4)).replace(/[A-Z]/g, (letter) => letter.charCodeAt(0) - 55);
    let rest = 0;
    for (const digit of digits) rest = (rest * 10 + Number(digit)) % 97;
    return rest === 1;
  };
  const bare = (text) => text.normalize("NFKC").toUpperCase().replace(/[^A-Z0-9]/g, "").replace(/^IBAN(?=[A-Z]{2}[0-9]{2})/, "");
  const grouped = (iban) => iban.replace(/(.{4})(?=.)/g, "$1 ");
  const LENGTHS = { FR: 27, MC: 27, BE: 16, DE: 22, ES: 24, IT: 27, LU: 20, PT: 25, CH: 21, NL: 18, GB: 22, IE: 22, AT: 20 };

  const start = (form) => {
    const input = form.querySelector("[data-iban]");
    const bic = form.querySelector("[data-bic]");
    const amount = form.querySelector("[data-amount]");
    const found = document.getElementById("iban-found");
    const over = document.getElementById("amount-found");
    let asked = "";
    let filled = "";
    let timer = 0;

    const say = (text, state) => {
      if (found.textContent === text && found.dataset.state === state) return;
      found.textContent = text;
      found.dataset.state = state;
    };

    const ask = async (iban) => {
      if (iban === asked) return;
      asked = iban;
      say(form.dataset.good, "good");
      const body = new URLSearchParams({ iban, bic: bic.value === filled ? "" : bic.value, csrfmiddlewaretoken: form.querySelector("[name=csrfmiddlewaretoken]").value });
      let answer;
      try {
        const response = await fetch(form.dataset.bank, { method: "POST", body });
        if (!response.ok || response.redirected) return;
        answer = await response.json();
      } catch {
        return; // The server checks again when the form is sent.
      }
      if (bare(input.value) !== iban) return;
      if (answer.error) {
        say(answer.error, "bad");
        return;
      }
      if (answer.warning) {
        say(answer.warning, "bad");
        return;
      }
      say(answer.bank ? `${form.dataset.good} · ${answer.bank}` : form.dataset.good, "good");
      if (answer.bic && (!bic.value || bic.value === filled)) bic.value = answer.bic;
      filled = answer.bic || filled;
    };

    const check = (leaving) => {
      const iban = bare(input.value);
      const length = LENGTHS[iban.slice(0, 2)] || 0;
      const complete = length ? iban.length >= length : leaving && iban.length >= 15;
      if (!iban) say("", "");
      else if (complete && iban.length <= 34 && (!length || iban.length === length) && mod97(iban)) ask(iban);
      else if (complete) say(form.dataset.wrong, "bad");
      else say(leaving ? form.dataset.short : "", leaving ? "bad" : "");
    };

    input.addEventListener("input", () => {
      const before = bare(input.value.slice(0, input.selectionStart)).length;
      const next = grouped(bare(input.value).slice(0, 34));
      if (next !== input.value) {
        input.value = next;
        // The caret stays behind the same character, whatever spaces came or went.
        let position = 0;
        for (let seen = 0; position < next.length && seen < before; position += 1) if (next[position] !== " ") seen += 1;
        input.setSelectionRange(position, position);
      }
      asked = bare(input.value) === asked ? asked : "";
      clearTimeout(timer);
      timer = setTimeout(() => check(false), 150);
    });
    input.addEventListener("blur", () => check(true));
    bic.addEventListener("change", () => {
      asked = "";
      check(true);
    });

    // What the server said of a field is over once the field is corrected.
    form.addEventListener("input", ({ target }) => {
      target.classList.remove("is-invalid");
      target.removeAttribute("aria-invalid");
      const error = document.getElementById(`${target.id}_error`);
      if (error) error.hidden = true;
    });

    const weigh = () => {
      over.textContent = centsOrZero(amount.value) > Number(form.dataset.due) ? form.dataset.over : "";
    };
    amount.addEventListener("input", weigh);
    weigh();
    if (input.value) {
      input.value = grouped(bare(input.value));
      if (!input.classList.contains("is-invalid")) check(true);
    }
  };

  const all = () => document.querySelectorAll("form[data-payment]:not([data-started])").forEach((form) => {
    form.dataset.started = "yes";
    start(form);
  });
  document.body.addEventListener("htmx:afterSettle", all);
  all();
})();
