"""How what the audit trail keeps is read: names of facts, amounts, days, choices, records."""

import re
from contextlib import suppress
from datetime import date
from decimal import Decimal
from typing import Any

from django.core.exceptions import FieldDoesNotExist
from django.db.models import Model
from django.utils.translation import gettext_lazy as _

from core.money import format_amount

_YES_NO = {"True": _("oui"), "False": _("non"), "None": "", "": ""}
_AMOUNT = re.compile(r"-?[0-9]{1,20}\.[0-9]{2}")
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")

#: Facts that are no field of what was acted on.
_FACTS: dict[str, Any] = {
    "accounts": _("comptes"),
    "collection": _("fichier de prélèvement"),
    "count": _("nombre"),
    "entry": _("écriture"),
    "entry_date": _("date d’écriture"),
    "file": _("fichier"),
    "first_number": _("premier numéro"),
    "fiscal_year": _("exercice (n° interne)"),
    "iban": "IBAN",
    "last_number": _("dernier numéro"),
    "lines": _("lignes"),
    "name": _("nom"),
    "pdf_sha256": _("SHA-256 du PDF"),
    "reason": _("motif"),
    "rights": _("droits"),
    "sha256": "SHA-256",
    "total": _("total"),
    "withdrawn": _("comptes retirés"),
}


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
