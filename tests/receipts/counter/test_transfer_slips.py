"""What the desk does not deal with goes to another service, with a slip that says so."""

from __future__ import annotations

import pytest

from core.screens.lists.history import history_of
from core.text.errors import BusinessError
from core.text.guard import CardNumberError
from receipts.counter.models import TransferItem, TransferSlip
from receipts.counter.selectors.transfer_slips import content_of, went_of
from receipts.counter.services.key_cheque import remove_cheque
from receipts.counter.services.save_transfer_service import save_service
from receipts.counter.services.transfer_case import (
    add_case,
    close_slip,
    remove_case,
    take_back,
)
from tests.factories import euros
from tests.receipts.counter import factories as make
from tests.receipts.counter.factories import case

pytestmark = pytest.mark.django_db
IBAN = "FR76 3000 6000 0112 3456 7890 189"


@pytest.fixture
def counter() -> make.Counter:
    return make.make_counter()


@pytest.fixture
def user():
    return make.make_cashier(username="marie")


@pytest.fixture
def scanning(user):
    return save_service(acting_user=user, name="Numérisation")


def test_a_coupon_and_an_iban_go_with_their_slip(counter, user, scanning) -> None:
    (cheque,) = make.make_cheques(["65,63"], account=counter.pierre, user=user)
    first = add_case(
        case(
            scanning,
            papers=["coupon", "iban"],
            account_id=counter.pierre.pk,
            cheque_id=cheque.pk,
            reference=cheque.number,
            amount=euros("65,63"),
            note="1 chèque encaissé",
        ),
        acting_user=user,
    )
    add_case(case(scanning, papers=["letter"], reference="Courrier sans compte"), acting_user=user)
    slip = TransferSlip.objects.get()
    assert str(slip) == "Numérisation, en cours"
    assert (content_of(slip).count, content_of(slip).total) == (2, euros("65,63"))
    closed = close_slip(slip.pk, acting_user=user)
    assert str(closed) == "Numérisation n° 1"
    assert went_of(counter.pierre) == [first]
    told = history_of(counter.pierre)[0]
    assert told.label == "Transmis à un service"
    assert {"Coupon, IBAN (RIB)", "Numérisation", "65,63"} <= {
        change.after for change in told.changes
    }
    # The line leaves its batch; what was handed on stays told.
    remove_cheque(cheque.pk, acting_user=user)
    first.refresh_from_db()
    assert (first.cheque, first.reference) == (None, cheque.number)


def test_closed_it_is_final_and_a_mistake_goes_on_the_next(counter, user, scanning) -> None:
    wrong = add_case(
        case(scanning, account_id=counter.simone.pk, amount=euros("40,00")), acting_user=user
    )
    slip = wrong.slip
    with pytest.raises(BusinessError, match="encore ouvert"):
        take_back(wrong.pk, acting_user=user, reason="Mauvais compte")
    close_slip(slip.pk, acting_user=user)
    with pytest.raises(BusinessError, match="bordereau suivant"):
        remove_case(wrong.pk, acting_user=user)
    with pytest.raises(BusinessError, match="clos par marie"):
        close_slip(slip.pk, acting_user=user)
    with pytest.raises(BusinessError, match="Dites pourquoi"):
        take_back(wrong.pk, acting_user=user, reason=" ")
    taken = take_back(wrong.pk, acting_user=user, reason="Mauvais compte")
    with pytest.raises(BusinessError, match="déjà repris"):
        take_back(wrong.pk, acting_user=user, reason="Encore")
    add_case(case(scanning, account_id=counter.pierre.pk, amount=euros("40,00")), acting_user=user)
    second = close_slip(taken.slip_id, acting_user=user)
    assert second.number == 2
    content = content_of(second)
    assert (content.count, content.taken_back, content.total) == (2, 1, euros("0,00"))
    assert went_of(counter.simone) == []
    with pytest.raises(BusinessError, match="en reprend déjà une autre"):
        take_back(taken.pk, acting_user=user, reason="Encore")
    assert content_of(slip).total == euros("40,00")


def test_numbers_run_without_gaps_in_each_service(counter, user, scanning) -> None:
    recovery = save_service(acting_user=user, name="Recouvrement")
    numbers = []
    for service in (scanning, recovery, scanning, scanning):
        item = add_case(case(service, reference="Dossier 12"), acting_user=user)
        numbers.append(str(close_slip(item.slip_id, acting_user=user)))
        # A slip that was emptied takes no number.
        other = add_case(case(service, reference="Dossier 13"), acting_user=user)
        remove_case(other.pk, acting_user=user)
        with pytest.raises(BusinessError, match="vide"):
            close_slip(other.slip_id, acting_user=user)
    assert numbers == [
        "Numérisation n° 1",
        "Recouvrement n° 1",
        "Numérisation n° 2",
        "Numérisation n° 3",
    ]


def test_the_same_form_is_one_case_and_bad_input_is_none(counter, user, scanning) -> None:
    one = case(scanning, reference="Dossier 12")
    assert add_case(one, acting_user=user) == add_case(one, acting_user=user)
    for fields, refusal in (
        ({}, "un compte, ou une référence"),
        ({"reference": "x", "papers": []}, "Cochez"),
        ({"reference": "x", "amount": euros("-5,00")}, "positif"),
        ({"reference": "x", "account_id": 999_999}, "n’existe plus"),
        ({"reference": "x", "note": f"Nouvel {IBAN}"}, "IBAN"),
        ({"reference": IBAN.replace(" ", "")}, "IBAN"),
        ({"reference": "x", "service_id": 999_999}, "n’existe plus"),
    ):
        with pytest.raises(BusinessError, match=refusal):
            add_case(case(scanning, **fields), acting_user=user)
    with pytest.raises(CardNumberError):
        add_case(case(scanning, reference="4970 1012 3456 7893"), acting_user=user)
    assert TransferItem.objects.count() == 1
    with pytest.raises(BusinessError, match="déjà été retiré"):
        remove_case(999_999, acting_user=user)


@pytest.mark.dated
def test_a_service_put_out_of_use_opens_no_slip(counter, user, scanning) -> None:
    item = add_case(case(scanning, reference="Dossier 12"), acting_user=user)
    close_slip(item.slip_id, acting_user=user)
    save_service(acting_user=user, name="Numérisation", active=False, service_id=scanning.pk)
    with pytest.raises(BusinessError, match="plus en service"):
        add_case(case(scanning, reference="Dossier 13"), acting_user=user)
    # What went by mistake can still be taken back.
    assert take_back(item.pk, acting_user=user, reason="Erreur").slip.is_open


def test_services_have_names_of_their_own(user, scanning) -> None:
    with pytest.raises(BusinessError, match="existe déjà"):
        save_service(acting_user=user, name="  Numérisation ")
    with pytest.raises(BusinessError, match="nom"):
        save_service(acting_user=user, name=" ")
    renamed = save_service(acting_user=user, name="Scan", service_id=scanning.pk)
    assert history_of(renamed)[0].label == "Service destinataire modifié"
