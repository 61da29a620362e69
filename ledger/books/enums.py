from enum import Enum, StrEnum

from django.db import models
from django.utils.translation import gettext_lazy as _


class MadeAhead(StrEnum):
    """Acts that may date an entry later than the day on which they are made; nothing else may."""

    #: The entries that close a fiscal year.
    YEAR_END = "year_end"
    #: Calls for funds and rent notices of a period to come.
    CALLS = "calls"
    #: The mirror of an entry that was made ahead itself.
    REVERSAL = "reversal"


class PostingRefusal(StrEnum):
    """Why the books do not take an entry: what doors and rooms above decide upon."""

    UNBALANCED = "unbalanced"
    FUTURE_DATE = "future_date"
    YEAR_CLOSED = "year_closed"
    NO_YEAR = "no_year"
    FOREIGN_JOURNAL = "foreign_journal"
    JOURNAL_NOT_IN_USE = "journal_not_in_use"
    VOUCHER_MISSING = "voucher_missing"
    FOREIGN_ACCOUNT = "foreign_account"


#: What another date may lift.
UNDATED = (PostingRefusal.YEAR_CLOSED, PostingRefusal.NO_YEAR)


class FiscalYearStatus(models.TextChoices):
    OPEN = "open", _("Ouvert")
    CLOSED_ONLINE = "closed_online", _("Clôturé en ligne")
    ARCHIVED = "archived", _("Clôturé hors ligne")


class TransferCategory(models.TextChoices):
    """SEPA category purpose of outgoing transfers; blank means SUPP, or SALA in Luxembourg."""

    DEFAULT = "", _("Par défaut (SUPP, SALA au Luxembourg)")
    SUPP = "SUPP", "SUPP"
    SALA = "SALA", "SALA"
    NONE = "OPTION", _("OPTION : pas de catégorie")


class AccountRole(models.TextChoices):
    CO_OWNER = "co_owner", _("Copropriétaire")
    TENANT = "tenant", _("Locataire")
    LANDLORD = "landlord", _("Propriétaire")
    SUPPLIER = "supplier", _("Fournisseur")
    TREASURY = "treasury", _("Trésorerie")
    OTHER = "other", _("Autre")


#: Accounts of those who are paid, and of the agency's own money: no client's.
NOT_CLIENTS = (AccountRole.SUPPLIER.value, AccountRole.TREASURY.value)
#: Whose accounts are matched without being asked: those of people who owe and are owed.
PERSONAL = (
    AccountRole.CO_OWNER,
    AccountRole.TENANT,
    AccountRole.LANDLORD,
    AccountRole.SUPPLIER,
)


class PainVersion(models.TextChoices):
    V08 = "pain.008.001.08", "pain.008.001.08"
    V02 = "pain.008.001.02", "pain.008.001.02"


class ChangeState(models.TextChoices):
    """Where a change of bank details stands."""

    WAITING = "waiting", _("Demandé")
    APPLIED = "applied", _("Approuvé")
    REFUSED = "refused", _("Refusé")
    WITHDRAWN = "withdrawn", _("Retiré")


class Proof(Enum):
    """By what a person has just shown again who they are."""

    NONE = "none"
    PASSWORD = "password"  # noqa: S105 - the name of a means
    SECOND_FACTOR = "mfa"
