from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import OfTheWholeAgency
from core.text import guarded


class LegalHold(OfTheWholeAgency):
    """A dispute over a person, an account or an entity: nothing of theirs is erased meanwhile.

    Erasing is no right where data serve a legal claim (GDPR, art. 17-3-e). A lifted one stays.
    """

    party = models.ForeignKey(
        "ledger_people.Party",
        verbose_name=_("tiers"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    account = models.ForeignKey(
        "ledger_books.Account",
        verbose_name=_("compte"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    entity = models.ForeignKey(
        "ledger_books.Entity",
        verbose_name=_("entité"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    reason = guarded.CharField(_("raison"), max_length=200)
    placed_at = models.DateTimeField(_("depuis le"), auto_now_add=True)
    placed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("par"),
        on_delete=models.PROTECT,
        related_name="+",
    )
    lifted_at = models.DateTimeField(_("levé le"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        verbose_name=_("levé par"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    lift_reason = guarded.CharField(_("raison de la levée"), max_length=200, blank=True)

    class Meta:
        default_permissions = ()
        ordering = ["-placed_at", "-id"]
        verbose_name = _("gel d’effacement")
        permissions = [
            ("place_legal_holds", _("Geler l’effacement des données (litige) et lever un gel")),
        ]
        constraints = [
            models.CheckConstraint(
                condition=Q(party__isnull=False, account__isnull=True, entity__isnull=True)
                | Q(party__isnull=True, account__isnull=False, entity__isnull=True)
                | Q(party__isnull=True, account__isnull=True, entity__isnull=False),
                name="legal_hold_is_over_one_thing",
            ),
            *(
                models.UniqueConstraint(
                    fields=[of],
                    condition=Q(lifted_at__isnull=True),
                    name=f"{of}_held_once_at_a_time",
                )
                for of in ("party", "account", "entity")
            ),
        ]

    def __str__(self) -> str:
        return str(self.party or self.account or self.entity)
