"""What changed between two texts, word by word, as safe markup. Pure: texts in, markup out."""

from __future__ import annotations

import re
from difflib import SequenceMatcher

from pages.components.markup import empty, esc

# An amount is one word (« 84 000,00 »), a date is three, a sign is one.
_WORDS = re.compile(r"\d{1,3}(?:[ \u202f\u00a0]\d{3})+(?:,\d+)?(?!\d)|\d+,\d+|\w+|\s+|[^\w\s]")
_PHONE = re.compile(r"^\+?[\d\s().\-\u00a0\u202f]{8,}$")
_MOST_WORDS = 400  # beyond this a note is shown whole on both sides: comparing it word by word costs more than it says


def replaced(before: str | None, after: str | None) -> tuple[str, str]:
    """Something replaces something: (before struck out, after underlined)."""
    return _sides(before, after, "del", "ins")


def side_by_side(one: str | None, other: str | None) -> tuple[str, str]:
    """Two things stand beside each other, neither replaces the other: differences underlined on both."""
    return _sides(one, other, "mark", "mark")


def _sides(before: str | None, after: str | None, gone: str, come: str) -> tuple[str, str]:
    if not before or not after:
        return (_wrap(before, gone) if before else empty(), _wrap(after, come) if after else empty())
    if before == after:
        return _bdi(esc(before)), _bdi(esc(after))
    left, right = "", ""
    for is_equal, old, new in _steps(before, after):
        left += esc(old) if is_equal else _marked(old, gone)
        right += esc(new) if is_equal else _marked(new, come)
    return _bdi(left), _bdi(right)


def _wrap(text: str, name: str) -> str:
    return _bdi(_marked(text, name))


def _marked(text: str, name: str) -> str:
    return f"<{name}>{esc(text)}</{name}>" if text else ""


def _bdi(markup: str) -> str:
    return f'<bdi class="v">{markup}</bdi>'


def _steps(before: str, after: str) -> list[tuple[bool, str, str]]:
    """(is it equal, text before, text after), in order; blanks between two changes belong to the change."""
    old, new = _split(before, after)
    if len(old) > _MOST_WORDS or len(new) > _MOST_WORDS:
        return [(False, before, after)]
    matcher = SequenceMatcher(None, old, new, autojunk=False)
    steps = [(name == "equal", "".join(old[i:j]), "".join(new[k:m])) for name, i, j, k, m in matcher.get_opcodes()]
    common = sum(len(text) for is_equal, text, _ in steps if is_equal and any(sign.isalnum() for sign in text))
    changes = sum(not is_equal for is_equal, _, _ in steps)
    if changes > 1 and common * 5 < min(len(before), len(after)):  # only stray words in common: two values, not one corrected
        return [(False, before, after)]
    return _joined(steps)


def _joined(steps: list[tuple[bool, str, str]]) -> list[tuple[bool, str, str]]:
    joined: list[tuple[bool, str, str]] = []
    for position, (is_equal, old, new) in enumerate(steps):
        between = 0 < position < len(steps) - 1
        changes = not is_equal or (between and old.isspace())
        if joined and changes and not joined[-1][0]:
            joined[-1] = (False, joined[-1][1] + old, joined[-1][2] + new)
        else:
            joined.append((not changes, old, new))
    return joined


def _split(before: str, after: str) -> tuple[list[str], list[str]]:
    if _PHONE.match(before) and _PHONE.match(after):
        return _pairs(before), _pairs(after)
    return _WORDS.findall(before), _WORDS.findall(after)


def _pairs(phone: str) -> list[str]:
    """A telephone differs by its pair of digits, however it is spaced; an odd number of digits pairs from the end."""
    parts: list[str] = []
    for part in re.findall(r"\d+|\D+", phone):
        if not part[0].isdigit():
            parts.append(part)
            continue
        odd = len(part) % 2
        parts += ([part[:1]] if odd else []) + [part[i : i + 2] for i in range(odd, len(part), 2)]
    return parts
