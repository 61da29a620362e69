"""How what the audit trail keeps is read: names of facts, amounts, days, choices, records."""

import re
from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from core.house.registry import Registry
from core.text.money import format_amount

_YES_NO = {"True": _("oui"), "False": _("non"), "None": "", "": ""}
_AMOUNT = re.compile(r"-?[0-9]{1,20}\.[0-9]{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

#: Facts that are no field of what was acted on.
_FACTS: dict[str, Any] = {
    "account": _("compte"),
    "accounts": _("comptes"),
    "address": _("adresse"),
    "amount": _("montant"),
    "amount_in_figures": _("montant en chiffres"),
    "batch": _("lot de saisie"),
    "by": _("par"),
    "cash_receipt": "n°",
    "channel": _("canal"),
    "collection": _("fichier de prélèvement"),
    "count": _("nombre"),
    "counted": _("compté"),
    "day": _("jour"),
    "debt": _("dette"),
    "detail": _("détail"),
    "difference": _("écart"),
    "document": _("document"),
    "drafted": _("au brouillard"),
    "elsewhere": _("affectés ailleurs"),
    "entity": _("entité"),
    "entries": _("écritures"),
    "entry": _("écriture"),
    "entry_date": _("date d’écriture"),
    "expected": _("attendu"),
    "explanation": _("explication"),
    "fee": _("frais de la banque"),
    "file": _("fichier"),
    "fingerprint": _("empreinte de la clé"),
    "first_number": _("premier numéro"),
    "fiscal_year": _("exercice (n° interne)"),
    "flag": _("signalement"),
    "heads": _("journaux ancrés"),
    "hours": _("heures"),
    "iban": "IBAN",
    "journal": _("journal"),
    "keeper": _("gardé par"),
    "kind": _("sorte"),
    "known": _("déjà connus"),
    "last_number": _("dernier numéro"),
    "letter": _("lettre"),
    "lines": _("lignes"),
    "lost": _("sans objet"),
    "name": _("nom"),
    "note": _("note"),
    "number": _("numéro"),
    "outcome": _("suite"),
    "paid": _("payé"),
    "papers": _("pièces"),
    "pdf_sha256": _("SHA-256 du PDF"),
    "period": _("période"),
    "portfolio": _("entités"),
    "question": _("question"),
    "reason": _("motif"),
    "reference": _("référence"),
    "refusal": _("refus passé outre"),
    "remark": _("remarque"),
    "remarks": _("remarques"),
    "rights": _("droits"),
    "service": _("service"),
    "sha256": "SHA-256",
    "shown": _("affiché"),
    "since": _("depuis"),
    "status": _("état"),
    "total": _("total"),
    "undo_reason": _("raison"),
    "withdrawn": _("comptes retirés"),
}


@dataclass(frozen=True)
class FactReader:
    """How the codes of a fact that no field describes are called on screen, by its name."""

    name: str
    read: Callable[[str], str]


READERS: Registry[str, FactReader] = Registry("reader of facts", key=lambda each: each.name)


class Wording:
    """Reads the facts of one list of events; a related record is looked up once."""

    def __init__(self) -> None:
        self._records: dict[tuple[type[Model], str], str] = {}

    def label(self, model: type[Model] | None, name: str) -> str:
        """What a fact is called: as its field, else in our words, else its own name."""
        found = self._field(model, name)
        named = str(getattr(found, "verbose_name", "")) if found is not None else ""
        # A field that nobody named in French has its English name for a verbose name.
        if named and named != name.replace("_", " "):
            return named
        return str(_FACTS.get(name, name.replace("_", " ")))

    def value(self, model: type[Model] | None, name: str, value: Any) -> str:
        text = str(value)
        if text in _YES_NO:
            return str(_YES_NO[text])
        found = self._field(model, name)
        if found is not None and found.many_to_one and text.isdecimal():
            return self._record(found.related_model, text)
        choices = dict(getattr(found, "flatchoices", ()) or ())
        if text in choices:
            return str(choices[text])
        if reader := READERS.find(name):
            return reader.read(text)
        if _AMOUNT.fullmatch(text):
            return format_amount(Decimal(text))
        if _DAY.fullmatch(text):
            with suppress(ValueError):
                return f"{date.fromisoformat(text):%d/%m/%Y}"
        return text

    def _field(self, model: type[Model] | None, name: str) -> Any:
        if model is None:
            return None
        with suppress(FieldDoesNotExist):
            found = model._meta.get_field(name)
            return found if found.concrete else None
        return None

    def _record(self, model: type[Model], pk: str) -> str:
        if (model, pk) not in self._records:
            found = model._default_manager.filter(pk=pk).first()
            self._records[model, pk] = str(found) if found is not None else pk
        return self._records[model, pk]
