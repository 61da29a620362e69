"""Two rings of keys: each site holds its own, each is changed by itself, the office holds both."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.core.exceptions import ImproperlyConfigured
from django.core.management import call_command

from core.database import crypto
from core.database.crypto import Ring, UnknownKeyError
from core.database.models import ExtranetKeyCanary
from core.database.secrets import Secrets, load_secrets, new_key
from core.database.services.canary import bind_to_keys, keys_fit
from core.files.enums import Direction
from core.files.models import ArchivedFile
from core.files.services import archive
from core.files.services.archive import ArchiveError
from core.sign_in.services import rotate_keys as keys
from ledger.books.models import BankAccount
from sepa.requests.models import OneOffRequest
from tests.factories import IBAN, OWN_IBAN, make_client, make_staff
from tests.sepa.factories import make_house, make_pending

BOOKS = {"LSC_ENCRYPTION_KEYS": "b2,b1", "LSC_BLIND_INDEX_KEY": "b"}
EXTRANET = {"LSC_EXTRANET_ENCRYPTION_KEYS": "e2,e1", "LSC_EXTRANET_BLIND_INDEX_KEY": "e"}
SIGNS = {"LSC_SECRET_KEY": "s"}


@pytest.fixture
def two_rings(settings: Any) -> Any:
    """An installation whose sites have had keys of their own from the start."""
    settings.EXTRANET_ENCRYPTION_KEYS = [new_key()]
    settings.EXTRANET_BLIND_INDEX_KEY = new_key()
    return settings


def as_the_extranet(settings: Any) -> None:
    """From here on with what compose gives to the clients' site."""
    settings.LSC_SITE = "extranet"
    settings.FIELD_ENCRYPTION_KEYS, settings.BLIND_INDEX_KEY = [], ""


def keep(kind: str) -> ArchivedFile:
    return archive.archive(kind.encode(), name=kind, kind=kind, direction=Direction.OUT)


def test_what_the_clients_site_holds_is_of_its_ring_and_the_rest_of_the_books() -> None:
    theirs = {
        model._meta.label
        for model, _names in keys.encrypted_fields()
        if crypto.ring_of(model) == Ring.EXTRANET
    }
    assert theirs == {
        "core_database.ExtranetKeyCanary",
        "extranet_publication.ExtranetSettings",
        "extranet_publication.PublicationChunk",
        "extranet_publication.PublishedAccount",
        "sepa_requests.OneOffRequest",
    }


@pytest.mark.django_db
def test_the_clients_site_reads_its_own_and_nothing_of_the_books(two_rings: Any) -> None:
    make_pending(make_house())
    proof, bank_file = keep("mandate"), keep("pain.008")
    as_the_extranet(two_rings)
    assert OneOffRequest.objects.get().iban == IBAN
    assert archive.read(proof) == b"mandate"
    with pytest.raises(UnknownKeyError):
        _ = BankAccount.objects.first().iban  # type: ignore[union-attr]
    with pytest.raises(ArchiveError, match="sa clé manque"):
        archive.read(bank_file)
    for writes in (lambda: crypto.encrypt("x", bound_to="y"), lambda: crypto.blind_index(IBAN)):
        with pytest.raises(UnknownKeyError):
            writes()


@pytest.mark.django_db
def test_a_value_of_one_ring_is_no_value_of_the_other(two_rings: Any) -> None:
    forged = crypto.encrypt(IBAN, bound_to="place", ring=Ring.EXTRANET)
    with pytest.raises(UnknownKeyError):
        crypto.decrypt(forged, bound_to="place", ring=Ring.BOOKS)


@pytest.mark.django_db
def test_each_kind_of_user_has_second_factors_of_its_own_ring(two_rings: Any) -> None:
    TOTP.activate(make_staff(), "JBSWY3DPEHPK3PXP")
    as_the_extranet(two_rings)
    client = make_client()
    TOTP.activate(client, "KRSXG5CTMVRXEZLU")
    mine = Authenticator.objects.get(user=client).data["secret"]
    assert get_adapter().decrypt(mine) == "KRSXG5CTMVRXEZLU"
    of_staff = Authenticator.objects.exclude(user=client).get().data["secret"]
    with pytest.raises(UnknownKeyError):
        get_adapter().decrypt(of_staff)


