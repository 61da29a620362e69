from django.db import models
from django.utils.translation import gettext_lazy as _


class PartyTitle(models.TextChoices):
    NONE = "", "—"
    MR = "M.", _("Monsieur")
    MRS = "Mme", _("Madame")
    BOTH = "M. et Mme", _("Monsieur et Madame")
    COMPANY = "Sté", _("Société")


class CashStatus(models.TextChoices):
    """Which ceiling the law sets to what a debtor pays in cash (CMF L112-6 and D112-3)."""

    USUAL = "", _("Plafond ordinaire")
    ABROAD = "abroad", _("Domicilié fiscalement à l’étranger, hors activité professionnelle")
    NO_ACCOUNT = "no_account", _("Sans compte bancaire ni autre moyen : pas de plafond")


class LotKind(models.TextChoices):
    FLAT = "flat", _("Appartement")
    CELLAR = "cellar", _("Cave")
    PARKING = "parking", _("Parking")
    SHOP = "shop", _("Commerce")
    OTHER = "other", _("Autre")


class FlagKind(models.TextChoices):
    """Reasons for which a party gets no reminder."""

    DECEASED = "deceased", _("Décédé")
    GUARDIANSHIP = "guardianship", _("Tutelle ou curatelle")
    BLOCKED = "blocked", _("Compte bloqué")
    CONTESTED = "contested", _("Dette contestée")
