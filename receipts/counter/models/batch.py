from datetime import datetime, time, timedelta
from typing import Any

from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound, Portfolio
from core.text import guarded
from core.text.money import ZERO, MoneyField
from receipts.counter.enums import BatchState


class Batch(EntityBound):
    """A lot de saisie: what one person keys in one sitting, checked against a control tape."""

    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("saisi par"),
        on_delete=models.PROTECT,
        related_name="batches",
    )
    channel = models.CharField(_("canal"), max_length=20)
    arrival_date = models.DateField(_("arrivée du courrier"))
    with_open_items = models.BooleanField(_("avec factures en attente"), default=False)
    state = models.CharField(
        _("état"), max_length=10, choices=BatchState.choices, default=BatchState.OPEN
    )
    #: The control tape; null until it is keyed.
    expected_count = models.PositiveIntegerField(_("nombre attendu"), null=True, blank=True)
    expected_total = MoneyField(_("total attendu"), null=True, blank=True)
    #: Amounts of the tape in cents, where it was added up cheque by cheque.
    tape = guarded.JSONField(default=list)
    opened_at = models.DateTimeField(_("ouvert le"), auto_now_add=True)
    #: Given by the page that opened it: sent twice, it opens one.
    page = models.UUIDField(null=True, unique=True, editable=False)
    closed_at = models.DateTimeField(_("clos le"), null=True, blank=True)
    closed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("clos par"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    difference_reason = guarded.CharField(_("raison de l’écart"), max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        verbose_name = _("lot de saisie")
        permissions = [
            ("key_receipts", _("Guichet : saisir des règlements par lots")),
            ("close_batch", _("Guichet : clore un lot, annuler une ligne d’un lot clos")),
        ]
        indexes = [
            models.Index(
                fields=["owner", "-id"],
                condition=~models.Q(state="closed"),
                name="receipts_batches_in_hand",
            )
        ]

    def __str__(self) -> str:
        return gettext("Lot n° %(number)s") % {"number": self.pk}

    def age(self) -> timedelta:
        """Time since the end of the day on which the mail arrived; negative on that day."""
        end = datetime.combine(self.arrival_date + timedelta(days=1), time())
        return timezone.now() - timezone.make_aware(end)

    @classmethod
    def bound_to(cls, portfolio: Portfolio) -> Q:
        """A batch may mix entities: who does not work on all of them does not see it."""
        if portfolio.is_whole:
            return Q()
        found = Q()
        for name in ("Cheque", "ItemOutcome"):
            model: Any = apps.get_model("receipts_counter", name)
            inside = model.everywhere.order_by().filter(batch=OuterRef("pk"))
            found &= ~Q(Exists(inside.exclude(model.bound_to(portfolio))))
        return found


class UnfinishedLine(EntityBound):
    """What a person has typed of a line that is not saved yet: a closed browser loses nothing."""

    bound_by = "batch"

    batch = models.ForeignKey(Batch, on_delete=models.CASCADE, related_name="unfinished")
    user = models.ForeignKey(settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="+")
    values = models.JSONField(default=dict)

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(fields=["batch", "user"], name="one_unfinished_line_each")
        ]

    def __str__(self) -> str:
        return f"{self.batch_id}/{self.user_id}"


class CounterSetting(EntityBound):
    """What one entity wants of the counter."""

    entity = models.OneToOneField(
        "ledger_books.Entity", on_delete=models.CASCADE, related_name="counter_setting"
    )
    #: A receipt that waits longer than this to be drafted is late.
    late_after_hours = models.PositiveSmallIntegerField(_("en retard après (heures)"), default=24)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return f"{self.entity_id}: {self.late_after_hours} h"


class CounterRule(models.Model):
    """What the whole agency wants of the counter: one row per installation."""

    #: A cheque up to this is keyed once, in figures; above it the amount in words is asked too.
    words_above = MoneyField(_("montant en lettres demandé au-dessus de"), default=ZERO)

    class Meta:
        default_permissions = ()
        verbose_name = _("réglages du guichet")
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_row_of_counter_rules"),
            models.CheckConstraint(
                condition=models.Q(words_above__gte=0), name="words_above_is_not_negative"
            ),
        ]

    def __str__(self) -> str:
        return gettext("Réglages du guichet")
