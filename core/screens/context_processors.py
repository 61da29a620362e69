"""What every page knows, read only where a template asks for it."""

from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.utils.functional import SimpleLazyObject

from core.people.selectors.agency import agency
from core.screens.shell import Shell


def site(request: HttpRequest) -> dict[str, Any]:
    return {
        "agency": SimpleLazyObject(agency),
        "shell": Shell(request),
        "lsc_site": settings.LSC_SITE,
        "account_frame": f"core/account_{settings.LSC_SITE}.html",
    }
