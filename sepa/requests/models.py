import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.database.crypto import Ring
from core.database.iban import IbanHolder
from core.database.portfolio import EntityBound, Portfolio
from core.text import guarded
from core.text.money import MoneyField
from ledger.books.models.portfolio import bound_by_code
from ledger.people.enums import PartyTitle
from sepa.mandates.enums import SignatureChannel
from sepa.requests.enums import RequestState


class OneOffRequest(EntityBound, IbanHolder):
    """A one-off direct debit that a client asks for on the extranet: the platform's side.

    It knows accounts by code only, so that the platform can live without the books.
    """

    SEALED_TO = ("uid",)
    SEALED_WITH = Ring.EXTRANET

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        max_length=10, choices=RequestState.choices, default=RequestState.DRAFT
    )
    #: When the back office reached ``state``: what is told late never overtakes what came after.
    state_at = models.DateTimeField(null=True, blank=True)
    #: Its index is that of the submitted forms, which begins with it.
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        on_delete=models.PROTECT,
        related_name="one_off_requests",
        db_index=False,
    )
    #: Drawn when the form was shown: the same form sent twice is the same request.
    submission_key = models.CharField(max_length=64)
    created_at = models.DateTimeField(auto_now_add=True)

    # What is paid, to whom
    entity_code = models.CharField(max_length=10)
    account_code = models.CharField(max_length=20)
    amount = MoneyField(_("montant"))
    creditor_name = guarded.CharField(max_length=120)
    creditor_address = guarded.CharField(max_length=300, blank=True)
    creditor_identifier = models.CharField(max_length=35)

    # Who pays
    title = models.CharField(_("civilité"), max_length=10, choices=PartyTitle.choices, blank=True)
    last_name = guarded.CharField(_("nom"), max_length=80)
    first_name = guarded.CharField(_("prénom"), max_length=80)
    company = guarded.CharField(_("raison sociale"), max_length=120, blank=True)
    email = guarded.EmailField(_("e-mail"), blank=True)
    bic = models.CharField(_("BIC"), max_length=11, blank=True)

    # The mandate and the proof of its signature
    mandate_reference = models.CharField(
        _("référence unique de mandat (RUM)"), max_length=35, unique=True
    )
    text_version = models.CharField(max_length=20)
    signed_at = models.DateTimeField(null=True, blank=True)
    signature_channel = models.CharField(
        max_length=10, choices=SignatureChannel.choices, blank=True
    )
    #: UTC time, session, IP, user agent, code channel and result: kept 14 months after the debit.
    evidence = models.JSONField(default=dict)
    pdf = models.ForeignKey(
        "core_files.ArchivedFile",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
        db_index=False,
    )
    code_hash = models.CharField(max_length=64, blank=True)
    code_sent_at = models.DateTimeField(null=True, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)
    codes_sent = models.PositiveSmallIntegerField(default=0)

    # What the back office told of it
    #: First told; null while it waits. The index of what waits looks at this, not at ``state``, so
    #: that the later states of thousands of requests are written without touching any index.
    fetched_at = models.DateTimeField(null=True, blank=True)
    posted_at = models.DateTimeField(null=True, blank=True)
    debit_date = models.DateField(_("date de prélèvement"), null=True, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        verbose_name = _("demande de prélèvement")
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="request_amount_is_positive"),
            models.UniqueConstraint(
                fields=["client", "submission_key"], name="one_request_per_submitted_form"
            ),
        ]
        indexes = [
            models.Index(
                fields=["id"],
                condition=Q(signed_at__isnull=False, fetched_at__isnull=True),
                name="sepa_waiting_requests",
            ),
            models.Index(fields=["entity_code", "account_code"]),
        ]

    def __str__(self) -> str:
        return self.mandate_reference

    @property
    def debtor_name(self) -> str:
        """« PROPRIETAIRE Pierre », or the company: who gives the mandate."""
        return self.company or f"{self.last_name.upper()} {self.first_name}".strip()

    @classmethod
    def bound_to(cls, portfolio: Portfolio) -> Q:
        return bound_by_code(portfolio)


class RequestStep(EntityBound):
    """One moment in the life of a request, as the back office told it. Told twice, written once."""

    bound_by = "request"

    #: Its index is that of the constraint, which begins with it.
    request = models.ForeignKey(
        OneOffRequest, on_delete=models.CASCADE, related_name="steps", db_index=False
    )
    state = models.CharField(max_length=10, choices=RequestState.choices)
    at = models.DateTimeField()

    class Meta:
        default_permissions = ()
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["request", "state", "at"], name="request_step_once")
        ]

    def __str__(self) -> str:
        return f"{self.state} {self.at:%d/%m/%Y %H:%M}"
