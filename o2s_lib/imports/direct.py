"""Importing without a draft, for scripts and notebooks: read, plan, import in three calls."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sqlalchemy import select

from o2s_lib import access, clock
from o2s_lib.access import Action, Actor
from o2s_lib.contacts.lists import read_lists
from o2s_lib.errors import NotFound, RowsRejected
from o2s_lib.imports.applying import BATCH_KIND, BatchInput, apply_plan
from o2s_lib.imports.batches import get_batch
from o2s_lib.imports.firm_template import adopt, current_template
from o2s_lib.imports.plan import Plan, PlanSettings, Progress, build_plan, silent
from o2s_lib.imports.previewing import gatherer
from o2s_lib.imports.rejects import rejects_of_plan
from o2s_lib.imports.remembering import remembered_mapping
from o2s_lib.imports.shapes import BatchSummary, MatchKey, Mode, Outcome
from o2s_lib.imports.source import Source, open_source, refuse
from o2s_lib.spreadsheets.shapes import Workbook
from o2s_lib.store import Store
from o2s_lib.store.tables import Batch


def open_for_import(
    workbook: Workbook | bytes, filename: str, sheet: str | None, map_options: Sequence[str], encoding: str | None, store: Store | None
) -> Source:
    """Read a file whose columns must all be settled.

    Raises:
        FileRefused: It cannot be read, or a required column is missing. ChoiceNeeded: Two columns feed one of ours, or several sheets fit.
    """
    if store is None:
        source = open_source(workbook, filename, sheet=sheet, encoding=encoding, map_options=map_options)
    else:
        with store.reading() as connection:
            source = open_source(
                workbook,
                filename,
                sheet=sheet,
                encoding=encoding,
                map_options=map_options,
                remembered=remembered_mapping(connection),
                firm_template=current_template(connection),
            )
    if source.needs_choice:
        refuse(source.needs_choice)
    return source


def make_plan(
    actor: Actor, store: Store | None, source: Source, mode: Mode, keys: frozenset[MatchKey], *, skip_hidden: bool = False, progress: Progress | None = None
) -> Plan:
    """What importing a file would do; against an empty store when there is none. Writes nothing."""
    access.check(actor, Action.CONTACTS_IMPORT)
    rows = source.rows(skip_hidden=skip_hidden)
    settings = PlanSettings(mode, keys, clock.today())
    if store is None:
        return build_plan(rows, gatherer(actor, None, settings), settings, read_lists(None), progress=progress)
    with store.reading() as connection:
        lists, revision = read_lists(connection), store.revision(connection)
        return build_plan(rows, gatherer(actor, connection, settings), settings, lists, store_revision=revision, progress=progress)


def commit_plan(
    actor: Actor, store: Store, source: Source, plan: Plan, content: bytes, *, skip_rejected: bool = False, progress: Progress | None = None
) -> BatchSummary:
    """Import a plan in one transaction.

    Raises:
        RowsRejected: Rows are rejected and `skip_rejected` is false; nothing was written.
        RecordsChangedSincePreview: Contacts moved since the plan was made; nothing was written.
    """
    access.check(actor, Action.CONTACTS_IMPORT)
    rejected = plan.counts()[Outcome.REJECTED]
    if rejected and not skip_rejected:
        raise RowsRejected(f"{rejected} lignes sont rejetées : rien n’a été importé. Corrigez-les, ou importez sans elles.")
    with store.reading() as connection:
        template = current_template(connection)
    files = {"original": content}
    if rejected:
        files["rejects"] = rejects_of_plan(plan, template)
    seen = source.template
    filename = source.workbook.filename
    batch = BatchInput(
        filename=filename,
        sha256=hashlib.sha256(content).hexdigest(),
        files=files,
        criterion_names=source.criterion_names(),
        details={"sheet": plan.table.sheet},
        also=None if seen is None else lambda connection, author: adopt(connection, author, seen, filename),
    )
    return get_batch(actor, store, apply_plan(actor, store, plan, batch, clock.now(), progress or silent))


def batch_numbered(store: Store, number: int) -> int:
    """Id of the import with this number. Raises NotFound."""
    table = Batch.__table__  # type: ignore[attr-defined]  # SQLModel gives it to table classes
    with store.reading() as connection:
        found = connection.execute(select(table.c.id).where(table.c.number == number, table.c.kind == BATCH_KIND)).scalar()
    if found is None:
        raise NotFound(f"Aucun lot d’import ne porte le numéro {number}.")
    return int(found)
