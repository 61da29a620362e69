"""Guessing is bounded by account, address and device; no stranger locks anyone out."""

from __future__ import annotations

import re
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
from django.core import mail
from django.db import connection
from django.test import Client
from django.utils import timezone

from core.database.enums import SecurityKind
from core.database.models import SecurityEvent
from core.jobs.services import outbox
from core.people.models import User
from core.sign_in.models import FailedAttempt
from core.sign_in.services.count_failures import Limit, ThrottledError, reserve
from tests.factories import PASSWORD, make_client, make_staff

pytestmark = pytest.mark.django_db

LOCKED, WRONG = "Trop d’essais infructueux", "Identifiant ou mot de passe incorrect."
OWNER, STRANGER = "192.0.2.7", "198.51.100.66"


@pytest.fixture(autouse=True)
def site(back_office: Client) -> None:
    """These tests drive clients of their own, on the back office."""


@pytest.fixture
def claire() -> User:
    return make_staff(username="claire", email="claire@exemple.fr")


def at(address: str) -> Client:
    return Client(REMOTE_ADDR=address)


def sign_in(visitor: Client, username: str = "claire", password: str = PASSWORD) -> str:
    """Where it leads, or the page that refuses."""
    answer = visitor.post("/compte/login/", {"login": username, "password": password})
    assert answer.status_code in {200, 302}
    return answer.headers.get("Location") or answer.content.decode()


def fail(visitor: Client, username: str = "claire", times: int = 1) -> str:
    return [sign_in(visitor, username, "Faux-1965!") for _turn in range(times)][-1]


def known_device(address: str = OWNER) -> Client:
    """A browser on which Claire has signed in, and out again."""
    browser = at(address)
    assert sign_in(browser) == "/"
    browser.post("/compte/logout/")
    return browser


def test_five_wrong_passwords_lock_who_types_them(claire: User) -> None:
    stranger = at(STRANGER)
    assert WRONG in fail(stranger, times=5)
    page = sign_in(stranger)
    assert LOCKED in page
    told = re.search(r"recommencez (?:le \d\d/\d\d )?à (\d\d:\d\d)", page)
    opens = timezone.localtime(timezone.now() + timedelta(minutes=5))
    assert told
    assert told[1] in {f"{opens:%H:%M}", f"{opens + timedelta(minutes=1):%H:%M}"}
    assert "/compte/deblocage/" in page
    assert "_auth_user_id" not in stranger.session


def test_and_nobody_else(claire: User) -> None:
    fail(at(STRANGER), times=6)
    assert sign_in(at(OWNER)) == "/"


def test_a_name_that_does_not_exist_is_locked_alike(claire: User) -> None:
    stranger = at(STRANGER)
    assert WRONG in fail(stranger, "personne", times=5)
    assert LOCKED in fail(stranger, "personne")


@pytest.mark.parametrize("spelling", ["CLAIRE", "Claire", " claire "])
def test_another_spelling_is_no_other_chance(claire: User, spelling: str) -> None:
    stranger = at(STRANGER)
    fail(stranger, times=4)
    fail(stranger, spelling)
    assert LOCKED in sign_in(stranger)


@pytest.mark.dated("core.sign_in.services.count_failures")
def test_the_lock_opens_by_itself(claire: User) -> None:
    stranger = at(STRANGER)
    fail(stranger, times=5)
    FailedAttempt.objects.update(at=timezone.now() - timedelta(minutes=5))
    assert sign_in(stranger) == "/"


def test_trying_while_locked_does_not_prolong_the_lock(claire: User) -> None:
    stranger = at(STRANGER)
    fail(stranger, times=5)
    before = FailedAttempt.objects.count()
    fail(stranger, times=3)
    assert FailedAttempt.objects.count() == before


def test_a_known_device_behind_the_same_address_is_counted_apart(claire: User) -> None:
    office = known_device()
    fail(at(OWNER), times=6)
    assert LOCKED in sign_in(at(OWNER))
    assert sign_in(office) == "/"


def test_a_known_device_is_bounded_too_and_harms_no_other(claire: User) -> None:
    office = known_device()
    assert WRONG in fail(office, times=5)
    assert LOCKED in sign_in(office)
    assert sign_in(at(OWNER)) == "/"


def test_the_cookie_of_one_account_is_worth_nothing_for_another(claire: User) -> None:
    make_staff(username="marc")
    office = known_device()
    fail(office, "marc", times=5)
    assert LOCKED in sign_in(office, "marc")
    assert sign_in(office) == "/"


def test_a_forged_cookie_is_worth_nothing(claire: User) -> None:
    stranger = at(STRANGER)
    stranger.cookies["lsc_backoffice_device"] = f'{{"{claire.pk}": "x"}}'
    fail(stranger, times=5)
    stranger.cookies["lsc_backoffice_device"] = f'{{"{claire.pk}": "y"}}'
    assert LOCKED in sign_in(stranger)


def test_successes_are_not_counted() -> None:
    make_staff(username="marc")
    for _turn in range(90):
        assert sign_in(at("203.0.113.9"), "marc") == "/"
    assert not FailedAttempt.objects.exists()


def test_a_guess_from_many_places_is_bounded_and_spares_known_devices(claire: User) -> None:
    office = known_device()
    for turn in range(30):
        assert WRONG in fail(at(f"198.51.100.{turn}"))
    assert LOCKED in sign_in(at("198.51.100.99"))
    assert sign_in(office) == "/"


