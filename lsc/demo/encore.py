"""One more request on the platform, for whoever walks into the demo to deal with by themselves."""

from django.utils import timezone

from core.people.models import User
from extranet.publication.models import ExtranetSettings, PublishedAccount
from extranet.site.selectors import payable
from lsc.demo import people
from lsc.demo.chart import SYNDICATE
from sepa.requests.models import OneOffRequest
from sepa.requests.services.signing import Payer, SignatureContext, sign_request, start_request

_IBAN, _BIC = "FR5930002055000000157841Z77", "CRLYFRPP"


def leave_a_request() -> OneOffRequest:
    """Georges BASTIEN, who has no e-mail, pays all he owes and signs with his password."""
    ExtranetSettings.objects.filter(pk=1).update(payment_without_email=True)
    account = PublishedAccount.objects.get(
        entity_code=SYNDICATE, account_code=people.BASTIEN.account
    )
    client = User.objects.get(client_access__party_reference=account.party_reference)
    asked = start_request(
        acting_user=client,
        submission_key="demo",
        payable=payable(account),
        payer=Payer(last_name=client.last_name, first_name=client.first_name, iban=_IBAN, bic=_BIC),
        amount=account.balance,
        allow_without_email=True,
        now=timezone.now(),
    )
    return sign_request(
        asked,
        acting_user=client,
        accepted=True,
        context=SignatureContext("demo", "127.0.0.1", "LSC demo"),
        password_checked=True,
        now=timezone.now(),
    )
