"""One text that holds a whole name, taken apart: title, surname, first name, birth name, or the name of a company.

What decides, in order: words in capitals are the surname (« Jean DUPONT », « DUPONT Jean »); a comma comes after it; a particle
belongs to it; a known first name is the first name. Where nothing decides, the order that the rest of the column follows is used
and the name is marked doubtful. Couples are in `couples.py`.
"""

from __future__ import annotations

import csv
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from functools import cache

from o2s_lib.settings import reference_folder
from o2s_lib.text import clean_spaces, fold


def words_of(text: str) -> frozenset[str]:
    """The words of a line."""
    return frozenset(text.split())


TITLES = {
    **dict.fromkeys(("m", "mr", "monsieur", "msieur", "mister"), "Monsieur"),
    **dict.fromkeys(("mme", "madame", "mrs", "ms", "mad"), "Madame"),
    **dict.fromkeys(("mlle", "melle", "mademoiselle", "miss"), "Mademoiselle"),
}
OTHER_TITLES = {
    "dr": "Docteur",
    "docteur": "Docteur",
    "pr": "Professeur",
    "professeur": "Professeur",
    "me": "Maître",
    "maitre": "Maître",
}

_LEGAL_FORMS = words_of(
    "sci sarl eurl sas sasu snc selarl selas selasu scp scea earl gaec gfa gfv scm scop scic spfpl sccv scpi gie ltd llc inc gmbh"
    " association assoc fondation commune mairie syndicat copropriete sdc mutuelle cooperative indivision"
)
_MAYBE_COMPANY = words_of("sa sc ste societe ets etablissements cabinet holding groupe entreprise etude agence banque groupement")
_AT_END = words_of("sci sarl eurl sas sasu snc selarl selas ltd llc inc gmbh")
_PARTICLES = words_of("de du des d la le les l van von der den ter ten di da do dos del della des af zu el al ben bel st")
_NOT_A_PERSON = words_of("famille succession hoirie enfants heritiers consorts foyer epoux")
_BORN = re.compile(r"\b(?:née?|ne\(e\)|nee)\s*:?\s+(?!le\b)", re.IGNORECASE)
_MARRIED = re.compile(r"\b(?:épouse|epouse|ép\.?|ep\.|veuve|vve|usage)\s+", re.IGNORECASE)
_ASIDE = re.compile(r"\s*\(([^()]*)\)")
_HEAD_OF_NAME = re.compile(r"^(?:Mc|Mac|Fitz)(?=[A-Z])")


@dataclass(frozen=True, slots=True)
class Person:
    """The parts of a name; None where there is none. `person_kind` is "PM" for a company, else None."""

    last_name: str | None = None
    first_name: str | None = None
    title: str | None = None
    other_title: str | None = None
    birth_name: str | None = None
    person_kind: str | None = None


@dataclass(frozen=True, slots=True)
class NameSplit:
    """What one text holds: one person or company, or the two of a couple. `doubt` says in French why to check it."""

    persons: tuple[Person, ...]
    doubt: str = ""
    order: str = ""


def split_full_name(text: str, order: str = "") -> NameSplit:
    """A text with one name as a person or a company.

    Args:
        text: As the file has it.
        order: What to assume where nothing decides: "last_first", "first_last", or "" for « Prénom Nom », doubtful.

    Returns:
        One person; `order` says in which order the parts stood, "" when it was guessed or there is only one word.
    """
    text = clean_spaces(text).strip(" ,;")
    company = company_split(text)
    if company is not None:
        return company
    titles, words = take_titles(text)
    rest, birth_name, married, aside = _take_other_names(" ".join(words))
    split = _split_words(rest, order, bool(titles))
    person = split.persons[0]
    doubt = split.doubt or (f"« {aside} » n'est pas repris" if aside else "")
    if married:
        person = replace(person, birth_name=person.last_name, last_name=married)
        doubt = doubt or "nom d'usage et nom de naissance à vérifier"
    if birth_name:
        person = replace(person, birth_name=birth_name)
    return NameSplit((with_titles(person, titles),), doubt, split.order)


def column_order(splits: Sequence[NameSplit]) -> str:
    """The order that names of one column follow: that of nine tenths of those that are clear, when ten at least are."""
    orders = [split.order for split in splits if split.order]
    for order in ("last_first", "first_last"):
        if len(orders) >= 10 and orders.count(order) * 10 >= len(orders) * 9:
            return order
    return ""


def company_split(text: str) -> NameSplit | None:
    """The text as a company when a legal form says so, else None."""
    words = [word.strip("().,;") for word in fold(text).replace(".", "").split()]
    if len(words) < 2 or words[0] in TITLES or words[0] in OTHER_TITLES:
        return None
    if words[0] in _LEGAL_FORMS or words[-1] in _AT_END:
        doubt = "indivision ou société à vérifier" if words[0] == "indivision" else ""
        return NameSplit((Person(last_name=text, person_kind="PM"),), doubt)
    if words[0] in _MAYBE_COMPANY - {"sa", "sc"} or text.startswith(("SA ", "SC ")) or (words[-1] == "sa" and len(words) > 2):
        return NameSplit((Person(last_name=text, person_kind="PM"),), "semble être une société")
    if words[-1] in {"fils", "cie", "associes", "freres", "soeurs", "compagnie"} and words[-2] in {"et", "&"}:
        return NameSplit((Person(last_name=text, person_kind="PM"),), "semble être une société")
    return None


def take_titles(text: str) -> tuple[list[str], list[str]]:
    """The titles at the head of a name (and after a comma), and the other words as they stand."""
    words = text.split()
    titles: list[str] = []
    while len(words) > 1 and _title_key(words[0]):
        titles.append(_title_key(words.pop(0)))
    if not titles and "," in text:
        for index, word in enumerate(words):
            if index and words[index - 1].endswith(",") and _title_key(word) and index + 1 < len(words):
                titles.append(_title_key(words.pop(index)))
                break
    return titles, words


