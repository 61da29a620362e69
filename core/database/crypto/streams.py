"""Files of any size, encrypted by segments in constant memory.

The STREAM construction (Hoang, Reyhanitabar, Rogaway, Vizár, 2015) as age applies it: each file has
a key of its own, derived from a random salt; a segment's nonce is its rank and whether it is the
last, so that none can be moved, dropped or cut off. The last is bound to the file's name too.
"""

import io
import os
from collections.abc import Iterator
from typing import BinaryIO, cast

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives.ciphers.aead import AESGCM

from core.database.crypto.keys import ID_BYTES, InvalidToken, Key, Ring, key_of, newest

SEGMENT = 1 << 16
_MAGIC = b"LSC1"
_SALT_BYTES = 32
_TAG_BYTES = 16
_HEAD = len(_MAGIC) + ID_BYTES + _SALT_BYTES
_SEALED = SEGMENT + _TAG_BYTES


def _cipher(key: Key, salt: bytes) -> AESGCM:
    return AESGCM(key.derive(b"lsc file", salt=salt))


def _nonce(rank: int, *, last: bool) -> bytes:
    return rank.to_bytes(11, "big") + bytes([last])


class StreamWriter:
    """Encrypts what is written to it into ``handle``; ``finish`` names it and ends it."""

    def __init__(self, handle: BinaryIO, ring: Ring = Ring.BOOKS) -> None:
        key, salt = newest(ring), os.urandom(_SALT_BYTES)
        self._handle, self._cipher = handle, _cipher(key, salt)
        self._buffer, self._rank = bytearray(), 0
        handle.write(_MAGIC + key.identity + salt)

    def write(self, chunk: bytes) -> None:
        self._buffer += chunk
        # The last segment is never written before the end is known.
        while len(self._buffer) > SEGMENT:
            self._put(bytes(self._buffer[:SEGMENT]), b"", last=False)
            del self._buffer[:SEGMENT]

    def finish(self, name: str) -> None:
        self._put(bytes(self._buffer), name.encode(), last=True)
        self._buffer.clear()

    def _put(self, plain: bytes, name: bytes, *, last: bool) -> None:
        nonce = _nonce(self._rank, last=last)
        self._handle.write(self._cipher.encrypt(nonce, plain, name))
        self._rank += 1


class StreamReader(io.RawIOBase):
    """The plain bytes of an encrypted file, anywhere in it; a segment in memory at a time.

    Reading raises InvalidToken where the file was altered, cut or renamed.
    """

    def __init__(self, handle: BinaryIO, name: str) -> None:
        self._handle, self._name = handle, name.encode()
        size = handle.seek(0, os.SEEK_END) - _HEAD
        handle.seek(0)
        self._cipher = _cipher(key_of(_identity(handle), *Ring), handle.read(_SALT_BYTES))
        self._segments = max(1, -(-size // _SEALED))
        self.size = size - self._segments * _TAG_BYTES
        if self.size < 0:
            raise InvalidToken("cut")
        self._position, self._rank, self._plain = 0, -1, b""

    def readable(self) -> bool:
        return True

    def seekable(self) -> bool:
        return True

    def tell(self) -> int:
        return self._position

    def seek(self, offset: int, whence: int = os.SEEK_SET) -> int:
        start = {os.SEEK_SET: 0, os.SEEK_CUR: self._position, os.SEEK_END: self.size}[whence]
        self._position = max(0, start + offset)
        return self._position

    def readinto(self, buffer: object) -> int:
        target = memoryview(cast("bytearray", buffer)).cast("B")
        # An empty file has one segment too, which proves that it is empty.
        if self._position >= self.size > 0:
            return 0
        rank, start = divmod(self._position, SEGMENT)
        if rank != self._rank:
            self._plain, self._rank = self._open(rank), rank
        part = self._plain[start : start + len(target)]
        target[: len(part)] = part
        self._position += len(part)
        return len(part)

    def _open(self, rank: int) -> bytes:
        last = rank == self._segments - 1
        self._handle.seek(_HEAD + rank * _SEALED)
        sealed = self._handle.read(_SEALED)
        try:
            return self._cipher.decrypt(
                _nonce(rank, last=last), sealed, self._name if last else b""
            )
        except InvalidTag:
            raise InvalidToken("altered, cut or renamed") from None

    def close(self) -> None:
        self._handle.close()
        super().close()


def open_stream(handle: BinaryIO, name: str) -> BinaryIO:
    """What ``handle`` encrypts, to be read in chunks. Raises InvalidToken."""
    return cast("BinaryIO", io.BufferedReader(StreamReader(handle, name), SEGMENT))


def chunks_of(stream: BinaryIO) -> Iterator[bytes]:
    """All of it, a segment at a time."""
    while chunk := stream.read(SEGMENT):
        yield chunk


def is_of_newest_key(handle: BinaryIO, ring: Ring = Ring.BOOKS) -> bool:
    """Whether the ring's newest key encrypted a file, by its head. Raises InvalidToken."""
    return _identity(handle) == newest(ring).identity


def _identity(handle: BinaryIO) -> bytes:
    if handle.read(len(_MAGIC)) != _MAGIC:
        raise InvalidToken("not an encrypted file")
    return handle.read(ID_BYTES)
