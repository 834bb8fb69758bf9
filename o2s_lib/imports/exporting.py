"""All the contacts at the import layout of O2S, read from the store a page at a time."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any, BinaryIO

from sqlalchemy import func, select

from o2s_lib import access
from o2s_lib.access import Action, Actor, visible_contacts
from o2s_lib.contacts.lists import read_lists
from o2s_lib.imports.export_layout import write_contacts
from o2s_lib.imports.firm_template import current_template
from o2s_lib.imports.gather import read_range
from o2s_lib.imports.template_columns import default_template
from o2s_lib.issues import Issue
from o2s_lib.store import Store
from o2s_lib.store.tables import Contact

PAGE = 5_000


@dataclass(frozen=True)
class Exported:
    """How many contacts were written, a sentence to show ("" when there is nothing to say), and what the format could not keep."""

    rows: int
    note: str
    issues: tuple[Issue, ...] = ()


def export_contacts(actor: Actor, store: Store, kind: str, target: Path | BinaryIO) -> Exported:
    """Write every contact that the actor may see, by id, so that the order of an imported file comes back.

    Args:
        kind: "xlsx", "xls" (XML Spreadsheet 2003, as the product's own) or "csv".
    """
    access.check(actor, Action.CONTACTS_EXPORT)
    with store.reading() as connection:
        template = current_template(connection) or default_template()
        targets = [column.target for column in template.columns]
        total = connection.execute(select(func.count()).select_from(Contact.__table__).where(visible_contacts(actor))).scalar_one()
        rows = _rows(connection, actor, targets)
        issues, note = write_contacts(target, kind, template, targets, rows, lists=read_lists(connection))
    return Exported(int(total), note, tuple(issues))


def _rows(connection: Any, actor: Actor, targets: list[str]) -> Iterator[tuple[Any, ...]]:
    last = 0
    while True:
        page = read_range(connection, actor, targets, last, PAGE)
        if not len(page):
            return
        yield from zip(*(page.column(target) for target in targets), strict=True)
        last = int(page.ids[-1])


