"""Columns whose values come from a list: the product's, the firm's, its keywords and its tree of categories."""

from __future__ import annotations

import re
from typing import Any

from o2s_lib.fields.cells import Cells, quote, show
from o2s_lib.fields.lists import (
    ADVISERS_ROOT,
    ANSWERS_YES_NO,
    IMPORTABLE_ROOTS,
    SystemList,
    nearest,
    system_list,
)
from o2s_lib.fields.numbers import yes_or_no
from o2s_lib.fields.texts import USUAL_TEXT, clean_text
from o2s_lib.text import clean_spaces, fold, undo_defusing

LEVELS = 3
"""Levels of the tree that an import may name."""

_LEVEL_MARKS = re.compile(r" ?[|] ?")
_ANY_MARK = re.compile(r" ?[|>/\\›→»] ?")
_COUPLE = re.compile(r"(?:m|mr|monsieur|mme|madame)\.? ?(?:et|ou|&|/|-|\+) ?(?:m|mr|monsieur|mme|madame)\.?")
_TITLES = {
    "dr": "Docteur",
    "docteur": "Docteur",
    "me": "Maître",
    "maitre": "Maître",
    "pr": "Professeur",
    "professeur": "Professeur",
}


def parse_list(cells: Cells) -> None:
    """One value of a list; the firm's values win over the published ones where the firm sets the list."""
    rules = cells.rules
    name = cells.field.list_name
    configured = rules.lists.custom.get(name) if cells.field.kind == "custom_table" else None
    known = system_list(name)
    if configured:
        _parse_configured(cells, configured, known)
    elif known is None or cells.field.kind == "custom_table":
        _parse_free(cells, known)
    else:
        _parse_system(cells, known, name in ANSWERS_YES_NO)


def _parse_system(cells: Cells, known: SystemList, answers_yes_no: bool) -> None:
    exact = {value: value for value in known.values}
    for position, raw in enumerate(cells.raws):
        if type(raw) is str and raw in exact:
            cells.values[position] = raw
        elif cells.takes(position, raw):
            value = _system_value(known, raw, answers_yes_no)
            if value is not None:
                cells.values[position] = value
            elif known.is_open and isinstance(raw, str):
                _take_unlisted(cells, position, raw)
            else:
                _refuse(cells, position, show(raw), tuple(known.labels.values()))


def _system_value(known: SystemList, raw: Any, answers_yes_no: bool) -> str | None:
    if isinstance(raw, str):
        folded = fold(raw).lstrip("'")
        found = known.lookup.get(folded) or known.lookup.get(folded.rstrip(" .")) or known.lookup.get(folded.replace("_", " "))
        if found is not None:
            return found
    if answers_yes_no:
        answer = yes_or_no(raw)
        return None if answer is None else "Oui" if answer else "Non"
    return None


def _take_unlisted(cells: Cells, position: int, raw: str) -> None:
    text = clean_text(cells, position, raw)
    cells.warn(
        position,
        "CHOICE_UNLISTED",
        f"{quote(text)} n'est pas dans la liste publiée de {quote(cells.field.label)} : gardé, à vérifier.",
    )
    cells.values[position] = text


def _refuse(cells: Cells, position: int, text: str, choices: tuple[str, ...], code: str = "CHOICE_UNKNOWN") -> None:
    title = _TITLES.get(fold(text).rstrip(".")) if cells.field.name == "title" else None
    if title:
        hint = f" : écrire {quote('Autre')}, et {quote(title)} dans {quote('Client Autre titre')}."
    elif cells.field.list_name.startswith("civilite") and _COUPLE.fullmatch(fold(text)):
        hint = " : un contact par personne, séparer le couple en deux lignes."
    else:
        guess = nearest(text, choices) if text else None
        hint = f" : vouliez-vous dire {quote(guess)} ?" if guess else f". Valeurs possibles : {_enumerate(choices)}."
    cells.error(position, code, f"{quote(text)} n'est pas une valeur de {quote(cells.field.label)}{hint}")


def _enumerate(choices: tuple[str, ...]) -> str:
    shown = ", ".join(choices[:8])
    return shown if len(choices) <= 8 else f"{shown}…"


def _parse_configured(cells: Cells, configured: tuple[str, ...], known: SystemList | None) -> None:
    """A list that the firm configured; published codes and synonyms lead to the firm's own spelling."""
    lookup = {fold(value): value for value in reversed(configured)}
    for position, raw in enumerate(cells.raws):
        if not cells.takes(position, raw):
            continue
        text = _list_text(raw)
        folded = fold(text)
        value = lookup.get(folded)
        if value is None and known is not None and folded in known.lookup:
            value = lookup.get(fold(known.labels[known.lookup[folded]]))
        if value is not None:
            cells.values[position] = value
        else:
            _refuse(cells, position, text, configured, "LIST_VALUE_UNKNOWN")


def _parse_free(cells: Cells, known: SystemList | None) -> None:
    """A list that the firm has not configured: any value is taken."""
    usual, limit, values = USUAL_TEXT.fullmatch, cells.field.max_length, cells.values
    for position, raw in enumerate(cells.raws):
        if known is None and limit is None and type(raw) is str and usual(raw):
            values[position] = raw
            continue
        if not cells.takes(position, raw):
            continue
        text = clean_text(cells, position, raw) if isinstance(raw, str) else show(raw)
        value = known.lookup.get(fold(text), text) if known else text
        if limit is not None and len(value) > limit:
            cells.error(
                position, "TEXT_TOO_LONG", f"{quote(value)} compte {len(value)} caractères pour {limit} permis : raccourcir."
            )
        values[position] = value


def _list_text(raw: Any) -> str:
    return undo_defusing(clean_spaces(raw)) if isinstance(raw, str) else show(raw)


