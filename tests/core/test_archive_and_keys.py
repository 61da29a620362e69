"""Nothing is half kept: a full disk says so, and a new key reaches every secret."""

import errno
import hashlib
import os

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.core.management import call_command
from django.db import connection

from core import crypto
from core.enums import Direction
from core.models import ArchivedFile, AuditEvent
from core.secrets import new_key
from core.services import archive
from core.services.keys import encrypted_fields
from ledger.models import BankAccount
from tests.factories import IBAN, make_bank_account, make_entity, make_staff

pytestmark = pytest.mark.django_db


def keep(content: bytes = b"<Document/>") -> ArchivedFile:
    return archive.archive(content, name="pain.xml", kind="pain.008", direction=Direction.OUT)


def test_the_exact_bytes_are_kept_once_under_their_digest() -> None:
    first, second = keep(), keep()
    assert first.sha256 == second.sha256 == hashlib.sha256(b"<Document/>").hexdigest()
    assert archive.read(first) == b"<Document/>"


def test_a_full_disk_leaves_nothing_and_says_what_to_do(settings, monkeypatch) -> None:
    def full(_descriptor: int) -> None:
        raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))

    monkeypatch.setattr(os, "fsync", full)
    with pytest.raises(archive.ArchiveError, match="libérez de la place"):
        keep()
    assert not ArchivedFile.objects.exists()
    left = [path for path in settings.ARCHIVE_DIR.rglob("*") if path.is_file()]
    assert left == []


def test_altered_bytes_are_noticed(settings) -> None:
    file = keep()
    [path] = [each for each in settings.ARCHIVE_DIR.rglob(file.sha256) if each.is_file()]
    path.chmod(0o600)
    path.write_bytes(b"<Faux/>")
    with pytest.raises(archive.ArchiveError, match="altéré"):
        archive.read(file)


def stored_iban(account: BankAccount) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT iban FROM ledger_bankaccount WHERE id = %s", [account.pk])
        return str(cursor.fetchone()[0])


def test_a_new_key_reaches_every_secret_and_the_old_one_can_go(settings) -> None:
    admin = make_staff(is_superuser=True)
    account = make_bank_account(entity=make_entity())
    TOTP.activate(admin, "JBSWY3DPEHPK3PXP")
    before, old = stored_iban(account), list(settings.FIELD_ENCRYPTION_KEYS)
    assert IBAN not in before

    fresh = new_key()
    settings.FIELD_ENCRYPTION_KEYS = [fresh, *old]
    call_command("rotate_keys", verbosity=0)
    settings.FIELD_ENCRYPTION_KEYS = [fresh]

    assert stored_iban(account) != before
    assert BankAccount.objects.get(pk=account.pk).iban == IBAN
    secret = Authenticator.objects.get().data["secret"]
    assert get_adapter().decrypt(secret) == "JBSWY3DPEHPK3PXP"
    event = AuditEvent.objects.get(action="keys.rotate")
    assert IBAN not in str(event.data)
    settings.FIELD_ENCRYPTION_KEYS = old


def test_a_key_that_is_gone_changes_nothing(settings) -> None:
    account = make_bank_account(entity=make_entity())
    before, old = stored_iban(account), list(settings.FIELD_ENCRYPTION_KEYS)
    settings.FIELD_ENCRYPTION_KEYS = [new_key()]
    with pytest.raises(crypto.InvalidToken):
        call_command("rotate_keys", verbosity=0)
    settings.FIELD_ENCRYPTION_KEYS = old
    assert stored_iban(account) == before


def test_every_encrypted_field_is_found() -> None:
    found = {model._meta.label: names for model, names in encrypted_fields()}
    assert found["ledger.BankAccount"] == ["iban"]
