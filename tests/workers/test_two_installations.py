"""The extranet in front, the books behind: two installations, each with its own database and keys.

The back office calls the extranet, which is served by real processes, and never the other way.
"""

from __future__ import annotations

import re
from base64 import b64encode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from io import BytesIO

import httpx
import pytest
from PIL import Image

from lsc.demo import people
from tests.installation import Installation
from tests.mail_sink import MailSink, text_of
from tests.workers.two_sites import (
    COLLECT_AND_POST,
    DELIVER,
    FETCH,
    IBAN,
    PASSWORD,
    PIERRE_TYPES,
    PUBLISH_PIERRE,
    SYNDICATE_IBAN,
    Browser,
    code_for,
    make_installation,
)

KEY = "une-cle-longue-et-secrete-entre-les-deux"
PUBLISH = """
from django.utils import timezone
from extranet.publication.services.publishing import publish
publish(acting_user=None, now=timezone.now())
"""
GIVE_LOGO = """
from base64 import b64decode
from django.core.files.base import ContentFile
from core.people.models import Agency
Agency.objects.get().logo.save("logo.png", ContentFile(b64decode({logo!r})))
"""
NIGHT = """
from core.jobs.services import schedule
for code in ("sepa.fetch", "extranet.publish", "sepa.settle", "core.erase"):
    print(schedule.get(code).run())
"""
BOOKS = """
SELECT (SELECT count(*) FROM ledger_books_account), (SELECT count(*) FROM ledger_books_entry),
       (SELECT count(*) FROM receipts_draft_draftreceipt),
       (SELECT count(*) FROM sepa_mandates_mandate)
"""


