"""« Gabarit du cabinet » in the store: kept when a genuine O2S file arrives, used for every later template and export."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sqlalchemy import Connection, delete, func, insert, select, update

from o2s_lib import access, clock
from o2s_lib.access import Action, Actor
from o2s_lib.contacts.lists import read_lists
from o2s_lib.errors import O2SError
from o2s_lib.imports.layout import choose_sheet, layout_of_template
from o2s_lib.imports.template import (
    FirmTemplate,
    default_template,
    recognise_template,
    template_from_json,
    template_to_json,
    write_template,
)
from o2s_lib.imports.template import adopt_template as merge_templates
from o2s_lib.spreadsheets import open_workbook, read_sheet
from o2s_lib.store import Store
from o2s_lib.store.tables import FirmTemplate as Row

_TABLE = Row.__table__  # type: ignore[attr-defined]  # SQLModel gives it to table classes


@dataclass(frozen=True)
class TemplateInfo:
    """The template in use. `is_firm` is false for ours; then `adopted_at` is None and `filename` empty."""

    is_firm: bool
    adopted_at: datetime | None
    filename: str
    columns: int
    criteria: int
    note: str


def current_template(connection: Connection) -> FirmTemplate | None:
    """The firm's template, None until a genuine file came."""
    columns = connection.execute(select(_TABLE.c.columns).where(_TABLE.c.is_current).order_by(_TABLE.c.id.desc())).scalar()
    return None if columns is None else template_from_json(columns)


def adopt(connection: Connection, actor: Actor, seen: FirmTemplate, filename: str) -> dict[str, Any]:
    """Keep a genuine template, inside a unit of work; columns that the new file lacks stay known."""
    template = merge_templates(seen, current_template(connection))
    connection.execute(update(_TABLE).values(is_current=False))
    values = {"adopted_at": clock.now(), "actor_id": actor.id, "filename": filename, "columns": template_to_json(template), "is_current": True}
    return {"template_id": int(connection.execute(insert(_TABLE).values(**values).returning(_TABLE.c.id)).scalar_one())}


def withdraw(connection: Connection, template_id: int) -> None:
    """Forget a template that an undone import had brought; the one before it is in use again."""
    connection.execute(delete(_TABLE).where(_TABLE.c.id == template_id))
    latest = connection.execute(select(func.max(_TABLE.c.id))).scalar()
    if latest is not None:
        connection.execute(update(_TABLE).where(_TABLE.c.id == latest).values(is_current=True))


def adopt_template(actor: Actor, store: Store, filename: str, content: bytes) -> TemplateInfo:
    """Keep the template of a genuine O2S file, even an empty one, without importing it.

    Raises:
        O2SError: The file is not in the layout of O2S. FileRefused: It cannot be read.
    """
    access.check(actor, Action.TEMPLATE_ADOPT)
    workbook = open_workbook(content, filename=filename)
    name, _ = choose_sheet(workbook, None)
    table = read_sheet(workbook, name)
    seen = recognise_template(layout_of_template(table), table, filename=filename)
    if seen is None:
        raise O2SError("Ce fichier n’est pas un gabarit d’O2S : la ligne 1 masquée des noms techniques manque.")
    with store.unit_of_work() as work:
        adopt(work.connection, actor, seen, filename)
        work.commit()
    return template_info(actor, store)


def template_info(actor: Actor, store: Store) -> TemplateInfo:
    """Which template is in use."""
    access.check(actor, Action.CONTACTS_READ)
    with store.reading() as connection:
        row = connection.execute(select(_TABLE).where(_TABLE.c.is_current).order_by(_TABLE.c.id.desc())).first()
    template = default_template() if row is None else template_from_json(row.columns)
    criteria = len(template.criteria())
    return TemplateInfo(
        row is not None, row.adopted_at if row else None, row.filename if row else "", len(template.columns) - criteria, criteria, template.note()
    )


def template_file(actor: Actor, store: Store | None, kind: str) -> bytes:
    """An empty template to fill, "xlsx" or "xls", with the firm's lists (those of an empty store without one)."""
    access.check(actor, Action.CONTACTS_READ)
    if store is None:
        return write_template(kind, default_template(), read_lists(None))
    with store.reading() as connection:
        return write_template(kind, current_template(connection) or default_template(), read_lists(connection))
