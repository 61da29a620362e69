from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from core.database.portfolio import EntityBound
from core.text import guarded
from ledger.people.enums import FlagKind


class PartyFlag(EntityBound):
    """Why a party gets no reminder: since when, who said so, and what they noted.

    A lifted flag stays, for the record of what was known and when.
    """

    bound_by = "party"

    party = models.ForeignKey("ledger_people.Party", on_delete=models.PROTECT, related_name="flags")
    kind = models.CharField(_("signalement"), max_length=15, choices=FlagKind.choices)
    since = models.DateField(_("depuis le"))
    note = guarded.CharField(_("note"), max_length=300, blank=True)
    raised_at = models.DateTimeField(_("signalé le"), auto_now_add=True)
    raised_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    lifted_at = models.DateTimeField(_("levé le"), null=True, blank=True)
    lifted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )

    class Meta:
        default_permissions = ()
        ordering = ["-raised_at", "-id"]
        verbose_name = _("signalement")
        permissions = [
            ("see_flags", _("Voir les signalements (décès, tutelle, contestation…)")),
            ("flag_parties", _("Signaler un tiers (décès, tutelle, contestation…)")),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["party", "kind"],
                condition=models.Q(lifted_at__isnull=True),
                name="party_flagged_once",
            )
        ]

    def __str__(self) -> str:
        return self.get_kind_display()
