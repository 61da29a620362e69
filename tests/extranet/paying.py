"""A client pays: the three steps as a browser sends them, and the code that comes by mail."""

import re
from typing import Any

from django.core import mail
from django.test import Client

from core.jobs.services import outbox
from extranet.publication.models import PublishedAccount


def answers(client: Client, account: PublishedAccount, **changes: Any) -> dict[str, Any]:
    """The form as the site fills it in, with the client's IBAN."""
    page = client.get(f"/comptes/{account.pk}/payer/").content.decode()
    key = re.search(r'name="submission_key" value="([^"]+)"', page)
    assert key
    typed = {
        "submission_key": key[1],
        "amount": "65,63",
        "last_name": "PROPRIETAIRE",
        "first_name": "Pierre",
        "iban": "FR76 3000 6000 0112 3456 7890 189",
    }
    return typed | changes


def send(client: Client, account: PublishedAccount, **changes: Any) -> Any:
    return client.post(f"/comptes/{account.pk}/payer/", answers(client, account, **changes))


def code() -> str:
    outbox.deliver()
    found = re.search(r"\b\d{6}\b", str(mail.outbox[-1].body))
    assert found
    return found[0]
