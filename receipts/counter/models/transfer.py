from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound, Portfolio
from core.text import guarded
from core.text.money import MoneyField
from receipts.counter.enums import Paper


class TransferService(models.Model):
    """Another service of the firm, to which papers are handed on (Numérisation, Recouvrement)."""

    name = guarded.CharField(_("nom"), max_length=60, unique=True)
    #: No new slip is opened for one that is not.
    active = models.BooleanField(_("en service"), default=True)

    class Meta:
        default_permissions = ()
        ordering = ["name"]
        verbose_name = _("service destinataire")

    def __str__(self) -> str:
        return self.name


class TransferSlip(models.Model):
    """A bordereau de transmission: what goes to one service. Numbered when closed, then final.

    It is the agency's: only what is on it belongs to an entity.
    """

    service = models.ForeignKey(
        TransferService,
        verbose_name=_("service"),
        on_delete=models.PROTECT,
        related_name="slips",
    )
    #: Without gaps within the service; null while it is open.
    number = models.PositiveIntegerField(_("n°"), null=True, blank=True)
    opened_at = models.DateTimeField(_("ouvert le"), auto_now_add=True)
    closed_at = models.DateTimeField(_("clos le"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("clos par"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        verbose_name = _("bordereau de transmission")
        permissions = [
            ("close_transfer_slip", _("Guichet : clore un bordereau de transmission")),
        ]
        constraints = [
            models.UniqueConstraint(fields=["service", "number"], name="transfer_slip_number"),
            models.UniqueConstraint(
                fields=["service"],
                condition=Q(number__isnull=True),
                name="one_open_transfer_slip_per_service",
            ),
            models.CheckConstraint(
                condition=Q(number__isnull=True, closed_at__isnull=True)
                | Q(number__isnull=False, closed_at__isnull=False),
                name="closed_transfer_slip_has_a_number",
            ),
        ]

    def __str__(self) -> str:
        if self.number is None:
            return gettext("%(service)s, en cours") % {"service": self.service}
        return gettext("%(service)s n° %(number)d") % {
            "service": self.service,
            "number": self.number,
        }

    @property
    def is_open(self) -> bool:
        return self.number is None


class TransferItem(EntityBound):
    """One case on a slip: whose, which papers, and why."""

    #: Drawn when the form is shown: the same form sent twice is one case.
    form_id = models.UUIDField(unique=True)
    slip = models.ForeignKey(TransferSlip, on_delete=models.PROTECT, related_name="items")
    account = models.ForeignKey(
        "ledger_books.Account",
        verbose_name=_("compte"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    cheque = models.ForeignKey(
        "receipts_counter.Cheque",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="transfers",
    )
    #: Codes of ``Paper``.
    papers = models.JSONField(_("pièces"), default=list)
    reference = guarded.CharField(_("référence"), max_length=60, blank=True)
    #: Where the papers are about an amount; negative where it takes back another case.
    amount = MoneyField(_("montant"), null=True, blank=True)
    note = guarded.CharField(_("note"), max_length=200, blank=True)
    added_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("par"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    added_at = models.DateTimeField(_("ajouté le"), auto_now_add=True)
    #: The case of a closed slip that was a mistake.
    takes_back = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="taken_back_by"
    )

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        verbose_name = _("pièce transmise")
        constraints = [
            models.CheckConstraint(
                condition=Q(account__isnull=False) | ~Q(reference=""), name="transfer_is_of_a_case"
            )
        ]

    def __str__(self) -> str:
        return f"{self.papers_label} {self.reference}".strip()

    @property
    def papers_label(self) -> str:
        """« Coupon, IBAN (RIB) »."""
        return ", ".join(str(Paper(each).label) for each in self.papers)

    @classmethod
    def bound_to(cls, portfolio: Portfolio) -> Q:
        """Cases of these entities' accounts, and the holder's own that name no account."""
        if portfolio.is_whole:
            return Q()
        accounts: Any = cls._meta.get_field("account").related_model
        mine = accounts.everywhere.filter(accounts.bound_to(portfolio)).order_by()
        theirs = Q(account__isnull=True, added_by=portfolio.holder_id)
        return Q(account__in=mine.values("pk")) | theirs
