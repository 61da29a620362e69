"""What the keying screen's panel sends: debts chosen account by account, and flags to raise.

``chosen`` names the accounts whose proposal was changed, ``settle_<account>_<line>`` what goes to
each of their debts, ``flag_<account>`` the kind of flag.
"""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from core.text.money import format_amount, from_cents, parse_euros
from core.text.numbers import read_whole, read_wholes
from ledger.people.enums import FlagKind
from receipts.counter.models import ChequeShare

_SETTLE = re.compile(r"settle_([0-9]{1,18})_([0-9]{1,18})")
_FLAG = re.compile(r"flag_([0-9]{1,18})")


@dataclass(frozen=True)
class Choices:
    """As it was typed: by account id, the text beside each entry line; the kind of its flag."""

    settles: Mapping[int, Mapping[int, str]] = field(default_factory=dict)
    flags: Mapping[int, str] = field(default_factory=dict)

    @classmethod
    def read(cls, fields: Iterable[tuple[str, list[str]]]) -> "Choices":
        """From the lists of a submitted form; what is no choice is passed over."""
        values = dict(fields)
        chosen = set(read_wholes(values.get("chosen", ())))
        settles: dict[int, dict[int, str]] = {pk: {} for pk in chosen}
        flags = {}
        for name, texts in values.items():
            if (found := _SETTLE.fullmatch(name)) and int(found[1]) in chosen:
                settles[int(found[1])][int(found[2])] = texts[-1]
            elif (found := _FLAG.fullmatch(name)) and texts[-1] in FlagKind:
                flags[int(found[1])] = texts[-1]
        return cls(settles, flags)

    @classmethod
    def restored(cls, values: Mapping[str, str]) -> "Choices":
        """What ``kept`` wrote of a line that is half typed."""
        settles: dict[int, dict[int, str]] = {}
        for each in values.get("settles", "").split(";"):
            account, _sep, rest = each.partition(":")
            if (account_id := read_whole(account)) is not None:
                line, _sep, text = rest.partition(":")
                texts_by_line = settles.setdefault(account_id, {})
                if (line_id := read_whole(line)) is not None:
                    texts_by_line[line_id] = text
        pairs = (each.partition(":") for each in values.get("flags", "").split(";"))
        flags = {int(pk): kind for pk, _sep, kind in pairs if read_whole(pk) and kind in FlagKind}
        return cls(settles, flags)

    @classmethod
    def of_shares(cls, shares: Iterable[ChequeShare]) -> "Choices":
        """What a keyed cheque settles, to be corrected."""
        return cls(
            {
                share.account_id: {
                    line_id: format_amount(from_cents(cents)) for line_id, cents in share.settles
                }
                for share in shares
                if share.settles is not None
            }
        )

    def kept(self) -> dict[str, str]:
        """As texts, to be kept with a line that is half typed."""
        parts = []
        for account, texts_by_line in self.settles.items():
            parts += [
                f"{account}:{line}:{text}" for line, text in texts_by_line.items() if text.strip()
            ]
            parts += [] if any(text.strip() for text in texts_by_line.values()) else [f"{account}:"]
        return {
            "settles": ";".join(parts),
            "flags": ";".join(f"{pk}:{kind}" for pk, kind in self.flags.items()),
        }

    def amounts(self, *, strict: bool = False) -> dict[int, dict[int, Decimal]]:
        """In euros. What is no amount counts as nothing; if ``strict``, raises ValidationError."""
        return {
            account: {line: _euros(text, strict=strict) for line, text in texts_by_line.items()}
            for account, texts_by_line in self.settles.items()
        }

    def for_service(self, account_ids: Iterable[int]) -> dict[str, Any]:
        """Fields of a ``KeyedCheque``, for the accounts that it pays. Raises ValidationError."""
        ids = set(account_ids)
        amounts = self.amounts(strict=True)
        return {
            "settles": {
                pk: [(line, part) for line, part in texts_by_line.items() if part]
                for pk, texts_by_line in amounts.items()
                if pk in ids
            },
            "flags": {pk: kind for pk, kind in self.flags.items() if pk in ids},
        }


def _euros(text: str, *, strict: bool) -> Decimal:
    if not text.strip():
        return Decimal("0.00")
    try:
        amount = parse_euros(text)
    except ValidationError:
        if strict:
            raise
        return Decimal("0.00")
    if amount < 0:
        if strict:
            raise ValidationError(_("Ce qu’un chèque règle d’une dette n’est pas négatif."))
        return Decimal("0.00")
    return amount