def parse_list_multi(cells: Cells) -> None:
    """Keywords separated by `;`, each once, in the order of the cell; their order does not count in comparisons."""
    rules = cells.rules
    configured = rules.lists.custom.get(cells.field.list_name)
    lookup = {fold(value): value for value in reversed(configured)} if configured else {}
    keys: list[Any] = [None] * len(cells.values)
    cells.keys = keys
    for position, raw in enumerate(cells.raws):
        if not cells.takes(position, raw):
            continue
        words = _keywords(clean_text(cells, position, raw) if isinstance(raw, str) else show(raw))
        unknown = [word for word in words if configured and fold(word) not in lookup]
        for word in unknown:
            _refuse(cells, position, word, configured or (), "LIST_VALUE_UNKNOWN")
        if words:
            spelt = _once(lookup.get(fold(word), word) for word in words)
            cells.values[position] = ";".join(spelt)
            keys[position] = ";".join(sorted(spelt))


def keywords_key(value: str) -> str:
    """What a list of keywords is compared by: its words, sorted."""
    return ";".join(sorted(_keywords(value)))


def _keywords(text: str) -> list[str]:
    return _once(word.strip() for word in text.split(";") if word.strip())


def _once(words: Any) -> list[str]:
    seen: dict[str, str] = {}
    for word in words:
        seen.setdefault(fold(word), word)
    return list(seen.values())


def parse_path(cells: Cells) -> None:
    """A category of the firm's tree by its full path, levels joined by `|`; the canonical spelling is the firm's."""
    rules = cells.rules
    categories = (*IMPORTABLE_ROOTS, *rules.lists.categories)
    lookup = {_fold_path(path): path for path in reversed(categories)}
    by_any_mark = {_fold_marks(path): path for path in reversed(categories)}
    for position, raw in enumerate(cells.raws):
        if not cells.takes(position, raw):
            continue
        text = _list_text(raw)
        value = lookup.get(_fold_path(text))
        if value is None:
            value = _by_other_mark(cells, position, text, by_any_mark)
        if value is None or fold(value).split("|")[0] == fold(ADVISERS_ROOT):
            _refuse_path(cells, position, text, categories)
        else:
            cells.values[position] = value


def _fold_path(text: str) -> str:
    return "|".join(_LEVEL_MARKS.split(fold(text)))


def _by_other_mark(cells: Cells, position: int, text: str, by_any_mark: dict[str, str]) -> str | None:
    """The category meant by a path whose levels are separated by `/` or `>`, when there is one."""
    value = by_any_mark.get(_fold_marks(text)) if "|" not in text else None
    if value is not None:
        cells.warn(
            position, "CATEGORY_SEPARATOR", f"{quote(text)} lu comme {quote(value)} : dans O2S les niveaux sont séparés par |."
        )
    return value


def _fold_marks(text: str) -> str:
    return "|".join(_ANY_MARK.split(fold(text)))


def _refuse_path(cells: Cells, position: int, text: str, categories: tuple[str, ...]) -> None:
    levels = [level.strip() for level in text.split("|")]
    roots = {fold(path.split("|")[0]): path.split("|")[0] for path in categories}
    root = fold(levels[0])
    if root == fold(ADVISERS_ROOT):
        cells.error(
            position,
            "CATEGORY_NOT_IMPORTABLE",
            f"{quote(text)} : les conseillers ne s'importent pas, ils se créent dans l'administration des utilisateurs.",
        )
    elif root not in roots:
        guess = _nearest_category(text, categories)
        hint = f" : vouliez-vous dire {quote(guess)} ?" if guess else f". Commencer par {_enumerate(tuple(roots.values()))}."
        cells.error(position, "CHOICE_UNKNOWN", f"{quote(text)} n'est pas un type de contact{hint}")
    elif len(levels) > LEVELS:
        cells.error(
            position, "CATEGORY_TOO_DEEP", f"{quote(text)} a {len(levels)} niveaux, {LEVELS} au plus : raccourcir le chemin."
        )
    elif not all(levels):
        cells.error(
            position, "CATEGORY_UNKNOWN", f"{quote(text)} a un niveau vide : écrire par exemple {quote('Clients|Bretagne')}."
        )
    else:
        guess = nearest(text, [path for path in categories if "|" in path], minimum=85)
        hint = f", ou écrire {quote(guess)}" if guess else ""
        cells.error(position, "CATEGORY_UNKNOWN", f"La catégorie {quote(text)} n'existe pas : la créer{hint}.")


def _nearest_category(text: str, categories: tuple[str, ...]) -> str | None:
    """A path whose last level is the text, else the path that looks most like it."""
    folded = _fold_path(text)
    ends = [path for path in dict.fromkeys(categories) if _fold_path(path).endswith("|" + folded)]
    return ends[0] if ends else nearest(text, dict.fromkeys(categories))


def parse_answers(cells: Cells, answers: tuple[str, ...]) -> None:
    """Answers of a vigilance criterion: the spelling configured or seen; a new one is taken with a warning."""
    lookup = {fold(answer): answer for answer in reversed(answers)}
    for position, raw in enumerate(cells.raws):
        if not cells.takes(position, raw):
            continue
        if isinstance(raw, bool):
            text = "Oui" if raw else "Non"
        else:
            text = clean_text(cells, position, raw) if isinstance(raw, str) else show(raw)
        value = lookup.get(fold(text))
        if value is None and answers:
            guess = nearest(text, answers)
            hint = f" Vouliez-vous dire {quote(guess)} ?" if guess else ""
            cells.warn(
                position,
                "CRITERION_ANSWER_NEW",
                f"{quote(text)} n'est pas une réponse connue de {quote(cells.field.label)} : gardée, à vérifier.{hint}",
            )
        cells.values[position] = value or text
