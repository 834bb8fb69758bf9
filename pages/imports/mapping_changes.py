"""Changes of a mapping, as values: what feeds what, one value for a whole file, a rule from another column. Pure."""

from __future__ import annotations

from dataclasses import replace

from o2s_lib.fields.catalogue import contact_fields
from o2s_lib.imports.drafts import Draft
from o2s_lib.imports.headers import COMPANY_NAME, FULL_NAME, target_label
from o2s_lib.imports.shapes import ColumnChoice, Mapping

NOT_IMPORTED = ""
_DECIDED = ("user", "remembered", "reject")


def mapping_of(draft: Draft) -> Mapping:
    """The mapping of a draft whose file could be laid out; the screens that change it are drawn for those only."""
    assert draft.mapping is not None
    return draft.mapping


def target_words(target: str | None) -> str:
    """The French words for what a column feeds."""
    return target_label(target) if target else "Ne pas importer"


def is_to_settle(column: ColumnChoice) -> bool:
    """A column that has a header and for which nobody has decided: proposed only, in conflict, or not recognised."""
    return bool(column.header.strip()) and column.target is None and column.how not in _DECIDED


def rivals(mapping: Mapping) -> list[ColumnChoice]:
    """Columns that feed the same field as another: only one of them may."""
    targets = [column.target for column in mapping.columns if column.target]
    return [column for column in mapping.columns if column.target and targets.count(column.target) > 1]


def targets_for(mapping: Mapping, column: ColumnChoice) -> list[str]:
    """What a column may feed: « not imported », its own target, and everything that no other column feeds."""
    taken = {other.target for other in mapping.columns if other.target and other.position != column.position}
    every = [FULL_NAME, COMPANY_NAME, *(field.name for field in contact_fields())]
    own = [column.target] if column.target and column.target not in every else []
    return [NOT_IMPORTED, *own, *(name for name in every if name not in taken)]


def with_target(mapping: Mapping, position: int, target: str) -> Mapping:
    """The mapping once the user has said what a column feeds (`NOT_IMPORTED`: nothing)."""
    columns = tuple(
        replace(column, target=target or None, how="user") if column.position == position else column
        for column in mapping.columns
    )
    kept = {name: text for name, text in mapping.constants.items() if name != target}
    rules = {name: rule for name, rule in mapping.derived.items() if name != target}
    return replace(mapping, columns=columns, constants=kept, derived=rules)


def with_proposals_accepted(mapping: Mapping) -> Mapping:
    """Every proposal becomes a choice of the user, the first of those for one field; the rest is left out."""
    taken = {column.target for column in mapping.columns if column.target}
    columns = []
    for column in mapping.columns:
        if is_to_settle(column):
            target = column.proposal if column.proposal not in taken else None
            taken |= {target} if target else set()
            column = replace(column, target=target, how="user")
        columns.append(column)
    return replace(mapping, columns=tuple(columns))


def with_constant(mapping: Mapping, field_name: str, text: str) -> Mapping:
    """One value for every row; "" takes it back."""
    constants = {name: value for name, value in mapping.constants.items() if name != field_name}
    if text:
        constants[field_name] = text
    return replace(mapping, constants=constants, derived=_without(mapping, field_name))


def with_rule(mapping: Mapping, field_name: str, position: int, values: dict[str, str]) -> Mapping:
    """A value for each text of another column; empty texts are left out of the rule."""
    rule = {"column": position, "values": {text: value for text, value in values.items() if value}}
    constants = {name: value for name, value in mapping.constants.items() if name != field_name}
    return replace(mapping, constants=constants, derived=_without(mapping, field_name) | {field_name: rule})


def with_couples(mapping: Mapping, splits: bool) -> Mapping:
    """Whether « M. et Mme » in one row becomes two linked contacts."""
    return replace(mapping, splits_couples=splits)


def _without(mapping: Mapping, field_name: str) -> dict[str, dict[str, object]]:
    return {name: rule for name, rule in mapping.derived.items() if name != field_name}
