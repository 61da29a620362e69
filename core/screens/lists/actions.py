"""What can be done to the rows of a list, and what higher rooms add to it when they start."""

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.urls import reverse

from core.house.registry import Registry
from core.people.access import may_follow
from core.people.models import User

if TYPE_CHECKING:
    from django_stubs_ext import StrOrPromise


@dataclass(frozen=True)
class ListAction:
    """A button of a list. It POSTs the selection (``sel``, ``vue``) to ``url_name``.

    The answer is a redirect back to the list (see ``perform``), or HttpResponseClientRedirect
    to lead elsewhere. ``asks`` answers by a page of its own, which takes the list's place;
    ``opens`` shows it, a PDF for instance, in a tab of its own instead of refreshing the list.
    ``key`` is a keyboard key, such as ``F6``. ``confirm`` is asked first.
    """

    code: str
    label: "StrOrPromise"
    url_name: str
    icon: str = ""
    key: str = ""
    right: str = ""
    needs_selection: bool = True
    confirm: "StrOrPromise" = ""
    opens: bool = False
    asks: bool = False
    #: The key of the list to which a higher room brings it, such as ``ledger.accounts``.
    on: str = ""

    @property
    def url(self) -> str:
        return reverse(self.url_name)


#: What higher rooms bring to a list.
LIST_ACTIONS: Registry[tuple[str, str], ListAction] = Registry(
    "list action", key=lambda action: (action.on, action.code)
)


def actions_for(list_key: str, own: tuple[ListAction, ...], user: User) -> list[ListAction]:
    """The list's own actions, then those that rooms brought, that this user has the right to."""
    known = (*own, *(action for action in LIST_ACTIONS if action.on == list_key))
    return [action for action in known if may_follow(user, action.url_name, action.right)]
