"""Which column of a file feeds which of ours: a proposal that the user corrects, checked, remembered for the next file."""

from __future__ import annotations

import hashlib
import json
from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from o2s_lib.imports.binding import CONFLICT, STRONG, bind_product_columns, bind_slips, bind_synonyms, propose
from o2s_lib.imports.headers import COMPANY_NAME, FULL_NAME, column_letters, header_key, is_target, reject_headers, target_label
from o2s_lib.imports.layout import Layout
from o2s_lib.imports.map_options import MappingChange, change_mapping, parse_map_options
from o2s_lib.imports.mapped_rows import apply_mapping, without_hidden
from o2s_lib.imports.shapes import ColumnChoice, Mapping
from o2s_lib.imports.template import FirmTemplate
from o2s_lib.imports.wording import french, joined
from o2s_lib.issues import Issue, Level
from o2s_lib.text import clean_spaces

__all__ = [
    "CHOICE_CODES",
    "MappingChange",
    "apply_mapping",
    "change_mapping",
    "check_mapping",
    "headers_signature",
    "mapping_from_json",
    "mapping_to_json",
    "missing_required",
    "parse_map_options",
    "propose_mapping",
    "without_hidden",
]

CHOICE_CODES = frozenset({"COLUMN_DUPLICATE", "COLUMN_CONFLICT"})
"""Codes of issues that only the user can settle, by saying which column to import."""

REQUIRED = ("contact_type", "last_name")

_COUNTS = {2: "Deux", 3: "Trois", 4: "Quatre", 5: "Cinq"}


def propose_mapping(
    layout: Layout, *, remembered: Mapping | None = None, firm_template: FirmTemplate | None = None
) -> tuple[Mapping, list[Issue]]:
    """How the columns of a file most likely feed ours, and what there is to say about it.

    In order: what the user chose for the same header before, the row-1 name, our label, what other software writes for it
    (only where it has one meaning), a label of ours with a single letter wrong. The rest is at most a proposal.

    Args:
        layout: The layout of the file.
        remembered: Mapping used for a file with the same headers (see `headers_signature`).
        firm_template: The firm's own template: its row-1 names and the labels of its criteria are known too.

    Returns:
        The mapping, and its issues as `check_mapping` gives them.
    """
    names = firm_template.targets_by_name() if firm_template is not None else {}
    labels = firm_template.targets_by_label() if firm_template is not None else {}
    choices = bind_product_columns(layout, names, labels)
    if remembered is not None:
        choices = _remember(choices, remembered)
    choices = _without_rivals(propose(bind_slips(bind_synonyms(choices))), layout)
    mapping = Mapping(tuple(choices), splits_couples=not layout.is_o2s_layout)
    if remembered is not None:
        mapping = replace(
            mapping,
            constants=dict(remembered.constants),
            derived=_derived_again(choices, remembered),
            splits_couples=remembered.splits_couples,
        )
    return mapping, check_mapping(layout, mapping)


def check_mapping(layout: Layout, mapping: Mapping) -> list[Issue]:
    """What there is to say about a mapping, whoever made it.

    COLUMN_CONFLICT and COLUMN_DUPLICATE (errors, a choice is needed), COLUMN_REQUIRED_MISSING (error), COLUMN_SIMILAR (info) and
    COLUMN_UNKNOWN (warning) for each column that holds data and is not imported.
    """
    columns = mapping.columns
    return [
        *_conflicts(layout, columns),
        *_duplicates(layout, columns),
        *(_missing(layout, mapping, name) for name in missing_required(mapping)),
        *_slips(layout, columns),
        *_unknown(layout, columns),
    ]


def missing_required(mapping: Mapping) -> list[str]:
    """Identifiers of required fields that no column, constant, rule or split gives."""
    given = {choice.target for choice in mapping.columns if choice.target} | set(mapping.constants) | set(mapping.derived)
    if given & {FULL_NAME, COMPANY_NAME}:
        given.add("last_name")
    return [name for name in REQUIRED if name not in given]


def headers_signature(layout: Layout) -> str:
    """32 hexadecimal digits that stand for the headers of a file, whatever their order, case, accents and punctuation."""
    keys = sorted(key for header in layout.headers if (key := header_key(header)) and key not in reject_headers())
    return hashlib.sha256("\n".join(keys).encode()).hexdigest()[:32]


def mapping_to_json(mapping: Mapping) -> str:
    """The mapping as a JSON text, for `mapping_from_json`."""
    columns = [[choice.position, choice.header, choice.target, choice.how, choice.proposal] for choice in mapping.columns]
    parts = {
        "columns": columns,
        "constants": mapping.constants,
        "derived": mapping.derived,
        "splits_couples": mapping.splits_couples,
    }
    return json.dumps(parts, ensure_ascii=False)


def mapping_from_json(text: str) -> Mapping:
    """The mapping that `mapping_to_json` wrote; a target that no longer exists becomes « not imported »."""
    parts = json.loads(text)
    columns = tuple(
        ColumnChoice(position, header, target if is_target(target) else None, how, proposal)
        for position, header, target, how, proposal in parts["columns"]
    )
    return Mapping(columns, parts["constants"], parts["derived"], parts["splits_couples"])


def _remember(choices: list[ColumnChoice], remembered: Mapping) -> list[ColumnChoice]:
    """The choices with those of the remembered mapping, matched by header; equal headers by their order."""
    waiting: dict[str, list[ColumnChoice]] = defaultdict(list)
    for choice in remembered.columns:
        waiting[header_key(choice.header)].append(choice)
    result = []
    for choice in choices:
        before = waiting[header_key(choice.header)]
        if before and choice.how != "reject":
            target = before.pop(0).target
            choice = replace(choice, target=target, how="remembered")
        result.append(choice)
    return result


