"""Where each figure of a day's work leads: the list of what it counts."""

from dataclasses import dataclass
from urllib.parse import urlencode

from django.urls import reverse

from core.people.models import User
from receipts.activity.selectors.period import Period
from receipts.draft.channels import CHANNELS
from receipts.draft.selectors.draft_lines import SEE_OTHERS
from receipts.draft.views.work_filters import NOBODY

KEY = "receipts_counter.key_receipts"


@dataclass(frozen=True)
class Links:
    """Addresses for this reader and period; empty where they may not go or would find less."""

    user: User
    period: Period

    def _days(self, since: str = "du", until: str = "au") -> dict[str, str]:
        return {
            since: f"{self.period.first:%Y-%m-%d}",
            until: f"{self.period.last:%Y-%m-%d}",
        }

    def _list(self, name: str, values: dict[str, str], right: str = "") -> str:
        if right and not self.user.has_perm(right):
            return ""
        kept = {each: value for each, value in values.items() if value}
        return f"{reverse(name)}?{urlencode(kept)}"

    def money(self, code: str = "", *, person: int | str | None = "", state: str = "") -> str:
        """Lines of a channel, of a person (None: nobody's), in a state. What is keyed in batches
        leads to its cheques; its lines belong to who closed the batch."""
        who = NOBODY if person is None else str(person)
        if code in _batch_channels() and not state:
            return self._list("receipts:cheques", {"par": who, **self._days()}, KEY)
        if not self.user.has_perm(SEE_OTHERS) and code in _batch_channels():
            return ""
        values = {"canal": code, "etat": state, "par": who, **self._days("saisi_du", "saisi_au")}
        return self._list("receipts:receipts", values)

    def in_batch(self) -> str:
        """Cheques whose batch is not closed."""
        return self._list("receipts:cheques", {"state": "keyed", **self._days()}, KEY)

    def opened(self, person: int | str) -> str:
        return self._list("receipts:batches", {"par": str(person), **self._days()}, KEY)

    def closed(self, person: int | str) -> str:
        values = {"par": str(person), "quand": "clos", **self._days()}
        return self._list("receipts:batches", values, KEY)

    def deposits(self, person: int | str) -> str:
        return self._list("receipts:deposits", {"par": str(person), **self._days()}, KEY)

    def trail(self, person: int | str, verb: str) -> str:
        """What the audit trail says of one verb."""
        values = {"who": str(person), "action": verb, **self._days("since", "until")}
        return self._list("core:audit", values, "core_people.see_audit")


def _batch_channels() -> set[str]:
    return {each.code for each in CHANNELS if each.keyed_in_batches}
