"""The signature of a payment, where nobody pays twice without having been told."""

from collections.abc import Collection
from datetime import datetime
from uuid import UUID

from core.people.models import User
from core.text.errors import BusinessError
from extranet.publication.models import PublishedAccount
from extranet.site import selectors
from extranet.site.selectors.own_ibans import AGENCY_IBAN, is_agency_iban
from sepa.requests.models import OneOffRequest
from sepa.requests.services.signing import AlreadyPayingError, SignatureContext, sign_request


def sign_payment(
    asked: OneOffRequest,
    *,
    acting_user: User,
    account: PublishedAccount,
    paid_besides: Collection[UUID],
    now: datetime,
    accepted: bool,
    context: SignatureContext,
    code: str = "",
    password_checked: bool = False,
) -> OneOffRequest:
    """Sign the mandate of ``asked``, which pays ``account``.

    ``paid_besides`` are the payments that the client was shown and pays on top of. Raises
    AlreadyPayingError where there are others to be told of, BusinessError where the IBAN is the
    agency's, and what ``sign_request`` raises.
    """
    if is_agency_iban(asked.iban):
        raise BusinessError(str(AGENCY_IBAN))
    payments = selectors.payments_on([account])
    missing = [
        payment
        for payment in selectors.to_be_told(asked, account, payments)
        if payment.uid not in paid_besides
    ]
    if missing:
        raise AlreadyPayingError(missing)
    return sign_request(
        asked,
        acting_user=acting_user,
        accepted=accepted,
        context=context,
        code=code,
        password_checked=password_checked,
        paid_besides=paid_besides,
        now=now,
    )
