"""What can be wrong with the store itself; each message says what to do."""

from __future__ import annotations

from o2s_lib.errors import O2SError

MIGRATE_COMMAND = "python -m o2s_lib store migrate"


class StoreNotReady(O2SError):
    """The database is missing, not up to date, too new, or out of reach."""


class StoreBusy(O2SError):
    """Another writer held the database for longer than we wait; nothing was written."""
