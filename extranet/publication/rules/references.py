"""What stands for a party outside the books."""

from core.database.crypto import lasting_mark


def party_reference(party_id: int) -> str:
    """The opaque reference of a party: always the same, and no way back without the key."""
    return lasting_mark(f"party:{party_id}")[:40]
