"""The form of a one-off debit becomes a request to be signed."""

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from decimal import Decimal

from django.core.exceptions import ValidationError
from django.db import IntegrityError, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from core.database.iban import bank_of, clean_bic, clean_iban
from core.database.services import audit
from core.people.models import User
from core.text.errors import BusinessError
from ledger.books.selectors.own_ibans import refuse_own_iban
from sepa.mandates.rules.mandate_text import CURRENT_VERSION
from sepa.mandates.rules.references import new_reference
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest
from sepa.requests.services.signing.check_amount import amount_refusal

#: No session lasts as long; the browser says when its form was shown, and may say anything.
_LONGEST_OPEN = timedelta(days=366)
_PAYER_FIELDS = ("title", "last_name", "first_name", "company")
_ANSWERS = (*_PAYER_FIELDS, "email", "amount", "bic")
_NAMES = ("last_name", "first_name")
NAME_LENGTH = 80
#: Checked apart from what the model says of them.
_NOT_ANSWERS = ["client", "amount", "iban", "bic", "evidence", "pdf", *_NAMES]


class RequestRefusedError(BusinessError):
    """The form cannot be taken as it is. ``fields`` tells what is wrong, by field of the form."""

    def __init__(self, errors: Mapping[str, str]) -> None:
        super().__init__(
            _("Votre demande n’a pas été enregistrée : corrigez les champs signalés."),
            list(errors.values()),
        )
        self.fields = dict(errors)


@dataclass(frozen=True)
class Payable:
    """The published account to pay, and the creditor that it belongs to. Amounts in euros."""

    entity_code: str
    account_code: str
    creditor_name: str
    creditor_address: str
    creditor_identifier: str
    one_off_allowed: bool
    ceiling: Decimal | None


@dataclass(frozen=True)
class Payer:
    """Who pays, as typed in the form. The e-mail is not: it is what the agency holds."""

    last_name: str
    first_name: str
    iban: str
    bic: str = ""
    title: str = ""
    company: str = ""


def start_request(
    *,
    acting_user: User,
    submission_key: str,
    payable: Payable,
    payer: Payer,
    amount: Decimal,
    now: datetime,
    opened_at: datetime | None = None,
    allow_without_email: bool = False,
) -> OneOffRequest:
    """The request of that form, as a draft to be signed.

    The same ``submission_key`` gives the same request: a draft takes the corrected answers (and
    forgets the code that was sent for the former ones), a signed one stays as it is.
    ``opened_at`` is when the form was shown; what is signed on the account since must be told.
    Raises RequestRefusedError where the form is wrong, BusinessError where the account takes none.
    """
    if not payable.one_off_allowed:
        raise BusinessError(
            _("Le paiement par prélèvement n’est pas proposé pour ce compte : contactez l’agence.")
        )
    asked = _asked(
        acting_user,
        submission_key,
        payable,
        payer,
        amount=amount,
        allow_without_email=allow_without_email,
        today=timezone.localdate(now),
    )
    asked.evidence = _opening(opened_at, now)
    with transaction.atomic():
        forms = OneOffRequest.objects.select_for_update()
        known = forms.filter(client=acting_user, submission_key=submission_key).first()
        if known is None:
            return _create(asked, acting_user=acting_user)
        if known.state == RequestState.DRAFT:
            _correct(known, asked)
        return known


def _opening(opened_at: datetime | None, now: datetime) -> dict[str, str]:
    """What the proof says of the form: it was shown neither later than now nor a year ago."""
    shown = max(min(opened_at or now, now), now - _LONGEST_OPEN)
    return {"form_opened_at_utc": shown.astimezone(UTC).isoformat()}


