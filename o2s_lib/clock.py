"""What time it is; everything else takes `today` or `at` as an argument."""

from __future__ import annotations

from datetime import UTC, date, datetime


def now() -> datetime:
    """This instant, in UTC."""
    return datetime.now(UTC)


def today() -> date:
    """The date on the wall of whoever runs this process."""
    return datetime.now(UTC).astimezone().date()
