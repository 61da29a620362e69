"""How long a signature is good for a first, and only, collection."""

from datetime import date
from functools import lru_cache

from core.text.dates import months_later

#: A mandate under which nothing was collected for 36 months, of the calendar, is void (EPC016-06,
#: SDD Core rulebook, 4.1).
LIFETIME_MONTHS = 36


@lru_cache(maxsize=4096)
def is_too_old(signed_on: date, *, day: date) -> bool:
    """Whether a mandate signed on ``signed_on`` is void on ``day``; both are days in Paris."""
    return day > months_later(signed_on, LIFETIME_MONTHS)


def is_to_come(signed_on: date, *, day: date) -> bool:
    """Whether nobody can have signed it yet."""
    return signed_on > day
