"""What the pages of sessions say of a device."""

from django import template

from core.sign_in.devices import describe

register = template.Library()


@register.filter
def device(user_agent: str) -> str:
    """The browser and system that a session runs on."""
    return describe(user_agent)
