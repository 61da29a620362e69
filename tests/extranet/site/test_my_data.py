"""A client takes away what their site holds on them, and on nobody else."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO
from typing import Any

import pytest
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from core.database.models import AuditEvent
from extranet.publication.models import PublishedAccount
from extranet.publication.services.publishing import publish
from tests.extranet.factories import (
    make_access,
    make_books,
    on_the_extranet,
    post,
    signed_in,
)
from tests.extranet.paying import send
from tests.factories import IBAN, make_party, make_staff

pytestmark = pytest.mark.django_db


def test_my_accounts_payments_and_sign_ins_and_nobody_elses() -> None:
    books = make_books()
    post(books, debit="65,63", label="Appel de Pierre")
    neighbour = make_party(last_name="Voisin", email="v@example.org")
    other = make_books(code="S002", party=neighbour)
    post(other, debit="12,00", label="Appel de Voisin")
    publish(acting_user=None, now=timezone.now())
    account = PublishedAccount.objects.get(entity_code="S001")
    user = make_access(party=books.party)
    make_access(party=other.party, username="voisin")
    with on_the_extranet():
        client = signed_in(user)
        send(client, account, amount="20,00")
        answer = client.post("/donnees-personnelles/mes-donnees/")
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(BytesIO(content)) as found:
        told = found.read("donnees.json").decode()
    data = json.loads(told)
    assert data["Écritures"][0]["libellé"] == "Appel de Pierre"
    assert data["Prélèvements"][0]["montant"] == "20.00"
    assert user.username in told
    assert "Voisin" not in told
    assert IBAN not in told
    assert AuditEvent.objects.get(action="access.hand_over").user == user


KEY = "une-clé-de-quarante-caractères-au-moins-0001"


def test_where_the_site_stands_apart_the_client_takes_all_that_it_keeps(settings: Any) -> None:
    """What the front keeps is known to it alone: requests, sign-ins, sessions, second factors."""
    books = make_books()
    publish(acting_user=None, now=timezone.now())
    account = PublishedAccount.objects.get(entity_code="S001")
    user, other = make_access(party=books.party), make_staff()
    for person, ip in ((user, "192.0.2.7"), (other, "192.0.2.8")):
        UserSession.objects.create(user=person, session_key=ip, ip=ip, user_agent="Firefox")
        Authenticator.objects.create(user=person, type="totp", data={"secret": "JBSWY3DP"})
    settings.SEPA_PLATFORM_ACCEPTED_KEYS = [KEY]
    settings.SEPA_PLATFORM_URL = ""
    with on_the_extranet():
        client = signed_in(user)
        send(client, account, amount="20,00")
        answer = client.post("/donnees-personnelles/mes-donnees/")
        content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(BytesIO(content)) as found:
        told = found.read("donnees.json").decode()
    data = json.loads(told)
    assert data["Prélèvements"][0]["compte"] == books.account.code
    assert "192.0.2.7" in [session["adresse IP"] for session in data["Sessions"]]
    assert len(data["Seconds facteurs"]) == 1
    assert data["Journal de sécurité"]
    assert "192.0.2.8" not in told
    assert "JBSWY3DP" not in told


@pytest.mark.parametrize(("front", "is_apart"), [("", False), ("https://front.example", True)])
def test_the_office_is_told_what_the_front_keeps_and_how_it_is_had(
    settings: Any, client: Client, front: str, is_apart: bool
) -> None:
    settings.SEPA_PLATFORM_URL = front
    books = make_books()
    make_access(party=books.party)
    client.force_login(
        make_staff(rights=["ledger_people.see_contacts", "ledger_people.hand_over_data"])
    )
    page = client.get(reverse("ledger:party", args=[books.party.pk])).content.decode()
    answer = client.post(reverse("ledger:party_hand_over", args=[books.party.pk]))
    content = b"".join(answer.streaming_content)  # type: ignore[attr-defined]
    with zipfile.ZipFile(BytesIO(content)) as found:
        dossier = found.read("donnees.json").decode()
    for text in (page, dossier):
        assert ("la personne les télécharge elle-même" in text) is is_apart
