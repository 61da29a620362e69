"""What every page knows."""

from typing import Any

from django.http import HttpRequest

from core.models import Agency


def site(request: HttpRequest) -> dict[str, Any]:
    return {"agency": Agency.objects.filter(pk=1).first()}
