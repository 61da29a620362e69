from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class CoreFilesConfig(RoomConfig):
    """Files that travel: exchange folders, the archive, all that is held on a person."""

    name = "core.files"
    label = "core_files"
    verbose_name = _("Socle")
