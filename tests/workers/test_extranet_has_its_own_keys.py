"""Both sites on one database: the clients' site works with its own ring of keys, and no other."""

from __future__ import annotations

from collections.abc import Iterator

import httpx
import pytest

from lsc.demo import people
from tests.installation import Installation
from tests.mail_sink import MailSink
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

REFUSED = ["refused", "UnknownKeyError"]
#: Reads a column as whoever holds the row and the keys of the process would.
OPEN = """
from django.apps import apps
from core.database.crypto import InvalidToken, open_sealed
model = apps.get_model({label!r})
try:
    print("read", open_sealed(model, {field!r}, {sealed!r}, *{identity!r}))
except InvalidToken as error:
    print("refused", type(error).__name__)
"""


@pytest.fixture(scope="module")
def agency(mail: MailSink, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Installation]:
    installation = make_installation(tmp_path_factory.mktemp("rings"), mail, "lsc_rings")
    try:
        installation.migrate()
        installation.python("from lsc.demo.agency import build; build()")
        installation.serve("backoffice", "extranet")
        yield installation
    finally:
        installation.stop()


@pytest.fixture
def pierre(agency: Installation) -> Iterator[Browser]:
    browser = Browser(agency.extranet)
    yield browser
    browser.http.close()


def opened(agency: Installation, site: str, label: str, field: str, *row: object) -> list[str]:
    sealed, *identity = map(str, row)
    return agency.python(
        OPEN.format(label=label, field=field, sealed=sealed, identity=identity), site=site
    ).split()[-2:]


def pdf(pierre: Browser, path: str) -> bytes:
    answer = pierre.http.get(path)
    assert answer.status_code == 200, path
    return answer.content


LAST_REQUEST = "SELECT iban, uid FROM sepa_requests_oneoffrequest ORDER BY id DESC LIMIT 1"
LAST_MANDATE = "SELECT iban, request_uid FROM sepa_mandates_mandate ORDER BY id DESC LIMIT 1"


def test_a_client_signs_and_reads_all_there_is_to_read(
    agency: Installation, pierre: Browser, mail: MailSink
) -> None:
    for site in (agency.backoffice, agency.extranet):
        assert httpx.get(f"{site}/readyz").json()["parts"]["keys"]["ok"]

    username, password = agency.python(PUBLISH_PIERRE).split()[-2:]
    pierre.submit("/compte/login/", login=username, password=password)
    pierre.submit("/mot-de-passe/", password=PASSWORD, again=PASSWORD)

    # What was published: the syndicate's IBAN, and the statement.
    account = pierre.link(r"/comptes/\d+/")
    assert SYNDICATE_IBAN in pierre.read(account).replace(" ", "")
    assert pdf(pierre, f"{account}releve.pdf").startswith(b"%PDF")

    # The syndicate's own IBAN is known by its fingerprint; with his own he signs by code.
    form = pierre.link(r"/comptes/\d+/payer/")
    with pytest.raises(AssertionError, match="compte de l’agence"):
        pierre.submit(form, iban=SYNDICATE_IBAN, **PIERRE_TYPES)
    pierre.submit(form, iban=IBAN, **PIERRE_TYPES)
    agency.python(DELIVER)
    ended = pierre.submit(pierre.path, accepted="on", code=code_for(mail))
    assert "Votre paiement de 65,63 € est demandé" in ended
    payment = pierre.path.replace("signe/", "")
    assert pdf(pierre, f"{payment}mandat.pdf").startswith(b"%PDF")

    the_office_posts_it(agency, mail)


def the_office_posts_it(agency: Installation, mail: MailSink) -> None:
    """It holds both rings: it fetches, collects and posts; the mandate is mailed."""
    assert agency.python(FETCH).split()[-2:] == ["1", "0"]
    agency.python(COLLECT_AND_POST)
    agency.python(DELIVER)
    assert mail.wait_for(people.PIERRE.email, subject="mandat")
    (request,) = agency.query(LAST_REQUEST)
    (mandate,) = agency.query(LAST_MANDATE)
    for site, mandates in (("backoffice", ["read", IBAN]), ("extranet", REFUSED)):
        assert opened(agency, site, "sepa_requests.OneOffRequest", "iban", *request) == [
            "read",
            IBAN,
        ]
        assert opened(agency, site, "sepa_mandates.Mandate", "iban", *mandate) == mandates


@pytest.mark.parametrize(
    ("label", "field", "statement"),
    [
        (
            "ledger_books.BankAccount",
            "iban",
            "SELECT iban, uid FROM ledger_books_bankaccount WHERE iban <> ''",
        ),
        ("core_database.KeyCanary", "sealed", "SELECT sealed, name FROM core_database_keycanary"),
    ],
)
def test_what_is_of_the_books_cannot_be_read_with_the_keys_of_the_extranet(
    agency: Installation, label: str, field: str, statement: str
) -> None:
    row = agency.query(statement)[0]
    assert opened(agency, "backoffice", label, field, *row)[0] == "read"
    assert opened(agency, "extranet", label, field, *row) == REFUSED
