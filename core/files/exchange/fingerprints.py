"""The short form of a host key, that two people can compare over the telephone."""

import base64
import hashlib


def fingerprint(host_key: str) -> str:
    """``SHA256:…``, as OpenSSH shows it; empty for no key."""
    if not host_key:
        return ""
    digest = hashlib.sha256(base64.b64decode(host_key.split()[1])).digest()
    return "SHA256:" + base64.b64encode(digest).decode().rstrip("=")
