"""Unpacks one member of a .zip as it is read: never more than it declares, and nothing to the disk."""

import zlib
from typing import BinaryIO, Final

from iso16363.infopackage.reading import Spoiled
from iso16363.infopackage.ziplayout import DEFLATED, Member

_BLOCK: Final = 1 << 18


class Unpacked:
    """The bytes of a member. Raises Spoiled where they are not as the directory says."""

    def __init__(self, archive: BinaryIO, member: Member) -> None:
        self._archive, self._member = archive, member
        self._packed_left, self._left, self._crc = member.packed, member.size, 0
        self._unpacker = zlib.decompressobj(-zlib.MAX_WBITS) if member.method == DEFLATED else None
        archive.seek(member.start)

    def read(self, size: int, /) -> bytes:
        """At most so many bytes; none at the end, where the checksum is compared."""
        block = self._packed(size) if self._unpacker is None else self._unpacked(self._unpacker, size)
        self._left -= len(block)
        self._crc = zlib.crc32(block, self._crc)
        if self._left < 0:
            raise Spoiled("unpacks to more than the archive says")
        if not block and size:
            self._close()
        return block

    def _packed(self, size: int) -> bytes:
        block = self._archive.read(min(size, self._packed_left))
        self._packed_left -= len(block)
        return block

    def _unpacked(self, unpacker: "zlib._Decompress", size: int) -> bytes:
        while not unpacker.eof:
            packed = unpacker.unconsumed_tail or self._packed(_BLOCK)
            try:
                block = unpacker.decompress(packed, size)
            except zlib.error as error:
                raise Spoiled("is packed wrongly, or damaged") from error
            if block:
                return block
            if not packed:
                raise Spoiled("ends too early")
        return b""

    def _close(self) -> None:
        over = self._unpacker is not None and (self._unpacker.unused_data or self._packed_left)
        if self._left or over:
            raise Spoiled("unpacks to less than the archive says")
        if self._crc != self._member.crc:
            raise Spoiled("has another checksum than the archive says")
