"""Drafts: the file, how it is read, what was corrected and decided; kept per person until they expire."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Mapping
from dataclasses import asdict, dataclass, field, replace
from datetime import UTC, datetime, timedelta
from typing import Any

import orjson
from sqlalchemy import Connection, delete, insert, select, update

from o2s_lib import settings
from o2s_lib.access import Actor
from o2s_lib.errors import NotFound, RecordsChangedSincePreview
from o2s_lib.imports.analysis import RowDecision
from o2s_lib.imports.mapping import mapping_from_json, mapping_to_json
from o2s_lib.imports.shapes import ColumnChoice, DraftSummary, MatchKey, Mode
from o2s_lib.imports.shapes import Mapping as ColumnMapping
from o2s_lib.issues import Issue, Level
from o2s_lib.store import Store
from o2s_lib.store.tables import Draft as DraftRow
from o2s_lib.store.tables import DraftFile, DraftPlan

KIND = "contacts"
_DRAFTS, _FILES, _PLANS = DraftRow.__table__, DraftFile.__table__, DraftPlan.__table__  # type: ignore[attr-defined]  # table classes


@dataclass(frozen=True)
class Reading:
    """What the file was found to be, so that showing a draft does not read it again."""

    format: str = ""
    sheet: str | None = None
    sheets: tuple[str, ...] = ()
    encoding: str | None = None
    header_row: int = 0
    rows: int = 0
    columns_total: int = 0
    columns_known: int = 0
    filled_codes: int = 0
    homonyms: int = 0
    hidden_rows: int = 0
    is_firm_template: bool = False
    signature: str = ""
    unmapped: tuple[int, ...] = ()
    missing_required: tuple[str, ...] = ()
    needs_choice: tuple[Issue, ...] = ()
    file_issues: tuple[Issue, ...] = ()


@dataclass(frozen=True)
class Draft:
    """An import under way.

    Args:
        wanted_sheet, wanted_encoding: What the user chose; None lets the reader decide.
        mapping: How columns feed ours; None while the file cannot be laid out (a sheet is to be chosen).
        edits: (row number, part, column identifier) -> corrected text, "" for an emptied cell.
        replacements: column identifier -> {text of the file: text to read}.
        remembered: The same, from choices kept with an earlier file; the cells concerned say so.
    """

    draft_id: str
    filename: str
    sha256: str
    reading: Reading
    step: str
    version: int
    saved_at: datetime
    expires_at: datetime
    mode: Mode | None = None
    keys: frozenset[MatchKey] = frozenset()
    wanted_sheet: str | None = None
    wanted_encoding: str | None = None
    mapping: ColumnMapping | None = None
    skip_hidden: bool = False
    adopt_template: bool = False
    year_pivot: int | None = None
    new_categories: tuple[str, ...] = ()
    new_list_values: tuple[tuple[str, str], ...] = ()
    replacements: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    remembered: Mapping[str, Mapping[str, str]] = field(default_factory=dict)
    edits: Mapping[tuple[int, int, str], str] = field(default_factory=dict)
    decisions: Mapping[tuple[int, int], RowDecision] = field(default_factory=dict)

    @property
    def format(self) -> str:
        """ "xlsx", "xls"…"""
        return self.reading.format

    @property
    def sheet(self) -> str | None:
        """The sheet that is read."""
        return self.reading.sheet

    @property
    def sheets(self) -> tuple[str, ...]:
        """All the sheets of the file."""
        return self.reading.sheets

    @property
    def rows(self) -> int:
        """How many rows of data."""
        return self.reading.rows

    @property
    def unmapped(self) -> tuple[ColumnChoice, ...]:
        """Columns that feed nothing yet."""
        columns = self.mapping.columns if self.mapping else ()
        return tuple(choice for choice in columns if choice.position in self.reading.unmapped)

    @property
    def missing_required(self) -> tuple[str, ...]:
        """Required fields that nothing feeds."""
        return self.reading.missing_required

    @property
    def needs_choice(self) -> tuple[Issue, ...]:
        """What only the user can say."""
        return self.reading.needs_choice

    @property
    def file_issues(self) -> tuple[Issue, ...]:
        """Remarks about the file."""
        return self.reading.file_issues


def new_draft(filename: str, content: bytes, reading: Reading, **chosen: Any) -> Draft:
    """A draft that is not saved yet."""
    now = datetime.now(UTC)
    expires = now + timedelta(days=settings.draft_days())
    return Draft(uuid.uuid4().hex, filename, hashlib.sha256(content).hexdigest(), reading, "file", 1, now, expires, **chosen)


def insert_draft(connection: Connection, actor: Actor, draft: Draft, content: bytes) -> None:
    """Save a new draft with its file, and forget those that expired."""
    connection.execute(delete(_DRAFTS).where(_DRAFTS.c.expires_at < draft.saved_at))
    values = _values(draft, draft.saved_at)
    connection.execute(
        insert(_DRAFTS).values(
            id=draft.draft_id,
            actor_id=actor.id,
            kind=KIND,
            filename=draft.filename,
            file_sha256=draft.sha256,
            created_at=draft.saved_at,
            **values,
        )
    )
    connection.execute(insert(_FILES).values(draft_id=draft.draft_id, content=content))


def save_draft(store: Store, draft: Draft, *, plan: bytes | None = None, rejected: int = 0) -> Draft:
    """Save a changed draft under its next version, with its plan if there is one.

    Raises:
        RecordsChangedSincePreview: Another window saved the draft meanwhile; nothing was written.
    """
    now = datetime.now(UTC)
    saved = replace(draft, version=draft.version + 1, saved_at=now, expires_at=now + timedelta(days=settings.draft_days()))
    with store.unit_of_work() as work:
        connection = work.connection
        where = (_DRAFTS.c.id == draft.draft_id) & (_DRAFTS.c.version == draft.version)
        changed = connection.execute(update(_DRAFTS).where(where).values(rejected_count=rejected, **_values(saved, now)))
        if changed.rowcount != 1:
            raise RecordsChangedSincePreview("Ce brouillon a été modifié dans une autre fenêtre : rouvrez-le.")
        connection.execute(delete(_PLANS).where(_PLANS.c.draft_id == draft.draft_id))
        if plan is not None:
            connection.execute(insert(_PLANS).values(draft_id=draft.draft_id, version=saved.version, content=plan))
        work.commit()
    return saved


def read_draft(connection: Connection, actor: Actor, draft_id: str) -> Draft:
    """One draft of the actor. Raises NotFound."""
    row = connection.execute(
        select(_DRAFTS).where(_DRAFTS.c.id == draft_id, _DRAFTS.c.actor_id == actor.id, _DRAFTS.c.kind == KIND)
    ).first()
    if row is None or row.expires_at < datetime.now(UTC):
        raise NotFound("Ce brouillon n’existe plus : il a été importé, supprimé, ou il a dépassé sa durée de conservation.")
    chosen = orjson.loads(row.settings)
    marks = orjson.loads(row.edits)
    mapping = chosen["mapping"]
    return Draft(
        draft_id=row.id,
        filename=row.filename,
        sha256=row.file_sha256,
        reading=_reading(chosen["reading"]),
        step=row.step,
        version=row.version,
        saved_at=row.saved_at,
        expires_at=row.expires_at,
        mode=Mode(chosen["mode"]) if chosen["mode"] else None,
        keys=frozenset(MatchKey(key) for key in chosen["keys"]),
        wanted_sheet=chosen["wanted_sheet"],
        wanted_encoding=chosen["wanted_encoding"],
        mapping=mapping_from_json(mapping) if mapping else None,
        skip_hidden=chosen["skip_hidden"],
        adopt_template=chosen["adopt_template"],
        year_pivot=chosen["year_pivot"],
        new_categories=tuple(chosen["new_categories"]),
        new_list_values=tuple((name, value) for name, value in chosen["new_list_values"]),
        replacements=chosen["replacements"],
        remembered=chosen["remembered"],
        edits={(number, part, name): text for number, part, name, text in marks["cells"]},
        decisions={(number, part): RowDecision(action, contact) for number, part, action, contact in marks["decisions"]},
    )


def read_file(connection: Connection, draft_id: str) -> bytes:
    """The bytes of the file, as it was dropped."""
    return bytes(connection.execute(select(_FILES.c.content).where(_FILES.c.draft_id == draft_id)).scalar_one())


def read_plan(connection: Connection, draft: Draft) -> bytes | None:
    """The plan made for this very version of the draft."""
    where = (_PLANS.c.draft_id == draft.draft_id) & (_PLANS.c.version == draft.version)
    content = connection.execute(select(_PLANS.c.content).where(where)).scalar()
    return None if content is None else bytes(content)


def remove_draft(connection: Connection, actor: Actor, draft_id: str) -> None:
    """Delete a draft of the actor with its file and plan; no matter if it is gone."""
    connection.execute(delete(_DRAFTS).where(_DRAFTS.c.id == draft_id, _DRAFTS.c.actor_id == actor.id))


def summaries(connection: Connection, actor: Actor) -> list[DraftSummary]:
    """The drafts of the actor that have not expired, latest first."""
    where = (_DRAFTS.c.actor_id == actor.id) & (_DRAFTS.c.kind == KIND) & (_DRAFTS.c.expires_at >= datetime.now(UTC))
    rows = connection.execute(select(_DRAFTS).where(where).order_by(_DRAFTS.c.saved_at.desc()))
    return [
        DraftSummary(row.id, row.filename, row.row_count, row.step, row.rejected_count, row.saved_at, row.expires_at)
        for row in rows
    ]


def _values(draft: Draft, now: datetime) -> dict[str, Any]:
    chosen = {
        "reading": asdict(draft.reading),
        "mode": draft.mode,
        "keys": sorted(draft.keys),
        "wanted_sheet": draft.wanted_sheet,
        "wanted_encoding": draft.wanted_encoding,
        "mapping": mapping_to_json(draft.mapping) if draft.mapping else None,
        "skip_hidden": draft.skip_hidden,
        "adopt_template": draft.adopt_template,
        "year_pivot": draft.year_pivot,
        "new_categories": draft.new_categories,
        "new_list_values": draft.new_list_values,
        "replacements": draft.replacements,
        "remembered": draft.remembered,
    }
    marks = {
        "cells": [(*place, text) for place, text in draft.edits.items()],
        "decisions": [(*place, d.action, d.contact_id) for place, d in draft.decisions.items()],
    }
    return {
        "settings": orjson.dumps(chosen).decode(),
        "edits": orjson.dumps(marks).decode(),
        "step": draft.step,
        "row_count": draft.reading.rows,
        "version": draft.version,
        "saved_at": now,
        "expires_at": draft.expires_at,
    }


def _reading(values: dict[str, Any]) -> Reading:
    def issues(name: str) -> tuple[Issue, ...]:
        return tuple(Issue(**{**issue, "level": Level(issue["level"])}) for issue in values[name])

    lists = {name: tuple(values[name]) for name in ("sheets", "unmapped", "missing_required")}
    return Reading(**{**values, **lists, "needs_choice": issues("needs_choice"), "file_issues": issues("file_issues")})
