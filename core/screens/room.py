"""What this room brings: the dashboard, the audit trail, and an IBAN shown whole."""

from django.utils.translation import gettext_lazy as _

from core.database.actions import name_actions
from core.screens.navigation import MENU, MenuItem

MENU.add(
    MenuItem("dashboard", _("Tableau de bord"), "core:home", "layout-dashboard"),
    MenuItem(
        "settings", _("Piste d’audit"), "core:audit", "history", "core_people.see_audit", order=40
    ),
)
name_actions({"iban.reveal": _("IBAN affiché en clair")})
