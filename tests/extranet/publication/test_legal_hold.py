"""What is in dispute is not erased, of whatever kind, until the hold is lifted."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from allauth.usersessions.models import UserSession
from django.contrib.sessions.models import Session
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.database import retention
from core.database.enums import SecurityKind
from core.database.models import AuditEvent, SecurityEvent
from core.files import person
from core.files.enums import Direction
from core.files.models import ArchivedFile
from core.files.services import archive
from core.jobs.enums import JobState
from core.jobs.models import Job, OutboxMessage, SystemMessage
from core.jobs.services.erase_what_is_over import erase_what_is_over
from core.text.errors import BusinessError
from extranet.publication.enums import AddressState
from extranet.publication.models import AddressChange, ClientAccess
from extranet.publication.rules.references import party_reference
from ledger.books.models import Account
from ledger.people.models import LegalHold, Party
from ledger.people.services.erase_party import erase_party
from ledger.people.services.place_legal_hold import lift_hold, place_hold
from receipts.draft.models import DraftReceipt
from receipts.draft.services.cancel_receipts import cancel_receipts
from sepa.collections.services.erase_mandates import erase_mandates
from sepa.mandates.models import Mandate
from sepa.requests.models import OneOffRequest
from sepa.requests.services.fetching import fetch_requests
from sepa.requests.services.forget_requests import forget_request
from tests import factories
from tests.sepa import factories as sepa

pytestmark = pytest.mark.django_db
RIGHT = "ledger_people.place_legal_holds"


class Dispute:
    """Pierre, his account and his entity, with one thing of each kind that is long over."""

    def __init__(self) -> None:
        self.house = sepa.make_house()
        self.party = factories.make_party(email="pierre@example.org")
        Account.objects.filter(pk=self.house.account.pk).update(party=self.party)
        self.account = Account.objects.get(pk=self.house.account.pk)
        self.colleague = factories.make_staff(rights=[RIGHT])
        self.now = timezone.now()
        self.later = self.now + timedelta(days=365 * 12)
        self._requests()
        Account.objects.filter(pk=self.account.pk).update(
            published=False, closed_on=self.now.date()
        )
        self._access()
        self._of_the_software()

    def _requests(self) -> None:
        house = self.house
        sepa.sign(house, sepa.start(house))
        fetch_requests(acting_user=house.accountant, now=timezone.now())
        receipt = Mandate.objects.get().receipt_id
        cancel_receipts([receipt], acting_user=house.accountant, reason="double")
        self.draft = sepa.start(house)

    def _access(self) -> None:
        client, old = factories.make_client(username="pierre"), self.now
        self.access = ClientAccess.objects.create(
            user=client,
            party_reference=party_reference(self.party.pk),
            issued_at=old,
            initial_expires_at=old,
            withdrawn_at=old,
        )
        AddressChange.objects.create(
            access=self.access,
            wanted="p@example.org",
            state=AddressState.CONFIRMED,
            decided_at=old,
            is_told=True,
        )
        SecurityEvent.objects.create(kind=SecurityKind.SIGNED_IN, site="extranet", user=client)
        Session.objects.create(session_key="his", session_data="", expire_date=old)
        UserSession.objects.create(
            user=client, session_key="his", ip="192.0.2.7", user_agent="Firefox"
        )

    def _of_the_software(self) -> None:
        SystemMessage.objects.create(recipient=self.colleague, title="Pierre", identity="hers")
        for _turn in range(2):
            Job.objects.create(
                kind="fec", label="Pierre", state=JobState.DONE, finished_at=self.now
            )
        OutboxMessage.objects.create(
            kind="mail", identity="his", payload={"to": "pierre@example.org"}, given_up_at=self.now
        )
        archive.archive(b"Pierre", name="c", kind="receipts.coupons", direction=Direction.OUT)

    def left(self) -> Mapping[str, int]:
        """How much of each kind that the night erases is there."""
        colleagues = SystemMessage.objects.filter(identity="hers")
        return {
            "security_log": SecurityEvent.objects.filter(user=self.access_user).count(),
            "sessions": Session.objects.count() + UserSession.objects.count(),
            "messages": colleagues.count(),
            "jobs": Job.objects.filter(kind="fec").count() - 1,
            "outbox": OutboxMessage.objects.filter(identity="his").exclude(payload={}).count(),
            "files": ArchivedFile.objects.filter(kind="receipts.coupons", erased_at=None).count(),
            "unsigned_requests": OneOffRequest.objects.filter(pk=self.draft.pk).count(),
            "proofs": Mandate.objects.filter(erased_at=None).count(),
            "accesses": ClientAccess.objects.count(),
            "address_changes": AddressChange.objects.count(),
            "parties": Party.objects.filter(last_name=self.party.last_name).count(),
        }

    @property
    def access_user(self) -> int:
        return self.access.user_id


@pytest.fixture
def dispute(settings: Any, tmp_path: Path) -> Dispute:
    settings.SEPA_FOLDER = tmp_path / "SEPA"
    return Dispute()


WAYS: dict[str, Callable[[Dispute], dict[str, Any]]] = {
    "party": lambda dispute: {"party": dispute.party},
    "account": lambda dispute: {"account": dispute.account},
    "entity": lambda dispute: {"entity": dispute.house.entity},
}


@pytest.mark.parametrize("of", WAYS)
def test_a_hold_stops_the_erasure_of_every_kind_until_it_is_lifted(of: str, dispute) -> None:
    nightly = {kind.code for kind in retention.KINDS if kind.erase}
    before = dispute.left()
    assert set(before) == nightly, "each kind that the night erases is tried here"
    assert all(before.values())
    hold = place_hold(
        reason="Assignation du 3 mars", acting_user=dispute.colleague, **WAYS[of](dispute)
    )
    erase_what_is_over(dispute.later)
    assert dispute.left() == before
    lift_hold(hold, reason="Accord signé", acting_user=dispute.colleague, now=dispute.now)
    # The name goes the night after the proof and the access that it belongs to.
    erase_what_is_over(dispute.later)
    erase_what_is_over(dispute.later)
    assert not any(dispute.left().values()), dispute.left()


def test_what_is_nobodys_in_dispute_is_erased_meanwhile(dispute) -> None:
    place_hold(
        reason="Litige", acting_user=dispute.colleague, party=factories.make_party(last_name="Ady")
    )
    erase_what_is_over(dispute.later)
    erase_what_is_over(dispute.later)
    left = {code for code, count in dispute.left().items() if count}
    # They do not say of whom they are.
    assert left == {"messages", "jobs", "outbox", "files"}


def test_a_mandate_of_nobody_known_is_kept_while_one_hold_stands(dispute) -> None:
    """Its line waits for an account: it may be theirs."""
    receipt = DraftReceipt.objects.filter(pk=Mandate.objects.get().receipt_id)
    receipt.update(account=None, unassigned_reason="Compte retiré")
    hold = place_hold(
        reason="Litige", acting_user=dispute.colleague, party=factories.make_party(last_name="Ady")
    )
    assert erase_mandates(dispute.later) == 0
    lift_hold(hold, reason="Accord", acting_user=dispute.colleague, now=dispute.now)
    assert erase_mandates(dispute.later) == 1


def test_nobody_erases_it_by_hand_either(dispute) -> None:
    place_hold(reason="Litige", acting_user=dispute.colleague, account=dispute.account)
    day = dispute.later.date()
    assert any("gelé" in reason for reason in person.duties(dispute.party.pk, day))
    with pytest.raises(BusinessError):
        erase_party(dispute.party, acting_user=dispute.colleague, today=day)
    signed = OneOffRequest.objects.exclude(pk=dispute.draft.pk).get()
    OneOffRequest.objects.filter(pk=signed.pk).update(state="settled", state_at=dispute.now)
    with pytest.raises(BusinessError, match="litige"):
        forget_request(signed, acting_user=dispute.colleague, today=day)
    assert Party.objects.filter(pk=dispute.party.pk, last_name=dispute.party.last_name).exists()


def test_who_why_and_when_is_told_on_the_page_of_what_is_kept(dispute, client: Client) -> None:
    rights = [
        RIGHT,
        "core_people.manage_settings",
        "ledger_books.see_ledger",
        "ledger_people.see_contacts",
    ]
    client.force_login(factories.make_staff(username="claire", rights=rights))
    typed = {"party": f"{dispute.party.pk} · x", "reason": "Assignation du 3 mars", "entity": ""}
    answer = client.post(reverse("ledger:legal_hold_place"), typed)
    assert answer.status_code == 302, answer.content.decode()
    hold = LegalHold.objects.get()
    for page in ("core:retention", "ledger:legal_holds"):
        text = client.get(reverse(page)).content.decode()
        assert "Assignation du 3 mars" in text
        assert f"{timezone.localdate():%d/%m/%Y}" in text
    client.post(reverse("ledger:legal_hold_lift", args=[hold.pk]), {"reason": "Accord signé"})
    told = AuditEvent.objects.filter(object_type="ledger_people.legalhold").order_by("id")
    assert [(event.action, event.data["reason"]) for event in told] == [
        ("hold.place", "Assignation du 3 mars"),
        ("hold.lift", "Accord signé"),
    ]
    assert "Accord signé" in client.get(reverse("ledger:legal_holds")).content.decode()


@pytest.mark.dated("ledger.people.services.place_legal_hold")
def test_a_hold_has_one_thing_a_reason_and_no_twin(dispute) -> None:
    by = {"acting_user": dispute.colleague}
    with pytest.raises(BusinessError, match="un seul des trois"):
        place_hold(reason="x", **by)
    with pytest.raises(BusinessError, match="un seul des trois"):
        place_hold(reason="x", party=dispute.party, account=dispute.account, **by)
    with pytest.raises(BusinessError, match="pourquoi"):
        place_hold(reason=" ", party=dispute.party, **by)
    hold = place_hold(reason="x", party=dispute.party, **by)
    with pytest.raises(BusinessError, match="déjà gelé"):
        place_hold(reason="y", party=dispute.party, **by)
    lift_hold(hold, reason="z", now=dispute.now, **by)
    assert place_hold(reason="y", party=dispute.party, **by).pk != hold.pk
