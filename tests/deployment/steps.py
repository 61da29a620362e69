"""The first day of an installation, in order; each step leaves what the next needs."""

from __future__ import annotations

import base64
import email
import email.policy
import hmac
import os
import re
import time
from collections.abc import Callable
from functools import partial

from lsc.demo.visitor import Visitor
from tests.deployment.certificates import make_authority
from tests.deployment.installation import Installation
from tests.deployment.release import make_release
from tests.deployment.scene import Scene

ADMIN, PASSWORD = "exploitante", "Vosges-Nancy-1965!"
IBAN = "FR7610278040050002198764023"
PLATFORM_KEY = "une-cle-longue-et-secrete-entre-les-deux"


def release(scene: Scene) -> None:
    """A release holds the application and the run-time packages alone"""
    scene.release = make_release(scene.work / "lsc")
    scene.authority = make_authority(scene.work / "tls")
    # The visitor of this check trusts the agency's authority, as the agency's machines do.
    os.environ["SSL_CERT_FILE"] = str(scene.authority.bundle)


def first_start(scene: Scene) -> None:
    """Migrated by the owner of the tables, then served, worked and beaten by roles that own none"""
    office = scene.office = scene.installation("office", 1)
    office.migrate()
    make_administrator(office)
    office.manage("check", "--deploy", "--fail-level", "WARNING")
    office.start("backoffice", "extranet", "worker", "beat")


def make_administrator(office: Installation) -> None:
    """Who signs in first."""
    admin = {"USERNAME": ADMIN, "EMAIL": "admin@agence.example", "PASSWORD": PASSWORD}
    given = {f"DJANGO_SUPERUSER_{name}": value for name, value in admin.items()}
    office.manage("createsuperuser", "--no-input", more=given)


def sign_in(scene: Scene) -> None:
    """The administrator signs in, sets up her second factor, and comes back with a code"""
    site = scene.office.url("backoffice")
    with Visitor(site) as first:
        first.open("/compte/login/").submit(having="password", login=ADMIN, password=PASSWORD)
        assert "/2fa/" in first.path, first.path
        first.open("/compte/2fa/totp/activate/").submit(having="password", password=PASSWORD)
        page = first
        secret = re.search(r"<code[^>]*>([A-Z2-7]{16,})</code>", page.page.text)  # type: ignore[union-attr]
        assert secret, page.text
        first.submit(having="code", code=_code(secret[1]))
        kept = first.open("/compte/2fa/recovery-codes/").page
        codes = re.findall(r">\s*([0-9a-f]{8})\s*<", kept.text)  # type: ignore[union-attr]
        assert codes, first.text
    scene.admin = Visitor(site)
    scene.admin.open("/compte/login/").submit(having="password", login=ADMIN, password=PASSWORD)
    scene.admin.submit(having="code", code=codes[0])
    assert scene.admin.path == "/", scene.admin.text[:300]


def _code(secret: str) -> str:
    """What an authenticator shows in this half minute (RFC 6238)."""
    counter = int(time.time() // 30).to_bytes(8, "big")
    mark = hmac.digest(base64.b32decode(secret), counter, "sha1")
    start = mark[-1] & 15
    return f"{(int.from_bytes(mark[start : start + 4], 'big') & 0x7FFFFFFF) % 10**6:06}"


def a_day_of_work(scene: Scene) -> None:
    """Every page of the menu answers, on both sites, with a year of books behind them"""
    office = scene.office
    office.python("from lsc.demo.agency import build; build()")
    pages = scene.admin.open("/").menu()
    assert len(pages) > 30, pages
    for page in pages:
        scene.admin.open(page)
    with Visitor(office.url("extranet")) as stranger:
        assert "Mot de passe" in stranger.open("/").text


_PUBLISH = """
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


def publish(scene: Scene) -> None:
    """The books publish an account; its client is given a way in."""
    scene.client = tuple(scene.office.python(_PUBLISH).split()[-2:])


def front_and_books(scene: Scene) -> None:
    """The books publish to an extranet of another machine, over TLS of a private authority"""
    front = scene.front = scene.installation("front", 2, sites=("extranet",))
    for books_own in ("LSC_ENCRYPTION_KEYS", "LSC_BLIND_INDEX_KEY", "LSC_SIGNING_KEYS"):
        front.secrets.pop(books_own)
    front.settings["SEPA_PLATFORM_ACCEPTED_KEYS"] = PLATFORM_KEY
    front.migrate()
    front.start("extranet", "worker", "beat")
    office = scene.office
    office.stop()
    office.sites = ("backoffice",)
    office.settings |= {
        "SEPA_PLATFORM_URL": front.url("extranet"), "SEPA_PLATFORM_KEY": PLATFORM_KEY,
    }  # fmt: skip
    office.start("backoffice", "worker", "beat")
    publish(scene)
    ((accounts, entries),) = front.query(
        "SELECT (SELECT count(*) FROM extranet_publication_publishedaccount),"
        " (SELECT count(*) FROM ledger_books_entry)"
    )
    assert (bool(accounts), entries) == (True, 0)


def a_client_pays(scene: Scene) -> None:
    """A client signs in on the front, asks for a debit, and signs it with the code of her mail"""
    front, (username, password) = scene.front, scene.client
    with Visitor(front.url("extranet")) as pierre:
        pierre.open("/").submit(having="login", login=username, password=password)
        pierre.submit(having="again", password=PASSWORD, again=PASSWORD)
        pierre.open(pierre.link("/payer/")).submit(having="iban", iban=IBAN)
        front.wait(lambda: bool(_mailed_code(front)), "the code by mail")
        pierre.submit(having="accepted", accepted="on", code=_mailed_code(front))
        assert "est demandé" in pierre.text, pierre.text[:500]


def _mailed_code(front: Installation) -> str:
    for letter in (front.data / "mail").glob("*.log"):
        parsed = email.message_from_bytes(letter.read_bytes(), policy=email.policy.default)
        body = parsed.get_body(("plain",))
        found = re.search(r"\b\d{6}\b", str(body.get_content())) if body else None
        if found:
            return found[0]
    return ""


_COLLECT = """
from django.utils import timezone
from core.people.models import User
from receipts.draft.models import DraftReceipt
from sepa.collections.services import generate_collections
from sepa.requests.services.fetching import fetch_requests
user = User.objects.get(username="jlc")
fetch_requests(acting_user=user, now=timezone.now())
lines = DraftReceipt.objects.filter(channel="one_off", account__code="450PIERREP")
ids = lines.values_list("pk", flat=True)
for made in generate_collections(ids, acting_user=user, now=timezone.now()):
    print(made.file.name)
"""


def _is_left(office: Installation, name: str) -> bool:
    return (name, "delivered") in office.query("SELECT name, outcome FROM core_files_archivedfile")


def papers(scene: Scene) -> None:
    """The books fetch it, the bank file reaches its folder, and a statement is a PDF"""
    office = scene.office
    names = office.python(_COLLECT).split()
    assert names, "the client's request is to be collected"
    for name in names:
        office.wait(partial(_is_left, office, name), f"{name} in its folder")
    accounts = scene.admin.open("/comptes/")
    found = re.search(r"/comptes/(\d+)/", accounts.page.text)  # type: ignore[union-attr]
    assert found, accounts.text[:300]
    pdf = scene.admin.download(f"/comptes/{found[1]}/releve/")
    assert pdf.startswith(b"%PDF-"), pdf[:100]


ALL: tuple[Callable[[Scene], None], ...] = (
    release,
    first_start,
    sign_in,
    a_day_of_work,
    front_and_books,
    a_client_pays,
    papers,
)
