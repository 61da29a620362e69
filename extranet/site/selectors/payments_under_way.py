"""One-off debits as their client follows them."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext as _

from core.people.models import User
from core.text.dates import months_later
from core.text.money import ZERO
from extranet.publication.models import PublishedAccount, PublishedRequest
from sepa.requests.enums import RequestState
from sepa.requests.models import OneOffRequest, RequestStep
from sepa.requests.services.forget_requests import CLAIM_MONTHS
from sepa.requests.services.signing import Payable, signed_since_opening


def payable(account: PublishedAccount) -> Payable:
    """What a one-off debit pays: the account and its creditor, as they were published."""
    return Payable(
        entity_code=account.entity_code,
        account_code=account.account_code,
        creditor_name=account.creditor_name,
        creditor_address=account.creditor_address,
        creditor_identifier=account.creditor_identifier,
        one_off_allowed=account.one_off_allowed,
        ceiling=account.one_off_ceiling,
    )


@dataclass(frozen=True)
class Milestone:
    """One moment in the life of a payment, in the client's words; ``at`` None: not yet."""

    label: str
    detail: str
    at: datetime | None
    failed: bool = False


def _requests() -> "QuerySet[OneOffRequest]":
    published = PublishedRequest.objects.filter(request_uid=OuterRef("uid"))
    account = PublishedAccount.objects.filter(
        entity_code=OuterRef("entity_code"), account_code=OuterRef("account_code")
    )
    requests = OneOffRequest.objects.annotate(
        in_balance=Exists(published), is_withdrawn=~Exists(account)
    )
    return requests.defer("iban", "evidence")


def payments_on(accounts: Iterable[PublishedAccount]) -> list[OneOffRequest]:
    """Signed requests on these accounts, newest first, each with ``in_balance``, and with
    ``is_withdrawn`` where its account is no longer published."""
    keys = _keys(accounts)
    signed = _requests().filter(_paying(keys)).exclude(state=RequestState.DRAFT)
    return [each for each in signed if (each.entity_code, each.account_code) in keys]


def payments_of(
    user: User, accounts: Iterable[PublishedAccount], *, today: date
) -> list[OneOffRequest]:
    """What this client may follow, newest first: the payments on these accounts, and their own on
    accounts that are no longer published, until nobody may claim the money back any more."""
    keys, since = _keys(accounts), months_later(today, -CLAIM_MONTHS)
    own = Q(client=user, signed_at__date__gte=since)
    signed = _requests().filter(_paying(keys) | own).exclude(state=RequestState.DRAFT)
    return [
        each
        for each in signed
        if each.client_id == user.pk or (each.entity_code, each.account_code) in keys
    ]


def _keys(accounts: Iterable[PublishedAccount]) -> set[tuple[str, str]]:
    return {(account.entity_code, account.account_code) for account in accounts}


def _paying(keys: Collection[tuple[str, str]]) -> Q:
    """Requests on these accounts, and a few on others where the codes cross."""
    return Q(
        entity_code__in={entity for entity, _code in keys},
        account_code__in={code for _entity, code in keys},
    )


def signed_by(user_id: int | None, payments: Iterable[OneOffRequest]) -> list[OneOffRequest]:
    """Those that this very client signed: an account may have been somebody else's before."""
    return [each for each in payments if each.client_id == user_id]


def signed_by_others(user_id: int | None, payments: Iterable[OneOffRequest]) -> list[OneOffRequest]:
    """The former holder's: nobody else is told of them, and what they pay is owed no more."""
    return [each for each in payments if each.client_id != user_id]


def first_to_show(payments: Sequence[OneOffRequest], *, count: int) -> list[OneOffRequest]:
    """The newest ``count`` payments, and every older one that is under way."""
    return [each for rank, each in enumerate(payments) if rank < count or is_under_way(each)]


