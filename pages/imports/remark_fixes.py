"""One kind of remark and its single fix, shown on real cells before it is used."""

from __future__ import annotations

from typing import Any

import streamlit as st

from o2s_lib.imports import looking, service
from o2s_lib.imports.service import Draft
from o2s_lib.imports.shapes import RemarkCell, RemarkGroup
from pages.components import messages, session
from pages.components.differences import replaced, side_by_side
from pages.components.formats import cut, number, plural
from pages.components.markup import esc, html, sentence, table, value
from pages.components.outcomes import level_tag
from pages.imports import address

_SHOWN = 40
_LOOKED_AT = 2_000  # cells of a kind among which those of one value are looked for
_ALL = ""


def show(draft: Draft, group: RemarkGroup) -> None:
    """Draw a group: what it is, its fix, its cells, and what can be done with them."""
    html(
        f'{level_tag(str(group.level))} <span class="dim">{esc(plural(group.cells, "cellule"))}{" · " + esc(group.column) if group.column else ""} · {esc(group.state)}</span>'
        f'<div class="who">{sentence(group.title)}</div><div>{sentence(group.advice)}</div>'
    )
    draw = {
        "replace": _replace,
        "add_list_value": _replace,
        "year_pivot": _year_pivot,
        "create_category": _category,
        "near": _near,
    }.get(group.fix, _no_fix)
    draw(draft, group)


def _cells(draft: Draft, group: RemarkGroup, limit: int = _SHOWN, **arguments: Any) -> tuple[int, list[RemarkCell]]:
    return service.remark_cells(
        session.actor(), session.current_store(), draft.draft_id, group.code, group.field_name, limit=limit, **arguments
    )


def _values(draft: Draft, group: RemarkGroup) -> list[tuple[str, int]]:
    return service.remark_values(session.actor(), session.current_store(), draft.draft_id, group.code, group.field_name)


def _cell_table(total: int, cells: list[RemarkCell], reads: bool, readings: dict[str, str] | None = None) -> None:
    """« Ligne | Contact | Dans le fichier | Sera lu »; `readings` says what a value will become, over what the plan says."""
    several = len({cell.label for cell in cells}) > 1
    rows = []
    for cell in cells:
        reading = cell.reading if readings is None else readings.get(cell.value, cell.reading)
        before, after = replaced(cell.value, reading) if reads else (value(cell.value), "")
        name = f'<span title="{esc(cell.contact)}">{esc(cut(cell.contact, 60))}</span>'
        rows.append([str(cell.row), name, *([esc(cell.label)] if several else []), before, *([after] if reads else [])])
    head = [
        ("Ligne", "4.2em"),
        ("Contact", ""),
        *([("Colonne", "")] if several else []),
        ("Dans le fichier", ""),
        *([("Sera lu", "")] if reads else []),
    ]
    html(table(head, rows, "tight"))
    if total > len(cells):
        html(f'<span class="dim sm">{number(len(cells))} cellules sur {number(total)} montrées</span>')


def _actions(draft: Draft, group: RemarkGroup, fix: dict[str, Any] | None, label: str, remembers: bool = True) -> None:
    keep = remembers and st.checkbox(
        "Retenir ce choix pour le prochain fichier", key=f"keep-{draft.draft_id}-{group.code}-{group.field_name}"
    )
    with st.container(horizontal=True):
        st.button(
            label, type="primary", key="fix_apply", disabled=fix is None, on_click=_apply, args=(draft.draft_id, fix, bool(keep))
        )
        _see_rows(group)


def _see_rows(group: RemarkGroup) -> None:
    st.button("Voir les lignes", type="tertiary", key="fix_rows", on_click=see_rows, args=(group,))


def see_rows(group: RemarkGroup) -> None:
    """Go to the table, limited to the rows that carry this remark."""
    for name in (address.VIEW, address.OUTCOMES, address.ROW, address.PAGE):
        address.put(name, None)
    address.put(address.REMARK, f"{group.code}~{group.field_name or ''}")


