from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound
from core.text import guarded
from core.text.money import ZERO, MoneyField
from ledger.books.enums import AccountRole


class Account(EntityBound):
    """A ledger account of one entity, such as ``450PIERREP`` or ``512000``."""

    entity = models.ForeignKey(
        "ledger_books.Entity", on_delete=models.PROTECT, related_name="accounts"
    )
    code = guarded.CharField(_("n° de compte"), max_length=20)
    label = guarded.CharField(_("libellé"), max_length=120)
    role = models.CharField(
        _("rôle"), max_length=10, choices=AccountRole.choices, default=AccountRole.OTHER
    )
    party = models.ForeignKey(
        "ledger_people.Party",
        verbose_name=_("tiers"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accounts",
    )
    #: The first day of what is its party's. Empty: it never was anybody else's.
    held_since = models.DateField(
        _("titulaire depuis le"),
        null=True,
        blank=True,
        help_text=_(
            "Ce qui précède ne lui est pas montré : son relevé commence par le solde à son arrivée."
        ),
    )
    building = models.ForeignKey(
        "ledger_people.Building",
        verbose_name=_("immeuble"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="accounts",
    )
    accountant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("comptable"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: Debits less credits, in euros: positive when the client owes. Kept by the posting service.
    balance = MoneyField(_("solde"), default=ZERO, editable=False)
    #: Chosen for the extranet.
    published = models.BooleanField(_("publié sur l’extranet"), default=False)
    closed_on = models.DateField(_("soldé le"), null=True, blank=True)
    #: Code, label, accents and case folded, for search as you type.
    search_text = guarded.CharField(max_length=300, blank=True, editable=False, masks=True)

    class Meta:
        default_permissions = ()
        ordering = ["entity__code", "code"]
        verbose_name = _("compte")
        permissions = [("issue_rent_receipts", _("Délivrer les quittances de loyer"))]
        constraints = [models.UniqueConstraint(fields=["entity", "code"], name="account_code")]
        indexes = [
            # The order of the account list, over all entities.
            models.Index(fields=["code"], name="ledger_accounts_by_code"),
            # That of the draft when it is sorted by the client's name.
            models.Index(fields=["label"], name="ledger_accounts_by_label"),
            models.Index(
                fields=["entity", "code"],
                condition=models.Q(published=True),
                name="ledger_published_accounts",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.label}"
