"""Importing for good: what is written, what is left, what refuses, and what the journal says."""

from __future__ import annotations

import pytest
from sqlalchemy import text

from o2s_lib import journal
from o2s_lib.access import Actor
from o2s_lib.errors import RecordsChangedSincePreview, RowsRejected
from o2s_lib.imports import service
from o2s_lib.imports.shapes import Mode
from o2s_lib.store import Store
from tests.support.contact_imports import ACTOR, contact, counts_of, imported, previewed, snapshot, values

pytestmark = pytest.mark.both_databases

MARTIN = contact("MARTIN", "Luc", file_code="D1", client_number="1", home_town="Rennes", note="Vélo")
PETIT = contact("PETIT", "Anne", file_code="D2", client_number="2", birth_date="23/09/1984")


def test_rows_of_nobody_known_are_created(store: Store) -> None:
    batch = imported(store, [MARTIN, PETIT])
    assert counts_of(batch) == {"create": 2}
    assert values(store, "category", "file_code", "last_name", "first_name", "home_town", "birth_date") == [
        ("Clients", "D1", "MARTIN", "Luc", "Rennes", None),
        ("Clients", "D2", "PETIT", "Anne", None, "1984-09-23"),
    ]


def test_an_update_leaves_what_is_empty_erases_what_says_so_and_moves_the_type(store: Store) -> None:
    imported(store, [MARTIN, PETIT])
    batch = imported(
        store,
        [
            {**PETIT, "contact_type": "Prospects", "birth_date": "#SUPPR#", "home_town": "Lyon"},
            {**MARTIN, "home_town": "", "note": "Course"},
        ],
    )
    assert counts_of(batch) == {"update": 2}
    assert values(store, "category", "last_name", "home_town", "birth_date", "note") == [
        ("Clients", "MARTIN", "Rennes", None, "Course"),
        ("Prospects", "PETIT", "Lyon", None, None),
    ]


def test_the_same_file_again_changes_nothing(store: Store) -> None:
    rows = [MARTIN, PETIT, contact("PETIT", "Paul", file_code="D2", client_number="3")]
    imported(store, rows)
    before = snapshot(store)
    assert counts_of(imported(store, rows)) == {"unchanged": 3}
    assert snapshot(store) == before
    assert values(store, "version") == [(1,), (1,), (1,)]


def test_only_adding_leaves_known_contacts(store: Store) -> None:
    imported(store, [MARTIN])
    batch = imported(store, [{**MARTIN, "home_town": "Brest"}, PETIT], mode=Mode.ADD_ONLY)
    assert counts_of(batch) == {"create": 1, "skipped": 1}
    assert values(store, "last_name", "home_town") == [("MARTIN", "Rennes"), ("PETIT", None)]


def test_the_journal_explains_every_field(store: Store) -> None:
    first = imported(store, [MARTIN])
    second = imported(store, [{**MARTIN, "home_town": "Brest", "contact_type": "Prospects"}], actor=Actor("p2", "Paul Roy"))
    with store.reading() as connection:
        (node,) = connection.execute(text("SELECT id FROM contacts")).scalars()
        made, moved = journal.history(connection, "contact", node)
        stored = dict(connection.execute(text("SELECT * FROM contacts")).mappings().one())
        assert journal.verify(connection).is_whole
    assert (made.action, made.batch_id, made.actor_name) == ("create", first.batch_id, "Claire Moreau")
    assert (moved.action, moved.batch_id, moved.actor_name) == ("update", second.batch_id, "Paul Roy")
    shown = {name: change for name, change in moved.changes.items() if name != "category_id"}
    assert shown == {"home_town": ["Rennes", "Brest"], "contact_type": ["Clients", "Prospects"]}
    ours = {"id", "version", "created_at", "updated_at", "updated_by", "name_key", "category_id"}
    explained = {name: after for entry in (made, moved) for name, (_, after) in entry.changes.items()}
    assert {name: explained.get(name) for name in stored if name not in ours} == {
        name: value for name, value in stored.items() if name not in ours
    }


