import uuid

from django.db import models
from django.db.models import Q
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from core.database.crypto import EncryptedTextField, Ring
from core.database.portfolio import EntityBound, OfTheWholeAgency, Portfolio
from core.text import guarded
from core.text.money import MoneyField
from extranet.publication.enums import BalanceSense, PublicationState
from ledger.books.models.portfolio import bound_by_code


class ExtranetSettings(models.Model):
    """What the agency allows on its clients' site: one row per installation."""

    SEALED_TO = ("id",)
    SEALED_WITH = Ring.EXTRANET

    balance_sense = models.CharField(
        _("sens de présentation du solde"),
        max_length=12,
        choices=BalanceSense.choices,
        default=BalanceSense.CREDIT_LESS_DEBIT,
    )
    payment_without_email = models.BooleanField(
        _("autoriser le paiement électronique aux clients sans e-mail"), default=False
    )
    hide_bank_details = models.BooleanField(
        _("ne pas envoyer les coordonnées bancaires des copropriétés"), default=False
    )
    #: Of the fingerprints of the last publication received; this installation's keys protect it.
    fingerprint_key = EncryptedTextField(blank=True, default="", editable=False)

    class Meta:
        default_permissions = ()
        permissions = [
            ("publish", _("Publier vers l’extranet et choisir les comptes publiés")),
            ("manage_access", _("Créer les accès des clients et leurs mots de passe")),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_row_of_extranet_settings")
        ]

    def __str__(self) -> str:
        return "extranet"


class Publication(OfTheWholeAgency):
    """One run that brings the extranet up to date, as either installation knows it."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    #: The run whose result this one adds to; null when every line is sent again.
    base_uid = models.UUIDField(null=True, blank=True)
    state = models.CharField(
        max_length=10, choices=PublicationState.choices, default=PublicationState.RUNNING
    )
    started_at = models.DateTimeField(auto_now_add=True)
    finished_at = models.DateTimeField(null=True, blank=True)
    account_count = models.PositiveIntegerField(_("comptes"), default=0)
    line_count = models.PositiveIntegerField(_("lignes nouvelles"), default=0)
    withdrawn_count = models.PositiveIntegerField(_("comptes retirés"), default=0)
    error = guarded.TextField(blank=True, masks=True)

    class Meta:
        default_permissions = ()
        ordering = ["-id"]
        verbose_name = _("publication")

    def __str__(self) -> str:
        return f"{timezone.localtime(self.started_at):%d/%m/%Y %H:%M}"


class PublicationChunk(EntityBound):
    """A part of a publication on its way: nothing of it shows before all of it is applied."""

    bound_by = "publication"

    SEALED_TO = ("publication_id", "number")
    SEALED_WITH = Ring.EXTRANET

    publication = models.ForeignKey(Publication, on_delete=models.CASCADE, related_name="chunks")
    number = models.PositiveIntegerField()
    #: JSON; encrypted because creditors' IBANs travel in it.
    payload = EncryptedTextField()

    class Meta:
        default_permissions = ()
        ordering = ["number"]
        constraints = [
            models.UniqueConstraint(
                fields=["publication", "number"], name="publication_chunk_number"
            )
        ]

    def __str__(self) -> str:
        return f"{self.publication_id}/{self.number}"


class SentAccount(EntityBound):
    """What of an account the extranet already holds: the back office's memory between two runs."""

    bound_by = "account"

    account = models.OneToOneField(
        "ledger_books.Account", on_delete=models.CASCADE, related_name="sent_to_extranet"
    )
    #: The run that it remembers: its word is worth nothing beside another.
    publication = models.ForeignKey(
        Publication, on_delete=models.CASCADE, related_name="sent_accounts"
    )
    line_count = models.PositiveIntegerField(default=0)
    #: With the count, tells that no line slipped in below the last one, nor left.
    line_id_sum = models.DecimalField(max_digits=30, decimal_places=0, default=0)
    last_line_id = models.BigIntegerField(default=0)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.account_id)


