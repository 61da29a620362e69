"""Read a file of balances, as a kiosk does."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass
from decimal import Decimal
from typing import Any, TextIO

from django.utils.translation import gettext as _

from connectic.formats.grammar import (
    BALANCE_COLUMNS,
    DELIMITER,
    SIGNATURE,
    VERSION,
    FormatError,
    Kind,
    Tag,
)
from connectic.formats.payment_line import read_amount


@dataclass(frozen=True, slots=True)
class Balance:
    """What one client owes, in euros, as the kiosk shows it."""

    entity: str
    account: str
    title: str
    last_name: str
    first_name: str
    building: str
    due: Decimal
    under_way: Decimal
    coupon: str
    due_date: str

    @property
    def name(self) -> str:
        return f"{self.first_name} {self.last_name}".strip()


def read_balances(text: TextIO) -> Iterator[Balance]:
    """The lines of the file. Raises FormatError where it is none, or cut."""
    rows = csv.reader(text, delimiter=DELIMITER)
    head, columns = next(rows, []), next(rows, [])
    if head[:4] != [Tag.HEAD, SIGNATURE, VERSION, Kind.BALANCES] or columns[:1] != [Tag.COLUMNS]:
        raise FormatError(_("Ce n’est pas un fichier de soldes."))
    places = [columns.index(name) for name in BALANCE_COLUMNS]
    for row in rows:
        if row[0] == Tag.TAIL:
            return
        said: dict[str, Any] = {
            name: row[place] for name, place in zip(BALANCE_COLUMNS, places, strict=True)
        }
        for name in ("due", "under_way"):
            said[name] = read_amount(said[name])
        yield Balance(**said)
    raise FormatError(_("Le fichier de soldes est coupé."))
