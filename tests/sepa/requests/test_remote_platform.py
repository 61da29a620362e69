"""Another installation as platform: over a real socket, and when it misbehaves."""

from __future__ import annotations

import json
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from typing import Any
from uuid import uuid4

import pytest
from django.utils import timezone

from core.files.services import archive
from core.jobs.models import OutboxMessage, SystemMessage
from core.jobs.services import outbox
from receipts.draft.models import DraftReceipt
from sepa.collections.services import generate_collections, mark_sent
from sepa.mandates.models import Mandate
from sepa.requests.models import OneOffRequest
from sepa.requests.platform import PlatformError, RemotePlatform
from sepa.requests.services.fetching import fetch_requests
from tests import factories
from tests.sepa import factories as make
from tests.sepa.requests.conftest import KEY, make_pending

# -- The real one ----------------------------------------------------------------------------------


@pytest.mark.django_db(transaction=True)
def test_requests_travel_and_are_acknowledged(extranet: str) -> None:
    house = make.make_house()
    make_pending(house, 3)
    fetched = fetch_requests(
        acting_user=None, platform=RemotePlatform(extranet, KEY), now=timezone.now()
    )
    assert fetched.count == DraftReceipt.objects.count() == 3
    assert set(OneOffRequest.objects.values_list("state", flat=True)) == {"fetched"}
    mandate = Mandate.objects.first()
    assert mandate is not None
    assert mandate.iban == factories.IBAN
    assert mandate.evidence == {"text_version": "2026-11", "channel": "email_code"}
    again = fetch_requests(
        acting_user=None, platform=RemotePlatform(extranet, KEY), now=timezone.now()
    )
    assert again.count == 0


@pytest.mark.django_db(transaction=True)
def test_pages_follow_each_other(extranet: str) -> None:
    house = make.make_house()
    make_pending(house, 5)
    platform = RemotePlatform(extranet, KEY)
    first = platform.pending(after=0, limit=2)
    assert (len(first.requests), first.next) == (2, first.next)
    rest = platform.pending(after=first.next or 0, limit=1000)
    assert (len(rest.requests), rest.next) == (3, None)


@pytest.mark.django_db(transaction=True)
def test_states_and_pdfs_travel_by_the_outbox(extranet: str, settings: Any, tmp_path: Any) -> None:
    settings.SEPA_PLATFORM_URL, settings.SEPA_PLATFORM_KEY = extranet, KEY
    settings.SEPA_FOLDER = tmp_path / "SEPA"
    house = make.make_house()
    make_pending(house)
    fetch_requests(acting_user=house.accountant, now=timezone.now())
    outbox.deliver()
    mandate = Mandate.objects.get()
    assert mandate.pdf is not None
    assert archive.read(mandate.pdf) == b"%PDF-1.7 mandate"
    line = DraftReceipt.objects.get()
    (collection,) = generate_collections(
        [line.pk], acting_user=house.accountant, now=timezone.now()
    )
    mark_sent(collection, acting_user=house.accountant, now=timezone.now())
    outbox.deliver()
    request = OneOffRequest.objects.get()
    states = list(request.steps.values_list("state", flat=True))
    assert (request.state, states) == ("sent", ["fetched", "in_file", "sent"])
    assert request.debit_date == collection.collection_date


@pytest.mark.django_db(transaction=True)
def test_a_wrong_key_is_refused_and_throttled(extranet: str) -> None:
    make_pending(make.make_house())
    for key in ("", "wrong", KEY[:-1], f"sha256:{KEY}"):
        with pytest.raises(PlatformError, match="clé"):
            fetch_requests(
                acting_user=None, platform=RemotePlatform(extranet, key), now=timezone.now()
            )
    said = set()
    for _turn in range(12):
        with pytest.raises(PlatformError) as refused:
            RemotePlatform(extranet, "wrong").pending(after=0, limit=1)
        said.add("patienter" in str(refused.value))
    assert said == {False, True}
    assert not DraftReceipt.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_no_accepted_key_means_nobody(extranet: str, settings: Any) -> None:
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = []
    with pytest.raises(PlatformError, match="clé"):
        RemotePlatform(extranet, "").pending(after=0, limit=1)


@pytest.mark.django_db(transaction=True)
def test_an_unknown_mandate_is_not_found(extranet: str) -> None:
    with pytest.raises(PlatformError, match="404"):
        RemotePlatform(extranet, KEY).mandate_pdf(uuid4())


@pytest.mark.django_db
def test_the_api_describes_itself(client: Any, settings: Any) -> None:
    settings.ROOT_URLCONF = "lsc.urls.extranet"
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [KEY]
    address = "/api/v1/platform/schema/?format=json"
    assert client.get(address).status_code == 401
    described = client.get(address, headers={"Authorization": f"Api-Key {KEY}"}).json()
    assert "/api/v1/platform/requests/" in described["paths"]
    assert described["components"]["securitySchemes"]


# -- The bad ones ----------------------------------------------------------------------------------