def is_under_way(request: OneOffRequest) -> bool:
    """Signed, not cancelled, and its entry not yet in the balance that the client sees.

    The very entries that a publication holds tell, not clocks: the client is never shown a debt
    without the payment that is on its way, nor the payment twice.
    """
    return request.state != RequestState.CANCELLED and not request.in_balance  # type: ignore[attr-defined]


def under_way(account: PublishedAccount, payments: Sequence[OneOffRequest]) -> Decimal:
    """Euros being debited on ``account`` that its published balance does not hold yet."""
    return sum(
        (
            each.amount
            for each in payments
            if is_under_way(each)
            and (each.entity_code, each.account_code) == (account.entity_code, account.account_code)
        ),
        ZERO,
    )


def to_be_told(
    asked: OneOffRequest, account: PublishedAccount, payments: Sequence[OneOffRequest]
) -> list[OneOffRequest]:
    """What the client must know of before signing ``asked``, oldest first: nobody pays twice.

    Whatever they signed on ``account`` since the form was shown, and all that is under way where,
    together with ``asked``, it is more than what is owed.
    """
    to_tell = {each.pk: each for each in signed_since_opening(asked)}
    own = signed_by(asked.client_id, payments)
    owed = account.balance - under_way(account, signed_by_others(asked.client_id, payments))
    waiting = [each for each in own if each.pk != asked.pk and is_under_way(each)]
    if waiting and asked.amount + sum((each.amount for each in waiting), ZERO) > owed:
        to_tell |= {each.pk: each for each in waiting}
    return sorted(to_tell.values(), key=lambda each: each.signed_at or each.created_at)


def own_request(user: User, uid: UUID) -> OneOffRequest:
    """A request of this very client. Raises OneOffRequest.DoesNotExist for anyone else's."""
    return _requests().get(uid=uid, client=user)


def milestones(request: OneOffRequest) -> list[Milestone]:
    """The life of a payment: what has happened in its order, then what is still to come."""
    reached: dict[str, datetime] = {}
    for step in RequestStep.objects.filter(request=request).order_by("at"):
        reached.setdefault(step.state, step.at)
    cancelled = request.state == RequestState.CANCELLED
    shown = [
        Milestone(label, done if state in reached else coming, reached.get(state), failed=cancels)
        for state, label, done, coming in _words(request)
        if (state in reached if cancelled else state != RequestState.CANCELLED)
        for cancels in [state == RequestState.CANCELLED]
    ]
    return sorted(shown, key=lambda each: (each.at is None, each.at.timestamp() if each.at else 0))


def _words(request: OneOffRequest) -> list[tuple[str, str, str, str]]:
    """State, name, what to say once it is reached, what to say before."""
    day = f"{request.debit_date:%d/%m/%Y}" if request.debit_date else ""
    debit = _("Débit prévu le %(day)s.") % {"day": day} if day else ""
    agreed = _("Dès le premier jour ouvré bancaire après la signature, comme convenu au mandat.")
    in_lines = _("Le règlement figure dans vos écritures.")
    soon = _("Le règlement apparaîtra dans vos écritures à la prochaine mise à jour.")
    in_balance: bool = request.in_balance  # type: ignore[attr-defined]
    return [
        (RequestState.PENDING, _("Demandé"), _("Vous avez signé le mandat."), ""),
        (
            RequestState.FETCHED,
            _("Pris en charge"),
            _("L’agence a reçu votre demande."),
            _("L’agence relève les demandes chaque nuit."),
        ),
        (RequestState.SENT, _("Transmis à la banque"), debit, ""),
        (
            RequestState.SETTLED,
            _("Débité"),
            _("Votre compte bancaire a été débité."),
            debit or agreed,
        ),
        (RequestState.POSTED, _("Porté sur votre compte"), in_lines if in_balance else soon, ""),
        (
            RequestState.CANCELLED,
            _("Annulé"),
            _("Vous ne serez pas débité. Contactez l’agence si cela vous étonne."),
            "",
        ),
    ]
