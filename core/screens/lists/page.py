"""``ListPage``: a list with its view. The view stands on the list's state, and this on both."""

from collections.abc import Callable
from typing import Any

from django.http import HttpRequest, HttpResponseBase

from core.people import access
from core.screens.lists.neighbours import LISTS
from core.screens.lists.state import ListState, M
from core.screens.lists.views import answer


class ListPage(ListState[M]):
    """A list that is shown at an address of its own."""

    @classmethod
    def as_view(cls) -> Callable[..., HttpResponseBase]:
        """The view, with its access declared; it also lets records find their neighbours."""
        LISTS.add(cls)

        def view(request: HttpRequest) -> Any:
            return answer(cls(request))

        return access.right_required(cls.access)(view)
