"""The journal: one row per record and batch, chained, append-only, on both databases."""

from __future__ import annotations

from datetime import UTC, datetime

import orjson
import pytest
from sqlalchemy import text
from sqlalchemy.exc import DBAPIError

from o2s_lib.access import Actor
from o2s_lib.journal import JournalCheck, append, entries_of_batch, history, prepare_entries, verify
from o2s_lib.journal.entries import FIRST_HASH, chain_hash, entry_line
from o2s_lib.store import Store

pytestmark = pytest.mark.both_databases

AT = datetime(2026, 11, 25, 9, 30, 0, 123456, tzinfo=UTC)


def _changes(**columns: object) -> bytes:
    return orjson.dumps({name: [None, value] for name, value in columns.items()})


def _write(store: Store, actor: Actor, batch_id: int | None, *items: tuple[int | None, str, bytes]) -> None:
    prepared = prepare_entries("contact", items)
    with store.unit_of_work() as work:
        append(work.connection, actor, AT, batch_id, prepared)
        work.commit()


@pytest.fixture
def filled(store: Store, actor: Actor) -> Store:
    """Six entries: batch 1 creates contacts 1 to 3, a hand changes contact 2, batch 2 changes 2 and deletes 3."""
    _write(store, actor, 1, *((number, "create", _changes(last_name=f"Valcourt {number} « é »")) for number in (1, 2, 3)))
    _write(store, actor, None, (2, "update", orjson.dumps({"note": [None, "Rappeler"]})))
    _write(store, actor, 2, (2, "update", orjson.dumps({"note": ["Rappeler", None]})), (3, "delete", b"{}"))
    return store


def _tamper(store: Store, *statements: str) -> None:
    """What someone with the database in their hands could do: triggers out of the way first."""
    with store.unit_of_work() as work:
        if store.dialect == "sqlite":
            for name in ("journal_refuses_update", "journal_refuses_delete", "journal_refuses_replace"):
                work.connection.execute(text(f"DROP TRIGGER {name}"))
        else:
            work.connection.execute(text("ALTER TABLE journal DISABLE TRIGGER ALL"))
        for statement in statements:
            work.connection.execute(text(statement))
        work.commit()


def _check(store: Store) -> JournalCheck:
    with store.reading() as connection:
        return verify(connection)


def test_a_journal_that_nobody_touched_is_whole(filled: Store) -> None:
    assert _check(filled) == JournalCheck(entries=6)


def test_an_empty_journal_is_whole(store: Store) -> None:
    assert _check(store) == JournalCheck(entries=0)


def test_the_history_of_a_record_says_who_when_what_before_after_and_from_which_batch(filled: Store, actor: Actor) -> None:
    with filled.reading() as connection:
        entries = history(connection, "contact", 2)
    assert [(entry.batch_id, entry.action, entry.changes) for entry in entries] == [
        (1, "create", {"last_name": [None, "Valcourt 2 « é »"]}),
        (None, "update", {"note": [None, "Rappeler"]}),
        (2, "update", {"note": ["Rappeler", None]}),
    ]
    assert {(entry.actor_id, entry.actor_name, entry.at) for entry in entries} == {(actor.id, actor.name, AT)}


def test_a_batch_finds_its_entries_and_no_others(filled: Store, actor: Actor) -> None:
    _write(filled, actor, 1, (9, "update", b"{}"))  # a second append of the same batch
    with filled.reading() as connection:
        assert [(entry.id, entry.record_id) for entry in entries_of_batch(connection, 1)] == [(1, 1), (2, 2), (3, 3), (7, 9)]
        assert [entry.id for entry in entries_of_batch(connection, 2)] == [5, 6]
        assert entries_of_batch(connection, 3) == []


def test_each_entry_is_hashed_onto_the_one_before_as_the_documentation_says(filled: Store, actor: Actor) -> None:
    previous = FIRST_HASH
    with filled.reading() as connection:
        rows = connection.execute(
            text("SELECT id, record_id, action, batch_id, changes_hash, previous_hash, entry_hash FROM journal ORDER BY id")
        )
        for row in rows.all():
            assert row.previous_hash == previous
            who = (actor.id, actor.name)
            line = entry_line(
                row.id, "contact", row.record_id, row.action, row.batch_id, who, "2026-11-25 09:30:00.123456", row.changes_hash
            )
            assert row.entry_hash == chain_hash(previous, line)
            previous = row.entry_hash


