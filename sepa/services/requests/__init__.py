"""What a client does on the extranet: ask for a one-off debit, then sign its mandate."""

from sepa.services.requests.codes import send_code
from sepa.services.requests.signing import SignatureContext, sign_request
from sepa.services.requests.starting import (
    Payable,
    Payer,
    RequestRefusedError,
    amount_warning,
    start_request,
)
from sepa.services.requests.twice import (
    AlreadyPayingError,
    sentence_about,
    signed_since_opening,
)

__all__ = [
    "AlreadyPayingError",
    "Payable",
    "Payer",
    "RequestRefusedError",
    "SignatureContext",
    "amount_warning",
    "send_code",
    "sentence_about",
    "sign_request",
    "signed_since_opening",
    "start_request",
]
