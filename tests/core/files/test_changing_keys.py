"""A new key reaches every secret, column and file; each ciphertext is of one row only."""

import pytest
from allauth.mfa.adapter import get_adapter
from allauth.mfa.models import Authenticator
from allauth.mfa.totp.internal.auth import TOTP
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection, models

from core.database import crypto
from core.database.crypto import EncryptedTextField
from core.database.models import AuditEvent
from core.database.secrets import new_key
from core.files.enums import Direction
from core.files.models import ArchivedFile
from core.files.services import archive
from core.sign_in.services import rotate_keys as keys
from ledger.books.models import BankAccount
from tests.factories import IBAN, make_bank_account, make_entity, make_staff

pytestmark = pytest.mark.django_db

OTHER_IBAN = "FR1420041010050500013M02606"


def keep(content: bytes = b"<Document/>") -> ArchivedFile:
    return archive.archive(content, name="pain.xml", kind="pain.008", direction=Direction.OUT)


def stored_iban(account: BankAccount) -> str:
    return str(BankAccount.objects.values_list("iban", flat=True).get(pk=account.pk))


def with_new_key(settings) -> str:
    fresh = new_key()
    settings.FIELD_ENCRYPTION_KEYS = [fresh, *settings.FIELD_ENCRYPTION_KEYS]
    return fresh


def test_a_new_key_reaches_every_secret_and_the_old_one_can_go(settings) -> None:
    admin = make_staff(is_superuser=True)
    account, file = make_bank_account(entity=make_entity(), iban=IBAN), keep()
    TOTP.activate(admin, "JBSWY3DPEHPK3PXP")
    before, index = stored_iban(account), account.iban_index
    assert IBAN not in before

    fresh = with_new_key(settings)
    call_command("rotate_keys", verbosity=0)
    assert keys.remaining() == {}
    settings.FIELD_ENCRYPTION_KEYS = [fresh]

    assert stored_iban(account) != before
    account = BankAccount.objects.get(pk=account.pk)
    assert account.iban == IBAN
    assert account.iban_index == crypto.blind_index(IBAN) != index
    assert archive.read(file) == b"<Document/>"
    secret = Authenticator.objects.get().data["secret"]
    assert get_adapter().decrypt(secret) == "JBSWY3DPEHPK3PXP"
    assert IBAN not in str(AuditEvent.objects.get(action="keys.rotate").data)


def test_while_keys_change_an_iban_is_found_under_the_old_and_the_new(settings) -> None:
    entity = make_entity()
    old = make_bank_account(entity=entity, iban=IBAN)
    with_new_key(settings)
    new = make_bank_account(entity=entity, iban=IBAN)
    found = BankAccount.objects.filter(iban_index__in=crypto.blind_indexes(IBAN))
    assert set(found) == {old, new}


def test_a_single_key_has_nothing_to_go_over_to() -> None:
    with pytest.raises(CommandError, match="LSC_ENCRYPTION_KEYS"):
        call_command("rotate_keys", verbosity=0)


def test_a_key_that_is_gone_changes_nothing(settings) -> None:
    account = make_bank_account(entity=make_entity(), iban=IBAN)
    before = stored_iban(account)
    settings.FIELD_ENCRYPTION_KEYS = [new_key(), new_key()]
    with pytest.raises(CommandError, match="clé"):
        call_command("rotate_keys", verbosity=0)
    assert stored_iban(account) == before


def test_what_is_left_on_the_old_key_is_told(settings) -> None:
    make_bank_account(entity=make_entity(), iban=IBAN)
    keep()
    with_new_key(settings)
    assert keys.remaining() == {
        "core_database.KeyCanary": 1,
        "ledger_books.BankAccount": 1,
        "archive": 1,
    }


def test_a_file_that_is_closed_to_the_application_is_told(settings) -> None:
    path = archive.path_of(keep().sha256)
    path.unlink()
    path.mkdir()  # closed to everybody, to a test that runs as root too
    with_new_key(settings)
    with pytest.raises(CommandError, match=path.name):
        call_command("rotate_keys")


def test_a_ciphertext_moved_to_another_row_cannot_be_read() -> None:
    entity = make_entity()
    ours = make_bank_account(entity=entity, iban=IBAN)
    theirs = make_bank_account(entity=entity, iban=OTHER_IBAN)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE ledger_books_bankaccount SET iban = %s WHERE id = %s",
            [stored_iban(theirs), ours.pk],
        )
    with pytest.raises(crypto.InvalidToken):
        _ = BankAccount.objects.get(pk=ours.pk).iban
    assert BankAccount.objects.get(pk=theirs.pk).iban == OTHER_IBAN


def test_no_writer_goes_round_the_binding() -> None:
    account = make_bank_account(entity=make_entity(), iban=IBAN)
    with pytest.raises(TypeError, match="sealed to its row"):
        BankAccount.objects.filter(pk=account.pk).update(iban=IBAN)


def test_a_deferred_iban_is_read_in_one_query(django_assert_num_queries) -> None:
    account = make_bank_account(entity=make_entity(), iban=IBAN)
    lean = BankAccount.objects.defer("iban").get(pk=account.pk)
    with django_assert_num_queries(1):
        assert lean.iban == IBAN


def encrypted_models() -> list[type[models.Model]]:
    return [
        model
        for model in apps.get_models()
        if any(isinstance(field, EncryptedTextField) for field in model._meta.fields)
    ]


@pytest.mark.parametrize("model", encrypted_models(), ids=lambda model: model._meta.label)
def test_what_a_row_is_bound_to_tells_it_alone(model) -> None:
    named = {model._meta.get_field(name).name for name in model.SEALED_TO}
    unique = [{field.name} for field in model._meta.fields if field.unique]
    unique += [
        set(constraint.fields)
        for constraint in model._meta.constraints
        if isinstance(constraint, models.UniqueConstraint)
    ]
    assert named in unique


def test_every_encrypted_field_is_found() -> None:
    found = {model._meta.label: names for model, names in keys.encrypted_fields()}
    assert found["ledger_books.BankAccount"] == ["iban"]
    assert set(found) == {model._meta.label for model in encrypted_models()}