@pytest.mark.parametrize(
    "statement",
    [
        pytest.param("UPDATE journal SET changes = '{}' WHERE id = 2", id="other changes"),
        pytest.param("UPDATE journal SET changes = NULL WHERE id = 2", id="blanked without a redaction"),
        pytest.param("UPDATE journal SET actor_name = 'Autre' WHERE id = 2", id="other author"),
        pytest.param("DELETE FROM journal WHERE id = 6", id="last entry removed"),
        pytest.param("DELETE FROM journal", id="all removed"),
    ],
)
def test_the_database_refuses_to_change_or_remove_an_entry(filled: Store, statement: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"), filled.unit_of_work() as work:
        work.connection.execute(text(statement))
    assert _check(filled) == JournalCheck(entries=6)


def test_the_database_refuses_to_replace_or_truncate(filled: Store) -> None:
    columns = "id, record_type, record_id, action, changes_hash, actor_id, actor_name, at, previous_hash, entry_hash"
    if filled.dialect == "sqlite":
        statement = f"INSERT OR REPLACE INTO journal ({columns}) SELECT {columns} FROM journal WHERE id = 2"
    else:
        statement = "TRUNCATE journal CASCADE"
    with pytest.raises(DBAPIError, match="append-only"), filled.unit_of_work() as work:
        work.connection.execute(text(statement))
    assert _check(filled) == JournalCheck(entries=6)


def _redact(store: Store, statement: str) -> None:
    with store.unit_of_work() as work:
        work.connection.execute(
            text("INSERT INTO journal_redactions VALUES (2, 'Effacement demandé', 'a', '2026-11-25 10:00:00.000000')")
        )
        work.connection.execute(text(statement))
        work.commit()


def test_a_redaction_with_its_reason_blanks_the_values_and_leaves_the_journal_whole(filled: Store) -> None:
    _redact(filled, "UPDATE journal SET changes = NULL WHERE id = 2")
    assert _check(filled) == JournalCheck(entries=6)
    with filled.reading() as connection:
        entry = history(connection, "contact", 2)[0]
    assert (entry.is_redacted, entry.changes) == (True, {})


@pytest.mark.parametrize("what", ["changes = '{}'", "changes = NULL, actor_id = 'x'", "changes = NULL, record_id = 7"])
def test_a_redaction_can_do_nothing_but_blank(filled: Store, what: str) -> None:
    with pytest.raises(DBAPIError, match="append-only"):
        _redact(filled, f"UPDATE journal SET {what} WHERE id = 2")
    assert _check(filled) == JournalCheck(entries=6)


def test_a_redaction_is_final_too(filled: Store) -> None:
    _redact(filled, "UPDATE journal SET changes = NULL WHERE id = 2")
    for statement in ("UPDATE journal_redactions SET reason = 'x'", "DELETE FROM journal_redactions"):
        with pytest.raises(DBAPIError, match="append-only"), filled.unit_of_work() as work:
            work.connection.execute(text(statement))


@pytest.mark.parametrize(
    "statement, broken_id",
    [
        pytest.param('UPDATE journal SET changes = \'{"last_name": [null, "X"]}\' WHERE id = 2', 2, id="other changes"),
        pytest.param("UPDATE journal SET changes = NULL WHERE id = 2", 2, id="blanked"),
        pytest.param("UPDATE journal SET record_id = 8 WHERE id = 4", 4, id="other record"),
        pytest.param("UPDATE journal SET record_type = 'category' WHERE id = 4", 4, id="other type"),
        pytest.param("UPDATE journal SET action = 'delete' WHERE id = 4", 4, id="other action"),
        pytest.param("UPDATE journal SET batch_id = 2 WHERE id = 4", 4, id="other batch"),
        pytest.param("UPDATE journal SET actor_id = 'x' WHERE id = 5", 5, id="other actor"),
        pytest.param("UPDATE journal SET actor_name = 'x' WHERE id = 5", 5, id="other name"),
        pytest.param("UPDATE journal SET at = '2026-11-24 09:30:00.123456' WHERE id = 5", 5, id="other instant"),
        pytest.param("UPDATE journal SET entry_hash = previous_hash WHERE id = 1", 1, id="other hash"),
        pytest.param("DELETE FROM journal WHERE id = 1", 1, id="first removed"),
        pytest.param("DELETE FROM journal WHERE id = 3", 3, id="middle removed"),
        pytest.param("DELETE FROM journal WHERE id = 6", 6, id="tail removed"),
        pytest.param("DELETE FROM journal", 1, id="all removed"),
        pytest.param("UPDATE journal SET id = 7 WHERE id = 6", 6, id="moved"),
        pytest.param("UPDATE store_info SET value = '5' WHERE key = 'journal_head_id'", 6, id="head moved back"),
    ],
)
def test_verifying_finds_what_was_tampered_with(filled: Store, statement: str, broken_id: int) -> None:
    _tamper(filled, statement)
    check = _check(filled)
    assert (check.entries, check.first_broken_id, check.is_whole) == (broken_id - 1, broken_id, False)
    assert check.why.endswith(".")


def test_verifying_finds_an_entry_slipped_in_at_the_end_of_a_page(filled: Store, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("o2s_lib.journal.chain._PAGE", 3)
    assert _check(filled) == JournalCheck(entries=6)
    _tamper(filled, "DELETE FROM journal WHERE id = 4")
    assert _check(filled).first_broken_id == 4


def test_nothing_is_journaled_by_a_unit_of_work_that_is_given_up(filled: Store, actor: Actor) -> None:
    with filled.unit_of_work() as work:
        append(work.connection, actor, AT, 3, prepare_entries("contact", [(1, "update", b"{}")]))
    assert _check(filled) == JournalCheck(entries=6)


def test_created_records_get_their_ids_at_the_write(store: Store, actor: Actor) -> None:
    prepared = prepare_entries("contact", [(None, "create", b"{}"), (5, "update", b"{}"), (None, "create", b"{}")])
    with store.unit_of_work() as work:
        assert append(work.connection, actor, AT, 1, prepared, [10, 11]) == range(1, 4)
        with pytest.raises(ValueError, match="2 entries have no record id"):
            append(work.connection, actor, AT, 1, prepared, [10])
        assert append(work.connection, actor, AT, 1, prepare_entries("contact", [])) == range(4, 4)
        work.commit()
    with store.reading() as connection:
        assert [entry.record_id for entry in entries_of_batch(connection, 1)] == [10, 5, 11]
    assert _check(store) == JournalCheck(entries=3)


def test_quotes_and_accents_in_a_name_do_not_break_the_chain(store: Store) -> None:
    _write(store, Actor('a"\\', 'Éloïse "Lo" \\ \u2028 ✓'), 1, (1, "create", _changes(note='"]}')), (2, "create", b"{}"))
    assert _check(store) == JournalCheck(entries=2)


def test_an_unknown_action_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown action"):
        prepare_entries("contact", [(1, "purge", b"{}")])
