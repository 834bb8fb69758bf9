"""The trail of every change: who, when, what, before, after, from which batch."""

from __future__ import annotations

from o2s_lib.journal.chain import JournalCheck, verify
from o2s_lib.journal.entries import PreparedEntries, prepare_entries
from o2s_lib.journal.reading import JournalEntry, entries_of_batch, history
from o2s_lib.journal.writing import append

__all__ = [
    "JournalCheck",
    "JournalEntry",
    "PreparedEntries",
    "append",
    "entries_of_batch",
    "history",
    "prepare_entries",
    "verify",
]