def _derived_again(choices: list[ColumnChoice], remembered: Mapping) -> dict[str, dict[str, object]]:
    """The remembered rules, on the column that bears the same header now."""
    headers = {choice.position: header_key(choice.header) for choice in remembered.columns}
    places = {header_key(choice.header): choice.position for choice in reversed(choices)}
    return {
        name: {**rule, "column": places[headers[rule["column"]]]}
        for name, rule in remembered.derived.items()
        if headers.get(rule["column"]) in places
    }


def _without_rivals(choices: list[ColumnChoice], layout: Layout) -> list[ColumnChoice]:
    """The choices where of several columns for one target those without any data, and guesses beside a sure one, step back."""
    result = list(choices)
    for places in _rivals(choices).values():
        rivals = [choices[place] for place in places]
        kept = [choice for choice in rivals if layout.filled[choice.position]] or rivals[:1]
        sure = [choice for choice in kept if choice.how in STRONG]
        kept = sure if len(sure) == 1 else kept
        for place in places:
            if choices[place] not in kept:
                result[place] = replace(choices[place], target=None, how="")
    return result


def _rivals(choices: Sequence[ColumnChoice]) -> dict[str, list[int]]:
    places: dict[str, list[int]] = defaultdict(list)
    for place, choice in enumerate(choices):
        if choice.target is not None:
            places[choice.target].append(place)
    return {target: found for target, found in places.items() if len(found) > 1}


def _conflicts(layout: Layout, columns: Sequence[ColumnChoice]) -> list[Issue]:
    return [
        _issue(
            layout,
            "COLUMN_CONFLICT",
            Level.ERROR,
            f"Colonne {column_letters(choice.position)} : la ligne 1 dit « {layout.technical_names[choice.position]} », l'en-tête dit "
            f"« {clean_spaces(choice.header)} ». Choisir ce qu'elle contient.",
            clean_spaces(choice.header),
        )
        for choice in columns
        if choice.how == CONFLICT and choice.target is None
    ]


def _duplicates(layout: Layout, columns: Sequence[ColumnChoice]) -> list[Issue]:
    issues = []
    for target, places in _rivals(columns).items():
        count = _COUNTS.get(len(places), str(len(places)))
        letters = joined([column_letters(columns[place].position) for place in places])
        message = f"{count} colonnes « {target_label(target)} » ({letters}) : choisir celle à importer."
        issues.append(_issue(layout, "COLUMN_DUPLICATE", Level.ERROR, message, target_label(target)))
    return issues


def _missing(layout: Layout, mapping: Mapping, name: str) -> Issue:
    label = target_label(name)
    message = f"Colonne obligatoire absente : « {label} »."
    if not _is_product_like(layout, mapping.columns):
        message += _way_out(mapping, name)
    return _issue(layout, "COLUMN_REQUIRED_MISSING", Level.ERROR, message, label)


def _way_out(mapping: Mapping, name: str) -> str:
    """What to do about a required column that the software which wrote the file does not have."""
    likely = [choice for choice in mapping.columns if choice.proposal in ({name, FULL_NAME} if name == "last_name" else {name})]
    if name == "contact_type":
        rule = f" d'après « {clean_spaces(likely[0].header)} »" if likely else " d'après une autre colonne"
        return f" Donner une valeur pour tout le fichier, par exemple « Clients », ou une règle{rule}."
    if not likely:
        return " Dire quelle colonne contient le nom."
    split = " à séparer en nom et prénom" if likely[0].proposal == FULL_NAME else ""
    return f" La colonne « {clean_spaces(likely[0].header)} » semble être le nom{split} : le confirmer."


def _slips(layout: Layout, columns: Sequence[ColumnChoice]) -> list[Issue]:
    return [
        _issue(
            layout,
            "COLUMN_SIMILAR",
            Level.INFO,
            f"Colonne « {clean_spaces(choice.header)} » lue comme « {target_label(choice.target)} ».",
            clean_spaces(choice.header),
        )
        for choice in columns
        if choice.how == "similar" and choice.target is not None
    ]


def _unknown(layout: Layout, columns: Sequence[ColumnChoice]) -> list[Issue]:
    """A warning for each column that is not imported: all of them in a file of ours, those that hold data in any other."""
    product_like = _is_product_like(layout, columns)
    issues = []
    for choice in columns:
        header = clean_spaces(choice.header)
        if choice.target is not None or choice.how in ("reject", CONFLICT):
            continue
        if not layout.filled[choice.position] and not (header and product_like):
            continue
        name = f"Colonne « {header} »" if header else f"Colonne {column_letters(choice.position)}, sans en-tête,"
        hint = "" if choice.proposal is None else f" Elle ressemble à « {target_label(choice.proposal)} »."
        issues.append(_issue(layout, "COLUMN_UNKNOWN", Level.WARNING, f"{name} ignorée.{hint}", header or None))
    return issues


def _is_product_like(layout: Layout, columns: Sequence[ColumnChoice]) -> bool:
    """Whether most headers are the product's: its template, or a list made from it."""
    ours = sum(choice.how in ("technical", "label") for choice in columns)
    return layout.is_o2s_layout or ours * 2 >= sum(1 for choice in columns if choice.header)


def _issue(layout: Layout, code: str, level: Level, message: str, column: str | None) -> Issue:
    return Issue(code, level, french(message), layout.sheet, None, column)
