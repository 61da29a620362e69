from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class CoreSignInConfig(RoomConfig):
    """How people come in: sign-in, second factor, sessions, and the staff that is kept."""

    name = "core.sign_in"
    label = "core_sign_in"
    verbose_name = _("Socle")
