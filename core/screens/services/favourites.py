"""Favourites (*raccourcis*): a filtered view pinned to the menu under a name."""

import re

from django.db import transaction
from django.utils.translation import gettext as _

from core.people.models import User
from core.screens.selectors.preferences import preferences
from core.screens.services.preferences import remember
from core.text.errors import BusinessError

KEY = "favourites"
MAX_FAVOURITES = 20
#: Of this site: browsers take « /\\host » and « /<tab>/host » for another one.
_PATH = re.compile(r"/(?![/\\])[^\\\x00-\x20\x7f]*")


def _current(user: User) -> list[dict[str, str]]:
    # One's own row: two tabs that pin at once must not lose one.
    User.objects.select_for_update().get(pk=user.pk)
    return list(preferences(user, KEY).get(KEY, []))


@transaction.atomic
def pin(*, acting_user: User, label: str, url: str) -> None:
    """Pin a path of this site. Pinned again, it takes the new name. Raises BusinessError."""
    name = " ".join(label.split())[:60]
    if not name:
        raise BusinessError(_("Donnez un nom à ce raccourci."))
    if not _PATH.fullmatch(url):
        raise BusinessError(_("Cette page ne peut pas devenir un raccourci."))
    kept = [each for each in _current(acting_user) if each["url"] != url]
    if len(kept) >= MAX_FAVOURITES:
        raise BusinessError(
            _("Vous avez déjà %(count)d raccourcis : retirez-en un d’abord.")
            % {"count": MAX_FAVOURITES}
        )
    remember(acting_user=acting_user, key=KEY, value=[*kept, {"label": name, "url": url}])


@transaction.atomic
def unpin(*, acting_user: User, url: str) -> None:
    kept = [each for each in _current(acting_user) if each["url"] != url]
    remember(acting_user=acting_user, key=KEY, value=kept)
