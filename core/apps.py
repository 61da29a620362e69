from django.apps import AppConfig
from django.conf import settings
from django.core.signals import request_finished
from django.utils.translation import gettext_lazy as _


class CoreConfig(AppConfig):
    """What is no business of anyone's: users, messages, audit, jobs, files, money, keys."""

    name = "core"
    verbose_name = _("Socle")

    def ready(self) -> None:
        from core import connections, signals  # noqa: F401
        from core.menu import register_all
        from core.services import canary, password_reset, watch  # noqa: F401

        register_all()
        if settings.LSC_SITE == "backoffice" or settings.SEPA_PLATFORM_ACCEPTED_KEYS:
            # Not the extranet beside the books, whose role reads nothing of all that.
            request_finished.connect(watch.look_now_and_then)
