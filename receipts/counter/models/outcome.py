from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.database.iban import IbanHolder
from core.database.portfolio import EntityBound
from core.text import guarded
from core.text.money import MoneyField
from receipts.counter.enums import STANDING, OutcomeState


class ItemOutcome(EntityBound, IbanHolder):
    """What the desk decided of an open item other than settling it with this batch's money.

    ``kind`` is the code of a ``receipts.counter.outcomes.Outcome``. An IBAN that was given is held
    until the batch is closed; only its masked form stays.
    """

    bound_by = "account"

    SEALED_TO = ("form_id",)

    batch = models.ForeignKey(
        "receipts_counter.Batch", on_delete=models.PROTECT, related_name="outcomes"
    )
    #: Drawn when the form is shown: the same form sent twice is one outcome.
    form_id = models.UUIDField(unique=True)
    account = models.ForeignKey(
        "ledger_books.Account", verbose_name=_("compte"), on_delete=models.PROTECT, related_name="+"
    )
    line = models.ForeignKey(
        "ledger_books.EntryLine", on_delete=models.PROTECT, related_name="outcomes"
    )
    kind = models.CharField(_("suite"), max_length=20)
    state = models.CharField(
        _("état"), max_length=10, choices=OutcomeState.choices, default=OutcomeState.NOTED
    )
    #: What was left of the item when it was decided, less what cheques being keyed settle of it.
    amount = MoneyField(_("montant"))
    reason = guarded.CharField(_("raison"), max_length=200, blank=True)
    #: What the kind keeps of its form: day of the signature, holder, reference. Never an IBAN.
    details = guarded.JSONField(default=dict)
    noted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("noté par"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    noted_at = models.DateTimeField(_("noté le"), auto_now_add=True)
    undone_at = models.DateTimeField(null=True, blank=True)
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    undo_reason = guarded.CharField(max_length=200, blank=True)
    #: The line of the draft that it became, where it brings money.
    receipt = models.OneToOneField(
        "receipts_draft.DraftReceipt",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="outcome",
    )

    class Meta:
        default_permissions = ()
        ordering = ["id"]
        verbose_name = _("suite donnée")
        constraints = [
            models.UniqueConstraint(
                fields=["line"], condition=Q(state__in=STANDING), name="one_outcome_per_item"
            ),
            models.CheckConstraint(condition=Q(amount__gt=0), name="outcome_amount_is_positive"),
        ]
        indexes = [
            models.Index(
                fields=["account"],
                condition=Q(state__in=STANDING),
                name="receipts_standing_outcomes",
            )
        ]

    def __str__(self) -> str:
        return f"{self.kind} {self.line_id}"
