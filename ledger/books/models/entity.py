import uuid

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.crypto import EncryptedTextField
from core.database.portfolio import EntityBound
from core.text import guarded
from core.text.money import ZERO, MoneyField
from ledger.books.enums import FiscalYearStatus, TransferCategory


class Entity(EntityBound):
    """One set of books: a rental-management portfolio, a co-ownership syndicate."""

    bound_by = "pk"

    SEALED_TO = ("uid",)

    # Identity
    code = guarded.CharField(_("code entité"), max_length=10, unique=True)
    name = guarded.CharField(_("désignation"), max_length=120)
    is_general = models.BooleanField(_("comptabilité générale"), default=False)
    is_syndicate = models.BooleanField(_("syndicat"), default=False)
    is_rental = models.BooleanField(_("gérance"), default=False)
    is_seasonal = models.BooleanField(_("saisonnier"), default=False)
    excluded_from_peak = models.BooleanField(
        _("est à exclure du calcul de la pointe"), default=False
    )
    is_sci = models.BooleanField(_("gestion type « SCI »"), default=False)
    managing_party = models.ForeignKey(
        "ledger_people.Party",
        verbose_name=_("identité gérance"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    street = guarded.CharField(_("rue"), max_length=140, blank=True)
    postal_code = guarded.CharField(_("code postal"), max_length=12, blank=True)
    town = guarded.CharField(_("ville"), max_length=80, blank=True)
    country = models.CharField(_("pays"), max_length=2, default="FR")
    last_archived_on = models.DateField(_("dernier archivage au"), null=True, blank=True)

    # Bank link
    debit_issuer_number = guarded.CharField(_("n° émetteur prélèvement"), max_length=20, blank=True)
    issuer_number = guarded.CharField(_("n° émetteur"), max_length=20, blank=True)
    creditor_identifier = models.CharField(
        _("n° identification SEPA (ICS)"), max_length=35, blank=True
    )
    #: The account that direct debits are paid into; its BIC and IBAN are edited with the entity.
    collection_account = models.ForeignKey(
        "ledger_books.BankAccount",
        verbose_name=_("compte pour prélèvements"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    accelerated_debit = models.BooleanField(_("prélèvement accéléré"), default=False)
    ordering_party = guarded.CharField(_("nom du donneur d’ordre"), max_length=70, blank=True)
    ordering_party_siret = models.CharField(
        _("SIRET du donneur d’ordre"), max_length=14, blank=True
    )
    slip_note = guarded.CharField(_("note à porter sur les bordereaux"), max_length=200, blank=True)
    vat_number = models.CharField(_("numéro de TVA intracommunautaire"), max_length=20, blank=True)

    # Invoices and reminders
    invoice_heading = models.PositiveSmallIntegerField(_("n° d’en-tête à utiliser"), default=1)
    invoice_text_colour = models.CharField(_("couleur du texte"), max_length=7, default="#ffffff")
    invoice_fill_colour = models.CharField(_("couleur du fond"), max_length=7, default="#00a3ff")
    reminder_fee_1 = MoneyField(_("1re relance"), default=ZERO)
    reminder_fee_2 = MoneyField(_("2e relance"), default=ZERO)
    reminder_fee_3 = MoneyField(_("3e relance"), default=ZERO)
    reminder_fee_4 = MoneyField(_("4e relance et suivantes"), default=ZERO)

    # Transfers, card terminal, TIP
    transfer_category = models.CharField(
        _("code catégorie virement"),
        max_length=6,
        choices=TransferCategory.choices,
        blank=True,
        default=TransferCategory.DEFAULT,
    )
    omit_creditor_identification = models.BooleanField(
        _("virement : ne pas générer la balise Identification pour les créditeurs"), default=False
    )
    card_terminal_kind = guarded.CharField(_("nature de TPE"), max_length=60, blank=True)
    one_off_allowed = models.BooleanField(
        _("autoriser le prélèvement ONE/OFF sur l’extranet"), default=False
    )
    one_off_ceiling = MoneyField(_("plafond d’un prélèvement ONE/OFF"), null=True, blank=True)
    #: Where direct debits wait for the bank; empty: they go to the treasury of their journal.
    debits_account = models.ForeignKey(
        "ledger_books.Account",
        verbose_name=_("compte des prélèvements en cours"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    merchant_id = guarded.CharField(_("Merchant ID"), max_length=40, blank=True)
    card_transaction_log = guarded.CharField(
        _("journaux de transaction"), max_length=60, blank=True
    )
    pop_server = guarded.CharField(_("serveur POP"), max_length=120, blank=True)
    mailbox = guarded.CharField(_("boîte aux lettres"), max_length=120, blank=True)
    #: What its mailbox's password is bound to.
    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    mailbox_password = EncryptedTextField(_("mot de passe"), blank=True, default="")
    validator = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("validation des mouvements par"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    tip_issuer_number = guarded.CharField(_("n° émetteur TIP"), max_length=20, blank=True)
    tip_return_address = guarded.TextField(_("adresse de retour (centre TIP)"), blank=True)
    tip_centre_number = guarded.CharField(_("numéro du centre TIP"), max_length=20, blank=True)
    tip_issuer_code = guarded.CharField(_("code émetteur"), max_length=20, blank=True)
    tip_bank_code = guarded.CharField(_("code établissement"), max_length=20, blank=True)

    refuses_cash = models.BooleanField(_("refuse les espèces"), default=False)

    # Rental management
    rental_supplier_account = models.ForeignKey(
        "ledger_books.Account",
        verbose_name=_("compte fournisseur en gérance"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )

    class Meta:
        default_permissions = ()
        ordering = ["code"]
        verbose_name = _("entité comptable")
        permissions = [
            ("see_ledger", _("Consulter comptes, écritures, éditions et fiches des entités")),
            ("edit_records", _("Modifier entités, comptes, tiers, immeubles et journaux")),
            ("reverse_entry", _("Contre-passer une écriture")),
            ("export_fec", _("Exporter le FEC")),
            ("close_fiscal_year", _("Ouvrir et clôturer les exercices")),
        ]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class ReceiptJournal(EntityBound):
    """The journal into which one channel's receipts of one entity go by default."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="receipt_journals")
    #: Code of a channel, or of one means of payment within it (``kiosk.cash``).
    channel = models.CharField(max_length=40)
    journal = models.ForeignKey("ledger_books.Journal", on_delete=models.PROTECT, related_name="+")

    class Meta:
        default_permissions = ()
        constraints = [
            models.UniqueConstraint(
                fields=["entity", "channel"], name="one_journal_per_entity_and_channel"
            )
        ]

    def __str__(self) -> str:
        return f"{self.channel} → {self.journal_id}"


class LetterVariable(EntityBound):
    """A word or sentence that the entity's letters and slips take up by its name."""

    entity = models.ForeignKey(Entity, on_delete=models.CASCADE, related_name="letter_variables")
    name = guarded.SlugField(_("variable"), max_length=40)
    value = guarded.TextField(_("texte"), blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["name"]
        constraints = [
            models.UniqueConstraint(fields=["entity", "name"], name="letter_variable_name")
        ]

    def __str__(self) -> str:
        return self.name


class FiscalYear(EntityBound):
    """The period of an entity's books; only an open one takes entries."""

    entity = models.ForeignKey(Entity, on_delete=models.PROTECT, related_name="fiscal_years")
    start = models.DateField(_("du"))
    end = models.DateField(_("au"))
    status = models.CharField(
        _("état"),
        max_length=15,
        choices=FiscalYearStatus.choices,
        default=FiscalYearStatus.OPEN,
    )
    closed_at = models.DateTimeField(null=True, blank=True)
    #: The year before it, which one year alone follows: asked twice, it is opened once.
    follows = models.OneToOneField(
        "self", null=True, blank=True, on_delete=models.PROTECT, related_name="followed_by"
    )

    class Meta:
        default_permissions = ()
        ordering = ["entity__code", "-start"]
        verbose_name = _("exercice")
        constraints = [
            models.CheckConstraint(
                condition=models.Q(end__gt=models.F("start")), name="fiscal_year_ends_after_start"
            ),
            models.UniqueConstraint(fields=["entity", "start"], name="fiscal_year_start"),
        ]

    def __str__(self) -> str:
        return f"{self.start:%d/%m/%Y} – {self.end:%d/%m/%Y}"
