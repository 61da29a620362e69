"""The one list of the back office: declare a ``ListPage``, give its view a URL.

A page answers, at one address, the full page, the part that HTMX swaps, XLSX, CSV and PDF
(``?format=``), the totals of a selection and what the user wants remembered of it.
"""

from core.screens.lists.actions import ListAction
from core.screens.lists.columns import Column, state_column
from core.screens.lists.neighbours import Neighbours, neighbours
from core.screens.lists.page import ListPage
from core.screens.lists.state import CreateLink
from core.screens.lists.views import perform

__all__ = [
    "Column",
    "CreateLink",
    "ListAction",
    "ListPage",
    "Neighbours",
    "neighbours",
    "perform",
    "state_column",
]
