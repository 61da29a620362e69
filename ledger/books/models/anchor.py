from django.db import models
from django.utils.translation import gettext_lazy as _

from core.text import guarded


class Anchor(models.Model):
    """One signed line that told the heads of all chains outside, for good (database trigger)."""

    #: Without gaps, from 1.
    number = models.PositiveIntegerField(_("n°"), unique=True)
    at = models.DateTimeField(_("signé le"))
    #: As it was written outside, to the character.
    line = models.TextField()

    class Meta:
        default_permissions = ()
        ordering = ["-number"]

    def __str__(self) -> str:
        return str(self.number)


class AnchorSettings(models.Model):
    """Where the daily line goes, beside the file: one row per installation."""

    folder = models.ForeignKey(
        "core_files.ExchangeFolder",
        verbose_name=_("dossier d’échange"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    email = guarded.EmailField(_("e-mail de l’expert-comptable"), blank=True)

    class Meta:
        default_permissions = ()
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_setting_of_anchors")
        ]

    def __str__(self) -> str:
        return self.email
