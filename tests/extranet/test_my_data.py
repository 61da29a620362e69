"""A client takes away what their site holds on them, and on nobody else."""

from __future__ import annotations

import json
import zipfile
from io import BytesIO

import pytest

from core.models import AuditEvent
from extranet.models import PublishedAccount
from extranet.services.publishing import publish
from tests.extranet.factories import (
    make_access,
    make_books,
    on_the_extranet,
    post,
    signed_in,
)
from tests.extranet.test_paying import send
from tests.factories import IBAN, make_party

pytestmark = pytest.mark.django_db


def test_my_accounts_payments_and_sign_ins_and_nobody_elses() -> None:
    books = make_books()
    post(books, debit="65,63", label="Appel de Pierre")
    neighbour = make_party(last_name="Voisin", email="v@example.org")
    other = make_books(code="S002", party=neighbour)
    post(other, debit="12,00", label="Appel de Voisin")
    publish(acting_user=None)
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
