"""Properties of the round trip: an export comes back without a change, an edit shows exactly its cells, an undo puts all back."""

from __future__ import annotations

import io
from datetime import date

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from o2s_lib.access import Actor
from o2s_lib.demo import make_people
from o2s_lib.fields.catalogue import contact_fields
from o2s_lib.imports import service
from o2s_lib.imports.plan import Plan
from o2s_lib.imports.previewing import read_kept_plan
from o2s_lib.imports.shapes import MatchKey, Mode, Outcome
from o2s_lib.store import Store, open_store

ACTOR = Actor("test", "Claire Moreau")
FIELDS = [field.name for field in contact_fields()]
LABELS = [field.label for field in contact_fields()]
EDITABLE = {
    "home_address_1": "8 allée des Ormes",
    "note": "=1+1",
    "personal_email": "autre@exemple.test",
    "profession": "Notaire",
    "home_postcode": "01000",
    "children_count": "7",
    "household_income": "1234.56",
    "birth_town": "Dinan",
}


def file_of(rows: list[dict[str, str]]) -> bytes:
    """A text file in the import layout."""
    lines = ["\t".join(LABELS), *("\t".join(row.get(name, "") for name in FIELDS) for row in rows)]
    return "\n".join(lines).encode("utf-8")


def people(count: int, seed: int) -> list[dict[str, str]]:
    """Valid contacts at the roots of the tree, some of them homonyms of one another under codes of their own."""
    rows = make_people(count, seed, date(2026, 11, 25))
    for number, row in enumerate(rows):
        row["contact_type"] = row["contact_type"].split("|")[0]
        if number % 5 == 1 and row["person_kind"] == rows[number - 1]["person_kind"] == "PP":
            row |= {"last_name": rows[number - 1]["last_name"], "first_name": rows[number - 1]["first_name"]}
    return rows


def previewed(store: Store, name: str, content: bytes) -> str:
    """The draft of a file, with its preview made."""
    draft = service.start_draft(ACTOR, store, name, content)
    service.change_draft(ACTOR, store, draft.draft_id, mode=Mode.ADD_UPDATE, keys=set(MatchKey))
    service.preview(ACTOR, store, draft.draft_id)
    return draft.draft_id


def exported(store: Store) -> bytes:
    """All the contacts as the product's own .xls."""
    stream = io.BytesIO()
    service.export_contacts(ACTOR, store, "xls", stream)
    return stream.getvalue()


def what_it_says(plan: Plan) -> list[tuple[object, ...]]:
    """Of each row: fate, contact, changes, codes of its remarks."""
    cells: dict[int, list[tuple[str, object, object]]] = {}
    for name, changes in sorted(plan.analysis.changes.items()):
        for row, before, after in zip(changes.rows.tolist(), changes.before, changes.after, strict=True):
            cells.setdefault(row, []).append((name, before, after))
    return [
        (
            plan.outcome(row),
            int(plan.analysis.contact_ids[row]),
            cells.get(row, []),
            sorted((name or "", remark.code) for name, remark in plan.analysis.remarks.of_row(row)),
        )
        for row in range(len(plan))
    ]


edits = st.dictionaries(st.tuples(st.integers(0, 11), st.sampled_from(sorted(EDITABLE))), st.just(None), min_size=1, max_size=8)


@settings(max_examples=12, deadline=None, derandomize=True, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(seed=st.integers(0, 10_000), chosen=edits)
def test_round_trip_edit_and_undo(tmp_path_factory, seed: int, chosen: dict[tuple[int, str], None]) -> None:  # type: ignore[no-untyped-def]
    folder = tmp_path_factory.mktemp("round_trip")
    store = open_store(f"sqlite:///{(folder / 'o2s.db').as_posix()}", migrate=True)
    service.commit(ACTOR, store, previewed(store, "cabinet.tsv", file_of(people(12, seed))))
    before = exported(store)

    back = previewed(store, "retour.xls", before)
    assert service.plan_summary(ACTOR, store, back).counts[Outcome.UNCHANGED] == 12

    wanted = set(chosen)
    by_row: dict[int, dict[str, str]] = {}
    for row, name in wanted:
        by_row.setdefault(row, {})[name] = EDITABLE[name]
    for row, texts in by_row.items():
        service.edit_cells(ACTOR, store, back, row, texts)
    _, plan = read_kept_plan(ACTOR, store, back)
    changed = {(int(row), name) for name, changes in plan.analysis.changes.items() for row in changes.rows}
    dropped = {(int(row), name) for name, rows in plan.analysis.dropped.items() for row in rows}
    assert changed == wanted - dropped
    assert plan.counts()[Outcome.REJECTED] == 0

    service.preview(ACTOR, store, back)  # the whole plan again, from the file: the same as the rows decided one by one
    _, rebuilt = read_kept_plan(ACTOR, store, back)
    assert what_it_says(plan) == what_it_says(rebuilt)

    batch = service.commit(ACTOR, store, back)
    if changed:
        service.undo(ACTOR, store, batch.batch_id)
    assert exported(store) == before
    store.close()
