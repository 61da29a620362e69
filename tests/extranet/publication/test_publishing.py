"""What the books hold and what clients see, from one publication to the next."""

from datetime import date
from decimal import Decimal

import pytest
from django.utils import timezone

from core.jobs.models import SystemMessage
from core.text.errors import BusinessError
from extranet.publication.enums import PublicationState
from extranet.publication.formats.payloads import write_payload
from extranet.publication.models import (
    ExtranetSettings,
    Publication,
    PublicationChunk,
    PublishedAccount,
    PublishedLine,
    SentAccount,
)
from extranet.publication.services.publishing import apply_publication, publish, receive_chunk
from ledger.books.enums import FiscalYearStatus
from ledger.books.models import EntryLine, FiscalYear
from tests.extranet.factories import make_access, make_books, post, published
from tests.factories import ICS, OWN_IBAN, make_account, make_fiscal_year, make_staff

pytestmark = pytest.mark.django_db


def test_the_client_gets_balance_lines_and_creditor() -> None:
    books = make_books()
    post(books, debit="165,63")
    post(books, credit="100,00", day=date(2026, 4, 2))
    shown = published(books)
    assert shown.balance == Decimal("65.63")
    assert [(line.date, line.debit, line.credit) for line in shown.lines.all()] == [
        (date(2026, 3, 15), Decimal("165.63"), Decimal("0.00")),
        (date(2026, 4, 2), Decimal("0.00"), Decimal("100.00")),
    ]
    assert shown.one_off_allowed
    assert shown.creditor_identifier == ICS
    assert shown.creditor_name == "Syndicat Gilbert"
    assert shown.creditor_address == "25 rue de Saurupt, 54000 NANCY"
    assert shown.creditor_iban == OWN_IBAN


@pytest.mark.dated(
    "extranet.publication.services.publishing.apply_publication",
    "extranet.publication.services.publishing.publish",
    "extranet.publication.services.publishing.read_accounts",
    "extranet.publication.services.publishing.transport",
)
def test_a_second_publication_brings_only_what_is_new() -> None:
    books = make_books()
    post(books, debit="165,63")
    first = published(books)
    kept = set(first.lines.values_list("pk", flat=True))
    post(books, credit="100,00")
    run = publish(acting_user=None, now=timezone.now())
    assert run.line_count == 1
    again = PublishedAccount.objects.get()
    assert again.pk == first.pk
    assert again.balance == Decimal("65.63")
    assert kept < set(again.lines.values_list("pk", flat=True))


def test_a_line_committed_late_below_the_last_one_is_not_forgotten() -> None:
    books = make_books()
    post(books, debit="10,00")
    post(books, debit="20,00")
    published(books)
    # As if the first line had been invisible to the first run.
    first = PublishedLine.objects.order_by("source_id").first()
    assert first
    mark = SentAccount.objects.get(account=books.account)
    mark.line_count -= 1
    mark.line_id_sum -= first.source_id
    mark.save()
    first.delete()
    assert published(books).lines.count() == 2


def test_lines_of_an_archived_year_leave_and_the_balance_stays() -> None:
    books = make_books()
    old = make_fiscal_year(entity=books.entity, start=date(2025, 1, 1), end=date(2025, 12, 31))
    post(books, debit="40,00", day=date(2025, 6, 1))
    post(books, debit="25,63")
    assert published(books).lines.count() == 2
    old.status = FiscalYearStatus.ARCHIVED
    old.save()
    shown = published(books)
    assert [line.debit for line in shown.lines.all()] == [Decimal("25.63")]
    assert shown.balance == Decimal("65.63")


def test_as_many_other_lines_are_not_the_same_lines() -> None:
    """One line each in 2024 and 2025: the one year comes back as the other goes offline."""
    books = make_books()
    years = [
        make_fiscal_year(entity=books.entity, start=date(y, 1, 1), end=date(y, 12, 31))
        for y in (2024, 2025)
    ]
    post(books, debit="24,00", day=date(2024, 6, 1))
    post(books, debit="25,00", day=date(2025, 6, 1))
    post(books, debit="26,00")
    for offline, online in (years, years[::-1]):
        FiscalYear.objects.filter(pk=offline.pk).update(status=FiscalYearStatus.ARCHIVED)
        FiscalYear.objects.filter(pk=online.pk).update(status=FiscalYearStatus.CLOSED_ONLINE)
        readable = [Decimal(online.start.year - 2000), Decimal(26)]
        assert sorted(line.debit for line in published(books).lines.all()) == readable


