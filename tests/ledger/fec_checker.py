"""A strict reader of FEC files, written from article A47 A-1 of the LPF and from nothing of ours.

III: ISO 8859-15, decimal commas, no thousands separator, dates AAAAMMJJ. VI: records ended by
CR LF, one unequivocal separator. VII: the eighteen zones, in order, of which EcritureLet,
DateLet, Montantdevise, Idevise and the two auxiliary zones may be empty. X: the file's name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from datetime import date
from decimal import Decimal

OFFICIAL = [
    *("JournalCode", "JournalLib", "EcritureNum", "EcritureDate", "CompteNum", "CompteLib"),
    *("CompAuxNum", "CompAuxLib", "PieceRef", "PieceDate", "EcritureLib", "Debit", "Credit"),
    *("EcritureLet", "DateLet", "ValidDate", "Montantdevise", "Idevise"),
]
MAY_BE_EMPTY = {
    "CompAuxNum",
    "CompAuxLib",
    "EcritureLet",
    "DateLet",
    "Montantdevise",
    "Idevise",
}
AMOUNT = re.compile(r"-?\d+,\d{2}")


def luhn(digits: str) -> bool:
    doubled = (int(d) * (1 + i % 2) for i, d in enumerate(reversed(digits)))
    return sum(d - 9 if d > 9 else d for d in doubled) % 10 == 0


def check_name(name: str) -> None:
    match = re.fullmatch(r"(\d{9})FEC(\d{8})\.txt", name)
    assert match, name
    assert luhn(match[1]), f"{match[1]} is no SIREN"
    date.fromisoformat(match[2])


def read(content: bytes) -> list[dict[str, str]]:
    """The records, checked one by one."""
    text = content.decode("iso8859-15")
    assert text.endswith("\r\n")
    header, *records = text.removesuffix("\r\n").split("\r\n")
    assert header.split("\t") == OFFICIAL
    rows = []
    for record in records:
        assert "\n" not in record
        assert "\r" not in record
        zones = record.split("\t")
        assert len(zones) == 18, record
        row = dict(zip(OFFICIAL, zones, strict=True))
        check_record(row)
        rows.append(row)
    return rows


def check_record(row: dict[str, str]) -> None:
    for zone, value in row.items():
        assert value or zone in MAY_BE_EMPTY, f"{zone} is empty: {row}"
        assert value == value.strip(), zone
    for zone in ("EcritureDate", "PieceDate", "ValidDate"):
        assert re.fullmatch(r"\d{8}", row[zone])
        date.fromisoformat(row[zone])
    assert re.match(r"[1-8]\d\d", row["CompteNum"]), row["CompteNum"]
    assert bool(row["CompAuxNum"]) == bool(row["CompAuxLib"])
    for zone in ("Debit", "Credit"):
        assert AMOUNT.fullmatch(row[zone]), row[zone]
    assert (row["Debit"] == "0,00") != (row["Credit"] == "0,00")
    assert (row["EcritureLet"] == "") == (row["DateLet"] == "")


def number(text: str) -> Decimal:
    return Decimal(text.replace(",", "."))


def check(name: str, content: bytes) -> list[dict[str, str]]:
    """The records of a file that is right to the last column; AssertionError otherwise."""
    check_name(name)
    rows = read(content)
    balance: dict[tuple[str, str], Decimal] = defaultdict(Decimal)
    heads: dict[tuple[str, str], tuple[str, ...]] = {}
    labels: dict[str, str] = {}
    numbers: dict[str, list[int]] = defaultdict(list)
    for row in rows:
        entry = row["JournalCode"], row["EcritureNum"]
        head = tuple(row[z] for z in ("EcritureDate", "PieceRef", "PieceDate", "ValidDate"))
        assert heads.setdefault(entry, head) == head, entry
        assert labels.setdefault(row["CompteNum"], row["CompteLib"]) == row["CompteLib"]
        balance[entry] += number(row["Debit"]) - number(row["Credit"])
        if int(row["EcritureNum"]) not in numbers[row["JournalCode"]][-1:]:
            numbers[row["JournalCode"]].append(int(row["EcritureNum"]))
    assert not any(balance.values()), balance
    for sequence in numbers.values():
        assert sequence == list(range(1, len(sequence) + 1)), sequence
    validated = [row["ValidDate"] for row in rows]
    assert validated == sorted(validated)
    return rows
