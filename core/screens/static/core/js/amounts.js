// The one reader of typed amounts: the same texts, read the same way, as core.money.parse_euros.
const AMOUNT = /^([-+\u2212]?)[ \u00a0\u202f]?([0-9]+|[0-9]{1,3}(?:[ \u00a0\u202f][0-9]{3})+|[0-9]{1,3}(?:\.[0-9]{3})+(?=,))(?:[.,]([0-9]{1,2}))?(?:[ \u00a0\u202f]?€)?$/;
const AROUND = /^[ \u00a0\u202f\t\r\n]+|[ \u00a0\u202f\t\r\n]+$/g;
const LONGEST = 40;
const MOST = 999999999999999;

/** The cents of an amount as it is typed; null where the server would refuse it. */
export function readCents(text) {
  const typed = text.replace(AROUND, "");
  const written = typed.length > LONGEST ? null : AMOUNT.exec(typed);
  if (!written) return null;
  const [, sign, whole, decimals = ""] = written;
  const cents = Number(whole.replace(/[^0-9]/g, "")) * 100 + Number(decimals.padEnd(2, "0"));
  if (cents > MOST) return null;
  return sign === "-" || sign === "\u2212" ? 0 - cents : cents;
}

/** The same, where what is not an amount yet counts as nothing. */
export const centsOrZero = (text) => readCents(text) ?? 0;
