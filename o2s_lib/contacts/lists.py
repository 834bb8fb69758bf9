"""What the firm allows: its categories, the values of its custom lists, the answers to its vigilance criteria."""

from __future__ import annotations

from sqlalchemy import Connection, select

from o2s_lib.contacts.categories import category_paths, default_paths
from o2s_lib.fields import Lists
from o2s_lib.store.tables import Criterion, CriterionAnswer, CustomListValue


def read_lists(connection: Connection | None) -> Lists:
    """The lists that the rules check against; those of an empty store without a connection."""
    if connection is None:
        return Lists(categories=default_paths())
    custom: dict[str, list[str]] = {}
    values = CustomListValue.__table__  # type: ignore[attr-defined]  # SQLModel gives it to table classes
    for name, value in connection.execute(select(values.c.list_name, values.c.value).order_by(values.c.position, values.c.id)):
        custom.setdefault(name, []).append(value)
    criteria: dict[str, list[str]] = {}
    criterion = Criterion.__table__  # type: ignore[attr-defined]  # as above
    answer = CriterionAnswer.__table__  # type: ignore[attr-defined]  # as above
    joined = select(criterion.c.label, answer.c.answer).outerjoin(answer, answer.c.criterion_id == criterion.c.id)
    for label, text in connection.execute(joined.order_by(criterion.c.position, criterion.c.id, answer.c.answer)):
        criteria.setdefault(label, []).extend([text] if text is not None else [])
    return Lists(
        categories=tuple(category_paths(connection).values()),
        custom={name: tuple(some) for name, some in custom.items()},
        criteria={label: tuple(some) for label, some in criteria.items()},
    )