@pytest.mark.django_db
def test_the_ring_of_the_extranet_is_changed_by_itself(two_rings: Any) -> None:
    """From one ring for both sites, as installations had, to two."""
    books = list(two_rings.FIELD_ENCRYPTION_KEYS)
    two_rings.EXTRANET_ENCRYPTION_KEYS, two_rings.EXTRANET_BLIND_INDEX_KEY = [], ""
    ExtranetKeyCanary.objects.all().delete()
    bind_to_keys(sender=apps.get_app_config("core_database"), using="default")
    make_pending(make_house())
    proof, bank_file = keep("mandate"), keep("pain.008")
    two_rings.LSC_SITE = "extranet"
    TOTP.activate(make_client(), "KRSXG5CTMVRXEZLU")
    account = BankAccount.objects.get()

    fresh = new_key()
    two_rings.EXTRANET_ENCRYPTION_KEYS = [fresh, *books]
    call_command("rotate_keys", verbosity=0)
    assert keys.remaining() == {}
    two_rings.EXTRANET_ENCRYPTION_KEYS = [fresh]

    request = OneOffRequest.objects.get()
    assert request.iban == IBAN
    assert request.iban_index == crypto.blind_index(IBAN, Ring.EXTRANET) != crypto.blind_index(IBAN)
    assert archive.read(bank_file) == b"pain.008"
    same = BankAccount.objects.get()
    assert (same.iban, same.iban_index) == (OWN_IBAN, account.iban_index)
    as_the_extranet(two_rings)
    assert archive.read(proof) == b"mandate"
    secret = Authenticator.objects.get().data["secret"]
    assert get_adapter().decrypt(secret) == "KRSXG5CTMVRXEZLU"


@pytest.mark.django_db
@pytest.mark.parametrize("lost", ["EXTRANET_ENCRYPTION_KEYS", "EXTRANET_BLIND_INDEX_KEY"])
def test_a_wrong_key_of_the_extranet_is_noticed(lost: str, settings: Any) -> None:
    assert keys_fit()
    setattr(settings, lost, [new_key()] if lost.endswith("KEYS") else new_key())
    assert not keys_fit()


def load(site: str, folder: Path, **environ: str) -> Secrets:
    return load_secrets(folder, environ=environ, site=site, required=True)


def test_each_site_is_started_with_what_it_needs(tmp_path: Path) -> None:
    both = load("backoffice", tmp_path, **SIGNS, **BOOKS, **EXTRANET)
    assert both == Secrets("s", ["b2", "b1"], "b", ["e2", "e1"], "e")
    own = load("extranet", tmp_path, **SIGNS, **EXTRANET, LSC_ENCRYPTION_KEYS="")
    assert own == Secrets("s", [], "", ["e2", "e1"], "e")
    for site in ("backoffice", "extranet"):
        assert load(site, tmp_path, **SIGNS, **BOOKS) == Secrets("s", ["b2", "b1"], "b")


@pytest.mark.parametrize(
    ("site", "given"),
    [
        ("backoffice", SIGNS | EXTRANET),
        ("backoffice", SIGNS | BOOKS | {"LSC_EXTRANET_ENCRYPTION_KEYS": "e"}),
        ("extranet", SIGNS | {"LSC_EXTRANET_BLIND_INDEX_KEY": "e"}),
        ("extranet", SIGNS),
    ],
)
def test_half_of_the_keys_is_no_start(site: str, given: dict[str, str], tmp_path: Path) -> None:
    with pytest.raises(ImproperlyConfigured, match=r"ENCRYPTION_KEYS|BLIND_INDEX_KEY"):
        load(site, tmp_path, **given)


def test_new_installations_have_two_rings(tmp_path: Path) -> None:
    made = load_secrets(tmp_path, environ={}, required=False)
    assert {*made.encryption_keys}.isdisjoint(made.extranet_encryption_keys)
    assert made.extranet_blind_index_key != made.blind_index_key
