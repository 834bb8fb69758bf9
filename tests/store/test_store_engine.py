"""Units of work and snapshots, on both databases."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable

import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError
from sqlmodel import select

from o2s_lib.store import Store, allocate_ids, bump_revision
from o2s_lib.store.tables import Category, StoreInfo

pytestmark = pytest.mark.both_databases


def _value(store: Store) -> int:
    with store.reading() as connection:
        return int(connection.execute(text("SELECT position FROM categories WHERE id = 1")).scalar_one())


def test_nothing_is_saved_without_commit(store: Store) -> None:
    with store.unit_of_work() as work:
        work.connection.execute(text("UPDATE categories SET position = 7 WHERE id = 1"))
        work.session.add(Category(name="Bretagne", parent_id=1))
        work.session.flush()
        work.session.commit()  # the session's own commit saves nothing
    with store.reading() as connection:
        assert connection.execute(text("SELECT count(*), max(position) FROM categories")).one() == (5, 4)


def test_an_error_leaves_no_trace(store: Store) -> None:
    with pytest.raises(ZeroDivisionError), store.unit_of_work() as work:
        work.connection.execute(text("UPDATE categories SET position = 7 WHERE id = 1"))
        _ = 1 / 0
    assert _value(store) == 0
    with store.unit_of_work() as work:  # and the lock is free again
        work.commit()


def test_what_is_committed_is_seen_by_all(store: Store, another_store: Callable[[], Store]) -> None:
    with store.unit_of_work() as work:
        work.session.add(Category(name="Bretagne", parent_id=1))
        work.commit()
    with another_store().reading() as connection:
        assert connection.execute(text("SELECT name FROM categories WHERE parent_id = 1")).scalars().all() == ["Bretagne"]


def test_a_snapshot_does_not_move_and_does_not_hold_up_a_writer(store: Store) -> None:
    with store.reading() as connection:
        before = connection.execute(text("SELECT position FROM categories WHERE id = 1")).scalar_one()
        with store.unit_of_work() as work:
            work.connection.execute(text("UPDATE categories SET position = 7 WHERE id = 1"))
            work.commit()
        assert connection.execute(text("SELECT position FROM categories WHERE id = 1")).scalar_one() == before
    assert _value(store) == 7


def test_a_reader_sees_the_last_commit_while_a_writer_is_under_way(store: Store) -> None:
    with store.unit_of_work() as work:
        work.connection.execute(text("UPDATE categories SET position = 7 WHERE id = 1"))
        started = time.perf_counter()
        seen: list[int] = []
        thread = threading.Thread(target=lambda: seen.append(_value(store)))
        thread.start()
        thread.join()
        assert seen == [0]
        assert time.perf_counter() - started < 5
        work.commit()


def test_looking_cannot_write(store: Store) -> None:
    with pytest.raises(DBAPIError), store.reading() as connection:
        connection.execute(text("UPDATE categories SET position = 7 WHERE id = 1"))
    assert _value(store) == 0


def test_a_connection_that_read_can_write_the_next_time(store: Store) -> None:
    for turn in range(1, 4):
        with store.reading() as connection:
            connection.execute(text("SELECT 1"))
        with store.unit_of_work() as work:
            work.connection.execute(text("UPDATE categories SET position = :turn WHERE id = 1"), {"turn": turn})
            work.commit()
    assert _value(store) == 3


def test_eight_writers_lose_no_update_and_none_fails(store: Store) -> None:
    failed: list[BaseException] = []

    def write() -> None:
        for _ in range(100):
            try:
                with store.unit_of_work() as work:
                    category = work.session.get(Category, 1)
                    assert category is not None
                    value = category.position
                    time.sleep(0.0005)
                    category.position = value + 1
                    work.session.add(category)
                    work.commit()
            except BaseException as error:
                failed.append(error)

    writers = [threading.Thread(target=write) for _ in range(8)]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    assert (failed, _value(store)) == ([], 800)


def test_a_unit_of_work_inside_another_is_refused_at_once(store: Store) -> None:
    with store.unit_of_work(), pytest.raises(RuntimeError, match="already open"), store.unit_of_work():
        pass


def test_ids_are_never_given_twice(store: Store) -> None:
    with store.unit_of_work() as work:
        assert allocate_ids(work.connection, "contacts", 3) == range(1, 4)
        assert allocate_ids(work.connection, "contacts", 0) == range(4, 4)
        assert allocate_ids(work.connection, "contacts", 2) == range(4, 6)
        assert allocate_ids(work.connection, "others", 1) == range(1, 2)
        work.commit()
    with store.unit_of_work() as work:
        assert allocate_ids(work.connection, "contacts", 1) == range(6, 7)


def test_the_revision_grows_with_what_is_committed_only(store: Store) -> None:
    with store.unit_of_work() as work:
        assert bump_revision(work.connection) == 1
    with store.unit_of_work() as work:
        assert bump_revision(work.connection) == 1
        work.commit()
    with store.reading() as connection:
        assert store.revision(connection) == 1


def test_the_five_types_are_there_from_the_start(store: Store) -> None:
    with store.unit_of_work() as work:
        roots = work.session.exec(select(Category).order_by(Category.position)).all()  # type: ignore[arg-type]
    assert [(root.id, root.type_code, root.name) for root in roots] == [
        (1, "clients", "Clients"),
        (2, "prospects", "Prospects"),
        (3, "advisers", "Conseillers"),
        (4, "suppliers", "Fournisseurs"),
        (5, "others", "Autres"),
    ]


def test_two_categories_of_one_parent_cannot_have_one_name_and_roots_neither(store: Store) -> None:
    for parent_id, name in ((1, "Bretagne"), (None, "Clients")):
        with pytest.raises(DBAPIError), store.unit_of_work() as work:
            work.session.add_all([Category(name=name, parent_id=parent_id), Category(name=name, parent_id=parent_id)])
            work.session.flush()
            work.commit()


def test_the_error_of_a_refused_row_does_not_print_what_it_holds(store: Store) -> None:
    with pytest.raises(DBAPIError) as caught, store.unit_of_work() as work:
        work.session.add(StoreInfo(key="store_id", value="Valcourt Élodie"))
        work.session.flush()
    assert "Valcourt" not in str(caught.value)


def test_each_store_has_its_own_id(store: Store, another_store: Callable[[], Store]) -> None:
    assert len(store.store_id) == 36
    assert another_store().store_id == store.store_id
