"""French typography of the sentences that the import says."""

from __future__ import annotations

from collections.abc import Iterable

_NO_BREAK = "\u00a0"


def french(sentence: str) -> str:
    """The sentence with no-break spaces inside « » and before : ; ? and !."""
    for mark in ":;?!»":
        sentence = sentence.replace(f" {mark}", f"{_NO_BREAK}{mark}")
    return sentence.replace("« ", f"«{_NO_BREAK}")


def grouped(count: int) -> str:
    """A count with narrow no-break spaces between thousands, as French prints it."""
    return f"{count:,}".replace(",", "\u202f")


def quoted_list(texts: Iterable[str]) -> str:
    """`« A », « B »`."""
    return french(", ".join(f"« {text} »" for text in texts))


def joined(texts: list[str]) -> str:
    """`A, B et C`."""
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} et {texts[-1]}"