def test_a_year_closed_online_stays_readable() -> None:
    books = make_books()
    post(books, debit="65,63")
    books.year.status = FiscalYearStatus.CLOSED_ONLINE
    books.year.save()
    assert published(books).lines.count() == 1


def test_a_withdrawn_account_leaves_and_comes_back_whole() -> None:
    books = make_books()
    post(books, debit="65,63")
    published(books)
    books.account.published = False
    books.account.save()
    run = publish(acting_user=None, now=timezone.now())
    assert (run.withdrawn_count, run.account_count) == (1, 0)
    assert not PublishedLine.objects.exists()
    books.account.published = True
    books.account.save()
    assert published(books).lines.count() == 1


def test_an_account_that_nobody_chose_or_owns_is_not_published() -> None:
    books = make_books()
    make_account(entity=books.entity, code="450AUTRE", published=False)
    make_account(entity=books.entity, code="450SANS", published=True, party=None)
    published(books)
    assert PublishedAccount.objects.get().account_code == books.account.code


def test_bank_details_of_syndicates_stay_home_where_the_agency_says_so() -> None:
    books = make_books()
    ExtranetSettings.objects.create(pk=1, hide_bank_details=True)
    shown = published(books)
    assert (shown.creditor_iban, shown.creditor_bic) == ("", "")
    assert shown.one_off_allowed


def test_a_run_that_fails_leaves_the_former_state_and_says_so(settings) -> None:
    books = make_books()
    post(books, debit="65,63")
    published(books)
    post(books, debit="10,00")
    reader = make_staff(rights=["core_people.receive_system_messages"])
    settings.SEPA_PLATFORM_URL = "http://127.0.0.1:9"
    with pytest.raises(BusinessError, match="ne répond pas"):
        publish(acting_user=None, now=timezone.now())
    assert PublishedAccount.objects.get().balance == Decimal("65.63")
    run = Publication.objects.first()
    assert run is not None
    assert run.state == PublicationState.FAILED
    assert not PublicationChunk.objects.exists()
    told = SystemMessage.objects.get(recipient=reader)
    assert "n’a pas abouti" in told.title
    settings.SEPA_PLATFORM_URL = ""
    assert published(books).balance == Decimal("75.63")


def test_a_killed_run_is_closed_by_the_next_one() -> None:
    books = make_books()
    killed = Publication.objects.create()
    receive_chunk(uid=killed.uid, base_uid=None, number=0, payload=write_payload("lines", []))
    published(books)
    killed.refresh_from_db()
    assert killed.state == PublicationState.FAILED
    assert "Interrompue" in killed.error
    assert not killed.chunks.exists()


def test_a_run_killed_after_the_extranet_applied_it_costs_nothing() -> None:
    books = make_books()
    post(books, debit="65,63")
    published(books)
    # The marks of that run were never written.
    SentAccount.objects.all().delete()
    assert published(books).lines.count() == 1


def test_nothing_shows_while_a_part_is_missing() -> None:
    run = Publication.objects.create()
    receive_chunk(uid=run.uid, base_uid=None, number=0, payload=write_payload("lines", []))
    with pytest.raises(BusinessError, match="manque"):
        apply_publication(uid=run.uid, chunk_count=2, now=timezone.now())


@pytest.mark.parametrize("payload", ["", "[]", "{}", write_payload("books", []), "null"])
def test_an_unreadable_part_is_refused(payload: str) -> None:
    run = Publication.objects.create()
    with pytest.raises(BusinessError, match="illisible"):
        receive_chunk(uid=run.uid, base_uid=None, number=0, payload=payload)


def test_the_report_reaches_those_who_receive_messages() -> None:
    reader = make_staff(rights=["core_people.receive_system_messages"])
    books = make_books()
    post(books, debit="65,63")
    publish(acting_user=reader, now=timezone.now())
    told = SystemMessage.objects.get(recipient=reader)
    assert told.body == "Comptes publiés : 1. Lignes nouvelles : 1. Comptes retirés : 0."


def test_names_and_mail_follow_the_party_and_the_password_is_left_alone() -> None:
    books = make_books()
    user = make_access(party=books.party)
    before = user.password
    published(books)
    user.refresh_from_db()
    assert user.password == before
    assert user.client_access.issued_at <= timezone.now()


def test_the_number_of_statements_does_not_grow_with_the_lines(
    django_assert_max_num_queries,
) -> None:
    books = make_books()
    for _turn in range(30):
        post(books, debit="1,00")
    with django_assert_max_num_queries(70):
        publish(acting_user=None, now=timezone.now())
    assert PublishedLine.objects.count() == 30
    assert EntryLine.objects.count() == 60
