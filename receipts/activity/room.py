"""What the figures of a day's work bring to the house."""

from django.utils.translation import gettext_lazy as _

from core.screens.navigation import MENU, MenuItem

MENU.add(
    MenuItem(
        "counter",
        _("Journée du guichet"),
        "receipts:activity",
        "calendar-stats",
        "receipts_draft.see_draft",
    )
)
