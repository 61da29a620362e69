"""Guessing a password is stopped, by account and by address."""

import pytest
from django.test import Client

from tests.core.conftest import unknown_to_throttles
from tests.factories import PASSWORD, make_staff

pytestmark = pytest.mark.django_db


def fail(visitor: Client, username: str) -> str:
    return visitor.post(
        "/compte/login/", {"login": username, "password": "Faux-1965!"}
    ).content.decode()


def test_five_wrong_passwords_lock_the_account_for_a_while(back_office: Client) -> None:
    target = unknown_to_throttles("visee")
    make_staff(username=target)
    for _attempt in range(5):
        assert "Identifiant ou mot de passe incorrect." in fail(back_office, target)
    assert "Patientez cinq minutes" in fail(back_office, target)
    answer = back_office.post("/compte/login/", {"login": target, "password": PASSWORD})
    assert "Patientez cinq minutes" in answer.content.decode()
    assert "_auth_user_id" not in back_office.session


def test_an_account_that_does_not_exist_is_locked_alike(back_office: Client) -> None:
    nobody = unknown_to_throttles("personne")
    for _attempt in range(5):
        fail(back_office, nobody)
    assert "Patientez cinq minutes" in fail(back_office, nobody)


def test_one_address_cannot_try_many_accounts(back_office: Client) -> None:
    for _attempt in range(10):
        fail(back_office, unknown_to_throttles("essai"))
    assert "Patientez cinq minutes" in fail(back_office, unknown_to_throttles("essai"))


def test_asking_for_many_reset_links_is_stopped(back_office: Client) -> None:
    asked = {"email": unknown_to_throttles("toujours-moi")}
    answers = [back_office.post("/compte/password/reset/", asked) for _turn in range(6)]
    assert [answer.status_code for answer in answers] == [302] * 5 + [429]
    assert "patienter quelques minutes" in answers[-1].content.decode()
