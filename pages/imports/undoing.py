"""« Défaire » an import: what would return, what changed since; and the detail of a batch."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from o2s_lib.errors import O2SError
from o2s_lib.imports import service
from o2s_lib.imports.shapes import BatchSummary, Change, Outcome, UndoConflict, UndoPlan
from pages.components import messages, session
from pages.components.differences import replaced
from pages.components.formats import day_and_time, number, plural
from pages.components.markup import empty, esc, html, note, table, value
from pages.components.outcomes import MODES_DONE, big_numbers, outcome_tag

_SHOWN = 50
_CONTACTS = 20


def dialog(batch: BatchSummary) -> None:
    """Open the question, under the number of the batch."""
    st.dialog(f"Défaire le lot n° {batch.number}", width="large")(_undo)(batch)


def detail(batch: BatchSummary) -> None:
    """Open the detail of a batch: its numbers and its changes."""
    st.dialog(f"Lot d’import n° {batch.number}", width="large")(_detail)(batch)


def _undo(batch: BatchSummary) -> None:
    actor, store = session.actor(), session.current_store()
    try:
        plan = service.plan_undo(actor, store, batch.batch_id)
    except O2SError as error:
        messages.show_error(error)
        return
    free = plan.to_remove + plan.to_restore
    html(f"<p>{_what_returns(plan)}</p>")
    if plan.conflicting:
        _conflicts(plan)
    if not free:
        note(
            "Il ne reste rien à défaire : tous les contacts de ce lot ont été modifiés depuis, ou ont déjà retrouvé leur état d’avant."
        )
    with st.container(horizontal=True, horizontal_alignment="right"):
        if st.button("Fermer", type="tertiary", key="undo_close"):
            st.rerun()
        if free and st.button(_label(plan, free), type="primary", key="undo_apply"):
            _apply(batch, plan)


def _label(plan: UndoPlan, free: int) -> str:
    if plan.conflicting:
        return f"Défaire les {number(free)} autres" if free > 1 else "Défaire l’autre contact"
    return f"Défaire pour {plural(free, 'contact')}"


def _what_returns(plan: UndoPlan) -> str:
    removed = (
        f"<b>{esc(plural(plan.to_remove, 'contact créé serait retiré', 'contacts créés seraient retirés'))}</b>"
        if plan.to_remove
        else ""
    )
    restored = (
        f"<b>{esc(plural(plan.to_restore, 'contact reprendrait ses anciennes valeurs', 'contacts reprendraient leurs anciennes valeurs'))}</b>"
        if plan.to_restore
        else ""
    )
    both = ", ".join(part for part in (removed, restored) if part)
    return f"La base reviendrait à son état d’avant l’import : {both}." if both else "Aucun contact ne changerait."


def _conflicts(plan: UndoPlan) -> None:
    count = plural(plan.conflicting, "contact a été modifié", "contacts ont été modifiés")
    kept = (
        "Ils restent tels quels si vous défaites les autres."
        if plan.conflicting > 1
        else "Il reste tel quel si vous défaites les autres."
    )
    note(f'<b class="update">▲ {esc(count)} depuis.</b> {kept}', "warn")
    rows = [_conflict(conflict) for conflict in plan.conflicts[:_SHOWN]]
    html(table([("Contact", "30%"), ("Colonne", "24%"), ("Après l’import", ""), ("Maintenant", "")], rows))
    if len(plan.conflicts) > _SHOWN:
        html(f'<span class="dim sm">{_SHOWN} différences sur {number(len(plan.conflicts))} montrées</span>')


def _conflict(conflict: UndoConflict) -> list[str]:
    when = f", {day_and_time(conflict.changed_at)}" if isinstance(conflict.changed_at, datetime) else ""
    now = f"<b>{value(conflict.now)}</b>" if conflict.now else empty()
    return [
        esc(conflict.contact), esc(conflict.label), value(conflict.after_batch) if conflict.after_batch else empty(),
        f'{now}<div class="dim sm">{esc(conflict.changed_by)}{esc(when)}</div>',
    ]  # fmt: skip


def _apply(batch: BatchSummary, plan: UndoPlan) -> None:
    try:
        with st.spinner("Retour à l’état d’avant…"):
            done = service.undo(
                session.actor(),
                session.current_store(),
                batch.batch_id,
                leave_conflicts=bool(plan.conflicting),
                fingerprint=plan.fingerprint,
            )
    except O2SError as error:
        messages.tell(error)
    else:
        left = (
            f" {plural(plan.conflicting, 'contact modifié depuis a été gardé', 'contacts modifiés depuis ont été gardés')}."
            if plan.conflicting
            else ""
        )
        messages.tell_sentence(
            f"Lot n° {done.number} défait : {plural(plan.to_remove + plan.to_restore, 'contact')} à l’état d’avant.{left}"
        )
    st.rerun()


def _detail(batch: BatchSummary) -> None:
    html(
        f'<div class="dim">{esc(batch.filename)} · {esc(MODES_DONE.get(str(batch.mode), str(batch.mode)))} · '
        f"par {esc(batch.actor_name)}, le {esc(day_and_time(batch.created_at))} · {esc(batch.state)}</div>{big_numbers(batch.counts)}"
    )
    key = f"batch_changes-{batch.batch_id}"
    page = int(st.session_state.get(key, 1))
    actor, store = session.actor(), session.current_store()
    total, contacts = service.batch_changes(actor, store, batch.batch_id, (page - 1) * _CONTACTS, _CONTACTS)
    if not total:
        note("Ce lot n’a changé aucun contact.")
        return
    html("".join(_contact(name, action, changes) for name, action, changes in contacts))
    if total > _CONTACTS:
        st.pagination(-(-total // _CONTACTS), key=key, max_visible_pages=5)


def _contact(name: str, action: str, changes: tuple[Change, ...]) -> str:
    """One contact of a batch: its fate, its name, and each value before and after."""
    outcome = Outcome.CREATE if action == "create" else Outcome.UPDATE
    head = f'<div class="who">{outcome_tag(outcome)} <bdi>{esc(name)}</bdi></div>'
    if outcome is Outcome.CREATE:
        filled = [[esc(change.label), value(change.after)] for change in changes if change.after]
        return head + table([("Colonne", "34%"), ("Valeur", "")], filled, "tight")
    rows = [[esc(change.label), *replaced(change.before, change.after)] for change in changes]
    return head + table([("Colonne", "28%"), ("Avant", ""), ("Après", "")], rows, "tight")
