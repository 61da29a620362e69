"""A user works on some entities: read within them, refused outside, and set by somebody else."""

from __future__ import annotations

import pytest
from django.http import HttpRequest, HttpResponseBase, StreamingHttpResponse
from django.test import Client, RequestFactory
from django.urls import reverse

from core.database.middleware import PortfolioMiddleware
from core.database.models import AuditEvent
from core.database.portfolio import (
    WHOLE,
    OutsidePortfolioError,
    for_the_agency,
    in_force,
    portfolio_of,
    within,
)
from core.database.services import audit
from core.jobs.services import jobs, messages
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.models import Account, Entity, PortfolioEntity
from ledger.books.services.set_portfolio import set_portfolio
from ledger.people.models import Party
from tests.factories import make_account, make_entity, make_party, make_staff

pytestmark = pytest.mark.django_db


@pytest.fixture
def mine() -> Entity:
    return make_entity(code="S001")


@pytest.fixture
def theirs() -> Entity:
    return make_entity(code="S002")


@pytest.fixture
def paul(mine: Entity) -> User:
    admin = make_staff(is_superuser=True)
    paul = make_staff(username="paul", rights=["core_people.manage_settings"])
    return set_portfolio(
        user_id=paul.pk, every_entity=False, entity_ids=[mine.pk], acting_user=admin
    )


def test_what_reaches_over_the_agency_is_refused_without_reading_which_entities(
    paul, django_assert_num_queries
):
    """It is asked for each link of the menu."""
    person = User.objects.get(pk=paul.pk)
    with django_assert_num_queries(0):
        assert not person.has_perm("core_people.manage_settings")


def codes() -> list[str]:
    return list(Entity.objects.values_list("code", flat=True))


def test_everything_is_read_within_it(paul, mine, theirs):
    make_account(entity=mine)
    make_account(entity=theirs)
    with within(portfolio_of(paul)):
        assert codes() == ["S001"]
        assert Account.objects.get().entity == mine
        with for_the_agency():
            assert codes() == ["S001", "S002"]
    assert in_force() == WHOLE


def test_a_party_is_seen_by_who_works_on_one_of_its_entities(paul, mine, theirs):
    shared, foreign, new = (make_party(last_name=name) for name in ("DEUX", "AUTRE", "NEUF"))
    for entity, party in ((mine, shared), (theirs, shared), (theirs, foreign)):
        make_account(entity=entity, party=party, code=f"450{party.last_name}")
    with within(portfolio_of(paul)):
        assert set(Party.objects.all()) == {shared, new}
        assert shared.accounts.count() == 1


def test_who_works_on_everything_pays_no_condition(theirs):
    marie = make_staff()
    with within(portfolio_of(marie)):
        assert "WHERE" not in str(Account.objects.order_by().query)


def test_choices_made_at_start_up_are_asked_again(paul, mine, theirs):
    made_at_start = Entity.objects.order_by("code")
    with within(portfolio_of(paul)):
        assert list(made_at_start.all()) == [mine]


def test_a_file_that_streams_is_made_within_it(paul, mine, theirs):
    def stream(_request: HttpRequest) -> HttpResponseBase:
        return StreamingHttpResponse(code for _turn in range(2) for code in codes())

    request = RequestFactory().get("/")
    request.user = paul
    answer = PortfolioMiddleware(stream)(request)  # type: ignore[arg-type]
    assert isinstance(answer, StreamingHttpResponse)
    assert b"".join(answer.streaming_content) == b"S001S001"  # type: ignore[arg-type]
    assert in_force() == WHOLE


def test_an_act_outside_it_is_refused_whatever_door_it_came_by(paul, mine, theirs):
    """No request is being served: the service was called by its own."""
    audit.record("entity.update", acting_user=paul, on=mine)
    for record in (
        lambda: audit.record("entity.update", acting_user=paul, on=theirs),
        lambda: audit.record_many("x", acting_user=paul, items=[(mine, {}), (theirs, {})]),
        lambda: audit.record_rows(
            "x", acting_user=paul, model=Entity, rows=[(theirs.pk, "S002", {})]
        ),
    ):
        with pytest.raises(OutsidePortfolioError):
            record()
    assert AuditEvent.objects.filter(user=paul).count() == 1


