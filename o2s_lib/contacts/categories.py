"""The tree of categories as paths: « Clients|Bretagne|Rennes »."""

from __future__ import annotations

from sqlalchemy import Connection, insert, select

from o2s_lib.store.tables import TYPE_CODES, Category

SEPARATOR = "|"


def category_paths(connection: Connection) -> dict[int, str]:
    """Category id -> full path from its type, in the order of the tree."""
    table = Category.__table__  # type: ignore[attr-defined]  # SQLModel gives it to table classes
    rows = connection.execute(select(table.c.id, table.c.parent_id, table.c.name).order_by(table.c.position, table.c.id)).all()
    nodes = {row.id: (row.parent_id, row.name) for row in rows}
    return {node: SEPARATOR.join(_ancestry(node, nodes)) for node in nodes}


def default_paths() -> tuple[str, ...]:
    """The paths of an empty store: the five types of the product."""
    return tuple(TYPE_CODES.values())


def create_path(connection: Connection, path: str) -> list[int]:
    """Create the categories of a path that do not exist yet.

    Returns:
        Ids of the categories created, parents first; empty when the whole path exists.
    """
    known = {full: node for node, full in category_paths(connection).items()}
    parts = path.split(SEPARATOR)
    parent = known[parts[0]]
    created = []
    table = Category.__table__  # type: ignore[attr-defined]  # as above
    for depth in range(1, len(parts)):
        full = SEPARATOR.join(parts[: depth + 1])
        if full not in known:
            position = sum(1 for other in known if other.startswith(SEPARATOR.join(parts[:depth]) + SEPARATOR))
            result = connection.execute(insert(table).values(parent_id=parent, name=parts[depth], position=position).returning(table.c.id))
            known[full] = int(result.scalar_one())
            created.append(known[full])
        parent = known[full]
    return created


def _ancestry(node: int, nodes: dict[int, tuple[int | None, str]]) -> list[str]:
    names: list[str] = []
    current: int | None = node
    while current is not None:
        parent, name = nodes[current]
        names.insert(0, name)
        current = parent
    return names
