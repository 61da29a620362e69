from django.utils.translation import gettext_lazy as _

from core.house.room import RoomConfig


class CoreJobsConfig(RoomConfig):
    """Work outside a request: schedule, outbox, progress, messages, what is erased at night."""

    name = "core.jobs"
    label = "core_jobs"
    verbose_name = _("Socle")
