"""Making the plan of a draft, keeping it, and giving it back quickly."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date
from threading import Lock

from sqlalchemy import Connection

from o2s_lib import clock
from o2s_lib.access import Actor
from o2s_lib.contacts.lists import read_lists
from o2s_lib.errors import O2SError
from o2s_lib.fields import Lists
from o2s_lib.imports.columns import FileColumn
from o2s_lib.imports.drafts import Draft, read_draft, read_file, read_plan, save_draft
from o2s_lib.imports.gather import gather_for
from o2s_lib.imports.known import Known, nobody
from o2s_lib.imports.plan import Plan, PlanSettings, Progress, build_plan, edited_table
from o2s_lib.imports.plan_bytes import PlanUnreadable, plan_from_bytes, plan_to_bytes
from o2s_lib.imports.shapes import Outcome
from o2s_lib.imports.source import Source, open_source, refuse, with_replacements
from o2s_lib.imports.tables import MappedTable
from o2s_lib.store import Store


class PreviewNeeded(O2SError):
    """The draft has no preview for what it says now."""


def lists_for(connection: Connection | None, draft: Draft) -> Lists:
    """The firm's lists, with the categories and values that the draft will add."""
    lists = read_lists(connection)
    if not draft.new_categories and not draft.new_list_values:
        return lists
    custom = dict(lists.custom)
    for name, value in draft.new_list_values:
        custom[name] = (*custom.get(name, ()), value)
    paths = dict.fromkeys(lists.categories)
    for path in draft.new_categories:
        parts = path.split("|")
        paths |= dict.fromkeys("|".join(parts[: depth + 1]) for depth in range(len(parts)))
    return replace(lists, categories=tuple(paths), custom=custom)


def settings_of(draft: Draft, today: date) -> PlanSettings:
    """What the draft says, for the plan. Raises PreviewNeeded while the mode or the keys are not chosen."""
    if draft.mode is None or not draft.keys:
        raise PreviewNeeded("Choisissez ce qu’il faut faire des contacts déjà connus, et comment les reconnaître.")
    return PlanSettings(draft.mode, draft.keys, today, draft.year_pivot, dict(draft.decisions))


def plan_table(
    actor: Actor,
    connection: Connection | None,
    table: MappedTable,
    settings: PlanSettings,
    lists: Lists,
    revision: int,
    progress: Progress,
) -> Plan:
    """The plan of mapped rows against a store, or against nobody."""
    return build_plan(table, gatherer(actor, connection, settings), settings, lists, store_revision=revision, progress=progress)


def gatherer(actor: Actor, connection: Connection | None, settings: PlanSettings) -> Callable[[Mapping[str, FileColumn]], Known]:
    """Reads the contacts that parsed rows could be."""
    linked = [decision.contact_id for decision in settings.decisions.values() if decision.contact_id]

    def gather(columns: Mapping[str, FileColumn]) -> Known:
        rows = len(next(iter(columns.values())).cells) if columns else 0
        return nobody() if connection is None else gather_for(connection, actor, columns, rows, linked)

    return gather


def make_preview(actor: Actor, store: Store, draft_id: str, progress: Progress) -> tuple[Draft, Plan]:
    """Read the file again, plan it, and keep the plan with the draft."""
    with store.reading() as connection:
        draft = read_draft(connection, actor, draft_id)
        content = read_file(connection, draft_id)
        settings = settings_of(draft, clock.today())
        lists = lists_for(connection, draft)
        progress("Lecture du fichier", 0, draft.rows)
        source = open_draft_source(draft, content)
        if source.needs_choice or source.missing_required:
            refuse(source.needs_choice)
        table = prepared_table(source, draft)
        plan = plan_table(actor, connection, table, settings, lists, store.revision(connection), progress)
    progress("Enregistrement de l’aperçu", len(plan), len(plan))
    return keep_plan(store, replace(draft, step="preview"), plan), plan


def open_draft_source(draft: Draft, content: bytes) -> Source:
    """The file of a draft, read as the draft says."""
    return open_source(content, draft.filename, sheet=draft.wanted_sheet, encoding=draft.wanted_encoding, mapping=draft.mapping)


def prepared_table(source: Source, draft: Draft) -> MappedTable:
    """Mapped rows with replacements and corrections."""
    rows = source.rows(skip_hidden=draft.skip_hidden)
    replaced = with_replacements(with_replacements(rows, draft.remembered, are_said=True), draft.replacements)
    return edited_table(replaced, dict(draft.edits))


def keep_plan(store: Store, draft: Draft, plan: Plan) -> Draft:
    """Save the draft with its plan; the plan stays at hand for this process."""
    saved = save_draft(store, draft, plan=plan_to_bytes(plan), rejected=plan.counts()[Outcome.REJECTED])
    _AT_HAND.put((store.store_id, saved.draft_id, saved.version), plan)
    return saved


def read_kept_plan(actor: Actor, store: Store, draft_id: str) -> tuple[Draft, Plan]:
    """The draft and its plan. Raises PreviewNeeded when there is none for what the draft says now."""
    with store.reading() as connection:
        draft = read_draft(connection, actor, draft_id)
        key = (store.store_id, draft.draft_id, draft.version)
        plan = _AT_HAND.get(key)
        if plan is not None:
            return draft, plan
        content = read_plan(connection, draft)
    if content is None:
        raise PreviewNeeded("L’aperçu est à refaire.")
    try:
        plan = plan_from_bytes(content)
    except PlanUnreadable as error:
        raise PreviewNeeded("L’aperçu est à refaire : il vient d’une autre version de l’Atelier.") from error
    _AT_HAND.put(key, plan)
    return draft, plan


class _AtHand:
    """The few plans used last, by (store, draft, version): a version never changes, so nothing here can be stale."""

    def __init__(self, most: int) -> None:
        self._plans: OrderedDict[tuple[str, str, int], Plan] = OrderedDict()
        self._most, self._lock = most, Lock()

    def get(self, key: tuple[str, str, int]) -> Plan | None:
        with self._lock:
            plan = self._plans.get(key)
            if plan is not None:
                self._plans.move_to_end(key)
            return plan

    def put(self, key: tuple[str, str, int], plan: Plan) -> None:
        with self._lock:
            for other in [other for other in self._plans if other[:2] == key[:2]]:
                del self._plans[other]
            self._plans[key] = plan
            while len(self._plans) > self._most:
                self._plans.popitem(last=False)


_AT_HAND = _AtHand(4)
