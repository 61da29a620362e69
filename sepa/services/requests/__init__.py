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

__all__ = [
    "Payable",
    "Payer",
    "RequestRefusedError",
    "SignatureContext",
    "amount_warning",
    "send_code",
    "sign_request",
    "start_request",
]
