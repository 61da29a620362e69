"""What an entity's record may hold: its code, its numbers, its debits, its journals."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.eu import at_02, vat
from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.fr import siret

from core.text.errors import BusinessError
from ledger.books.models import BankAccount, Entity, Journal
from ledger.books.selectors.entities import debits_account_refusal, missing_for_one_off

#: What every file system, disk or exchange folder takes in the name of a file.
_FILE_NAME = re.compile(r"[A-Za-z0-9](?:[A-Za-z0-9_-]*[A-Za-z0-9])?")
#: Devices, which Windows makes of any file of these names.
_RESERVED_NAMES = frozenset(
    ["CON", "PRN", "AUX", "NUL", *(f"{port}{n}" for port in ("COM", "LPT") for n in range(1, 10))]
)


class EntityRefusedError(BusinessError):
    """The record cannot become this. ``fields`` says why, by name of the field."""

    def __init__(self, fields: Mapping[str, list[str]]) -> None:
        problems = [text for texts in fields.values() for text in texts]
        super().__init__(_("La fiche n’a pas été enregistrée."), problems)
        self.fields = dict(fields)


def check_code(code: str) -> None:
    """Raise EntityRefusedError for a code that cannot be a file name, or part of one, anywhere."""
    if not _FILE_NAME.fullmatch(code) or code.upper() in _RESERVED_NAMES:
        raise EntityRefusedError(
            {
                "code": [
                    _(
                        "Ce code nomme aussi des fichiers : des lettres sans accent, des chiffres, "
                        "et entre eux des tirets ou « _ », comme S001."
                    )
                ]
            }
        )


def check_entity(
    entity: Entity, account: BankAccount | None, journals: Mapping[str, Journal | None]
) -> None:
    """Raise EntityRefusedError with everything that is wrong at once."""
    wrong: dict[str, list[str]] = {}
    for field, module, text in _NUMBERS:
        value = getattr(entity, field)
        try:
            setattr(entity, field, module.validate(value) if value else "")
        except InvalidNumber:
            wrong[field] = [text()]
    try:
        entity.full_clean(exclude=["collection_account", *wrong])
    except ValidationError as error:
        wrong.update(error.message_dict)
    if not (entity.is_general or entity.is_syndicate or entity.is_rental or entity.is_seasonal):
        wrong["is_general"] = [_("Cochez au moins une nature d’entité.")]
    missing = missing_for_one_off(entity, account) if entity.one_off_allowed else []
    if missing:
        wrong["one_off_allowed"] = [
            _("Le prélèvement ONE/OFF ne peut pas être autorisé : %(missing)s.")
            % {"missing": ", ".join(piece.text for piece in missing)}
        ]
    if refusal := debits_account_refusal(entity):
        wrong["debits_account"] = [refusal]
    for channel, journal in journals.items():
        if journal and journal.entity_id != entity.pk:
            wrong[f"journal_{channel}"] = [_("Ce journal est d’une autre entité.")]
    if wrong:
        raise EntityRefusedError(wrong)


_NUMBERS: tuple[tuple[str, Any, Callable[[], str]], ...] = (
    ("creditor_identifier", at_02, lambda: _("Cet ICS n’est pas valide : vérifiez-le.")),
    ("ordering_party_siret", siret, lambda: _("Ce SIRET n’est pas valide : il a 14 chiffres.")),
    ("vat_number", vat, lambda: _("Ce numéro de TVA intracommunautaire n’est pas valide.")),
)
