"""Two installations, and what people and nights do on them."""

from __future__ import annotations

import re
from html import unescape

import httpx
import pytest

from lsc.demo import people
from tests.installation import Installation
from tests.mail_sink import MailSink, text_of

PASSWORD = "Vosges-Nancy-1965!"
IBAN = "FR7610278040050002198764023"
SYNDICATE_IBAN = "FR7615135005000800421357962"
DELIVER = "from core.jobs.services import outbox; assert outbox.deliver() == 0"
PUBLISH_PIERRE = """
from django.utils import timezone
from core.people.models import User
from extranet.publication.services.mark_accounts import mark_accounts
from extranet.publication.services.publishing import publish
from ledger.books.models import Account
user = User.objects.get(username="jlc")
account = Account.objects.get(code="450PIERREP")
(issued,) = mark_accounts([account.pk], acting_user=user, now=timezone.now()).issued
publish(acting_user=user, now=timezone.now())
print(issued.username, issued.password)
"""
FETCH = """
from django.utils import timezone
from core.people.models import User
from sepa.requests.services.fetching import fetch_requests
user = User.objects.get(username="jlc")
counts = [fetch_requests(acting_user=user, now=timezone.now()).count for turn in range(2)]
print(*counts)
"""
COLLECT_AND_POST = """
from django.utils import timezone
from core.people.models import User
from receipts.draft.models import DraftReceipt
from receipts.draft.services.post_receipts import post_prepared
from receipts.draft.services.prepare_receipts import prepare_receipts
from sepa.collections.services import generate_collections, mark_sent
user = User.objects.get(username="jlc")
line = DraftReceipt.objects.get(channel="one_off", account__code="450PIERREP")
(collection,) = generate_collections([line.pk], acting_user=user, now=timezone.now())
mark_sent(collection, acting_user=user, now=timezone.now())
prepare_receipts([line.pk], acting_user=user)
post_prepared(acting_user=user)
print(collection.collection_date)
"""
PIERRE_TYPES = {
    "amount": "65,63",
    "last_name": "PROPRIETAIRE",
    "first_name": "Pierre",
    "bic": "CMCIFR2A",
}


def make_installation(folder: object, mail: MailSink, name: str) -> Installation:
    installation = Installation(folder, mail, name)  # type: ignore[arg-type]
    if not installation.multi_user:
        pytest.skip("needs PostgreSQL and Redis: make test")
    return installation


class Browser:
    """What the client's browser does, without drawing anything."""

    def __init__(self, site: str) -> None:
        self.site = site
        self.http = httpx.Client(base_url=site, follow_redirects=True, timeout=30)

    def read(self, path: str) -> str:
        answer = self.http.get(path)
        assert answer.status_code == 200, f"{path}: {answer.status_code}"
        return plain(answer.text)

    def submit(self, path: str, **typed: str) -> str:
        """Fill in that page's form, hidden fields included. The page that sending it leads to."""
        page = self.http.get(path).text
        hidden = dict(re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', page))
        answer = self.http.post(
            path, data=hidden | typed, headers={"Referer": str(self.http.base_url)}
        )
        assert answer.status_code == 200, f"{path}: {answer.status_code} {plain(answer.text)}"
        self.page, self.path = plain(answer.text), answer.url.path
        return self.page

    def link(self, pattern: str) -> str:
        found = re.search(f'href="({pattern})"', self.http.get("/").text)
        assert found, pattern
        return found[1]


def plain(html: str) -> str:
    text = re.sub(r"<[^>]+>", " ", unescape(html)).replace("\u202f", " ").replace("\xa0", " ")
    return " ".join(text.split())


def code_for(mail: MailSink) -> str:
    found = re.search(r"\b\d{6}\b", text_of(mail.wait_for(people.PIERRE.email, subject="code")))
    assert found
    return found[0]
