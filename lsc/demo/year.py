"""Everything that happened at the demo agency, in the order in which it happened."""

import random
from datetime import date

from lsc.demo import rental, syndicate
from lsc.demo.chart import RENTAL, SYNDICATE
from lsc.demo.movements import SEED, Diary, Movement


def movements(today: date) -> list[Movement]:
    """All movements of last calendar year and of this one up to ``today``, oldest first.

    The same day always gives the same movements.
    """
    noted: list[Movement] = []
    for code, record in ((RENTAL, rental.record), (SYNDICATE, syndicate.record)):
        diary = Diary(code, today, random.Random(SEED))  # noqa: S311 - a story, not a secret
        record(diary)
        noted += diary.movements
    return sorted(noted, key=lambda movement: movement.date)
