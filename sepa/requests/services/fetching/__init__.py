"""Bring the requests that wait on the platform into the draft, exactly once."""

from sepa.requests.services.fetching.fetch_pdfs import fetch_pdfs
from sepa.requests.services.fetching.fetch_requests import fetch_requests
from sepa.requests.services.fetching.fetched import Fetched

__all__ = ["Fetched", "fetch_pdfs", "fetch_requests"]
