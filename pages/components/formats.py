"""Numbers, dates and sentences in French, as text; nothing here draws."""

from __future__ import annotations

import re
from datetime import UTC, datetime
from zoneinfo import ZoneInfo

THIN = "\u202f"  # narrow no-break space, between thousands
NBSP = "\u00a0"
PARIS = ZoneInfo("Europe/Paris")

_MARKDOWN = re.compile(r"([\\`*_{}\[\]()#+\-.!|~<>:$&@^=])")
_HIDDEN = re.compile(r"[\u200e\u200f\u202a-\u202e\u2066-\u2069\x00-\x1f\x7f]+")


def number(value: int) -> str:
    """`12345` → « 12 345 », with a thin no-break space."""
    return f"{value:,}".replace(",", THIN)


def plural(count: int, one: str, many: str | None = None) -> str:
    """« 1 ligne », « 812 lignes »; zero is singular, as in French."""
    return f"{number(count)}{NBSP}{one if count < 2 else many or one + 's'}"


def local(instant: datetime) -> datetime:
    """The same instant on a French clock; a naive one is taken as UTC, which is how the store keeps them."""
    aware = instant if instant.tzinfo else instant.replace(tzinfo=UTC)
    return aware.astimezone(PARIS)


def day(instant: datetime) -> str:
    """« 25/11/2026 »."""
    return local(instant).strftime("%d/%m/%Y")


def day_and_time(instant: datetime) -> str:
    """« 25/11/2026 à 09:14 »."""
    return local(instant).strftime("%d/%m/%Y à %H:%M")


def when(instant: datetime, now: datetime) -> str:
    """« à 09:14 » today, « hier à 18:42 », else « le 23/11/2026 à 11:05 »."""
    days = (local(now).date() - local(instant).date()).days
    clock = local(instant).strftime("%H:%M")
    if days == 0:
        return f"à {clock}"
    return f"hier à {clock}" if days == 1 else f"le {day(instant)} à {clock}"


def time_left(expires_at: datetime, now: datetime) -> str:
    """« encore 6 jours », « encore 1 jour », « encore quelques heures »."""
    hours = int((local(expires_at) - local(now)).total_seconds() // 3600)
    days = round(hours / 24)
    return "encore quelques heures" if hours < 20 else f"encore {plural(max(days, 1), 'jour')}"


def quoted(text: str) -> str:
    """« text », with the no-break spaces inside."""
    return f"«{NBSP}{text}{NBSP}»"


def listed(texts: list[str], shown: int = 3) -> str:
    """« a, b et c », « a, b, c et 4 autres »."""
    if len(texts) > shown:
        rest = len(texts) - shown
        return f"{', '.join(texts[:shown])} et {plural(rest, 'autre')}"
    return texts[0] if len(texts) == 1 else f"{', '.join(texts[:-1])} et {texts[-1]}" if texts else ""


def cut(text: str, length: int) -> str:
    """The text on one line, without control or direction characters, « … » at its end when longer than `length`."""
    line = _HIDDEN.sub(" ", text).strip()
    return line if len(line) <= length else line[: length - 1].rstrip() + "…"


def plain(text: str) -> str:
    """User text for a label that reads Markdown (buttons, pills, field labels): every sign shows as it is."""
    return _MARKDOWN.sub(r"\\\1", _HIDDEN.sub(" ", text))
