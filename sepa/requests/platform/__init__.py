"""Where the extranet leaves one-off requests for the back office to fetch."""

from django.conf import settings

from sepa.requests.platform.base import Page, PendingRequest, Platform, PlatformError, Step
from sepa.requests.platform.local import LocalPlatform
from sepa.requests.platform.remote import RemotePlatform

__all__ = [
    "LocalPlatform",
    "Page",
    "PendingRequest",
    "Platform",
    "PlatformError",
    "RemotePlatform",
    "Step",
    "books_are_elsewhere",
    "current_platform",
]


def books_are_elsewhere() -> bool:
    """Whether this installation only carries the extranet of another, which calls with a key.

    Its books are empty: fetching into them, or publishing them, would take from the clients what
    the other brings.
    """
    return bool(settings.SEPA_PLATFORM_ACCEPTED_KEYS) and not settings.SEPA_PLATFORM_URL


def current_platform() -> Platform:
    """This database, or the installation that ``SEPA_PLATFORM_URL`` names."""
    if settings.SEPA_PLATFORM_URL:
        return RemotePlatform(settings.SEPA_PLATFORM_URL, settings.SEPA_PLATFORM_KEY)
    return LocalPlatform()
