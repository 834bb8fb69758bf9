"""A zip archive that cannot harm: its directory is judged first, then every byte is counted while it is inflated.

A part is inflated in small pieces, and no further than it declares: a directory that lies is found at the first byte
too many. Deflate cannot inflate more than 1032 times, so a small part needs no counting before it is read.
"""

from __future__ import annotations

import io
import struct
import zipfile
import zlib
from collections.abc import Iterator

from o2s_lib.spreadsheets.refusals import refusal
from o2s_lib.spreadsheets.shapes import Limits

MAX_DEFLATE_RATIO = 1032
_MAX_DIRECTORY_BYTES = 4_000_000
_COUNTED_AT_OPENING = 64_000_000
_INPUT_STEP = 1 << 16
_OUTPUT_STEP = 1 << 20
_LOCAL_HEADER = struct.Struct("<4s5H3I2H")


class ZipParts:
    """The parts of a zip archive held in memory, by name; case and slashes of names do not count.

    Args:
        content: The whole archive.
        limits: What a part and the archive may weigh once inflated.

    Raises:
        FileRefused: FILE_CORRUPT, FILE_ENCRYPTED or FILE_TOO_LARGE_UNCOMPRESSED.
    """

    def __init__(self, content: bytes, limits: Limits) -> None:
        self._content = memoryview(content)
        self._limits = limits
        infos = _read_directory(content)
        self._infos = {part_key(info.filename): info for info in infos if not info.is_dir()}
        _refuse_declared_sizes(infos, limits)
        _refuse_odd_directory(infos, self._infos, len(content))
        self._count_small_suspects()

    def names(self) -> list[str]:
        """The names of the parts, folded as `part_key` does."""
        return list(self._infos)

    def __contains__(self, name: str) -> bool:
        return part_key(name) in self._infos

    def size(self, name: str) -> int:
        """Size of a part once inflated, as the directory declares it."""
        return self._infos[part_key(name)].file_size

    def read(self, name: str, at_most: int | None = None) -> bytes:
        """A part, inflated; only its first `at_most` bytes when given. Raises FileRefused as `stream` does."""
        pieces, total = [], 0
        for piece in self.stream(name, step=min(at_most or _OUTPUT_STEP, _OUTPUT_STEP)):
            pieces.append(piece)
            total += len(piece)
            if at_most is not None and total >= at_most:
                return b"".join(pieces)[:at_most]
        return b"".join(pieces)

    def stream(self, name: str, step: int = _OUTPUT_STEP) -> Iterator[bytes]:
        """A part in pieces of at most `step` bytes.

        Raises:
            FileRefused: while looping, FILE_CORRUPT when the part is missing, damaged or cut short;
                FILE_TOO_LARGE_UNCOMPRESSED when it inflates beyond what the directory declares.
        """
        info = self._infos.get(part_key(name))
        if info is None:
            raise refusal("FILE_CORRUPT")
        total, checksum = 0, 0
        for piece in _inflate(self._data_of(info), info.compress_type, step):
            total += len(piece)
            if total > info.file_size:
                raise refusal("FILE_TOO_LARGE_UNCOMPRESSED")
            checksum = zlib.crc32(piece, checksum)
            yield piece
        if total != info.file_size or checksum != info.CRC:
            raise refusal("FILE_CORRUPT")

    def _data_of(self, info: zipfile.ZipInfo) -> memoryview:
        start = info.header_offset
        header = self._content[start : start + _LOCAL_HEADER.size]
        if len(header) < _LOCAL_HEADER.size or bytes(header[:4]) != b"PK\x03\x04":
            raise refusal("FILE_CORRUPT")
        fields = _LOCAL_HEADER.unpack(header)
        begin = start + _LOCAL_HEADER.size + fields[-2] + fields[-1]
        if begin + info.compress_size > len(self._content):
            raise refusal("FILE_CORRUPT")
        return self._content[begin : begin + info.compress_size]

    def _count_small_suspects(self) -> None:
        """Inflate and throw away the parts that could be bombs, smallest declared size first, within a budget.

        A part past the budget is judged while it is read: `stream` stops where it exceeds what it declares.
        """
        budget = _COUNTED_AT_OPENING
        for info in sorted(self._infos.values(), key=lambda info: info.file_size):
            if info.compress_size * MAX_DEFLATE_RATIO <= self._limits.max_part_bytes:
                continue
            budget -= info.file_size
            if budget < 0:
                return
            total = 0
            for piece in _inflate(self._data_of(info), info.compress_type, _OUTPUT_STEP):
                total += len(piece)
                if total > info.file_size:
                    raise refusal("FILE_TOO_LARGE_UNCOMPRESSED")