def _asked(
    client: User,
    submission_key: str,
    payable: Payable,
    payer: Payer,
    *,
    amount: Decimal,
    allow_without_email: bool,
    today: date,
) -> OneOffRequest:
    """The request as the form describes it, not saved. Raises RequestRefusedError."""
    asked = OneOffRequest(
        client=client,
        # Never one that is typed here: the code would go to whoever typed it.
        email=client.email,
        submission_key=submission_key,
        entity_code=payable.entity_code,
        account_code=payable.account_code,
        creditor_name=payable.creditor_name,
        creditor_address=payable.creditor_address,
        creditor_identifier=payable.creditor_identifier,
        amount=amount,
        text_version=CURRENT_VERSION,
        mandate_reference=new_reference(payable.entity_code, payable.account_code, today=today),
        **{name: " ".join(getattr(payer, name).split()) for name in _PAYER_FIELDS},
    )
    errors = _refusals(asked, payer, payable.ceiling, allow_without_email=allow_without_email)
    if errors:
        raise RequestRefusedError(errors)
    return asked


def _refusals(
    asked: OneOffRequest, payer: Payer, ceiling: Decimal | None, *, allow_without_email: bool
) -> dict[str, str]:
    """What is wrong with the answers, by field of the form; the bank details are set."""
    errors = _bank_details(asked, payer)
    refusal = amount_refusal(asked.amount, ceiling)
    if refusal:
        errors["amount"] = refusal
    if not asked.email and not allow_without_email:
        errors["email"] = _no_address()
    names = {name: getattr(asked, name) for name in ("company", *_NAMES)}
    errors |= name_refusals(**names)
    try:
        asked.clean_fields(exclude=_NOT_ANSWERS)
    except ValidationError as error:
        errors = {name: texts[0] for name, texts in error.message_dict.items()} | errors
    return errors


def _no_address() -> str:
    return _(
        "Nous n’avons pas votre adresse e-mail, où le code de signature est envoyé : donnez-la "
        "dans « Mon adresse e-mail »."
    )


def name_refusals(*, company: str, last_name: str, first_name: str) -> dict[str, str]:
    """What is wrong with who pays, by field: a person gives both names, a company its own."""
    sentences = {
        "last_name": _("Écrivez le nom du titulaire du compte, ou la raison sociale."),
        "first_name": _("Écrivez le prénom du titulaire du compte."),
    }
    given = {"last_name": last_name.strip(), "first_name": first_name.strip()}
    missing = {} if company.strip() else {n: t for n, t in sentences.items() if not given[n]}
    too_long = {
        name: _("Ce nom est trop long : %(most)d lettres au plus.") % {"most": NAME_LENGTH}
        for name, text in given.items()
        if len(text) > NAME_LENGTH
    }
    return missing | too_long


def _bank_details(asked: OneOffRequest, payer: Payer) -> dict[str, str]:
    errors = {}
    try:
        asked.set_iban(clean_iban(payer.iban))
        refuse_own_iban(asked.iban)
    except (ValidationError, BusinessError) as error:
        errors["iban"] = error.messages[0] if isinstance(error, ValidationError) else str(error)
    if payer.bic.strip():
        try:
            asked.bic = clean_bic(payer.bic)
        except ValidationError as error:
            errors["bic"] = error.messages[0]
    elif asked.iban:
        asked.bic = bank_of(asked.iban)[0]
    return errors


def _create(asked: OneOffRequest, *, acting_user: User) -> OneOffRequest:
    try:
        with transaction.atomic():
            asked.save(force_insert=True)
    except IntegrityError:
        # The same form was sent twice at once: the other sending made the request.
        return OneOffRequest.objects.get(client=acting_user, submission_key=asked.submission_key)
    audit.record("request.start", acting_user=acting_user, on=asked, amount=str(asked.amount))
    return asked


def _correct(known: OneOffRequest, asked: OneOffRequest) -> None:
    same = known.iban == asked.iban and all(
        getattr(known, name) == getattr(asked, name) for name in _ANSWERS
    )
    known.evidence = asked.evidence
    if same:
        known.save(update_fields=["evidence"])
        return
    for name in _ANSWERS:
        setattr(known, name, getattr(asked, name))
    known.set_iban(asked.iban)
    known.code_hash = ""
    known.save()
