"""Two people on one row: « M. et Mme DUPONT Jean et Marie », « Jean DUPONT et Marie LEROY », a title « M. et Mme »."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import replace

from o2s_lib.imports.splitting import (
    OTHER_TITLES,
    TITLES,
    NameSplit,
    Person,
    column_order,
    company_split,
    is_capitals,
    is_first_name,
    split_full_name,
    take_titles,
    with_titles,
    words_of,
)
from o2s_lib.text import clean_spaces, fold

_AND = r"(?:\s+(?:et|and|ou|und|y)\s+|\s*[&+/]\s*)"
_TITLE = "|".join(sorted({*TITLES, *OTHER_TITLES}, key=len, reverse=True)).replace("maitre", "ma[iî]tre")
_PAIR = re.compile(rf"^\s*({_TITLE})\.?{_AND}({_TITLE})\b\.?", re.IGNORECASE)
_BOTH_MEN = re.compile(r"^\s*(?:mm\.?|messieurs)(?=\s|$)", re.IGNORECASE)
_BOTH_WOMEN = re.compile(r"^\s*(?:mmes\.?|mesdames)(?=\s|$)", re.IGNORECASE)
_SPLIT_AND = re.compile(_AND, re.IGNORECASE)
_MORE_PEOPLE = words_of("enfants enfant fils fille filles leurs famille cie associes freres soeurs consorts autres")

UNKNOWN_FIRST_NAME = "le prénom du conjoint manque"


def title_pair(text: str) -> tuple[str, str] | None:
    """The two titles at the head of a text: « M. et Mme », « Mr & Mrs », « Mme et M. », « Messieurs »; None when there is no pair."""
    match = _pair_match(text)
    return None if match is None else match[0]


def split_name(text: str, order: str = "") -> NameSplit:
    """A text with one name or two: `split_full_name`, or the two people of a couple, in the order of the text."""
    text = clean_spaces(text)
    return _couple_of(text, order) or split_full_name(text, order)


def split_names(texts: Sequence[str]) -> list[NameSplit]:
    """The names of one column, each once; where nothing decides in one, the order of the others does."""
    splits = [split_name(text) for text in texts]
    order = column_order(splits)
    if not order:
        return splits
    return [
        split if split.order or not split.doubt else split_name(text, order) for split, text in zip(splits, texts, strict=True)
    ]


def split_couple(title: str | None, last_name: str | None, first_name: str | None) -> NameSplit | None:
    """The two people of a row whose names are in columns of their own, or None when it holds one person.

    Two people when the title is a pair, when the surname begins with one or holds « et Mme », or when there are two first
    names joined by « et », « & », « / ». With the title of one person they are left as they are, with a doubt.
    """
    pair = title_pair(title or "")
    if last_name and _pair_match(last_name):
        return split_name(f"{last_name} {first_name or ''}")
    firsts = _halves(first_name or "")
    lasts = _halves(last_name or "")
    if pair is None:
        if len(firsts) != 2 or not all(is_first_name(first.split()[0]) for first in firsts):
            return None
        if title:
            return NameSplit((Person(last_name, first_name, title),), "deux prénoms pour un seul titre")
    titles = pair or (None, None)
    lasts = lasts if len(lasts) == 2 else [last_name or ""]
    firsts = firsts if len(firsts) == 2 else [first_name or "", ""]
    persons = tuple(
        _titled(Person(lasts[min(i, len(lasts) - 1)] or None, firsts[i] or None), title) for i, title in enumerate(titles)
    )
    return NameSplit(persons, "" if all(person.first_name for person in persons) else UNKNOWN_FIRST_NAME)


def may_hold_couple(text: str) -> bool:
    """Whether a title, surname or first name could be that of two people; cheap, to look at few rows only."""
    return bool(_SPLIT_AND.search(text) or _BOTH_MEN.match(text) or _BOTH_WOMEN.match(text))


def _pair_match(text: str) -> tuple[tuple[str, str], str] | None:
    """The pair of titles at the head of a text and what follows."""
    if match := _PAIR.match(text):
        first, second = (_title_of(match.group(i)) for i in (1, 2))
        return (first, second), text[match.end() :].strip(" ,")
    if match := _BOTH_MEN.match(text):
        return ("Monsieur", "Monsieur"), text[match.end() :].strip(" ,")
    if match := _BOTH_WOMEN.match(text):
        return ("Madame", "Madame"), text[match.end() :].strip(" ,")
    return None


def _title_of(text: str) -> str:
    key = fold(text).rstrip(".")
    return TITLES.get(key) or OTHER_TITLES[key]


def _titled(person: Person, title: str | None) -> Person:
    if title is None:
        return person
    if title in OTHER_TITLES.values():
        return replace(person, title="Autre", other_title=title)
    return replace(person, title=title)


def _halves(text: str) -> list[str]:
    """The parts between the words that join two people."""
    return [half for half in (part.strip(" ,") for part in _SPLIT_AND.split(clean_spaces(text))) if half]


def _couple_of(text: str, order: str) -> NameSplit | None:
    found = _pair_match(text)
    rest = text if found is None else found[1]
    halves = _halves(rest)
    if found is None and (len(halves) != 2 or company_split(text) is not None):
        return None
    if len(halves) > 2 or any(fold(word).strip(".,") in _MORE_PEOPLE for half in halves[1:] for word in half.split()):
        return NameSplit((Person(last_name=text),), "plus de deux personnes, ou un nom de société")
    couple = _two_halves(halves[0], halves[1], found is not None, order) if len(halves) == 2 else _one_name(rest, order)
    if couple is None:
        return NameSplit((Person(last_name=text),), "un ou deux contacts ?")
    if found is None:
        return couple
    persons = tuple(
        person if person.title else _titled(person, title) for person, title in zip(couple.persons, found[0], strict=True)
    )
    return replace(couple, persons=persons)


def _one_name(rest: str, order: str) -> NameSplit | None:
    """« M. et Mme Jean DUPONT »: the first name is the first person's, the surname is both people's."""
    if not rest:
        return None
    split = split_full_name(rest, order)
    person = split.persons[0]
    if not person.first_name and len((person.last_name or "").split()) == 1:
        split = replace(split, doubt="")
    other = Person(last_name=person.last_name)
    return NameSplit(
        (replace(person, birth_name=None), replace(other, birth_name=person.birth_name)), split.doubt or UNKNOWN_FIRST_NAME
    )


def _two_halves(left: str, right: str, has_pair: bool, order: str) -> NameSplit | None:
    """Two halves, each with a surname, a first name or both; what one lacks it takes from the other."""
    a, b = _half(left, order), _half(right, order)
    if not has_pair and not (a.title or b.title) and not (_is_name(a, left) and _is_name(b, right)):
        return None
    if a.last_name and not a.first_name and b.last_name and not b.first_name:
        both_first = all(is_first_name(word) and not is_capitals(word) for word in (a.last_name, b.last_name))
        if both_first or not (a.title or has_pair):
            return None
        return NameSplit((a, b), UNKNOWN_FIRST_NAME)
    a, b = _completed(a, b), _completed(b, a)
    if not (a.last_name and b.last_name):
        return None
    doubt = "" if a.first_name and b.first_name else UNKNOWN_FIRST_NAME
    return NameSplit((a, b), doubt or _first_doubt(left, right, order))


def _half(text: str, order: str) -> Person:
    """One half alone; a title without a name (« Mme ») gives a person with a title only."""
    titles, words = take_titles(text)
    if not titles and len(words) == 1 and fold(words[0]).rstrip(".") in {*TITLES, *OTHER_TITLES}:
        return with_titles(Person(), [fold(words[0]).rstrip(".")])
    if fold(text).startswith(("mme nee ", "madame nee ", "nee ")):
        return with_titles(Person(birth_name=text.split(maxsplit=2 if titles else 1)[-1]), titles)
    return split_full_name(text, order).persons[0]


def _is_name(person: Person, text: str) -> bool:
    """Whether a half without any title can be a person: a surname with a first name, or a known first name alone."""
    return person.person_kind is None and bool(person.first_name or is_first_name(text.split()[0]))


def _completed(person: Person, other: Person) -> Person:
    """A person with the surname of the other where only a first name was read."""
    if person.last_name and not person.first_name and other.first_name and other.last_name:
        alone = person.last_name
        is_surname = is_capitals(alone) and not is_capitals(other.first_name) and person.title is not None
        if not is_surname:
            return replace(person, last_name=other.last_name, first_name=alone)
    if not person.last_name:
        return replace(person, last_name=other.last_name)
    return person


def _first_doubt(left: str, right: str, order: str) -> str:
    """The doubt of a half that has both names."""
    doubts = [split_full_name(half, order).doubt for half in (left, right) if len(take_titles(half)[1]) > 1]
    return next((doubt for doubt in doubts if doubt), "")
