"""What this room brings: the agency's own settings, and the Store."""

from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.screens.navigation import MENU, MenuItem

_SETTINGS = "core_people.manage_settings"

MENU.add(
    MenuItem("settings", _("Agence"), "core:agency", "building", _SETTINGS, order=5),
    MenuItem("settings", _("Le Store"), "core:store", "building-store", _SETTINGS, order=30),
)
name_actions(
    {
        "agency.update": _("Réglages de l’agence modifiés"),
        "subscription.start": _("Produit souscrit"),
        "subscription.stop": _("Produit résilié"),
    }
)
