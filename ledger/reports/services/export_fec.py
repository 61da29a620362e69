"""The *fichier des écritures comptables* of a fiscal year (LPF, article A47 A-1).

Choices that the article leaves open: zones separated by tabulations, records by CR LF, characters
of ISO 8859-15 (the article's III; UTF-8 is not in its list). ``EcritureNum`` is the number within
the journal and the year. Where an entry has no voucher, ``PieceRef`` is ``JOURNAL-NUMBER``, and
``PieceDate`` is always the entry's date: LSC keeps no other date of the voucher.
``EcritureLet`` is the letter of the line's matching, in lower case while something is left of it,
and ``DateLet`` the day of its last change. Zones of foreign currency stay empty: there is none.
"""

import re
import unicodedata
from collections.abc import Iterator, Mapping
from datetime import date
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _
from stdnum.exceptions import ValidationError as InvalidNumber
from stdnum.fr import siren
from text_unidecode import unidecode

from core.database.services import audit
from core.files.enums import Direction
from core.files.models import ArchivedFile
from core.files.services import archive
from core.people.models import User
from core.text.errors import BusinessError
from core.text.words import one_line
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entity, EntryLine, FiscalYear
from ledger.books.selectors.books import problems_of
from ledger.matching.models.matching import letter_of

COLUMNS = (
    "JournalCode",
    "JournalLib",
    "EcritureNum",
    "EcritureDate",
    "CompteNum",
    "CompteLib",
    "CompAuxNum",
    "CompAuxLib",
    "PieceRef",
    "PieceDate",
    "EcritureLib",
    "Debit",
    "Credit",
    "EcritureLet",
    "DateLet",
    "ValidDate",
    "Montantdevise",
    "Idevise",
)
ENCODING = "iso8859-15"
KIND = "fec"

#: Collective accounts of the chart of accounts under which personal accounts are auxiliaries.
COLLECTIVES = {
    AccountRole.SUPPLIER: ("401", "Fournisseurs"),
    AccountRole.TENANT: ("411", "Clients"),
    AccountRole.CO_OWNER: ("450", "Copropriétaires individualisés"),
    AccountRole.LANDLORD: ("467", "Autres comptes débiteurs ou créditeurs"),
}
_COLLECTIVE_LABELS = dict(COLLECTIVES.values())
_PLAIN = str.maketrans(
    {"’": "'", "‘": "'", "“": '"', "”": '"', "–": "-", "—": "-", "…": "...", "−": "-"}
)

#: Signs of a fraction in one character, with the digit that may stand before.
_FRACTION = re.compile(r"(?P<before>[0-9]?)(?P<sign>[\u00bc-\u00be\u2150-\u215e\u2189])")

#: ``CompteNum, CompteLib, CompAuxNum, CompAuxLib`` of an account.
AccountZones = tuple[str, str, str, str]


def siren_of(entity: Entity) -> str:
    """The nine digits that identify the entity. Raises BusinessError where its SIRET is no good."""
    try:
        return str(siren.validate(entity.ordering_party_siret.replace(" ", "")[:9]))
    except InvalidNumber:
        raise BusinessError(
            _(
                "Le SIRET du donneur d’ordre de %(entity)s est absent ou faux : le FEC porte le "
                "SIREN dans son nom. Complétez la fiche entité, onglet Données de base."
            )
            % {"entity": entity}
        ) from None


def file_name(fiscal_year: FiscalYear) -> str:
    """``SIRENFECAAAAMMJJ.txt``, dated the last day of the year (A47 A-1, X)."""
    return f"{siren_of(fiscal_year.entity)}FEC{fiscal_year.end:%Y%m%d}.txt"


@transaction.atomic
def export_fec(*, fiscal_year: FiscalYear, acting_user: User | None) -> ArchivedFile:
    """Write the FEC of a year into the archive of files.

    Raises BusinessError, whose ``problems`` say what is wrong, where the SIRET is no good, an
    account fits no chart of accounts, or the books are unbalanced, gapped or altered; and
    core.files.services.archive.ArchiveError where the file cannot be kept.
    """
    name = file_name(fiscal_year)
    # Postings wait: the file, and the checks before it, must tell of the same entries.
    FiscalYear.objects.select_for_update(no_key=True).get(pk=fiscal_year.pk)
    accounts, problems = _accounts(fiscal_year)
    problems += problems_of(fiscal_year)
    if not accounts and not problems:
        raise BusinessError(_("L’exercice %(year)s n’a aucune écriture.") % {"year": fiscal_year})
    if problems:
        raise BusinessError(
            _("Le FEC de %(year)s n’a pas été produit : les comptes ont des anomalies.")
            % {"year": fiscal_year},
            problems,
        )
    with archive.spool(name) as content:
        for record in _records(fiscal_year, accounts):
            content.write(record)
        content.keep()
        file, _new = archive.record(content, name=name, kind=KIND, direction=Direction.OUT)
    audit.record(
        "fiscal_year.export_fec",
        acting_user=acting_user,
        on=fiscal_year,
        file=name,
        sha256=file.sha256,
    )
    return file