def part_key(name: str) -> str:
    """The form in which part names compare: `/xl\\Workbook.XML` and `xl/workbook.xml` are one part."""
    return name.replace("\\", "/").lstrip("/").casefold()


def _read_directory(content: bytes) -> list[zipfile.ZipInfo]:
    end = content.rfind(b"PK\x05\x06", max(0, len(content) - 70_000))
    if end < 0 or len(content) - end < 22:
        raise refusal("FILE_CORRUPT")
    directory_bytes = struct.unpack_from("<I", content, end + 12)[0]
    if directory_bytes != 0xFFFFFFFF and directory_bytes > _MAX_DIRECTORY_BYTES:
        raise refusal("FILE_TOO_LARGE_UNCOMPRESSED")
    if directory_bytes == 0xFFFFFFFF:
        record = content.rfind(b"PK\x06\x06", 0, end)
        if record < 0 or struct.unpack_from("<Q", content.ljust(record + 56), record + 40)[0] > _MAX_DIRECTORY_BYTES:
            raise refusal("FILE_CORRUPT")
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as archive:
            return archive.infolist()
    except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError, OSError, EOFError) as error:
        raise refusal("FILE_CORRUPT") from error


def _refuse_declared_sizes(infos: list[zipfile.ZipInfo], limits: Limits) -> None:
    total = 0
    for info in infos:
        total += info.file_size
        inflates_too_much = info.file_size > limits.max_ratio * max(info.compress_size, 1)
        if info.file_size > limits.max_part_bytes and inflates_too_much:
            raise refusal("FILE_TOO_LARGE_UNCOMPRESSED")
    if total > limits.max_total_bytes:
        raise refusal("FILE_TOO_LARGE_UNCOMPRESSED")


def _refuse_odd_directory(infos: list[zipfile.ZipInfo], by_name: dict[str, zipfile.ZipInfo], size: int) -> None:
    if any(info.flag_bits & 0x1 for info in infos):
        raise refusal("FILE_ENCRYPTED")
    if len(by_name) != sum(not info.is_dir() for info in infos):
        raise refusal("FILE_CORRUPT")
    end_of_last = 0
    for info in sorted(infos, key=lambda info: info.header_offset):
        if info.compress_type not in (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED):
            raise refusal("FILE_CORRUPT")
        if info.header_offset < end_of_last:
            raise refusal("FILE_CORRUPT")
        end_of_last = info.header_offset + _LOCAL_HEADER.size + info.compress_size
    if end_of_last > size:
        raise refusal("FILE_CORRUPT")


def _inflate(data: memoryview, method: int, step: int) -> Iterator[bytes]:
    if method == zipfile.ZIP_STORED:
        for start in range(0, len(data), step):
            yield bytes(data[start : start + step])
        return
    inflater = zlib.decompressobj(-15)
    position, pending = 0, b""
    try:
        while not inflater.eof:
            source: bytes | memoryview = pending
            if not source:
                source = data[position : position + _INPUT_STEP]
                position += len(source)
            piece = inflater.decompress(source, step)
            pending = inflater.unconsumed_tail
            if piece:
                yield piece
            elif not pending and position >= len(data):
                return
    except zlib.error as error:
        raise refusal("FILE_CORRUPT") from error
