"""What a reader of the clients’ pages sees."""

import re


def text_of(content: bytes) -> str:
    plain = re.sub(r"<[^>]+>", " ", content.decode())
    return " ".join(plain.replace("\u202f", " ").replace("\xa0", " ").split())