@contextmanager
def raw_server(answer: Callable[[socket.socket], None]) -> Iterator[str]:
    """A server that answers each connection in its own way."""
    listening = socket.create_server(("127.0.0.1", 0))
    ended = threading.Event()

    def serve() -> None:
        while not ended.is_set():
            try:
                connection, _address = listening.accept()
            except OSError:
                return
            with connection:
                try:
                    connection.recv(65536)
                    answer(connection)
                except OSError:
                    pass

    thread = threading.Thread(target=serve, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{listening.getsockname()[1]}"
    finally:
        ended.set()
        listening.shutdown(socket.SHUT_RDWR)
        listening.close()
        thread.join(timeout=5)


def http(body: bytes, status: str = "200 OK", length: int | None = None) -> bytes:
    head = f"HTTP/1.1 {status}\r\nContent-Type: application/json\r\nConnection: close\r\n"
    return f"{head}Content-Length: {length or len(body)}\r\n\r\n".encode() + body


def good_item(**changes: Any) -> dict[str, Any]:
    return {
        "uid": str(uuid4()),
        "entity_code": "S001",
        "account_code": "450PIERREP",
        "amount": "65.63",
        "creditor_name": "Syndicat Gilbert",
        "creditor_identifier": factories.ICS,
        "debtor_name": "PROPRIETAIRE Pierre",
        "payer_name": "Pierre PROPRIETAIRE",
        "debtor_email": "",
        "iban": factories.IBAN,
        "bic": factories.BIC,
        "mandate_reference": f"S001-{uuid4().hex[:20]}",
        "movement_reference": "1/2/",
        "signed_at": timezone.now().isoformat(),
        "evidence": {},
        "pdf_sha256": "0" * 64,
        **changes,
    }


def page(*items: Any, following: Any = None) -> bytes:
    return json.dumps({"requests": items, "next": following}).encode()


def saying(answer: bytes) -> Callable[[socket.socket], None]:
    return lambda connection: connection.sendall(answer)


def taking(answer: bytes) -> Callable[[socket.socket], None]:
    """Give this page first, then take the acknowledgement."""
    answers = iter([answer, b'{"recorded": 1}'])

    def reply(connection: socket.socket) -> None:
        connection.settimeout(0.2)
        with suppress(TimeoutError):  # the rest of what was sent, where it came in two pieces
            connection.recv(65536)
        connection.sendall(http(next(answers)))

    return reply


def refused_by(answer: bytes) -> str:
    with (
        raw_server(saying(answer)) as url,
        pytest.raises(PlatformError) as refused,
    ):
        fetch_requests(acting_user=None, platform=RemotePlatform(url, KEY), now=timezone.now())
    assert not DraftReceipt.objects.exists()
    assert not Mandate.objects.exists()
    return str(refused.value)


@pytest.mark.django_db
@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (http(b"oops", "500 Internal Server Error"), "500"),
        (http(b"", "302 Found"), "302"),
        (http(b"<html>Bienvenue</html>"), "ne comprend pas"),
        (http(b'{"requests": [{"uid": "1234'), "ne comprend pas"),
        (http(b'{"requests": []', length=1000), "ne répond pas"),
        (b"SSH-2.0-OpenSSH_9.6\r\n", "ne répond pas"),
        (b"", "ne répond pas"),
        (http(b"null"), "ne comprend pas"),
        (http(b'{"requests": {}, "next": null}'), "ne comprend pas"),
        (http(b"[" * 100_000), "ne comprend pas"),
        (http(page(good_item(), good_item(amount=65.63))), "ne comprend pas"),
        (http(page(good_item(), following=0)), "ne comprend pas"),
        (http(page(good_item(), following=True)), "ne comprend pas"),
    ],
)
def test_nonsense_changes_nothing(answer: bytes, words: str) -> None:
    assert words in refused_by(answer)


@pytest.mark.django_db
@pytest.mark.parametrize(
    "change",
    [
        {"uid": "not-a-uuid"},
        {"amount": 65},
        {"amount": "65.634"},
        {"amount": "-65.63"},
        {"amount": "0.00"},
        {"amount": "NaN"},
        {"iban": "FR7630006000011234567890180"},
        {"iban": None},
        {"bic": "XX"},
        {"mandate_reference": "x" * 36},
        {"mandate_reference": "é"},
        {"mandate_reference": "/a"},
        {"creditor_identifier": "<script>"},
        {"signed_at": "2026-11-20T10:00:00"},
        {"signed_at": "2999-01-01T10:00:00+01:00"},
        {"signed_at": "yesterday"},
        {"evidence": []},
        {"evidence": {"iban": factories.IBAN}},
        {"evidence": {"x": "\x00"}},
        {"evidence": {"x": "y" * 30_000}},
        {"debtor_name": "\ud800"},
        {"debtor_name": "a\x00b"},
        {"payer_name": ""},
        {"entity_code": "x" * 11},
        {"pdf_sha256": "zz"},
    ],
)
def test_one_wrong_field_leaves_that_request_there(change: dict[str, Any]) -> None:
    assert_one_left(page(good_item(), good_item(**change)))


