"""Forms as a browser would send them back."""

from typing import Any

from django.test import Client


def shown(client: Client, address: str) -> dict[str, Any]:
    """What the form on the page holds, ready to be sent back."""
    form = client.get(address).context["form"]
    data = {}
    for field in form:
        value = field.value()
        if value is True:
            data[field.name] = "on"
        elif value not in {None, False}:
            data[field.name] = str(field.field.prepare_value(value))
    return data
