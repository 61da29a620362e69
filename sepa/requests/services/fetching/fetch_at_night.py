"""The requests that wait on the platform, fetched at night."""

from datetime import datetime

from django.utils.translation import gettext

from sepa.requests.platform import books_are_elsewhere
from sepa.requests.services.fetching.fetch_requests import fetch_requests


def run_scheduled(*, now: datetime) -> str:
    """The scheduled service: fetches, and says what came of it."""
    if books_are_elsewhere():
        return gettext("Rien à relever ici : les livres sont sur une autre installation.")
    return fetch_requests(acting_user=None, now=now).sentence
