"""Letters that can be found again: from the request that caused them to the mail server's log."""

import logging
from collections.abc import Sequence
from email.utils import make_msgid

from django.core.mail import DNS_NAME, EmailMessage
from django.core.mail.backends.smtp import EmailBackend

from core.database.context import current_request_id

logger = logging.getLogger(__name__)


class TracedBackend(EmailBackend):
    """SMTP. Each letter bears the id of its request; a line tells its Message-ID, never to whom."""

    def send_messages(self, email_messages: Sequence[EmailMessage]) -> int:
        for letter in email_messages:
            letter.extra_headers.setdefault("Message-ID", make_msgid(domain=str(DNS_NAME)))
            if request_id := current_request_id():
                letter.extra_headers.setdefault("X-Request-ID", request_id)
        sent = super().send_messages(email_messages) or 0
        for letter in email_messages:
            logger.info(
                "Mail sent: %s",
                letter.extra_headers["Message-ID"],
                extra={"fields": {"message_id": letter.extra_headers["Message-ID"]}},
            )
        return sent
