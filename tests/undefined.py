"""Make a template that prints an undefined variable fail its test."""

from __future__ import annotations

import sys
from pathlib import Path
from types import FrameType

import pytest
from django.template.base import FilterExpression, Node

REPOSITORY = Path(__file__).resolve().parent.parent
INSTALLED = ("site-packages", "dist-packages")


def _template_path(frame: FrameType | None) -> str:
    """The file of the template that is being rendered, found from the node on the stack."""
    while frame is not None:
        node = frame.f_locals.get("self")
        origin = getattr(node, "origin", None)
        if isinstance(node, Node) and origin is not None:
            return str(origin.name)
        frame = frame.f_back
    return ""


def _is_ours(path: str) -> bool:
    file = Path(path)
    return not path or (
        not any(part in INSTALLED for part in file.parts)
        and (not file.is_absolute() or file.is_relative_to(REPOSITORY))
    )


class UndefinedVariable(str):
    """The engine's ``string_if_invalid``: an error in our templates, nothing in other people's.

    ``{% if undefined %}`` and ``{% for x in undefined %}`` never ask for it: Django allows them.
    """

    __slots__ = ()

    def _fail(self, name: object) -> str:
        path = _template_path(sys._getframe(2))
        if _is_ours(path):
            pytest.fail(f"undefined variable {str(name)!r} in template {path or 'string'}")
        return ""

    def __contains__(self, key: object) -> bool:
        return key == "%s"

    def __mod__(self, variable: object) -> str:
        return self._fail(getattr(variable, "var", variable))

    def __str__(self) -> str:
        return self._fail("(an attribute whose lookup failed)")

    def __bool__(self) -> bool:
        # True where Django asks "is one set?", else as false as the empty string it stands for.
        return sys._getframe(1).f_code is FilterExpression.resolve.__code__

    def __hash__(self) -> int:
        return hash("")

    def __eq__(self, other: object) -> bool:
        return other == ""
