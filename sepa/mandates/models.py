from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.iban import IbanHolder
from core.database.portfolio import EntityBound
from core.text import guarded
from core.text.money import MoneyField


class Mandate(EntityBound, IbanHolder):
    """A signed one-off SEPA mandate, as the back office fetched it with its proof."""

    bound_by = "receipt"

    SEALED_TO = ("request_uid",)

    receipt = models.OneToOneField(
        "receipts_draft.DraftReceipt", on_delete=models.PROTECT, related_name="mandate"
    )
    request_uid = models.UUIDField(unique=True)
    mandate_reference = models.CharField(_("RUM"), max_length=35, unique=True)
    creditor_identifier = models.CharField(_("ICS"), max_length=35)
    creditor_name = guarded.CharField(_("créancier"), max_length=120)
    amount = MoneyField(_("montant"))
    debtor_name = guarded.CharField(_("débiteur"), max_length=200)
    debtor_email = guarded.EmailField(_("e-mail"), blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)
    signed_at = models.DateTimeField(_("signé le"))
    fetched_at = models.DateTimeField(_("reçu le"))
    evidence = models.JSONField(default=dict)
    pdf_sha256 = models.CharField(_("empreinte du PDF"), max_length=64)
    #: Null until the PDF has come from a platform that lives elsewhere.
    pdf = models.ForeignKey(
        "core_files.ArchivedFile",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )

    #: When its proof was over: no IBAN, BIC, e-mail nor evidence is left, and no PDF.
    erased_at = models.DateTimeField(_("preuve effacée le"), null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        verbose_name = _("mandat")

    def __str__(self) -> str:
        return self.mandate_reference

    @property
    def is_on_paper(self) -> bool:
        """Signed on a coupon that the agency files; else on the platform, which has its PDF."""
        return not self.pdf_sha256
