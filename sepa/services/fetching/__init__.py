"""Bring the requests that wait on the platform into the draft, exactly once."""

from sepa.services.fetching.fetch import Fetched, fetch_requests
from sepa.services.fetching.pdfs import fetch_pdfs

__all__ = ["Fetched", "fetch_pdfs", "fetch_requests"]
