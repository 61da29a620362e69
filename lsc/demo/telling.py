"""Tell the play: to people in aligned French, to machines one JSON object a line."""

import json
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any, TextIO

from core.text.money import format_euros

#: Steps in the order of the play, with what people read.
STEPS = {
    "publish": "Publication vers l’extranet",
    "sign_in": "Première connexion du client",
    "request": "Demande de prélèvement signée par le client",
    "fetch": "Relève de la plateforme SEPA",
    "notify": "Message système au comptable",
    "collection_file": "Fichier de prélèvement",
    "prepare": "Comptabiliser (rien n’est encore en comptabilité)",
    "post": "Valider : écritures passées pour de bon",
    "publish_again": "Nouvelle publication : ce que voit le client",
    "fec": "Export du FEC",
    "kiosk_out": "Automate, première nuit : les soldes partent",
    "kiosk_pay": "Automate, dans le hall : deux locataires paient",
    "kiosk_in": "Automate, seconde nuit : les paiements arrivent",
}


@dataclass(frozen=True)
class Told:
    """What one step has to show: rows for people, ``data`` for machines."""

    rows: Sequence[tuple[str, object]]
    data: dict[str, Any] = field(default_factory=dict)


class Teller:
    """Writes the play as it goes."""

    def __init__(self, out: TextIO, *, as_json: bool) -> None:
        self._out = out
        self._as_json = as_json
        self._number = 0
        self.failed: list[str] = []

    def say(self, text: str = "") -> None:
        """Words between the steps; machines are spared them."""
        if not self._as_json:
            self._write(text)

    def table(self, rows: Iterable[tuple[str, object]]) -> None:
        known = list(rows)
        width = max((_width(label) for label, _value in known), default=0)
        for label, value in known:
            self.say(f"      {label}{' ' * (width - _width(label))}   {value}")

    def step(self, code: str, told: Told) -> None:
        if self._as_json:
            self._json({"step": code, "ok": True, **told.data})
            return
        self._heading(code, "✓")
        self.table(told.rows)
        self.say()

    def failure(self, code: str, reason: str) -> None:
        self.failed.append(code)
        if self._as_json:
            self._json({"step": code, "ok": False, "error": reason})
            return
        self._heading(code, "✗")
        self.say(f"      {reason}")
        self.say()

    def _heading(self, code: str, tick: str) -> None:
        self._number += 1
        self.say(f"  {tick} {self._number:>2}. {STEPS[code]}")

    def _json(self, line: dict[str, Any]) -> None:
        self._write(json.dumps(line, ensure_ascii=False))

    def _write(self, text: str) -> None:
        self._out.write(f"{text}\n")
        self._out.flush()


def _width(text: str) -> int:
    return sum(not unicodedata.combining(letter) for letter in text)


def entry_rows(lines: Iterable[tuple[str, str, Any, Any]]) -> list[tuple[str, object]]:
    """Account, label, debit and credit of an entry, aligned as a journal shows them."""
    rows: list[tuple[str, object]] = [("Compte", f"{'Débit':>16}{'Crédit':>16}")]
    for account, label, debit, credit in lines:
        left = format_euros(debit) if debit else ""
        right = format_euros(credit) if credit else ""
        rows.append((f"{account}  {label}", f"{left:>16}{right:>16}"))
    return rows
