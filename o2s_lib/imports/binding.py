"""Which of our columns each header of a file names: by row 1, by label, by what other software writes, by likeness."""

from __future__ import annotations

from collections.abc import Mapping as Dictionary
from dataclasses import replace
from functools import cache

from rapidfuzz import fuzz, process
from rapidfuzz.distance import Levenshtein

from o2s_lib.fields.catalogue import contact_fields
from o2s_lib.imports.headers import (
    CRITERION,
    FULL_NAME,
    fields_by_label,
    fields_by_technical_name,
    header_key,
    reject_headers,
    synonym_key,
    synonyms,
)
from o2s_lib.imports.layout import Layout
from o2s_lib.imports.shapes import ColumnChoice
from o2s_lib.text import clean_spaces, fold

STRONG = ("user", "remembered", "technical", "label")
"""Ways of binding that say what the column is; the others guess from what other software writes."""

CONFLICT = "conflict"

_LIKE_ENOUGH = 78.0
_SHORTEST_SLIP = 5


@cache
def published_names() -> frozenset[str]:
    """The row-1 names seen in real files, folded; our own guesses for the others give way to the label."""
    return frozenset(fold(field.technical_name) for field in contact_fields() if field.technical_source == "known")


def bind_product_columns(layout: Layout, names: Dictionary[str, str], labels: Dictionary[str, str]) -> list[ColumnChoice]:
    """The columns that row 1 or a label of ours names; the others have no target.

    In the product's layout a column with a row-1 name that is not ours is a vigilance criterion. Where row 1 and the label
    name two different columns, neither is trusted: `how` is `CONFLICT` and the target None.

    Args:
        names: Further row-1 names (folded) -> target, those of the firm's template.
        labels: Further keys of labels -> target.
    """
    return [_product_choice(layout, position, names, labels) for position in range(len(layout.headers))]


def _product_choice(layout: Layout, position: int, names: Dictionary[str, str], labels: Dictionary[str, str]) -> ColumnChoice:
    header, technical = layout.headers[position], layout.technical_names[position]
    key, name = header_key(header), fold(technical or "")
    free = ColumnChoice(position, header, None)
    if key in reject_headers():
        return replace(free, how="reject")
    by_label = fields_by_label().get(key) or labels.get(key)
    by_name = names.get(name) or fields_by_technical_name().get(name)
    if by_name and by_label and by_name != by_label and key != fold(technical or ""):
        if name in names or name in published_names():
            return replace(free, how=CONFLICT)
        by_name = None
    if by_name:
        return replace(free, target=by_name, how="technical")
    if by_label:
        return replace(free, target=by_label, how="label")
    if layout.is_o2s_layout and technical and key and layout.technical_row != layout.header_row:
        return replace(free, target=CRITERION + clean_spaces(header), how="technical")
    return free


def bind_synonyms(choices: list[ColumnChoice]) -> list[ColumnChoice]:
    """The columns still free whose header other software writes for one of ours.

    A header that means different things binds only when what tells them apart is bound too (« Nom » beside a first name);
    else, and where another column already feeds the target by row 1 or label, it is a proposal.
    """
    bound = {choice.target for choice in choices if choice.target}
    taken = {choice.target for choice in choices if choice.target and choice.how in STRONG}
    result = list(choices)
    changed = True
    while changed:
        changed = False
        for place, choice in enumerate(result):
            if choice.target is not None or choice.how:
                continue
            for synonym in synonyms().get(synonym_key(choice.header), ()):
                if not synonym.is_automatic or synonym.target in taken or (synonym.requires and synonym.requires not in bound):
                    continue
                result[place] = replace(choice, target=synonym.target, how="synonym")
                bound.add(synonym.target)
                changed = True
                break
    return result


def bind_slips(choices: list[ColumnChoice]) -> list[ColumnChoice]:
    """The columns still free whose header is a label of ours with one letter wrong, missing or too many in a long word."""
    bound = {choice.target for choice in choices if choice.target}
    result = []
    for choice in choices:
        target = None if choice.target or choice.how else _slip_of(header_key(choice.header))
        if target is not None and target not in bound:
            choice = replace(choice, target=target, how="similar")
            bound.add(target)
        result.append(choice)
    return result


def propose(choices: list[ColumnChoice]) -> list[ColumnChoice]:
    """A proposal for each column still free: a known header that needs a decision, else the label or synonym most alike."""
    bound = {choice.target for choice in choices if choice.target}
    if "last_name" in bound:
        bound.add(FULL_NAME)
    return [_with_proposal(choice, bound) if choice.target is None and not choice.how else choice for choice in choices]


def _slip_of(key: str) -> str | None:
    found = {target for label, target in fields_by_label().items() if _is_slip(key, label)}
    return found.pop() if len(found) == 1 else None


def _is_slip(key: str, label: str) -> bool:
    words, others = key.split(), label.split()
    if len(words) != len(others) or len(label) < 2 * _SHORTEST_SLIP:
        return False
    different = [(a, b) for a, b in zip(words, others, strict=True) if a != b]
    if len(different) != 1:
        return False
    word, other = different[0]
    return len(other) >= _SHORTEST_SLIP and word.isalpha() and Levenshtein.distance(word, other, score_cutoff=1) == 1


def _with_proposal(choice: ColumnChoice, bound: set[str]) -> ColumnChoice:
    key = synonym_key(choice.header)
    known = sorted(synonyms().get(key, ()), key=lambda synonym: synonym.is_automatic)
    if known:
        free = [synonym.target for synonym in known if synonym.target and synonym.target not in bound]
        return replace(choice, proposal=free[0] if free else None)
    digits = [part for part in key.split() if part.isdigit()]
    texts = _texts()
    for text, _, _ in process.extract(key, texts.keys(), scorer=fuzz.token_sort_ratio, score_cutoff=_LIKE_ENOUGH, limit=5):
        if texts[text] not in bound and [part for part in text.split() if part.isdigit()] == digits:
            return replace(choice, proposal=texts[text])
    return choice


@cache
def _texts() -> dict[str, str]:
    """Every text that a header may be like -> its target: our labels, then the headers of other software."""
    texts = {key: found[0].target for key, found in synonyms().items() if found[0].target}
    return texts | {synonym_key(field.label): field.name for field in contact_fields()}
