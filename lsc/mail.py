"""How mail leaves."""

from typing import Any

_SMTP = "django.core.mail.backends.smtp.EmailBackend"
#: A mail server that says nothing more must not hold a worker for ever.
_SECONDS = 30


def mail(config: dict[str, Any]) -> dict[str, Any]:
    """The settings of mail, as the address of the server gives them; by SMTP it can be traced."""
    backend = config["EMAIL_BACKEND"]
    traced = "core.jobs.mail.TracedBackend" if backend == _SMTP else backend
    return {**config, "EMAIL_BACKEND": traced, "EMAIL_TIMEOUT": _SECONDS}
