from django.apps import apps
from django.conf import settings
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core import guarded
from core.lookups import among
from core.portfolio import EntityBound, Portfolio
from ledger.enums import CashStatus, LotKind, PartyTitle


class Party(EntityBound):
    """A person or company with whom the agency deals."""

    title = models.CharField(_("civilité"), max_length=10, choices=PartyTitle.choices, blank=True)
    last_name = guarded.CharField(_("nom"), max_length=80, blank=True)
    first_name = guarded.CharField(_("prénom"), max_length=80, blank=True)
    company = guarded.CharField(_("raison sociale"), max_length=120, blank=True)
    email = guarded.EmailField(_("e-mail"), blank=True)
    phone = guarded.CharField(_("téléphone"), max_length=30, blank=True)
    street = guarded.CharField(_("rue"), max_length=140, blank=True)
    postal_code = guarded.CharField(_("code postal"), max_length=12, blank=True)
    town = guarded.CharField(_("ville"), max_length=80, blank=True)
    country = models.CharField(_("pays"), max_length=2, default="FR")
    cash_status = models.CharField(
        _("espèces"), max_length=10, choices=CashStatus.choices, blank=True
    )
    #: Names, accents and case folded, for search as you type.
    search_text = guarded.CharField(max_length=400, blank=True, editable=False, masks=True)

    class Meta:
        default_permissions = ()
        ordering = ["last_name", "first_name", "company", "id"]
        verbose_name = _("tiers")
        permissions = [
            ("see_contacts", _("Voir les tiers et leurs coordonnées")),
            ("hand_over_data", _("Remettre à une personne tout ce qui est gardé d’elle")),
            ("erase_parties", _("Effacer un tiers que plus rien n’oblige à garder")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=~models.Q(last_name="") | ~models.Q(company=""), name="party_has_a_name"
            )
        ]
        indexes = [
            # The order of the list, read from the index: none of it is sorted.
            models.Index(
                fields=["last_name", "first_name", "company", "id"], name="ledger_parties_by_name"
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """« Pierre PROPRIETAIRE », or the company."""
        person = f"{self.first_name} {self.last_name.upper()}".strip()
        return person or self.company

    @classmethod
    def bound_to(cls, portfolio: Portfolio) -> Q:
        """Whoever has an account in the portfolio, and whoever has none anywhere yet."""
        if portfolio.is_whole:
            return Q()
        accounts = apps.get_model("ledger", "Account").everywhere.order_by()
        mine = accounts.filter(among("entity", portfolio.entities or ()), party=OuterRef("pk"))
        return Q(Exists(mine)) | ~Q(Exists(accounts.filter(party=OuterRef("pk"))))


class Building(EntityBound):
    """An immeuble, within the books of one entity."""

    entity = models.ForeignKey("ledger.Entity", on_delete=models.PROTECT, related_name="buildings")
    code = guarded.CharField(_("code"), max_length=20)
    name = guarded.CharField(_("nom"), max_length=120)
    street = guarded.CharField(_("rue"), max_length=140, blank=True)
    postal_code = guarded.CharField(_("code postal"), max_length=12, blank=True)
    town = guarded.CharField(_("ville"), max_length=80, blank=True)
    accountant = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("comptable"),
        null=True,
        blank=True,
        on_delete=models.SET_NULL,
        related_name="+",
    )
    #: Code, name, address, accents and case folded, for search as you type.
    search_text = guarded.CharField(max_length=400, blank=True, editable=False, masks=True)

    class Meta:
        default_permissions = ()
        ordering = ["code"]
        verbose_name = _("immeuble")
        constraints = [models.UniqueConstraint(fields=["entity", "code"], name="building_code")]

    def __str__(self) -> str:
        return f"{self.code} {self.name}"


class Lot(EntityBound):
    """A unit of a building: flat, cellar, parking space."""

    bound_by = "building"

    building = models.ForeignKey(Building, on_delete=models.PROTECT, related_name="lots")
    number = guarded.CharField(_("numéro"), max_length=20)
    kind = models.CharField(_("nature"), max_length=10, choices=LotKind.choices)
    floor = guarded.CharField(_("étage"), max_length=20, blank=True)
    #: The co-owner or landlord account, and the tenant account, that this lot hangs on.
    owner_account = models.ForeignKey(
        "ledger.Account",
        verbose_name=_("compte du propriétaire"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_lots",
    )
    tenant_account = models.ForeignKey(
        "ledger.Account",
        verbose_name=_("compte du locataire"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="rented_lots",
    )

    class Meta:
        default_permissions = ()
        ordering = ["building__code", "number"]
        verbose_name = _("lot")
        constraints = [models.UniqueConstraint(fields=["building", "number"], name="lot_number")]
        indexes = [models.Index(fields=["number"], name="ledger_lot_by_number")]

    def __str__(self) -> str:
        return f"{self.building.code}/{self.number}"
