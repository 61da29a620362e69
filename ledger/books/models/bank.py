import uuid

from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.iban import IbanHolder, bic_warning
from core.database.portfolio import EntityBound
from core.text import guarded
from ledger.books.enums import PainVersion


class BankAccount(EntityBound, IbanHolder):
    """A bank account of one entity, and what its bank wants of the files sent to it."""

    SEALED_TO = ("uid",)

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    entity = models.ForeignKey(
        "ledger_books.Entity", on_delete=models.PROTECT, related_name="bank_accounts"
    )
    label = guarded.CharField(_("libellé"), max_length=80, default=_("Compte courant"))
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    pain_version = models.CharField(
        _("format des prélèvements"),
        max_length=20,
        choices=PainVersion.choices,
        default=PainVersion.V08,
    )
    #: TARGET days between handing over the file and the collection date (SDD CORE: at least 1).
    lead_days = models.PositiveSmallIntegerField(_("délai de remise (jours TARGET)"), default=1)
    #: Its journal in the books, with its treasury account (512): where slips on it are written.
    journal = models.OneToOneField(
        "ledger_books.Journal",
        verbose_name=_("journal"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="bank_account",
    )
    folder = models.ForeignKey(
        "core_files.ExchangeFolder",
        verbose_name=_("dossier de dépôt"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        default_permissions = ()
        ordering = ["entity__code", "id"]
        verbose_name = _("compte bancaire")

    @property
    def bic_warning(self) -> str:
        """What to tell of a BIC that is not that of the IBAN's bank; empty where it is."""
        return bic_warning(self.iban, self.bic)

    def __str__(self) -> str:
        return f"{self.label} {self.iban_masked}".strip()
