from core.files.models.exchange import ArchivedFile, ExchangeFolder

__all__ = [
    "ArchivedFile",
    "ExchangeFolder",
]
