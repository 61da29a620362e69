"""Sessions: listed, ended by oneself or by who may; a back office that nobody touches closes."""

from __future__ import annotations

import re
from datetime import timedelta
from pathlib import Path

import pytest
from allauth.usersessions.models import UserSession
from django.core import mail
from django.test import Client
from django.urls import NoReverseMatch, resolve, reverse
from django.utils import timezone

from core.database.enums import SecurityKind
from core.database.models import SecurityEvent
from core.jobs.services import outbox
from core.people.models import User
from core.sign_in.middleware.idle import LAST_MOVE
from core.sign_in.services import users
from core.sign_in.services.end_sessions import end_all_sessions
from core.text.errors import BusinessError
from tests.factories import PASSWORD, make_staff

pytestmark = pytest.mark.django_db

AGENT = "Mozilla/5.0 (Windows NT 10.0) Gecko/20100101 Firefox/140.0"


@pytest.fixture
def claire(back_office: Client) -> User:
    return make_staff(username="claire", email="claire@exemple.fr")


def browser(username: str = "claire", address: str = "192.0.2.7") -> Client:
    """A browser on which ``username`` is signed in."""
    visitor = Client(REMOTE_ADDR=address, headers={"User-Agent": AGENT})
    given = {"login": username, "password": PASSWORD}
    assert visitor.post("/compte/login/", given).headers["Location"] == "/"
    return visitor


def is_in(visitor: Client) -> bool:
    return visitor.get("/messages/").status_code == 200


def slept(visitor: Client, minutes: float) -> None:
    """The last move of this browser was so many minutes ago."""
    session = visitor.session
    session[LAST_MOVE] = timezone.now().timestamp() - minutes * 60
    session.save()


def test_the_page_lists_where_the_account_is_open(claire: User) -> None:
    here, _there = browser(), browser(address="198.51.100.9")
    page = here.get("/compte/sessions/").content.decode()
    assert page.count("Firefox, Windows") == 2
    assert "198.51.100.9" in page
    assert page.count("cet appareil") == 1


def test_one_is_ended_and_the_others_stay(claire: User) -> None:
    here, there, elsewhere = browser(), browser(), browser()
    row = UserSession.objects.get(session_key=there.session.session_key)
    here.post(f"/compte/sessions/{row.pk}/fermer/")
    assert [is_in(each) for each in (here, there, elsewhere)] == [True, False, True]
    event = SecurityEvent.objects.get(kind=SecurityKind.SESSION_ENDED)
    assert (event.user, event.acting_user, event.data["count"]) == (claire, None, 1)


def test_all_the_others_are_ended_at_once(claire: User) -> None:
    here, there = browser(), browser()
    here.post("/compte/sessions/fermer/")
    assert [is_in(here), is_in(there)] == [True, False]


def test_nobody_ends_somebody_elses(claire: User) -> None:
    make_staff(username="marc")
    marc, here = browser("marc"), browser()
    row = UserSession.objects.get(session_key=here.session.session_key)
    marc.post(f"/compte/sessions/{row.pk}/fermer/")
    assert is_in(here)


def test_an_administrator_ends_them_and_the_person_is_told(claire: User) -> None:
    make_staff(username="admin", is_superuser=True)
    here, admin = browser(), browser("admin")
    assert "Firefox" in admin.get(f"/parametres/utilisateurs/{claire.pk}/").content.decode()
    admin.post(f"/parametres/utilisateurs/{claire.pk}/sessions/")
    assert not is_in(here)
    assert is_in(admin)
    outbox.deliver()
    assert "sessions viennent d’être fermées" in mail.outbox[-1].body


def test_not_those_of_who_holds_more(claire: User) -> None:
    make_staff(username="secretaire", rights=["core_people.manage_users"])
    chief = make_staff(username="chef", rights=["receipts_draft.post_receipts"])
    theirs, secretary = browser("chef"), browser("secretaire")
    secretary.post(f"/parametres/utilisateurs/{chief.pk}/sessions/")
    assert is_in(theirs)
    with pytest.raises(BusinessError):
        users.check_reach(User.objects.get(username="secretaire"), chief)


