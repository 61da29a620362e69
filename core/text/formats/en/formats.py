"""In English too, days come first and amounts are written as the books write them."""

from django.conf.locale.fr.formats import *  # type: ignore[import-untyped]  # noqa: F403

from core.text.formats.fr.formats import *  # noqa: F403
