"""Undoing an import: the store as it was, conflicts said and left, nothing undone twice."""

from __future__ import annotations

import pytest

from o2s_lib import journal
from o2s_lib.access import Actor
from o2s_lib.errors import O2SError, RecordsChangedSincePreview
from o2s_lib.imports import service
from o2s_lib.imports.remark_table import label_of
from o2s_lib.imports.shapes import MatchKey
from o2s_lib.store import Store
from tests.support.contact_imports import ACTOR, contact, imported, make_csv, previewed, snapshot, values

pytestmark = pytest.mark.both_databases

MARTIN = contact("MARTIN", "Luc", file_code="D1", client_number="1", home_town="Rennes", note="Vélo")
PETIT = contact("PETIT", "Anne", file_code="D2", client_number="2", birth_date="23/09/1984")
PAUL = Actor("p2", "Paul Roy")


def test_all_that_an_import_did_is_put_back_row_for_row(store: Store) -> None:
    imported(store, [MARTIN, PETIT])
    before = snapshot(store)
    # Renamed, erased, numbers swapped, moved to a new category, linked, a new contact.
    lines = make_csv(
        [
            {**MARTIN, "client_number": "2", "contact_type": "Prospects|Bretagne", "note": "Course", "spouse_client_number": "1"},
            {**PETIT, "client_number": "1", "birth_date": "#SUPPR#", "first_name": "Anna"},
            contact("ROY", "Eva", file_code="D3"),
        ]
    )
    draft = previewed(store, lines, keys={MatchKey.CODE})
    service.apply_fix(ACTOR, store, draft.draft_id, {"kind": "create_category", "path": "Prospects|Bretagne"})
    batch = service.commit(ACTOR, store, draft.draft_id)
    assert snapshot(store) != before
    plan = service.plan_undo(ACTOR, store, batch.batch_id)
    assert (plan.to_remove, plan.to_restore, plan.conflicting) == (1, 2, 0)
    undone = service.undo(ACTOR, store, batch.batch_id, fingerprint=plan.fingerprint)
    assert snapshot(store) == before
    assert undone.undone_at is not None
    with store.reading() as connection:
        assert journal.verify(connection).is_whole


def test_the_first_import_undone_leaves_nobody(store: Store) -> None:
    before = snapshot(store)
    batch = imported(store, [{**MARTIN, "spouse_client_number": "2"}, PETIT])
    service.undo(ACTOR, store, batch.batch_id)
    assert snapshot(store) == before


def test_conflicts_say_field_values_and_who_and_the_others_are_undone(store: Store) -> None:
    imported(store, [MARTIN, PETIT])
    batch = imported(store, [{**MARTIN, "home_town": "Brest"}, {**PETIT, "home_town": "Lyon"}])
    imported(store, [{**MARTIN, "home_town": "Nantes"}], actor=PAUL)
    plan = service.plan_undo(ACTOR, store, batch.batch_id)
    said = [(c.contact, c.label, c.after_batch, c.now, c.changed_by) for c in plan.conflicts]
    assert said == [("MARTIN Luc", label_of("home_town"), "Brest", "Nantes", "Paul Roy")]
    assert (plan.to_remove, plan.to_restore, plan.conflicting, len(said)) == (0, 1, 1, 1)
    before = snapshot(store)
    with pytest.raises(O2SError, match="modifiés depuis"):
        service.undo(ACTOR, store, batch.batch_id)
    assert snapshot(store) == before
    service.undo(ACTOR, store, batch.batch_id, leave_conflicts=True)
    assert values(store, "last_name", "home_town") == [("MARTIN", "Nantes"), ("PETIT", None)]


def test_a_change_in_another_column_stays_and_does_not_conflict(store: Store) -> None:
    imported(store, [MARTIN])
    batch = imported(store, [{**MARTIN, "home_town": "Brest"}])
    imported(store, [{**MARTIN, "home_town": "", "note": "Course"}])
    service.undo(ACTOR, store, batch.batch_id)
    assert values(store, "home_town", "note") == [("Rennes", "Course")]


def test_a_contact_created_then_changed_is_kept(store: Store) -> None:
    batch = imported(store, [MARTIN, PETIT])
    imported(store, [{**MARTIN, "note": "Course"}], actor=PAUL)
    plan = service.plan_undo(ACTOR, store, batch.batch_id)
    assert (plan.to_remove, plan.conflicting) == (1, 1)
    assert [(c.contact, c.after_batch, c.now, c.changed_by) for c in plan.conflicts] == [("MARTIN Luc", "Vélo", "Course", "Paul Roy")]
    service.undo(ACTOR, store, batch.batch_id, leave_conflicts=True)
    assert values(store, "last_name", "note") == [("MARTIN", "Course")]


def test_a_lot_is_not_undone_twice(store: Store) -> None:
    batch = imported(store, [MARTIN])
    service.undo(ACTOR, store, batch.batch_id)
    with pytest.raises(O2SError, match="déjà défait"):
        service.undo(ACTOR, store, batch.batch_id)


def test_undoing_what_was_not_shown_is_refused(store: Store) -> None:
    batch = imported(store, [MARTIN, PETIT])
    shown = service.plan_undo(ACTOR, store, batch.batch_id)
    imported(store, [{**MARTIN, "note": "Course"}])
    before = snapshot(store)
    with pytest.raises(RecordsChangedSincePreview):
        service.undo(ACTOR, store, batch.batch_id, leave_conflicts=True, fingerprint=shown.fingerprint)
    assert snapshot(store) == before
