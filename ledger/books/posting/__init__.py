"""The one door to the books: write balanced, numbered, sealed entries, for good."""

from ledger.books.posting.new_entry import NewEntry, NewLine
from ledger.books.posting.post import post_entries

__all__ = ["NewEntry", "NewLine", "post_entries"]
