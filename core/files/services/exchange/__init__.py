"""Files that leave for, or arrive from, an exchange folder."""

from core.files.services.exchange.consuming import consume
from core.files.services.exchange.delivering import deliver_file
from core.files.services.exchange.receiving import receive_files

__all__ = ["consume", "deliver_file", "receive_files"]