def _accounts(fiscal_year: FiscalYear) -> tuple[dict[int, AccountZones], list[str]]:
    """The account zones of every account that moved in the year, and those that fit none."""
    moved = EntryLine.objects.filter(entry__fiscal_year=fiscal_year).order_by()
    accounts = Account.objects.filter(pk__in=moved.values("account")).order_by("code")
    own_labels = dict(
        Account.objects.filter(
            entity=fiscal_year.entity_id, code__in=_COLLECTIVE_LABELS
        ).values_list("code", "label")
    )
    zones = {account.pk: _account_zones(account, own_labels) for account in accounts}
    misfits = [
        _("Compte %(account)s : il ne commence pas par trois chiffres du plan comptable.")
        % {"account": account}
        for account in accounts
        if not _is_numbered(zones[account.pk][0])
    ]
    return zones, misfits


def _is_numbered(code: str) -> bool:
    """Three digits to begin with, the first a class of the chart of accounts (1 to 8)."""
    return code[:3].isascii() and code[:3].isdigit() and len(code) >= 3 and code[0] in "12345678"


def _account_zones(account: Account, own_labels: Mapping[str, str]) -> AccountZones:
    """A personal account is an auxiliary of its collective account; another stands for itself."""
    collective = COLLECTIVES.get(AccountRole(account.role))
    if collective is None or account.code in _COLLECTIVE_LABELS:
        return account.code, account.label, "", ""
    root, label = collective
    if account.code[:3] in _COLLECTIVE_LABELS:
        root, label = account.code[:3], _COLLECTIVE_LABELS[account.code[:3]]
    elif _is_numbered(account.code):
        return account.code, account.label, "", ""
    return root, own_labels.get(root, label), account.code, account.label


_FIELDS = (
    *("entry__journal__code", "entry__journal__label", "entry__number", "date", "account_id"),
    *("entry__voucher", "label", "entry__label", "debit", "credit", "entry__posted_at"),
    *("matched__matching__number", "matched__matching__is_total", "matched__matching__matched_on"),
)


def _records(fiscal_year: FiscalYear, accounts: Mapping[int, AccountZones]) -> Iterator[bytes]:
    """The header, then one record a line, in the order in which entries were validated."""
    yield _record(COLUMNS)
    lines = (
        EntryLine.objects.filter(entry__fiscal_year=fiscal_year)
        .order_by("entry__posted_at", "entry__journal__code", "entry__number", "id")
        .values_list(*_FIELDS)
    )
    for line in lines.iterator(chunk_size=5000):
        code, journal, number, day, account, voucher, label, entry, debit, credit, at = line[:11]
        yield _record(
            (
                *(code, journal, str(number), _day(day), *accounts[account]),
                *(voucher.strip() or f"{code}-{number}", _day(day), label.strip() or entry),
                *(_amount(debit), _amount(credit), *_letter_zones(*line[11:])),
                _day(timezone.localtime(at).date()),
                *("", ""),
            )
        )


def _letter_zones(number: int | None, is_total: bool | None, day: date | None) -> tuple[str, str]:
    """``EcritureLet`` and ``DateLet``; both empty for a line that no matching settles."""
    if number is None or day is None:
        return "", ""
    letters = letter_of(number)
    return letters if is_total else letters.lower(), _day(day)


def _record(zones: tuple[str, ...]) -> bytes:
    return "\t".join(_text(zone) for zone in zones).encode(ENCODING) + b"\r\n"


def _text(text: str) -> str:
    """The text on one line, in the letters that ISO 8859-15 has."""
    joined = one_line(text.translate(_PLAIN))
    if joined.isascii():
        return joined or ("?" if text else "")
    composed = _FRACTION.sub(_spelled, unicodedata.normalize("NFC", joined))
    written = "".join(
        letter if letter.encode(ENCODING, "ignore") else _closest(letter) for letter in composed
    )
    return " ".join(written.split()) or "?"


def _spelled(fraction: re.Match[str]) -> str:
    """« ½ » as ``1/2``, and « 2½ » as ``2 1/2``: their digits never run together."""
    plain = unicodedata.normalize("NFKD", fraction["sign"]).replace("\u2044", "/")
    return f"{fraction['before']} {plain}" if fraction["before"] else plain


def _closest(letter: str) -> str:
    """The letter as ASCII spells it (Łukasz, Lukasz); nothing for an accent on its own, a question
    mark for what has no spelling."""
    if unicodedata.combining(letter):
        return ""
    return unidecode(letter).strip() or "?"


def _day(day: date) -> str:
    return f"{day:%Y%m%d}"


def _amount(euros: Any) -> str:
    return f"{euros:.2f}".replace(".", ",")
