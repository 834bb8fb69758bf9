"""The store: open it, read a snapshot, write a unit of work, move many rows at once."""

from __future__ import annotations

from o2s_lib.store.bulk import insert_rows, instant_text, select_columns, update_rows
from o2s_lib.store.counters import allocate_ids, bump_revision, read_info, revision, write_info
from o2s_lib.store.engine import Store, UnitOfWork, open_store
from o2s_lib.store.errors import RowsRefused, StoreBusy, StoreNotReady

__all__ = [
    "RowsRefused",
    "Store",
    "StoreBusy",
    "StoreNotReady",
    "UnitOfWork",
    "allocate_ids",
    "bump_revision",
    "insert_rows",
    "instant_text",
    "open_store",
    "read_info",
    "revision",
    "select_columns",
    "update_rows",
    "write_info",
]
