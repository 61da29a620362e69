"""Keys of another entity, sent to every action of the back office, do nothing."""

from __future__ import annotations

import pytest
from django.test import Client

from tests.rights.keys import every_right, ours
from tests.rights.marks import marks_in
from tests.rights.other_entity import (
    Office,
    fingerprint,
    make_aligned_office,
)

pytestmark = pytest.mark.django_db


def below(rooms: set[str]) -> tuple[str, ...]:
    """The rooms that know no row of these: they are beneath them all."""
    floors = ["core", "ledger", "receipts"]
    lowest = min((floors.index(room) if room in floors else len(floors)) for room in rooms)
    return tuple(f"{room}:" for room in floors[:lowest])


@pytest.fixture
def aligned() -> Office:
    return make_aligned_office(every_right())


def test_forged_ids_do_nothing(aligned: Office) -> None:
    """Selections, drafts, batches: every key of theirs, sent to every list's action."""
    office, client = aligned, Client()
    client.force_login(office.user)
    before, wrong, closed = fingerprint(office), [], set[str]()
    kinds: dict[int, set[str]] = {}
    for kind, key in office.keys.items():
        kinds.setdefault(key, set()).add(kind.partition(".")[0])
    for key, rooms in kinds.items():
        data = dict.fromkeys(("sel", "ids", "account", "cheque", "line", "entity", "compte"), key)
        for url in ours():
            if url.arguments or url.name in {"core:services_at_sign_in", "core:token", *closed}:
                continue
            if url.name.startswith(below(rooms)):
                continue
            answer = client.post(url.address(), {**data, "reason": "Essai", "share": "1,00"})
            if marks_in(answer) or answer.status_code >= 500:
                wrong.append((url.name, key, answer.status_code, marks_in(answer)))
            if answer.status_code == 405:
                # It takes no POST, whatever its content.
                closed.add(url.name)
    assert not wrong
    assert fingerprint(office) == before
