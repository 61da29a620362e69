from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class CoreTextConfig(RoomConfig):
    """Money, numbers, days, texts: read, written and guarded, without a database."""

    name = "core.text"
    label = "core_text"
    verbose_name = _("Socle")