def _apply(draft_id: str, fix: dict[str, Any], remember: bool) -> None:
    with messages.told():
        service.apply_fix(session.actor(), session.current_store(), draft_id, fix, remember=remember)


def _no_fix(draft: Draft, group: RemarkGroup) -> None:
    total, cells = _cells(draft, group)
    _cell_table(total, cells, reads=any(cell.reading and cell.reading != cell.value for cell in cells))
    _see_rows(group)


def _how_many(count: int, word: str = "cellule") -> str:
    return f"Appliquer aux {plural(count, word)}" if count > 1 else f"Appliquer à la {word}"


def _value_of(draft: Draft, group: RemarkGroup, with_all: bool) -> tuple[str | None, int]:
    """The value of the file that the fix is for: (text or None for all, number of cells)."""
    values = _values(draft, group)
    counts = dict(values)
    options = ([_ALL] if with_all and len(values) > 1 else []) + [text for text, _ in values]
    if not options:
        return None, group.cells
    chosen = st.selectbox(
        "Valeur dans le fichier", options, key=f"fix_value-{draft.draft_id}-{group.code}-{group.field_name}",
        format_func=lambda text: f"toutes ({number(group.cells)})" if text == _ALL else f"{cut(text, 60)} ({number(counts[text])})",
    )  # fmt: skip
    return (None, group.cells) if chosen in (_ALL, None) else (chosen, counts[chosen])


def _replace(draft: Draft, group: RemarkGroup) -> None:
    left, right = st.columns(2)
    with left:
        old, count = _value_of(draft, group, with_all=True)
    with right:
        new = _new_value(draft, group)
    _cells_of_value(draft, group, old, count, new)
    fix = None if new is None else {"kind": "replace", "column": group.field_name, "from": old, "to": new}
    empties = f"Vider les {plural(count, 'cellule')}" if count > 1 else "Vider la cellule"
    _actions(draft, group, fix, empties if new == "" else _how_many(count))
    if group.fix == "add_list_value" and old:
        st.button(
            f"Ajouter {cut(old, 40)} aux valeurs permises", key="fix_add", on_click=_apply, args=(draft.draft_id, {"kind": "add_list_value", "column": group.field_name, "value": old}, False),
            help="La liste est celle du cabinet : cette valeur y sera acceptée désormais.",
        )  # fmt: skip


def _new_value(draft: Draft, group: RemarkGroup) -> str | None:
    """What the user wants to read instead: a text, "" to empty the cells (only when ticked on purpose), None for nothing yet."""
    name = group.field_name or ""
    key = f"fix_to-{draft.draft_id}-{group.code}-{name}"
    empties = st.session_state.get(f"{key}-empty", False)
    allowed = looking.allowed_values(session.actor(), session.current_store(), name, draft.draft_id) if name else []
    if allowed:
        new = st.selectbox(
            "Remplacer par", allowed, index=None, key=key, placeholder="Choisir une valeur de la liste", disabled=empties
        )
    else:
        new = st.text_input("Remplacer par", key=key, placeholder="Nouvelle valeur", live=True, disabled=empties)
    st.checkbox("Vider ces cellules : la valeur en base est gardée", key=f"{key}-empty")
    return "" if empties else (new or "").strip() or None


def _cells_of_value(draft: Draft, group: RemarkGroup, old: str | None, count: int, new: str | None) -> None:
    """The cells that hold the chosen value, with what they would be read as."""
    _, cells = _cells(draft, group, limit=_SHOWN if old is None else _LOOKED_AT)
    shown = [cell for cell in cells if old is None or cell.value == old][:_SHOWN]
    reads = new is not None or any(cell.reading and cell.reading != cell.value for cell in shown)
    _cell_table(count, shown, reads=reads, readings=None if new is None else {cell.value: new for cell in shown})


