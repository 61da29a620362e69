from datetime import date

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound
from core.text import guarded
from core.text.money import MoneyField
from receipts.counter.enums import HeldState
from receipts.counter.rules.cheque_law import last_day, recourse_ends


class HeldCheque(EntityBound):
    """A cheque kept until the day agreed with its drawer: not money received, in no batch, draft
    or book until it is put into a batch like any other."""

    #: Drawn when the form is shown, with the rank in it: the same form sent twice keeps once.
    form_id = models.UUIDField()
    rank = models.PositiveSmallIntegerField()
    entity = models.ForeignKey(
        "ledger_books.Entity", verbose_name=_("entité"), on_delete=models.PROTECT, related_name="+"
    )
    state = models.CharField(
        _("état"), max_length=10, choices=HeldState.choices, default=HeldState.KEPT
    )
    number = guarded.CharField(_("n° de chèque"), max_length=20)
    drawer = guarded.CharField(_("tireur"), max_length=80)
    drawee_bank = guarded.CharField(_("banque tirée"), max_length=60)
    cheque_date = models.DateField(_("date du chèque"))
    amount = MoneyField(_("montant"))
    #: Keyed hashes of the CMC7 line, as on a cheque. Empty: not read.
    account_key = models.CharField(max_length=64, blank=True)
    bank_key = models.CharField(max_length=64, blank=True)
    agreed_date = models.DateField(_("date convenue"))
    keeper = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("gardé par"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    kept_at = models.DateTimeField(_("reçu le"), auto_now_add=True)
    #: The first cheque of the same debt, whose values this one took over.
    first = models.ForeignKey(
        "receipts_counter.Cheque",
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="held_after",
    )
    #: What it became in a batch.
    cheque = models.OneToOneField(
        "receipts_counter.Cheque",
        verbose_name=_("chèque"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="was_held",
    )
    ended_at = models.DateTimeField(_("sorti le"), null=True, blank=True)
    ended_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("sorti par"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    #: Why it was given back or cancelled.
    outcome_reason = guarded.CharField(_("raison"), max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["agreed_date", "id"]
        verbose_name = _("chèque gardé")
        permissions = [("end_held_cheque", _("Guichet : rendre ou annuler un chèque gardé"))]
        constraints = [
            models.UniqueConstraint(fields=["form_id", "rank"], name="cheque_held_once"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="held_amount_is_positive"),
            models.CheckConstraint(
                condition=Q(state="keyed", cheque__isnull=False)
                | (~Q(state="keyed") & Q(cheque__isnull=True)),
                name="held_cheque_is_keyed_into_a_batch",
            ),
        ]
        indexes = [
            models.Index(
                fields=["agreed_date"], condition=Q(state="kept"), name="receipts_held_by_day"
            ),
            models.Index(fields=["number"], name="receipts_held_number"),
        ]

    def __str__(self) -> str:
        return gettext("Chèque gardé n° %(number)s, %(drawer)s") % {
            "number": self.number,
            "drawer": self.drawer,
        }

    @property
    def received_on(self) -> date:
        return timezone.localdate(self.kept_at)

    @property
    def last_day(self) -> date:
        """After it the house does not cash it: the bank may owe nothing on it."""
        return last_day(self.cheque_date, received=self.received_on)

    @property
    def recourse_ends(self) -> date:
        return recourse_ends(self.cheque_date, received=self.received_on)

    @property
    def age(self) -> int:
        """Days since it was received."""
        return (timezone.localdate() - self.received_on).days

    @property
    def is_due(self) -> bool:
        return self.state == HeldState.KEPT and self.agreed_date <= timezone.localdate()

    @property
    def is_stale(self) -> bool:
        """Still kept, and too old to be cashed."""
        return self.state == HeldState.KEPT and self.last_day < timezone.localdate()


class HeldShare(EntityBound):
    """What part of a kept cheque is for which account."""

    bound_by = "account"

    held = models.ForeignKey(HeldCheque, on_delete=models.CASCADE, related_name="shares")
    account = models.ForeignKey(
        "ledger_books.Account", verbose_name=_("compte"), on_delete=models.PROTECT, related_name="+"
    )
    amount = MoneyField(_("montant"))

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        constraints = [
            models.UniqueConstraint(fields=["held", "account"], name="one_held_share_per_account"),
            models.CheckConstraint(condition=Q(amount__gt=0), name="held_share_is_positive"),
        ]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.amount}"
