"""Bound what can be guessed: failed attempts are counted, in the database, by bucket.

An attempt is reserved before the secret is looked at and given back when it was right, so that a
hundred at once are no more than the limit. No cache is asked: signing in works without Redis.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.utils import timezone
from django.utils.crypto import salted_hmac

from core.sign_in.models import FailedAttempt


@dataclass(frozen=True)
class Limit:
    """At most ``count`` failures in any period of ``per``."""

    count: int
    per: timedelta


class ThrottledError(Exception):
    """Too many failures: the secret was not looked at. ``until`` is when one may try again."""

    def __init__(self, until: datetime) -> None:
        super().__init__(until.isoformat())
        self.until = until


@dataclass(frozen=True)
class Attempt:
    """A reserved attempt: it counts as failed until it is said to have succeeded."""

    rows: Sequence[FailedAttempt]
    limits: Mapping[str, Sequence[Limit]]

    def succeeded(self) -> None:
        """Give the attempt back: successes are not counted."""
        _give_back(self.rows)

    def was_the_last(self) -> bool:
        """Whether this failure is the one that locks."""
        return any(_locked_until(row.bucket, self.limits[row.bucket], extra=1) for row in self.rows)


def reserve(buckets: Mapping[str, Sequence[Limit]]) -> Attempt:
    """Count an attempt in each bucket, named by what it bounds. Raises ThrottledError."""
    limits = {_key(name): limits for name, limits in buckets.items()}
    now = timezone.now()
    rows = FailedAttempt.objects.bulk_create(
        [FailedAttempt(bucket=bucket, at=now) for bucket in limits]
    )
    ends = [end for bucket in limits if (end := _locked_until(bucket, limits[bucket]))]
    if ends:
        # A refused attempt looked at nothing: counting it would let anyone prolong the lock.
        _give_back(rows)
        raise ThrottledError(max(ends))
    return Attempt(rows, limits)


def forget(*names: str) -> None:
    """Begin again at zero: whoever it was has shown who they are."""
    FailedAttempt.objects.filter(bucket__in=[_key(name) for name in names]).delete()


def _give_back(rows: Sequence[FailedAttempt]) -> None:
    FailedAttempt.objects.filter(pk__in=[row.pk for row in rows]).delete()


def _locked_until(bucket: str, limits: Sequence[Limit], *, extra: int = 0) -> datetime | None:
    """When the bucket opens again; None where it is open to the newest attempt.

    With ``extra``, to that many attempts more.
    """
    now, ends = timezone.now(), []
    for limit in limits:
        newest = FailedAttempt.objects.filter(bucket=bucket, at__gt=now - limit.per)
        reached = newest.order_by("-at", "-id").values_list("at", flat=True)
        rank = limit.count - extra
        ends += [at + limit.per for at in reached[rank : rank + 1]]
    return max(ends, default=None)


def _key(name: str) -> str:
    return salted_hmac("core.failed_attempt", name, algorithm="sha256").hexdigest()
