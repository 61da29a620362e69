from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class CorePeopleConfig(RoomConfig):
    """Who works here: the agency, users, their rights, what they subscribed to."""

    name = "core.people"
    label = "core_people"
    verbose_name = _("Socle")