def test_a_new_password_and_a_forgotten_factor_end_the_others(claire: User) -> None:
    here, there = browser(), browser()
    new = {"password1": "Copropriete-2026!", "password2": "Copropriete-2026!"}
    here.post("/compte/password/change/", {"oldpassword": PASSWORD, **new})
    assert [is_in(here), is_in(there)] == [True, False]
    users.reset_second_factor(acting_user=make_staff(is_superuser=True), user_id=claire.pk)
    assert not is_in(here)


@pytest.mark.dated
def test_signing_out_leaves_no_row_behind(claire: User) -> None:
    browser().post("/compte/logout/")
    assert not UserSession.objects.exists()
    assert end_all_sessions(user=claire, acting_user=claire) == 0


def test_thirty_minutes_without_a_move_end_the_session(claire: User) -> None:
    visitor = browser()
    slept(visitor, 29.9)
    assert is_in(visitor)
    slept(visitor, 30.1)
    partial = visitor.get("/messages/", headers={"HX-Request": "true"})
    # The page stays, with what was typed, and says so.
    assert partial.status_code == 401
    kinds = SecurityEvent.objects.order_by("-id").values_list("kind", flat=True)
    assert kinds[0] == SecurityKind.SESSION_IDLE
    assert not is_in(visitor)


def test_what_the_page_asks_by_itself_is_no_move(claire: User) -> None:
    visitor = browser()
    slept(visitor, 20)
    before = visitor.session[LAST_MOVE]
    for address in ("/etat/", "/jeton/", "/taches/999999/"):
        visitor.get(address)
    assert visitor.session[LAST_MOVE] == before
    assert is_in(visitor)
    assert visitor.session[LAST_MOVE] > before


def test_what_a_page_asks_again_and_again_is_marked_so() -> None:
    root = Path(__file__).resolve().parents[3] / "templates"
    polled = set()
    for file in root.rglob("*.html"):
        for tag in re.findall(r"<[^>]*hx-trigger=\"[^\"]*every [^>]*>", file.read_text()):
            polled |= set(re.findall(r"{% url '([\w:]+)'", tag))
    assert polled
    for name in polled:
        try:
            address = reverse(name)
        except NoReverseMatch:
            address = reverse(name, args=[1])
        assert getattr(resolve(address).func, "background", False), name


def test_a_clock_put_right_makes_no_session_eternal(claire: User) -> None:
    visitor = browser()
    slept(visitor, -365 * 24 * 60)
    assert is_in(visitor)
    assert visitor.session[LAST_MOVE] <= timezone.now().timestamp()


def test_the_setting_decides(claire: User, settings) -> None:
    visitor = browser()
    settings.IDLE_MINUTES = 0
    slept(visitor, 500)
    assert is_in(visitor)


def test_a_move_is_seen_in_the_list(claire: User) -> None:
    visitor = browser()
    long_ago = timezone.now() - timedelta(minutes=20)
    UserSession.objects.update(last_seen_at=long_ago)
    slept(visitor, 20)
    is_in(visitor)
    assert UserSession.objects.get().last_seen_at > long_ago


def test_the_log_is_a_list_that_administrators_read_and_export(claire: User) -> None:
    browser().post("/compte/logout/")
    make_staff(username="auditeur", rights=["core_people.see_audit"])
    auditor = browser("auditeur")
    page = auditor.get("/parametres/securite/?quoi=sign_out").content.decode()
    assert "Déconnexion" in page
    assert page.count("192.0.2.7") == 1
    answer = auditor.get("/parametres/securite/?format=csv")
    assert "claire" in b"".join(answer).decode("utf-8-sig")