def test_a_guess_at_many_accounts_is_bounded_and_spares_known_devices(claire: User) -> None:
    office = known_device()
    for turn in range(60):
        assert WRONG in fail(at(OWNER), f"essai{turn}")
    assert LOCKED in fail(at(OWNER), "encore-un")
    assert WRONG in fail(at(STRANGER), "encore-un")
    assert sign_in(office) == "/"


def test_a_network_of_ipv6_counts_as_one_address(claire: User) -> None:
    for turn in range(5):
        fail(at(f"2001:db8:1:2::{turn}"))
    assert LOCKED in sign_in(at("2001:db8:1:2:ffff::1"))
    assert sign_in(at("2001:db8:1:3::1")) == "/"


@pytest.mark.dated("core.sign_in.services.let_in_by_mail")
def test_a_letter_to_the_owner_lets_them_in_again(claire: User) -> None:
    for turn in range(30):
        fail(at(f"198.51.100.{turn}"))
    owner = at(OWNER)
    assert LOCKED in sign_in(owner)
    page = owner.post("/compte/deblocage/", {"login": "Claire"}).content.decode()
    assert "Regardez vos e-mails" in page
    outbox.deliver()
    [letter] = mail.outbox
    assert letter.to == ["claire@exemple.fr"]
    [link] = re.findall(r"https?://[^/]+(\S+)", str(letter.body))
    # A mail reader that opens the link lets nobody in, nor does another browser's.
    at(STRANGER).get(link)
    assert LOCKED in sign_in(at(STRANGER))
    assert owner.post(link).headers["Location"] == "/compte/login/"
    assert "_auth_user_id" not in owner.session
    assert sign_in(owner) == "/"
    assert LOCKED in sign_in(at(STRANGER))


def test_the_letter_is_the_same_page_for_nobody_and_dies_with_the_password(claire: User) -> None:
    owner = at(OWNER)
    pages = {
        owner.post("/compte/deblocage/", {"login": name}).content for name in ("claire", "personne")
    }
    assert len(pages) == 1
    outbox.deliver()
    [link] = re.findall(r"https?://[^/]+(\S+)", str(mail.outbox[0].body))
    claire.set_password("Autre-1965!")
    claire.save()
    assert "n’est plus valable" in owner.post(link).content.decode()
    assert "n’est plus valable" in owner.get("/compte/deblocage/faux/").content.decode()


def test_a_password_chosen_by_a_mailed_link_opens_this_device(claire: User) -> None:
    for turn in range(30):
        fail(at(f"198.51.100.{turn}"))
    owner = at(OWNER)
    owner.post("/compte/password/reset/", {"email": "claire"})
    outbox.deliver()
    [link] = re.findall(r"https?://[^/]+(\S+)", str(mail.outbox[0].body))
    page = owner.get(link, follow=True)
    new = {"password1": "Copropriete-2026!", "password2": "Copropriete-2026!"}
    owner.post(page.request["PATH_INFO"], new)
    assert sign_in(owner, password="Copropriete-2026!") == "/"


def test_the_lock_is_logged_once_and_each_failure_too(claire: User) -> None:
    fail(at(STRANGER), times=8)
    kinds = list(SecurityEvent.objects.order_by("id").values_list("kind", flat=True))
    assert kinds == [SecurityKind.REFUSED] * 5 + [SecurityKind.LOCKED]
    assert SecurityEvent.objects.filter(user=claire, ip_address=STRANGER).count() == 6


def test_letters_are_bounded_by_account_and_by_address(claire: User) -> None:
    for turn in range(8):
        at(f"198.51.100.{turn}").post("/compte/password/reset/", {"email": "claire"})
    assert SecurityEvent.objects.filter(kind=SecurityKind.PASSWORD_LINK).count() == 5
    for turn in range(30):
        answer = at(OWNER).post("/compte/password/reset/", {"email": f"nom{turn}"})
        assert answer.status_code == 302
    page = at(OWNER).post("/compte/password/reset/", {"email": "nom"}).content.decode()
    assert "Trop de demandes" in page


def test_an_open_session_does_not_tell_the_password(claire: User) -> None:
    visitor = at(OWNER)
    sign_in(visitor)
    change = {"password1": "Copropriete-2026!", "password2": "Copropriete-2026!"}
    for _turn in range(5):
        visitor.post("/compte/password/change/", {"oldpassword": "Faux", **change})
    page = visitor.post("/compte/password/change/", {"oldpassword": PASSWORD, **change})
    assert LOCKED in page.content.decode()
    assert (
        LOCKED in visitor.post("/compte/reauthenticate/", {"password": PASSWORD}).content.decode()
    )


def test_signing_in_needs_no_cache(claire: User, settings) -> None:
    make_client(username="pierrep", email="pierre@exemple.fr")
    settings.CACHES = {
        "default": {
            "BACKEND": "django.core.cache.backends.redis.RedisCache",
            "LOCATION": "redis://127.0.0.1:1/0",
        }
    }
    visitor = at(OWNER)
    assert WRONG in fail(visitor)
    assert sign_in(visitor) == "/"
    assert visitor.post("/compte/password/reset/", {"email": "claire"}).status_code == 302
    assert visitor.post("/compte/deblocage/", {"login": "claire"}).status_code == 200


@pytest.mark.django_db(transaction=True)
def test_a_hundred_attempts_at_once_are_no_more_than_the_limit() -> None:
    def attempt(_turn: int) -> bool:
        try:
            reserve({"course": [Limit(5, timedelta(minutes=5))]})
        except ThrottledError:
            return False
        finally:
            connection.close()
        return True

    with ThreadPoolExecutor(16) as pool:
        looked_at = sum(pool.map(attempt, range(100)))
    assert 0 < looked_at <= 5
