"""What this room brings: a look at the machine, now and then, from whoever serves a page."""

from django.conf import settings
from django.core.signals import request_finished

from core.screens.dashboard import TROUBLES
from core.watch.services import watch

TROUBLES.add(watch.troubles_told_to)

if settings.LSC_SITE == "backoffice" or settings.SEPA_PLATFORM_ACCEPTED_KEYS:
    # Not the extranet beside the books, whose role reads nothing of all that.
    request_finished.connect(watch.look_now_and_then)