@pytest.mark.django_db
def test_identities_that_read_like_a_card_are_no_secret() -> None:
    """Drawn at random, some do: 4111 1111 1111 1111 stands in this reference and this UUID."""
    item = good_item(
        uid="41111111-1111-4111-8111-111111111111", mandate_reference="S001-4111111111111111"
    )
    item["evidence"] = {"mandate_reference": item["mandate_reference"], "text_sha256": "4" * 64}
    with raw_server(taking(page(item))) as url:
        fetched = fetch_requests(
            acting_user=None, platform=RemotePlatform(url, KEY), now=timezone.now()
        )
    assert (fetched.count, fetched.unreadable) == (1, 0)


@pytest.mark.django_db
def test_a_missing_field_leaves_that_request_there() -> None:
    item = good_item()
    del item["bic"]
    assert_one_left(page(good_item(), item))


def assert_one_left(answer: bytes) -> None:
    """The good one is taken, the other told to the administrators, once however often seen."""
    administrator = factories.make_staff(is_superuser=True)
    said = []
    for taken in (1, 0):
        with raw_server(taking(answer)) as url:
            fetched = fetch_requests(
                acting_user=None, platform=RemotePlatform(url, KEY), now=timezone.now()
            )
        assert (fetched.count, fetched.unreadable) == (taken, 1)
        said.append(fetched.sentence)
    assert said[1] == "1 demande illisible est restée sur la plateforme SEPA."
    assert said[0].endswith(said[1])
    assert DraftReceipt.objects.count() == Mandate.objects.count() == 1
    message = SystemMessage.objects.get(recipient=administrator, level="error")
    assert factories.IBAN not in f"{message.title} {message.body} {message.identity}"


@pytest.mark.django_db
def test_the_same_mandate_twice_refuses_the_page() -> None:
    item = good_item()
    assert "ne comprend pas" in refused_by(http(page(item, {**item, "uid": str(uuid4())})))


@pytest.mark.django_db
def test_a_reference_known_already_refuses_the_page() -> None:
    house = make.make_house()
    (line,) = make.make_lines(house)
    reference = Mandate.objects.get(receipt=line).mandate_reference
    answer = http(page(good_item(mandate_reference=reference)))
    with (
        raw_server(saying(answer)) as url,
        pytest.raises(PlatformError, match="déjà utilisée"),
    ):
        fetch_requests(acting_user=None, platform=RemotePlatform(url, KEY), now=timezone.now())
    assert DraftReceipt.objects.count() == 1


@pytest.mark.django_db
def test_a_slow_platform_is_given_up(settings: Any) -> None:
    settings.SEPA_PLATFORM_TIMEOUT_SECONDS = 1

    given_up = threading.Event()

    def drip(connection: socket.socket) -> None:
        """A byte now and then, none of them late, until nobody listens any more."""
        connection.sendall(http(b"", length=1_000_000))
        with suppress(OSError):
            while not given_up.wait(0.1):
                connection.sendall(b" ")

    with raw_server(drip) as url:
        with pytest.raises(PlatformError, match="trop de temps"):
            RemotePlatform(url, KEY).pending(after=0, limit=1)
        given_up.set()


@pytest.mark.django_db
def test_a_platform_that_is_down_says_so() -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    with pytest.raises(PlatformError, match="ne répond pas"):
        fetch_requests(
            acting_user=None,
            platform=RemotePlatform(f"http://127.0.0.1:{port}", KEY),
            now=timezone.now(),
        )


@pytest.mark.django_db(transaction=True)
def test_what_cannot_be_told_is_told_later(extranet: str, settings: Any) -> None:
    house = make.make_house()
    make_pending(house)
    fetch_requests(acting_user=None, platform=RemotePlatform(extranet, KEY), now=timezone.now())
    settings.SEPA_PLATFORM_URL, settings.SEPA_PLATFORM_KEY = "http://127.0.0.1:9", KEY
    from sepa.requests.services.tell_platform import tell_platform

    tell_platform([OneOffRequest.objects.get().uid], state="posted", at=timezone.now())
    outbox.deliver()
    assert OneOffRequest.objects.get().state == "fetched"
    settings.SEPA_PLATFORM_URL = extranet
    OutboxMessage.objects.update(next_attempt_at=None)
    outbox.deliver()
    assert OneOffRequest.objects.get().state == "posted"


@pytest.mark.django_db
def test_a_pdf_that_is_not_the_signed_one_is_refused(settings: Any) -> None:
    from sepa.requests.services.fetching import fetch_pdfs

    house = make.make_house()
    (line,) = make.make_lines(house)
    mandate = Mandate.objects.get(receipt=line)
    Mandate.objects.update(pdf=None)
    for body, words in ((b"%PDF-other", "empreinte"), (b"<html>", "ne comprend pas")):
        answer = http(body)
        with (
            raw_server(saying(answer)) as url,
            pytest.raises(PlatformError, match=words),
        ):
            fetch_pdfs([mandate.request_uid], platform=RemotePlatform(url, KEY))
    mandate.refresh_from_db()
    assert mandate.pdf is None