def with_titles(person: Person, titles: Sequence[str]) -> Person:
    """The person with the first civil title of the list, else with « Autre » and its wording."""
    for key in titles:
        if key in TITLES:
            return replace(person, title=TITLES[key])
    return replace(person, title="Autre", other_title=OTHER_TITLES[titles[0]]) if titles else person


def is_first_name(word: str) -> bool:
    """Whether a word (or each part of a hyphenated one) is a usual first name."""
    return all(part in _first_names() for part in fold(word).split("-")) and bool(word)


def is_capitals(word: str) -> bool:
    """Whether a word of two letters or more is in capitals: « LE », « D'ORMESSON », « d'ORMESSON »."""
    letters = [letter for letter in _HEAD_OF_NAME.sub("", _without_elision(word)) if letter.isalpha()]
    return len(letters) > 1 and all(letter.isupper() for letter in letters)


def _take_other_names(rest: str) -> tuple[str, str, str, str]:
    """A name without its other names: the name, the birth name (« née X »), the married name (« épouse X »), what is in brackets."""
    aside = ""
    for match in _ASIDE.finditer(rest):
        inside = match.group(1).strip()
        named = _BORN.match(inside) or _MARRIED.match(inside)
        # « DURAND (née LEROY) Marie »: the words after the bracket are no part of the birth name.
        rest = f"{rest.replace(match.group(0), '')} {inside}" if named else rest.replace(match.group(0), "")
        aside = aside if named else inside
    if born := _BORN.search(rest):
        return rest[: born.start()].strip(" ,"), rest[born.end() :].strip(" ,"), "", aside
    if married := _MARRIED.search(rest):
        return rest[: married.start()].strip(" ,"), "", rest[married.end() :].strip(" ,"), aside
    return rest, "", "", aside


def _title_key(word: str) -> str:
    key = fold(word).rstrip(".").replace(".", "")
    return key if key in TITLES or key in OTHER_TITLES else ""


@cache
def _first_names() -> frozenset[str]:
    with (reference_folder() / "first_names.csv").open(encoding="utf-8", newline="") as file:
        return frozenset(fold(row["first_name"]) for row in csv.DictReader(file))


def _without_elision(word: str) -> str:
    """The word without a small `d'` or `l'` before it."""
    return word[2:] if len(word) > 3 and word[0] in "dl" and word[1] in "'’" else word


def _is_particle(word: str) -> bool:
    return fold(word).strip("'") in _PARTICLES


def _split_words(rest: str, order: str, has_title: bool) -> NameSplit:
    if rest.count(",") == 1:
        last, first = (part.strip() for part in rest.split(","))
        if last and first:
            both = set(fold(last).split()) & set(fold(first).split())
            return NameSplit((Person(last, first),), "deux noms sur une ligne ?" if both else "", "last_first")
    words = rest.replace(",", " ").split()
    if not words:
        return NameSplit((Person(),), "aucun nom")
    if any(fold(word) in _NOT_A_PERSON for word in words) or any(map(str.isdigit, rest)):
        return NameSplit((Person(last_name=rest),), "plus qu'un nom de personne")
    if len(words) == 1 or all(_is_particle(word) for word in words[:-1]):
        return NameSplit((Person(last_name=rest),), "" if has_title else "un seul mot")
    return _by_capitals(words) or _by_first_names(words) or _by_order(words, order)


def _by_capitals(words: list[str]) -> NameSplit | None:
    """Surname = the words in capitals and the particles before them, when other words are not."""
    marks = [is_capitals(word) for word in words]
    if not any(marks):
        return None
    begin = marks.index(True)
    while begin and _is_particle(words[begin - 1]) and not marks[begin - 1]:
        begin -= 1
    end = len(words) - marks[::-1].index(True)
    first = words[:begin] + words[end:]
    if not first or not all(marks[i] or _is_particle(words[i]) for i in range(begin, end)):
        return None if not first else NameSplit((Person(" ".join(words)),), "ordre du nom et du prénom incertain")
    doubt = "prénom des deux côtés du nom" if begin and end < len(words) else ""
    return NameSplit((Person(" ".join(words[begin:end]), " ".join(first)),), doubt, "last_first" if begin == 0 else "first_last")


def _by_first_names(words: list[str]) -> NameSplit | None:
    """First name = the known first names at one end, when the other end is none; a particle begins the surname."""
    known = [is_first_name(word) for word in words]
    particles = [_is_particle(word) or _without_elision(word) != word for word in words]
    if any(particles[1:]) and not particles[0] and known[0]:
        begin = particles.index(True)
        if begin < len(words) - 1 or _without_elision(words[begin]) != words[begin]:
            return _parts(words, begin, "first_last")
    if known[0] == known[-1]:
        return None
    if known[0]:
        count = known.index(False)
        return _parts(words, count, "first_last")
    count = known[::-1].index(False)
    return _parts(words, len(words) - count, "last_first")


def _by_order(words: list[str], order: str) -> NameSplit:
    doubt = "" if order else "ordre du nom et du prénom incertain"
    if order == "last_first":
        begin = 1
        while begin < len(words) - 1 and _is_particle(words[begin - 1]):
            begin += 1
        return replace(_parts(words, begin, "last_first"), doubt=doubt, order="")
    return replace(_parts(words, 1, "first_last"), doubt=doubt, order="")


def _parts(words: list[str], cut: int, order: str) -> NameSplit:
    before, after = " ".join(words[:cut]), " ".join(words[cut:])
    person = Person(before, after) if order == "last_first" else Person(after, before)
    return NameSplit((person,), "", order)
