import uuid

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.iban import IbanHolder
from core.money import MoneyField
from ledger.enums import PartyTitle
from sepa.enums import RequestState, SignatureChannel


class OneOffRequest(IbanHolder):
    """A one-off direct debit that a client asks for on the extranet: the platform's side.

    It knows accounts by code only, so that the platform can live without the books.
    """

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(
        max_length=10, choices=RequestState.choices, default=RequestState.DRAFT
    )
    client = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="one_off_requests"
    )
    created_at = models.DateTimeField(auto_now_add=True)

    # What is paid, to whom
    entity_code = models.CharField(max_length=10)
    account_code = models.CharField(max_length=20)
    amount = MoneyField(_("montant"))
    creditor_name = models.CharField(max_length=120)
    creditor_address = models.CharField(max_length=300, blank=True)
    creditor_identifier = models.CharField(max_length=35)

    # Who pays
    title = models.CharField(_("civilité"), max_length=10, choices=PartyTitle.choices, blank=True)
    last_name = models.CharField(_("nom"), max_length=80)
    first_name = models.CharField(_("prénom"), max_length=80)
    company = models.CharField(_("raison sociale"), max_length=120, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    bic = models.CharField(_("BIC"), max_length=11)

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
        "core.ArchivedFile", null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    code_hash = models.CharField(max_length=128, blank=True)
    code_expires_at = models.DateTimeField(null=True, blank=True)
    code_attempts = models.PositiveSmallIntegerField(default=0)

    #: ``[{"state": "fetched", "at": "…"}, …]`` as told by the back office.
    steps = models.JSONField(default=list)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(condition=Q(amount__gt=0), name="request_amount_is_positive")
        ]
        indexes = [
            models.Index(fields=["id"], condition=Q(state="pending"), name="sepa_pending_requests"),
            models.Index(fields=["entity_code", "account_code", "state"]),
        ]

    def __str__(self) -> str:
        return self.mandate_reference
