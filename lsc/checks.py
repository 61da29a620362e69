"""What ``check --deploy`` says of settings that only this project has."""

from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.core import checks


@checks.register(checks.Tags.security, deploy=True)
def platform_over_tls(
    app_configs: Sequence[Any] | None, **_kwargs: Any
) -> list[checks.CheckMessage]:
    """IBANs in full, and the key that opens them, travel to the SEPA platform and back."""
    if settings.SEPA_PLATFORM_URL and not settings.SEPA_PLATFORM_URL.startswith("https://"):
        return [
            checks.Warning(
                "SEPA_PLATFORM_URL does not begin with https://: bank details and the platform's "
                "key would travel in clear.",
                id="lsc.W001",
            )
        ]
    return []
