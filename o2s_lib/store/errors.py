"""What can be wrong with the store itself; each message says what to do."""

from __future__ import annotations

from o2s_lib.errors import O2SError

MIGRATE_COMMAND = "python -m o2s_lib store migrate"


class StoreNotReady(O2SError):
    """The database is missing, not up to date, too new, or out of reach."""


class StoreMissing(StoreNotReady):
    """There is no database at that address yet."""


class StoreBusy(O2SError):
    """Another writer held the database for longer than we wait; nothing was written."""


class RowsRefused(Exception):
    """The database refused rows that the code gave it (a value of the wrong type, a key that exists).

    A mistake of ours, not of the user's: no `O2SError`. It names the table and the rule, never the values: the
    driver's own message would print people's data.
    """
