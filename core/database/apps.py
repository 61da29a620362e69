from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class CoreDatabaseConfig(RoomConfig):
    """What every table wants: bulk writes, locks, triggers, keys, the audit trail, portfolios."""

    name = "core.database"
    label = "core_database"
    verbose_name = _("Socle")