def test_a_rejected_row_blocks_all_unless_left_out(store: Store) -> None:
    draft = previewed(store, [MARTIN, {**PETIT, "birth_date": "31/02/1984"}])
    with pytest.raises(RowsRejected):
        service.commit(ACTOR, store, draft.draft_id)
    assert values(store, "last_name") == []
    batch = service.commit(ACTOR, store, draft.draft_id, skip_rejected=True)
    assert counts_of(batch) == {"create": 1, "rejected": 1}
    assert values(store, "last_name") == [("MARTIN",)]


@pytest.mark.parametrize(
    "meanwhile",
    [
        pytest.param([{**MARTIN, "home_town": "Nantes"}], id="a contact moved"),
        pytest.param([PETIT], id="a contact arrived"),
    ],
)
def test_refused_when_contacts_moved_since_the_preview(store: Store, meanwhile: list[dict[str, str]]) -> None:
    imported(store, [MARTIN])
    draft = previewed(store, [{**MARTIN, "home_town": "Brest"}, PETIT])
    imported(store, meanwhile)
    before = snapshot(store)
    with pytest.raises(RecordsChangedSincePreview):
        service.commit(ACTOR, store, draft.draft_id)
    assert snapshot(store) == before
    assert [batch.counts for batch in service.list_batches(ACTOR, store)][2:] == []


def test_a_category_is_created_by_its_fix(store: Store) -> None:
    draft = previewed(store, [contact("MARTIN", "Luc", "Prospects|Bretagne|Rennes"), contact("PETIT", "Anne", "Prospects|Bretagne")])
    assert counts_of(service.plan_summary(ACTOR, store, draft.draft_id)) == {"rejected": 2}
    service.apply_fix(ACTOR, store, draft.draft_id, {"kind": "create_category", "path": "Prospects|Bretagne|Rennes"})
    assert counts_of(service.commit(ACTOR, store, draft.draft_id)) == {"create": 2}
    assert values(store, "category", "last_name") == [("Rennes", "MARTIN"), ("Bretagne", "PETIT")]


def test_a_spouse_later_in_the_file_is_linked(store: Store) -> None:
    imported(store, [{**MARTIN, "spouse_client_number": "2"}, PETIT])
    assert linked(store) == [("spouse", "Luc", "Anne")]


def test_a_spouse_already_known_is_linked_and_once(store: Store) -> None:
    imported(store, [PETIT])
    imported(store, [{**MARTIN, "spouse_client_number": "2"}])
    imported(store, [{**PETIT, "spouse_client_number": "1"}])
    assert [{names[1], names[2]} for names in linked(store)] == [{"Luc", "Anne"}]


def test_a_spouse_who_comes_in_a_later_import_is_linked_by_importing_again(store: Store) -> None:
    rows = [{**MARTIN, "spouse_client_number": "2"}]
    imported(store, rows)
    assert linked(store) == []
    imported(store, [PETIT])
    imported(store, rows)
    assert linked(store) == [("spouse", "Luc", "Anne")]


def linked(store: Store) -> list[tuple[str, str, str]]:
    """(kind, first names of both) of every link."""
    query = "SELECT r.kind, a.first_name, b.first_name FROM relations r JOIN contacts a ON a.id = r.from_contact_id JOIN contacts b ON b.id = r.to_contact_id"
    with store.reading() as connection:
        return [(row[0], row[1], row[2]) for row in connection.execute(text(query))]


def test_client_numbers_can_be_swapped(store: Store) -> None:
    imported(store, [MARTIN, PETIT])
    assert counts_of(imported(store, [{**MARTIN, "client_number": "2"}, {**PETIT, "client_number": "1"}])) == {"update": 2}
    assert values(store, "last_name", "client_number") == [("MARTIN", "2"), ("PETIT", "1")]


@pytest.mark.parametrize(
    "rows",
    [
        pytest.param([contact("ROY", "Eva", client_number="1")], id="taken by a contact"),
        pytest.param([contact("ROY", "Eva", client_number="9"), contact("SUE", "Ida", client_number="9")], id="twice in the file"),
    ],
)
def test_a_client_number_is_never_given_twice(store: Store, rows: list[dict[str, str]]) -> None:
    imported(store, [MARTIN])
    draft = previewed(store, rows)
    assert counts_of(service.plan_summary(ACTOR, store, draft.draft_id)) == {"rejected": len(rows)}
