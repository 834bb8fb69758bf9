"""Choices kept for the next file: mappings by their headers, replacements, the year pivot."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, select

from o2s_lib import clock
from o2s_lib.access import Actor
from o2s_lib.imports.drafts import Draft
from o2s_lib.imports.mapping import mapping_from_json, mapping_to_json
from o2s_lib.imports.shapes import Mapping as ColumnMapping
from o2s_lib.store import Store
from o2s_lib.store.tables import RememberedChoice

_TABLE = RememberedChoice.__table__  # type: ignore[attr-defined]  # SQLModel gives it to table classes
_MAPPING, _REPLACEMENT, _PIVOT = "contact_mapping", "contact_replacement", "contact_year_pivot"


def remembered_mapping(connection: Connection) -> Callable[[str], ColumnMapping | None]:
    """Looks a mapping up by the signature of the headers."""

    def find(signature: str) -> ColumnMapping | None:
        text = connection.execute(select(_TABLE.c.value).where(_TABLE.c.kind == _MAPPING, _TABLE.c.key == signature)).scalar()
        return None if text is None else mapping_from_json(text)

    return find


def remembered_replacements(connection: Connection) -> dict[str, dict[str, str]]:
    """Column identifier -> {text of the file: text to read}."""
    rows = connection.execute(select(_TABLE.c.key, _TABLE.c.value).where(_TABLE.c.kind == _REPLACEMENT))
    return {key: orjson.loads(value) for key, value in rows}


def remembered_pivot(connection: Connection) -> int | None:
    """The year pivot kept last."""
    text = connection.execute(select(_TABLE.c.value).where(_TABLE.c.kind == _PIVOT)).scalar()
    return None if text is None else int(orjson.loads(text))


def remember_mapping(actor: Actor, store: Store, draft: Draft) -> None:
    """Keep the mapping of a draft for files with the same headers."""
    if draft.mapping is not None and draft.reading.signature:
        _keep(actor, store, _MAPPING, draft.reading.signature, mapping_to_json(draft.mapping))


def remember_fix(actor: Actor, store: Store, fix: Mapping[str, Any]) -> None:
    """Keep a replacement or a year pivot; other fixes change the firm's own lists, which last by themselves."""
    if fix["kind"] == "year_pivot":
        _keep(actor, store, _PIVOT, "pivot", orjson.dumps(int(fix["pivot"])).decode())
    elif fix["kind"] == "replace" and fix.get("from") is not None:
        with store.reading() as connection:
            known = remembered_replacements(connection).get(fix["column"], {})
        known[fix["from"].strip()] = fix["to"].strip()
        _keep(actor, store, _REPLACEMENT, fix["column"], orjson.dumps(known).decode())


def _keep(actor: Actor, store: Store, kind: str, key: str, value: str) -> None:
    with store.unit_of_work() as work:
        work.connection.execute(delete(_TABLE).where(_TABLE.c.kind == kind, _TABLE.c.key == key))
        values = {"kind": kind, "key": key, "value": value, "actor_id": actor.id, "saved_at": clock.now()}
        work.connection.execute(insert(_TABLE).values(**values))
        work.commit()
