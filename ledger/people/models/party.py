from django.apps import apps
from django.db import models
from django.db.models import Exists, OuterRef, Q
from django.utils.translation import gettext_lazy as _

from core.database.lookups import among
from core.database.portfolio import EntityBound, Portfolio
from core.text import guarded
from ledger.people.enums import CashStatus, PartyTitle


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
        accounts = apps.get_model("ledger_books", "Account").everywhere.order_by()
        mine = accounts.filter(among("entity", portfolio.entities or ()), party=OuterRef("pk"))
        return Q(Exists(mine)) | ~Q(Exists(accounts.filter(party=OuterRef("pk"))))
