"""What happens when somebody signs in."""

from typing import Any

from django.conf import settings
from django.contrib.auth.signals import user_logged_in
from django.dispatch import receiver
from django.http import HttpRequest

from core.models import User

RUN_SERVICES = "run_services"


@receiver(user_logged_in)
def ask_for_services(request: HttpRequest | None, user: User, **_kwargs: Any) -> None:
    """Single-user edition: what should have run at night runs once the first page is shown.

    Not for the administrator account, which signs in to repair, not to work.
    """
    if request is not None and not settings.MULTI_USER and not user.is_superuser:
        request.session[RUN_SERVICES] = not user.is_client