def test_a_job_runs_within_the_portfolio_of_who_asked(paul, mine, theirs):
    job = jobs.create("essai", label="Essai", acting_user=paul)
    with jobs.running(job):
        assert codes() == ["S001"]


@pytest.mark.parametrize(
    ("right", "page"),
    [
        ("core_people.manage_settings", "core:services"),
        # One hold keeps what does not say whose it is, of every entity.
        ("ledger_people.place_legal_holds", "ledger:legal_hold_place"),
    ],
)
def test_rights_over_the_whole_agency_are_not_held_on_a_part_of_it(right, page, mine):
    client = Client()
    paul = make_staff(rights=[right])
    client.force_login(paul)
    assert client.get(reverse(page)).status_code == 200
    set_portfolio(
        user_id=paul.pk,
        every_entity=False,
        entity_ids=[mine.pk],
        acting_user=make_staff(is_superuser=True),
    )
    assert not User.objects.get(pk=paul.pk).has_perm(right)
    assert client.get(reverse(page)).status_code == 403


def test_news_of_the_whole_agency_is_not_told_to_who_works_on_a_part(paul):
    marie = make_staff(rights=["core_people.receive_system_messages"])
    other = make_staff(rights=["core_people.receive_system_messages"], every_entity=False)
    told = messages.users_receiving_messages()
    assert marie in told
    assert other not in told


def test_the_top_bar_forgets_an_entity_that_was_withdrawn(mine: Entity, theirs: Entity) -> None:
    Entity.objects.filter(pk=theirs.pk).update(name="Syndicat Zébulon")
    claire = make_staff(every_entity=False)
    PortfolioEntity.objects.create(user=claire, entity=mine)
    given = PortfolioEntity.objects.create(user=claire, entity=theirs)
    client = Client()
    client.force_login(claire)
    session = client.session
    session["entity"], session["entity_label"] = theirs.code, "Syndicat Zébulon"
    session.save()
    assert "Zébulon" in client.get("/").content.decode()
    given.delete()
    assert "Zébulon" not in client.get("/").content.decode()


class TestSetting:
    def test_all_is_the_default_and_holds_what_is_to_come(self):
        marie = make_staff()
        make_entity(code="S009")
        assert portfolio_of(marie).is_whole

    def test_nobody_sets_their_own(self, paul, mine, theirs):
        with pytest.raises(BusinessError):
            set_portfolio(user_id=paul.pk, every_entity=True, entity_ids=[], acting_user=paul)

    @pytest.mark.parametrize("every", [True, False])
    def test_nobody_gives_what_they_do_not_work_on(self, paul, mine, theirs, every):
        claire = make_staff(every_entity=False)
        with pytest.raises(BusinessError):
            set_portfolio(
                user_id=claire.pk, every_entity=every, entity_ids=[theirs.pk], acting_user=paul
            )
        set_portfolio(user_id=claire.pk, every_entity=False, entity_ids=[mine.pk], acting_user=paul)
        assert portfolio_of(User.objects.get(pk=claire.pk)).entities == frozenset({mine.pk})

    def test_it_is_in_the_audit_trail(self, paul, mine):
        event = AuditEvent.objects.get(action="user.portfolio")
        assert event.data == {"portfolio": ["toutes les entités", "S001"]}

    def test_on_screen(self, mine, theirs):
        client, claire = Client(), make_staff()
        client.force_login(make_staff(is_superuser=True))
        address = reverse("ledger:portfolio", args=[claire.pk])
        assert "Toutes les entités" in client.get(address).content.decode()
        assert client.post(address, {}).status_code == 422
        client.post(address, {"entities": [theirs.pk]})
        claire.refresh_from_db()
        assert portfolio_of(claire).entities == frozenset({theirs.pk})
