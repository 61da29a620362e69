from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound
from core.text import guarded
from ledger.people.enums import LotKind


class Building(EntityBound):
    """An immeuble, within the books of one entity."""

    entity = models.ForeignKey(
        "ledger_books.Entity", on_delete=models.PROTECT, related_name="buildings"
    )
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
        "ledger_books.Account",
        verbose_name=_("compte du propriétaire"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="owned_lots",
    )
    tenant_account = models.ForeignKey(
        "ledger_books.Account",
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
