"""Bring the requests that wait on the platform into the draft, exactly once."""

from sepa.requests.services.fetching.fetch_pdfs import fetch_pdfs
from sepa.requests.services.fetching.fetch_requests import Fetched, fetch_requests

__all__ = ["Fetched", "fetch_pdfs", "fetch_requests"]
