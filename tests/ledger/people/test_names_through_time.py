"""A name changed by a service is followed by the seals; the same change by SQL is not."""

import pytest
from django.db import IntegrityError, transaction
from django.utils import timezone
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from core.database.models import RecordVersion
from core.database.services import versions
from ledger.books.models import Entry, Journal
from ledger.books.posting import NewLine, post_entries
from ledger.books.services import chain
from ledger.books.services.chain import version1
from ledger.books.services.chain.read_chain import _sealed_entries
from ledger.books.services.edit_account import create_account, update_account
from ledger.books.services.edit_journal import update_journal
from ledger.books.services.save_entity import save_entity
from ledger.books.services.verify_books import all_problems
from ledger.people.services.edit_party import create_party, update_party
from tests.factories import make_party
from tests.ledger.alterations import without_guards
from tests.ledger.factories import Books, make_books, new_receipt

pytestmark = pytest.mark.django_db


def post(books: Books, amount: str = "10,00") -> None:
    post_entries([new_receipt(books, amount)], acting_user=books.user, today=timezone.localdate())


@pytest.mark.dated
def test_entries_before_and_after_each_new_name_hold() -> None:
    books = make_books()
    post(books)
    for label in ("Paul", "Paule", "Pierre"):
        update_account(
            account=books.client_account,
            values={"label": label},
            acting_user=books.user,
            today=timezone.localdate(),
        )
        post(books)
        update_journal(journal=books.journal, values={"label": label}, acting_user=books.user)
        post(books)
        books.entity.refresh_from_db()
        save_entity(
            entity=books.entity, values={"name": label}, acting_user=books.user, now=timezone.now()
        )
        post(books)
    assert all_problems() == []
    assert RecordVersion.objects.count() == 9


@pytest.mark.dated
def test_a_version_says_who_when_and_what_but_not_the_name() -> None:
    books = make_books()
    before = versions.digest_of(books.client_account)
    update_account(
        account=books.client_account,
        values={"label": "Paul"},
        acting_user=books.user,
        today=timezone.localdate(),
    )
    (version,) = RecordVersion.objects.all()
    assert (version.user, version.action) == (books.user, "account.update")
    assert (version.object_type, version.object_id) == (
        "ledger_books.account",
        books.client_account.pk,
    )
    assert version.before == before
    assert "Paul" not in str(version.__dict__)


def test_what_seals_do_not_rest_on_leaves_no_version() -> None:
    books = make_books()
    update_account(
        account=books.client_account,
        values={"published": True},
        acting_user=books.user,
        today=timezone.localdate(),
    )
    assert not RecordVersion.objects.exists()


def test_a_version_never_changes() -> None:
    create_party(acting_user=None, last_name="MARTIN")
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        RecordVersion.objects.update(mark=0)


@pytest.mark.parametrize(
    "script",
    [
        "UPDATE core_database_recordversion SET mark = 0",
        "UPDATE core_database_recordversion SET after = before",
        "UPDATE core_database_recordversion SET signature = ''",
        "DELETE FROM core_database_recordversion"
        " WHERE id = (SELECT max(id) FROM core_database_recordversion)",
        "DELETE FROM core_database_recordversion"
        " WHERE id = (SELECT min(id) FROM core_database_recordversion)",
        "UPDATE ledger_books_account SET label = 'Jacques' WHERE label = 'Paule'",
        "UPDATE ledger_people_party SET last_name = 'DURAND'",
    ],
)
def test_versions_are_not_made_up(script: str) -> None:
    books = make_books()
    party = create_party(acting_user=books.user, last_name="MARTIN")
    update_party(party=party, values={"last_name": "MARTINE"}, acting_user=books.user)
    post(books)
    for label in ("Paul", "Paule"):
        update_account(
            account=books.client_account,
            values={"label": label},
            acting_user=books.user,
            today=timezone.localdate(),
        )
        post(books)
    assert all_problems() == []
    without_guards(script)
    assert all_problems() != []


def test_a_party_that_no_service_named_yet_may_be_renamed_by_one() -> None:
    party = make_party()
    update_party(party=party, values={"last_name": "AUTRE"}, acting_user=None)
    assert all_problems() == []


def test_a_new_account_has_its_first_version_from_its_service() -> None:
    books = make_books()
    account = create_account(acting_user=books.user, entity=books.entity, code="401X", label="X")
    assert all_problems() == []
    without_guards(f"UPDATE ledger_books_account SET label = 'Y' WHERE id = {account.pk}")  # noqa: S608
    (problem,) = all_problems()
    assert "401X" in problem


texts = st.text(
    st.characters(blacklist_categories=["Cs"], blacklist_characters="\x00"), max_size=30
)


@given(voucher=texts, label=texts, line=texts)
@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_any_text_is_sealed_alike_here_and_in_the_database(
    voucher: str, label: str, line: str
) -> None:
    with transaction.atomic():
        books = make_books()
        entry = new_receipt(books, "1,00", voucher=voucher, label=label)
        lines = [NewLine(each.account_id, each.debit, each.credit, line) for each in entry.lines]
        post_entries(
            [new_receipt(books, "1,00", voucher=voucher, label=label, lines=lines)],
            acting_user=None,
            today=timezone.localdate(),
        )
        assert chain.verify(books.journal, books.year) is None
        transaction.set_rollback(True)


def test_entries_sealed_with_the_first_form_hold_and_are_followed_by_the_second() -> None:
    books = make_books()
    post(books)
    post(books, "20,00")
    seal_again_with_the_first_form(books.journal)
    post(books, "30,00")
    assert all_problems() == []
    assert [entry.hash[:2] for entry in Entry.objects.order_by("number")] == ["1:", "1:", "2:"]
    without_guards("UPDATE ledger_books_entryline SET label = 'Autre'")
    (problem,) = all_problems()
    assert "n° 1" in problem.replace("\u00a0", " ")


def test_the_second_form_is_not_followed_by_the_first() -> None:
    books = make_books()
    post(books)
    post(books, "20,00")
    seal_again_with_the_first_form(books.journal, first=2)
    assert all_problems() != []


def seal_again_with_the_first_form(journal: Journal, first: int = 1) -> None:
    """What the books looked like before there was a second form."""
    year = Entry.objects.all()[0].fiscal_year
    names = chain.Names.of_entity(year.entity_id)
    previous = ""
    for entry, stored in list(_sealed_entries(journal, year, names, 10**6)):
        if entry.number >= first:
            previous = version1.next_hash(previous, entry)
            without_guards(
                f"UPDATE ledger_books_entry SET hash = '{previous}' WHERE number = {entry.number}"  # noqa: S608
            )
        else:
            previous = stored
    without_guards(f"UPDATE ledger_books_journalsequence SET last_hash = '{previous}'")  # noqa: S608