def _year_pivot(draft: Draft, group: RemarkGroup) -> None:
    this_year = session.now().year % 100
    years = [f"{year:02}" for year in range(100)]
    chosen = st.select_slider(
        "Année charnière",
        years,
        f"{this_year:02}",
        key=f"pivot-{draft.draft_id}-{group.field_name}",
        help="Jusqu’à cette année : 20xx ; au-delà : 19xx",
    )
    pivot = int(chosen)
    later = f" · de {pivot + 1:02} à 99 : <b>19{pivot + 1:02} à 1999</b>" if pivot < 99 else ""
    warns = ' · <b class="rejected">✕ des dates tomberaient dans l’avenir</b>' if pivot > this_year else ""
    html(f"De 00 à {pivot:02} : <b>2000 à 20{pivot:02}</b>{later}{warns}")
    total, cells = _cells(draft, group, year_pivot=pivot)
    _cell_table(total, cells, reads=True)
    _actions(draft, group, {"kind": "year_pivot", "pivot": pivot}, _how_many(total))


def _category(draft: Draft, group: RemarkGroup) -> None:
    path, count = _value_of(draft, group, with_all=False)
    shown = (path or "").replace("|", " › ")
    ways = {
        "create": f"Créer la catégorie « {cut(shown, 80)} »",
        "replace": "Remplacer par une catégorie existante",
        "reject": "Laisser ces lignes rejetées",
    }
    way = st.radio(
        f"Une solution pour {plural(count, 'cellule')}",
        list(ways),
        format_func=lambda name: ways[name].replace("[", "\\["),
        key=f"category-{draft.draft_id}",
    )
    fix: dict[str, Any] | None = {"kind": "create_category", "path": path}
    reading = path or ""
    if way == "replace":
        options = looking.allowed_values(session.actor(), session.current_store(), "contact_type", draft.draft_id)
        chosen = st.selectbox(
            "Catégorie",
            options,
            index=None,
            format_func=lambda text: text.replace("|", " › "),
            placeholder="Choisir",
            key=f"category_to-{draft.draft_id}",
        )
        fix = {"kind": "replace", "column": group.field_name, "from": path, "to": chosen} if chosen else None
        reading = chosen or ""
    _cells_of_value(draft, group, path, count, reading if way == "replace" and reading else None)
    if way == "reject":
        html(
            '<span class="dim">Rien à faire : ces lignes restent rejetées. « Importer sans les lignes rejetées » les laissera de côté.</span>'
        )
        _see_rows(group)
        return
    _actions(draft, group, fix, "Créer la catégorie" if way == "create" else _how_many(count), remembers=way == "replace")


def _near(draft: Draft, group: RemarkGroup) -> None:
    near = looking.near_rows(session.actor(), session.current_store(), draft.draft_id, _SHOWN)
    if not near.total:
        html('<span class="dim">Toutes ces lignes sont décidées. Chacune peut encore être revue.</span>')
        _see_rows(group)
        return
    same, others = near.same_birth_date, near.total - near.same_birth_date
    rules = {
        "update_same_birth_date": f"Mettre à jour le contact proche quand la date de naissance est égale ({plural(same, 'ligne')}), "
        f"créer les autres ({plural(others, 'ligne')})",
        "link_all": "Mettre à jour chaque fois le contact proche",
        "create_all": "Créer chaque fois un nouveau contact",
        "one_by_one": "Décider une par une",
    }
    key = f"near_rule-{draft.draft_id}"
    title = f"Une solution pour {plural(near.total, 'ligne')}"
    rule = st.radio(title, list(rules), index=None, format_func=rules.__getitem__, key=key)
    _near_table(near)
    if rule == "one_by_one":
        _see_rows(group)
        return
    _actions(draft, group, {"kind": "near", "rule": rule} if rule else None, _how_many(near.total, "ligne"), remembers=False)


def _near_table(near: looking.NearRows) -> None:
    rows = []
    for row in near.rows:
        theirs, ours = side_by_side(row.contact, row.candidate)
        rows.append([str(row.row), theirs, f'{ours}<div class="dim sm">{sentence(row.why)}</div>'])
    html(table([("Ligne", "4.2em"), ("Dans le fichier", ""), ("Contact proche, en base", "")], rows, "tight"))
    if near.total > len(near.rows):
        html(f'<span class="dim sm">{number(len(near.rows))} lignes sur {number(near.total)} montrées</span>')