@pytest.fixture(scope="module")
def front(mail: MailSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    """The installation that clients sign in on: empty, but for the key that it accepts."""
    installation = make_installation(tmp_path_factory.mktemp("front"), mail, "lsc_front")
    try:
        installation.environment |= {"LSC_SITE": "extranet", "SEPA_PLATFORM_ACCEPTED_KEYS": KEY}
        for key_of_the_books in ("LSC_ENCRYPTION_KEYS", "LSC_BLIND_INDEX_KEY"):
            del installation.environment[key_of_the_books]
        installation.migrate()
        installation.serve("extranet")
        yield installation
    finally:
        installation.stop()


@pytest.fixture(scope="module")
def behind(
    front: Installation, mail: MailSink, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[Installation]:
    """The agency's own installation, which knows the front by its address."""
    installation = make_installation(tmp_path_factory.mktemp("behind"), mail, "lsc_behind")
    try:
        installation.environment |= {
            "SEPA_PLATFORM_URL": front.extranet,
            "SEPA_PLATFORM_KEY": KEY,
        }
        installation.migrate()
        installation.python("from lsc.demo.agency import build; build()")
        yield installation
    finally:
        installation.stop()


def image() -> bytes:
    written = BytesIO()
    Image.new("RGB", (120, 40), "navy").save(written, "PNG")
    return written.getvalue()


def count(installation: Installation, sql: str) -> int:
    return int(str(installation.query(sql)[0][0]))


@pytest.fixture
def pierre(front: Installation) -> Iterator[Browser]:
    browser = Browser(front.extranet)
    yield browser
    browser.http.close()


def publishes(front: Installation, behind: Installation) -> tuple[str, str]:
    """The sign-in that the agency gives to Pierre, once all is in front."""
    logo = image()
    behind.python(GIVE_LOGO.format(logo=b64encode(logo).decode()))
    username, password = behind.python(PUBLISH_PIERRE).split()[-2:]
    # The logo is written after the publication, by the front's worker.
    front.python(DELIVER)

    # In front: what was published, the agency's logo, and nothing of the books.
    assert count(front, "SELECT count(*) FROM extranet_publication_publishedaccount") > 1
    assert httpx.get(f"{front.extranet}/agence/logo/").content == logo
    assert front.query(BOOKS) == [(0, 0, 0, 0)]
    assert count(behind, "SELECT count(*) FROM extranet_publication_publishedaccount") == 0
    return username, password


def pays(pierre: Browser, front: Installation, mail: MailSink) -> str:
    """From the form to the end page. Returns where the life of the payment is shown."""
    # The front holds no books, and knows the syndicate's IBAN all the same.
    form = pierre.link(r"/comptes/\d+/payer/")
    hidden = re.findall(r'type="hidden" name="([^"]+)" value="([^"]*)"', pierre.http.get(form).text)
    ours = dict(hidden) | PIERRE_TYPES | {"iban": SYNDICATE_IBAN}
    refused = pierre.http.post(form, data=ours, headers={"Referer": pierre.site})
    assert (refused.status_code, "compte de l’agence" in refused.text) == (422, True)

    # He pays: the request waits in front, and the back office knows nothing of it yet.
    pierre.submit(pierre.link(r"/comptes/\d+/payer/"), iban=IBAN, **PIERRE_TYPES)
    front.python(DELIVER)
    ended = pierre.submit(pierre.path, accepted="on", code=code_for(mail))
    assert "Votre paiement de 65,63 € est demandé" in ended
    payment = pierre.path.replace("signe/", "")
    assert "65,63 € en cours de prélèvement" in pierre.read("/")
    return payment


def sleeps(pierre: Browser, front: Installation) -> None:
    # The front's own night neither takes the request nor hides what is published.
    assert "les livres sont sur une autre installation" in front.python(NIGHT)
    assert "65,63 € en cours de prélèvement" in pierre.read("/")
    assert count(front, "SELECT count(*) FROM receipts_draft_draftreceipt") == 0


def fetches(pierre: Browser, payment: str, front: Installation, behind: Installation) -> None:
    assert count(behind, "SELECT count(*) FROM sepa_mandates_mandate") == 0
    # The back office fetches it, once, with the very PDF that was signed.
    assert behind.python(FETCH).split()[-2:] == ["1", "0"]
    behind.python(DELIVER)
    (signed,) = front.query(
        "SELECT file.sha256 FROM sepa_requests_oneoffrequest request"
        " JOIN core_files_archivedfile file ON file.id = request.pdf_id"
    )
    assert signed in behind.query(
        "SELECT file.sha256 FROM sepa_mandates_mandate mandate"
        " JOIN core_files_archivedfile file ON file.id = mandate.pdf_id"
    )
    assert "L’agence a reçu votre demande" in pierre.read(payment)


def posts(
    pierre: Browser, payment: str, front: Installation, behind: Installation, mail: MailSink
) -> None:
    # In a file, sent, posted: Pierre reads each of them, and is written the day of the debit.
    day = date.fromisoformat(behind.python(COLLECT_AND_POST).split()[-1])
    behind.python(DELIVER)
    front.python(DELIVER)
    assert f"{day:%d/%m/%Y}" in text_of(
        mail.wait_for(people.PIERRE.email, subject="prélèvement de")
    )
    assert "à la prochaine mise à jour" in pierre.read(payment)
    assert "65,63 € en cours de prélèvement" in pierre.read("/")


def test_a_payment_goes_from_the_front_to_the_books_and_back(
    front: Installation, behind: Installation, pierre: Browser, mail: MailSink
) -> None:
    username, password = publishes(front, behind)

    # Pierre signs in with the password that the agency gave him, and chooses his own.
    pierre.submit("/compte/login/", login=username, password=password)
    assert pierre.path == "/mot-de-passe/"
    assert "Vous devez 65,63 €" in pierre.submit(
        "/mot-de-passe/", password=PASSWORD, again=PASSWORD
    )

    payment = pays(pierre, front, mail)
    sleeps(pierre, front)
    fetches(pierre, payment, front, behind)
    posts(pierre, payment, front, behind, mail)

    # The next publication brings the balance, and takes what was under way away.
    behind.python(PUBLISH)
    shown = pierre.read("/")
    assert "Vous êtes à jour" in shown
    assert "en cours de prélèvement" not in shown
    assert "Le règlement figure dans vos écritures" in pierre.read(payment)
    (publications,) = front.query(
        "SELECT count(*) FROM core_files_archivedfile WHERE kind = 'logo'"
    )
    assert publications == (1,)


def test_a_wrong_key_leaves_both_as_they_are(front: Installation, behind: Installation) -> None:
    before = front.query("SELECT uid FROM extranet_publication_publication ORDER BY id")
    right = behind.environment["SEPA_PLATFORM_KEY"]
    behind.environment["SEPA_PLATFORM_KEY"] = "une-autre"
    try:
        said = behind.python(
            "from django.utils import timezone\n"
            "from core.text.errors import BusinessError\n"
            "from extranet.publication.services.publishing import publish\n"
            "try:\n    publish(acting_user=None, now=timezone.now())\n"
            "except BusinessError as refusal:\n    print(refusal)\n"
        )
    finally:
        behind.environment["SEPA_PLATFORM_KEY"] = right
    assert "Clé inconnue" in said
    assert front.query("SELECT uid FROM extranet_publication_publication ORDER BY id") == before


CAMILLE = """
from django.utils import timezone
from core.people.models import User
from extranet.publication.services.mark_accounts import mark_accounts
from extranet.publication.services.publishing import publish
from ledger.books.enums import AccountRole
from ledger.books.models import Account, Entity
from ledger.people.models import Party
party = Party.objects.create(last_name="DEMENAGEE", first_name="Camille", email="{known}")
account = Account.objects.create(
    entity=Entity.objects.get(code="S001"), code="450CAMILLE", label="Camille DEMENAGEE",
    role=AccountRole.CO_OWNER, party=party)
user = User.objects.get(username="jlc")
(issued,) = mark_accounts([account.pk], acting_user=user, now=timezone.now()).issued
publish(acting_user=user, now=timezone.now())
print(issued.username, issued.password)
"""
EXCHANGE = """
from django.utils import timezone
from extranet.publication.services.exchange_addresses import run_scheduled
print(run_scheduled(now=timezone.now()))
"""
DECIDE = """
from django.utils import timezone
from core.people.models import User
from extranet.publication.models import AddressChange
from extranet.publication.services.change_address import decide_address
change = AddressChange.objects.get(state="asked")
decide_address(change, confirmed={confirmed}, acting_user=User.objects.get(username="jlc"),
    now=timezone.now())
"""
LINK = r"https?://[^/]+(/mon-adresse/\S+)"
KNOWN, NEWER, NEWEST = (f"camille.{name}@courriel.example" for name in ("un", "deux", "trois"))


@dataclass
class Addresses:
    """Camille's, on both installations."""

    front: Installation
    behind: Installation
    mail: MailSink
    camille: Browser

    def asks(self, wanted: str) -> str:
        """On the site, with the password. Returns the link of the letter to the former address."""
        known = self._links(former := self.in_front())
        shown = self.camille.submit("/mon-adresse/", email=wanted, password=PASSWORD)
        assert f"Vous avez demandé {wanted}" in shown
        self.front.python(DELIVER)
        (link,) = self._links(former) - known
        return link

    def _links(self, address: str) -> set[str]:
        """In every letter to that address; one that only tells of a change has none."""
        texts = [text_of(letter) for letter in self.mail.letters_to(address)]
        return {link for text in texts for link in re.findall(LINK, text)}

    def exchange(self) -> str:
        return self.behind.python(EXCHANGE).strip()

    def agency_says(self, *, confirmed: bool) -> None:
        self.behind.python(DECIDE.format(confirmed=confirmed))
        self.behind.python(DELIVER)

    def in_front(self) -> str:
        """Where the site sends codes."""
        rows = self.front.query("SELECT email FROM core_people_user WHERE last_name = 'DEMENAGEE'")
        return str(rows[0][0])

    def in_the_books(self) -> str:
        rows = self.behind.query(
            "SELECT email FROM ledger_people_party WHERE last_name = 'DEMENAGEE'"
        )
        return str(rows[0][0])


@pytest.fixture
def addresses(
    front: Installation, behind: Installation, pierre: Browser, mail: MailSink
) -> Addresses:
    """She has signed in, and her sign-in's own letters are gone."""
    username, password = behind.python(CAMILLE.format(known=KNOWN)).split()[-2:]
    camille = pierre
    camille.submit("/compte/login/", login=username, password=password)
    camille.submit("/mot-de-passe/", password=PASSWORD, again=PASSWORD)
    front.python(DELIVER)
    return Addresses(front, behind, mail, camille)


def test_an_address_travels_from_the_front_to_the_books_and_an_answer_back(
    addresses: Addresses,
) -> None:
    # Asked in front, it is worth nothing on either side; the books hear that it is asked.
    link = addresses.asks(NEWER)
    assert addresses.exchange().startswith("1 changement")
    assert (addresses.in_front(), addresses.in_the_books()) == (KNOWN, KNOWN)

    # Confirmed from the letter: in front at once, in the books with the next exchange, once.
    addresses.camille.submit(link)
    assert (addresses.in_front(), addresses.in_the_books()) == (NEWER, KNOWN)
    assert addresses.exchange().startswith("1 changement")
    assert addresses.exchange().startswith("0 changement")
    assert (addresses.in_front(), addresses.in_the_books()) == (NEWER, NEWER)
    addresses.behind.python(PUBLISH)
    assert addresses.in_front() == NEWER

    # Asked again and refused by the agency: the letter of the front opens nothing any more.
    link = addresses.asks(NEWEST)
    addresses.exchange()
    addresses.agency_says(confirmed=False)
    assert "Ce lien n’est plus valable" in addresses.camille.read(link)
    assert (addresses.in_front(), addresses.in_the_books()) == (NEWER, NEWER)

    # Confirmed by the agency, which has recognised her: on both sides, without the letter.
    link = addresses.asks(NEWEST)
    addresses.exchange()
    addresses.agency_says(confirmed=True)
    assert "Ce lien n’est plus valable" in addresses.camille.read(link)
    assert (addresses.in_front(), addresses.in_the_books()) == (NEWEST, NEWEST)
