"""Redis down: one signs in and works; what needs a worker says so."""

from __future__ import annotations

import time

import pytest
from django.core.cache import caches
from django.test import Client
from kombu.exceptions import OperationalError

from core.database.cache import SILENCE_SECONDS, SpareableRedisCache
from core.jobs.enums import JobState
from core.jobs.models import Job, OutboxMessage
from core.jobs.services import outbox
from core.jobs.tasks import deliver_outbox, run_asked_service
from tests.core.services import bring, only_services_of_the_test
from tests.factories import PASSWORD, make_staff

pytestmark = pytest.mark.django_db
#: Nothing listens there.
NOBODY = "redis://127.0.0.1:1/0"


@pytest.fixture
def cache(settings):
    """The cache of an installation whose Redis does not answer."""
    settings.REDIS_URL = NOBODY
    settings.CACHES = {
        "default": {
            "BACKEND": "core.database.cache.SpareableRedisCache",
            "LOCATION": NOBODY,
            "OPTIONS": {"socket_connect_timeout": 1, "socket_timeout": 2},
        }
    }
    yield caches["default"]
    del caches["default"]


def test_a_person_signs_in_and_works(back_office: Client, cache, settings) -> None:
    settings.STAFF_SECOND_FACTOR_REQUIRED = False
    make_staff(username="claire", rights=["receipts_draft.see_draft"])
    answer = back_office.post("/compte/login/", {"login": "claire", "password": PASSWORD})
    assert answer.status_code == 302
    for page in ("/", "/etat/", "/brouillard/"):
        assert back_office.get(page).status_code == 200, page


def test_five_wrong_passwords_still_lock(back_office: Client, cache) -> None:
    make_staff(username="claire")
    for _turn in range(5):
        back_office.post("/compte/login/", {"login": "claire", "password": "faux"})
    answer = back_office.post("/compte/login/", {"login": "claire", "password": PASSWORD})
    assert answer.status_code != 302


def test_the_monitoring_sees_it(back_office: Client, cache) -> None:
    answer = back_office.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["parts"]["redis"] == {"ok": False, "says": "Redis ne répond pas."}


def test_every_question_to_the_cache_is_answered_as_a_miss(cache) -> None:
    assert isinstance(cache, SpareableRedisCache)
    cache.set("a", 1)
    cache.set_many({"b": 2})
    assert cache.get("a") is None
    assert cache.get("a", "rien") == "rien"
    assert cache.get_many(["a", "b"]) == {}
    assert cache.get_or_set("a", lambda: 3) == 3
    assert (cache.add("a", 1), cache.has_key("a"), cache.delete("a"), cache.touch("a")) == (
        False,
        False,
        False,
        False,
    )
    cache.delete_many(["a"])


def test_after_a_failure_it_is_left_alone_for_a_moment(cache, monkeypatch) -> None:
    asked: list[str] = []

    def get(_client: object, key: str, _default: object) -> None:
        asked.append(key)
        raise ConnectionError

    monkeypatch.setattr("core.database.cache.RedisCacheClient.get", get)
    cache.get("a")
    cache.get("a")
    assert len(asked) == 1
    clock = time.monotonic()
    monkeypatch.setattr("core.database.cache.time.monotonic", lambda: clock + SILENCE_SECONDS + 1)
    cache.get("a")
    assert len(asked) == 2


def test_the_platform_answers_and_its_keys_are_checked(client: Client, cache, settings) -> None:
    settings.ROOT_URLCONF, settings.LSC_SITE = "lsc.urls.extranet", "extranet"
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = ["une-cle-longue-et-secrete"]
    answers = [
        client.get(
            "/api/v1/platform/requests/", headers={"Authorization": f"Api-Key {key}"}
        ).status_code
        for key in ("une-cle-longue-et-secrete", "une-autre")
    ]
    assert answers == [200, 401]


@pytest.fixture
def no_broker(monkeypatch):
    def delay(*_arguments: object) -> None:
        raise OperationalError

    for task in (deliver_outbox, run_asked_service):
        monkeypatch.setattr(task, "delay", delay)


def test_a_service_asked_for_says_that_nothing_was_done(back_office: Client, no_broker) -> None:
    back_office.force_login(make_staff(is_superuser=True))
    with only_services_of_the_test():
        bring("essai", lambda: "", label="Essai")
        answer = back_office.post(
            "/parametres/services/essai/lancer/", headers={"HX-Request": "true"}
        )
    assert answer.status_code == 200
    assert "Les tâches de fond ne répondent pas" in answer.content.decode()
    assert Job.objects.get().state == JobState.FAILED


def test_what_is_to_be_sent_waits_for_it(no_broker, django_capture_on_commit_callbacks) -> None:
    with django_capture_on_commit_callbacks(execute=True):
        outbox.enqueue("tests.mail", identity="1", payload={})
    assert OutboxMessage.objects.get().done_at is None
