from django.db import models
from django.utils.translation import gettext_lazy as _


class KioskSettings(models.Model):
    """Where the kiosk's files travel and whose clients it knows: one row per installation."""

    balances_folder = models.ForeignKey(
        "core_files.ExchangeFolder",
        verbose_name=_("dossier où déposer les soldes"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    payments_folder = models.ForeignKey(
        "core_files.ExchangeFolder",
        verbose_name=_("dossier où relever les paiements"),
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    #: Named in the head of the balances file.
    sender = models.CharField(_("nom de l’agence dans les fichiers"), max_length=20, default="LSC")
    entities = models.ManyToManyField(
        "ledger_books.Entity", verbose_name=_("entités abonnées"), blank=True, related_name="+"
    )

    class Meta:
        default_permissions = ()
        permissions = [
            ("see_kiosk", _("Voir les journées de l’automate")),
            ("run_kiosk", _("Importer les paiements, décider des lignes mises de côté")),
        ]
        constraints = [
            models.CheckConstraint(condition=models.Q(id=1), name="one_row_of_kiosk_settings")
        ]

    def __str__(self) -> str:
        return self.sender
