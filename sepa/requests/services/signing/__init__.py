"""What a client does on the extranet: ask for a one-off debit, then sign its mandate."""

from sepa.requests.services.signing.check_amount import amount_warning
from sepa.requests.services.signing.refuse_twice import (
    AlreadyPayingError,
    sentence_about,
    signed_since_opening,
)
from sepa.requests.services.signing.send_code import code_wait, send_code, waiting_words
from sepa.requests.services.signing.sign_request import SignatureContext, sign_request
from sepa.requests.services.signing.start_request import (
    Payable,
    Payer,
    RequestRefusedError,
    name_refusals,
    start_request,
)

__all__ = [
    "AlreadyPayingError",
    "Payable",
    "Payer",
    "RequestRefusedError",
    "SignatureContext",
    "amount_warning",
    "code_wait",
    "name_refusals",
    "send_code",
    "sentence_about",
    "sign_request",
    "signed_since_opening",
    "start_request",
    "waiting_words",
]