class PublishedAccount(EntityBound):
    """An account as its client sees it: no key into the books, only what was published."""

    SEALED_TO = ("entity_code", "account_code")
    SEALED_WITH = Ring.EXTRANET

    entity_code = models.CharField(max_length=10)
    account_code = models.CharField(max_length=20)
    label = guarded.CharField(max_length=120)
    #: One of ``ledger.books.enums.AccountRole``.
    role = models.CharField(max_length=10)
    #: Ties the account to a client's access.
    party_reference = models.CharField(max_length=40, db_index=True)
    entity_name = guarded.CharField(max_length=120)
    building_name = guarded.CharField(max_length=160, blank=True)
    #: The first day of what is this client's; empty where it never was anybody else's.
    held_since = models.DateField(null=True, blank=True)
    #: Debits less credits at ``as_of``: positive when the client owes.
    balance = MoneyField()
    #: What of it comes due after ``as_of``: ``[[day, cents], …]``, oldest first.
    to_come = models.JSONField(default=list)
    as_of = models.DateTimeField()

    # The creditor, for a one-off debit and for transfers
    one_off_allowed = models.BooleanField(default=False)
    one_off_ceiling = MoneyField(null=True, blank=True)
    creditor_name = guarded.CharField(max_length=120, blank=True)
    creditor_address = guarded.CharField(max_length=300, blank=True)
    creditor_identifier = models.CharField(max_length=35, blank=True)
    #: Empty where the agency does not show its bank details.
    creditor_iban = EncryptedTextField(blank=True, default="")
    creditor_bic = models.CharField(max_length=11, blank=True)
    #: The run that last brought it: what a run no longer brings is withdrawn.
    publication = models.ForeignKey(Publication, on_delete=models.PROTECT, related_name="accounts")

    class Meta:
        default_permissions = ()
        ordering = ["entity_code", "account_code"]
        constraints = [
            models.UniqueConstraint(
                fields=["entity_code", "account_code"], name="account_published_once"
            )
        ]

    def __str__(self) -> str:
        return f"{self.entity_code}/{self.account_code}"

    @classmethod
    def bound_to(cls, portfolio: Portfolio) -> Q:
        return bound_by_code(portfolio)


class PublishedLine(EntityBound):
    """An entry line as its client sees it."""

    bound_by = "account"

    account = models.ForeignKey(
        PublishedAccount, on_delete=models.CASCADE, related_name="lines", db_index=False
    )
    #: Identity of the line in the books, so that a second publication adds only what is new.
    source_id = models.BigIntegerField()
    date = models.DateField()
    due_on = models.DateField()
    label = guarded.CharField(max_length=120)
    debit = MoneyField()
    credit = MoneyField()

    class Meta:
        default_permissions = ()
        ordering = ["date", "source_id"]
        constraints = [
            models.UniqueConstraint(fields=["account", "source_id"], name="line_published_once")
        ]
        indexes = [models.Index(fields=["account", "date", "source_id"])]

    def __str__(self) -> str:
        return self.label


class PublishedWaiting(EntityBound):
    """Money that the office has, or a debit that it decided, and that no balance holds yet."""

    bound_by = "account"

    account = models.ForeignKey(PublishedAccount, on_delete=models.CASCADE, related_name="waiting")
    #: When it was received, or decided.
    day = models.DateField()
    amount = MoneyField()
    #: The client's bank account will be debited; else the money is there.
    is_debit = models.BooleanField()

    class Meta:
        default_permissions = ()
        ordering = ["day", "id"]

    def __str__(self) -> str:
        return f"{self.day} {self.amount}"


class PublishedIban(models.Model):
    """A bank account of the agency or of what it manages, which no client pays from: a keyed
    fingerprint, by which it is recognised and never read."""

    fingerprint = models.CharField(max_length=64, unique=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return self.fingerprint


class PublishedRequest(models.Model):
    """A one-off debit that is no longer under way on the account that it was signed on: the
    published balance holds its entry, or the agency gave it to another account."""

    request_uid = models.UUIDField(unique=True)

    class Meta:
        default_permissions = ()

    def __str__(self) -> str:
        return str(self.request_uid)
