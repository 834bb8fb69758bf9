"""Many rows in and out: the same plain values on both databases."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta, timezone

import pytest
from sqlalchemy import text

from o2s_lib.store import RowsRefused, Store, insert_rows, instant_text, select_columns, update_rows
from o2s_lib.store.tables import Contact

pytestmark = pytest.mark.both_databases

AT = datetime(2026, 11, 25, 10, 30, 0, 5, tzinfo=timezone(timedelta(hours=1)))
NAMES = [
    "id",
    "category_id",
    "person_kind",
    "last_name",
    "first_name",
    "birth_date",
    "is_private",
    "children_count",
    "income_tax_amount",
    "income_tax_rate",
    "household_wealth",
    "version",
    "created_at",
    "updated_at",
]
ROWS = [
    (1, 1, "PP", "Valcourt", "Élodie", "1984-09-23", 1, 2, 73_500_000, 300_000, "Tranche 3", 1, AT, AT),
    (2, 2, "PM", "Atelier du Large\tSA\n« = »\\", None, None, 0, None, 99_999_999_999_990_000, 7_000, "86000", 1, AT, AT),
    (3, 1, "PP", "NULL", "\\N", "0001-01-01", None, 0, 0, 0, "", 4, instant_text(AT), instant_text(AT)),
]
STORED = [tuple(instant_text(value) if isinstance(value, datetime) else value for value in row) for row in ROWS]


@pytest.fixture
def filled(store: Store) -> Store:
    with store.unit_of_work() as work:
        insert_rows(work.connection, "contacts", NAMES, iter(ROWS))
        work.commit()
    return store


def _read(store: Store) -> list[tuple[object, ...]]:
    with store.reading() as connection:
        return list(zip(*select_columns(connection, "contacts", NAMES, order_by="id").values(), strict=True))


def test_rows_come_back_as_they_went_in(filled: Store) -> None:
    assert _read(filled) == STORED
    assert instant_text(AT) == "2026-11-25 09:30:00.000005"


def test_the_types_are_the_same_on_both_databases(filled: Store) -> None:
    kinds = [[type(value).__name__ for value in row] for row in _read(filled)]
    assert kinds[0] == ["int", "int", "str", "str", "str", "str", "int", "int", "int", "int", "str", "int", "str", "str"]


def test_models_read_what_bulk_wrote(filled: Store) -> None:
    with filled.unit_of_work() as work:
        contact = work.session.get(Contact, 1)
    assert (contact.birth_date.isoformat(), contact.is_private, contact.created_at) == ("1984-09-23", True, AT.astimezone(UTC))


def test_bulk_reads_what_models_wrote(store: Store) -> None:
    with store.unit_of_work() as work:
        work.session.add(Contact(id=1, category_id=1, last_name="Valcourt", is_private=True, created_at=AT, updated_at=AT))
        work.commit()
    with store.reading() as connection:
        read = select_columns(connection, Contact, ["person_kind", "is_private", "version", "created_at", "birth_date"])
    assert read == {
        "person_kind": ["PP"],
        "is_private": [1],
        "version": [1],
        "created_at": [instant_text(AT)],
        "birth_date": [None],
    }


def test_columns_can_be_filtered_and_ordered_and_limited(filled: Store) -> None:
    columns = Contact.__table__.c
    with filled.reading() as connection:
        assert select_columns(connection, "contacts", ["id"], where=columns.category_id == 1, order_by=columns.id.desc()) == {
            "id": [3, 1]
        }
        assert select_columns(connection, "contacts", ["id"], where=columns.birth_date == AT.date()) == {"id": []}
        assert select_columns(connection, "contacts", ["id"], order_by=["person_kind", "id"], limit=2) == {"id": [2, 1]}


def test_rows_are_updated_by_id_and_only_the_columns_named(filled: Store) -> None:
    with filled.unit_of_work() as work:
        update_rows(
            work.connection,
            "contacts",
            ["first_name", "birth_date", "version"],
            [(None, "2000-02-29", 2, 1), ("Zoé", None, 5, 3)],
        )
        update_rows(work.connection, "contacts", ["version"], [(9, 2)])
        work.commit()
    expected = [list(row) for row in STORED]
    expected[0][4:6], expected[0][11] = [None, "2000-02-29"], 2
    expected[1][11] = 9
    expected[2][4:6], expected[2][11] = ["Zoé", None], 5
    assert _read(filled) == [tuple(row) for row in expected]


def test_nothing_to_write_is_nothing(store: Store) -> None:
    with store.unit_of_work() as work:
        insert_rows(work.connection, "contacts", NAMES, [])
        update_rows(work.connection, "contacts", ["version"], [])
        work.commit()
    assert _read(store) == []


@pytest.mark.parametrize(
    "row",
    [
        pytest.param((1, 1, "PP", "Valcourt", *[None] * 7, 1, AT, AT), id="id known"),
        pytest.param((7, 1, "PP", None, *[None] * 7, 1, AT, AT), id="no name"),
        pytest.param((7, 77, "PP", "Valcourt", *[None] * 7, 1, AT, AT), id="no such category"),
    ],
)
def test_a_refused_row_leaves_no_trace_and_its_values_are_not_printed(filled: Store, row: tuple[object, ...]) -> None:
    with pytest.raises(RowsRefused) as caught, filled.unit_of_work() as work:
        insert_rows(work.connection, "contacts", NAMES, [(8, *STORED[0][1:]), row])
        work.commit()
    assert "Valcourt" not in str(caught.value)
    assert _read(filled) == STORED


def test_a_naive_instant_is_refused() -> None:
    with pytest.raises(ValueError, match="time zone"):
        instant_text(datetime(2026, 11, 25))


def test_columns_whose_name_is_a_word_of_sql_are_quoted(store: Store) -> None:
    with store.unit_of_work() as work:
        insert_rows(work.connection, "store_info", ["key", "value"], [("a", "b")])
        work.commit()
    with store.reading() as connection:
        assert connection.execute(text("SELECT value FROM store_info WHERE key = 'a'")).scalar() == "b"
