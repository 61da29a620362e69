from ledger.matching.models.matching import MatchedLine, Matching

__all__ = [
    "MatchedLine",
    "Matching",
]
