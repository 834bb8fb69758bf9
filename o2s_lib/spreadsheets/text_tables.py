"""Reads csv and tsv text into a `TableBuilder`: separator, quotes, line numbers."""

from __future__ import annotations

import csv
import io
import re
import sys
from collections import Counter
from collections.abc import Iterator

from o2s_lib.issues import Issue, Level
from o2s_lib.spreadsheets.encoding import EnoughRows, TableBuilder

SEPARATORS = (";", "\t", ",", "|")
_SEPARATOR_LINE = re.compile(r'\s*"?sep=([^"\r\n])"?[;,\t| ]*\r?\n?', re.IGNORECASE)
_SAMPLE_CHARACTERS = 1 << 16
_SAMPLE_RECORDS = 200
_MAX_QUOTED_LINES = 200


def separator_line(text: str) -> str | None:
    """The separator that a first line `sep=;` names, None without such a line."""
    match = _SEPARATOR_LINE.fullmatch(text[:40].partition("\n")[0].partition("\r")[0])
    return match.group(1) if match else None


def find_separator(text: str) -> str:
    """The separator of the fields: the one that a `sep=` line names, else the likeliest.

    For each candidate the first records are cut; its score is the share of records that have the usual number of fields
    (two at least), times the square root of that number, halved when the first record has a single field. Without any,
    a semicolon: the table has one column.
    """
    told = separator_line(text)
    if told is not None:
        return told
    sample = text[:_SAMPLE_CHARACTERS]
    if len(text) > _SAMPLE_CHARACTERS:
        sample = sample[: max(sample.rfind("\n"), sample.rfind("\r")) + 1] or sample
    best, best_score = ";", 0.0
    for candidate in SEPARATORS:
        score = _score(sample, candidate)
        if score > best_score:
            best, best_score = candidate, score
    return best


def read_text_table(text: str, separator: str, table: TableBuilder) -> None:
    """Read every record into the table; its row number is the line on which it starts.

    A quote that is never closed does not swallow the rest of the file: the line is read as it stands and an issue
    CSV_QUOTES_UNBALANCED says where.
    """
    if "\0" in text:
        text = text.replace("\0", "")
        table.issues.append(
            Issue("CONTROL_CHARACTERS_REMOVED", Level.WARNING, "Caractères nuls retirés du fichier : vérifier l'aperçu.")
        )
    table.empty_rows = waiting = 0
    try:
        for number, fields in _records(text, separator, table.issues):
            kept = table.rows
            table.add_row(number, enumerate(fields))
            if table.rows == kept:
                waiting += 1
            else:
                table.empty_rows += waiting
                waiting = 0
    except EnoughRows:
        pass


def _records(text: str, separator: str, issues: list[Issue]) -> Iterator[tuple[int, list[str]]]:
    """(line number, fields) of each record."""
    csv.field_size_limit(sys.maxsize if sys.maxsize < 2**31 else 2**31 - 1)
    lines = io.StringIO(text, newline="")
    skipped = 0
    if separator_line(text) is not None:
        lines.readline()
        skipped = 1
    source = _Lines(lines, skipped)
    usual = 0
    while True:
        reader = csv.reader(source, delimiter=separator)
        broken_at = 0
        for fields in _safely(reader):
            first, last = source.record_start, source.number
            source.record_start = last + 1
            if source.was_cut or (last > first and _quotes_are_unbalanced(source, fields, separator, usual)):
                broken_at = first
                break
            source.kept.clear()
            usual = usual or len(fields)
            yield first, fields
        if not broken_at:
            return
        kept = source.kept[:]
        yield broken_at, _plain_fields(kept[0], separator)
        _note_unbalanced(issues, broken_at)
        source.push_back(kept[1:], broken_at)


class _Lines:
    """Lines of a text, numbered; those of the current record are kept and can be given back.

    A record of more than two hundred lines is cut: it is an open quote, not a cell.
    """

    def __init__(self, lines: io.StringIO, skipped: int) -> None:
        self._lines = lines
        self._waiting: list[str] = []
        self.number = skipped
        self.record_start = skipped + 1
        self.kept: list[str] = []
        self.was_cut = False

    def __iter__(self) -> _Lines:
        return self

    def __next__(self) -> str:
        if len(self.kept) >= _MAX_QUOTED_LINES:
            self.was_cut = True
            raise StopIteration
        line = self._waiting.pop() if self._waiting else next(self._lines)
        self.number += 1
        self.kept.append(line)
        return line

    def push_back(self, lines: list[str], number: int) -> None:
        """Read these lines again; `number` is that of the line before them."""
        self._waiting.extend(reversed(lines))
        self.number, self.record_start = number, number + 1
        self.was_cut = False
        self.kept.clear()


def _safely(reader: Iterator[list[str]]) -> Iterator[list[str]]:
    try:
        yield from reader
    except csv.Error:
        return


def _quotes_are_unbalanced(source: _Lines, fields: list[str], separator: str, usual: int) -> bool:
    """Whether a record of several lines is rather lines of which one has a stray quote.

    Told by an odd number of quotes, or by a number of fields that is not the usual one while each line by itself has it.
    """
    if sum(line.count('"') for line in source.kept) % 2:
        return True
    if not usual or len(fields) == usual:
        return False
    return usual > 1 and all(len(_plain_fields(line, separator)) == usual for line in source.kept if line.strip())


def _plain_fields(line: str, separator: str) -> list[str]:
    return line.rstrip("\r\n").split(separator)


def _note_unbalanced(issues: list[Issue], line: int) -> None:
    issues.append(
        Issue(
            "CSV_QUOTES_UNBALANCED",
            Level.WARNING,
            f"Guillemet non fermé à la ligne {line} : la ligne est lue telle quelle, la vérifier.",
            row=line,
        )
    )


def _score(sample: str, separator: str) -> float:
    counts: list[int] = []
    reader = csv.reader(io.StringIO(sample, newline=""), delimiter=separator)
    for fields in _safely(reader):
        if any(field.strip() for field in fields):
            counts.append(len(fields))
        if len(counts) >= _SAMPLE_RECORDS:
            break
    usual = Counter(count for count in counts if count > 1).most_common(1)
    if not usual:
        return 0.0
    fields_per_record, records = usual[0]
    score: float = records / len(counts) * fields_per_record**0.5
    return score / 2 if counts[0] == 1 else score
