"""What a header may be called: names of row 1, our labels, and the words of other software.

Two ways to compare, both forgiving of case, accents, punctuation and blanks: `header_key` for our own names, where every word
counts, and `synonym_key`, which also levels articles and the usual abbreviations (« Tél. (domicile) », « Téléphone du domicile »).
"""

from __future__ import annotations

import csv
import re
from dataclasses import dataclass
from functools import cache

from o2s_lib.fields.catalogue import contact_fields, fields_by_name
from o2s_lib.settings import reference_folder
from o2s_lib.text import fold

FULL_NAME = "split:full_name"
COMPANY_NAME = "split:company_name"
CRITERION = "criterion:"

SPLIT_LABELS = {
    FULL_NAME: "Nom complet (à séparer)",
    COMPANY_NAME: "Raison sociale (le nom, si la ligne n'en a pas d'autre)",
}

REJECT_REASON = "Motif du rejet"
REJECT_ROW = "Ligne d'origine"

_BREAKS = re.compile(r"[^0-9a-z\u0250-\uffff]+")
_LETTER_DIGIT = re.compile(r"(?<=[a-z])(?=\d)|(?<=\d)(?=[a-z])")
_CAMEL = re.compile(r"(?<=[a-zà-öø-ÿ])(?=[A-ZÀ-ÖØ-Þ])")

# Words that other software shortens or varies; a word may become several, or none (articles).
_WORDS = {
    "tel": "telephone",
    "telephonique": "telephone",
    "portable": "mobile",
    "gsm": "mobile",
    "cellulaire": "mobile",
    "courriel": "email",
    "mail": "email",
    "mel": "email",
    "cp": "code postal",
    "n": "numero",
    "no": "numero",
    "num": "numero",
    "nb": "nombre",
    "nbr": "nombre",
    "nbre": "nombre",
    "dept": "departement",
    "dpt": "departement",
    "dep": "departement",
    "dt": "date",
    "dte": "date",
    "adr": "adresse",
    "ref": "reference",
    "pro": "professionnel",
    "professionnelle": "professionnel",
    "perso": "personnel",
    "personnelle": "personnel",
    "dom": "domicile",
    "bur": "bureau",
    "naiss": "naissance",
    "zip": "postal",
    "de": "",
    "du": "",
    "des": "",
    "d": "",
    "l": "",
    "le": "",
    "la": "",
    "les": "",
    "of": "",
    "the": "",
}


@dataclass(frozen=True, slots=True)
class Synonym:
    """What a header of another source may feed.

    Args:
        target: Identifier of a field, `FULL_NAME` or `COMPANY_NAME`; "" for a known header that has no place among ours.
        is_automatic: Bound without asking; else only proposed.
        requires: Target that must be bound as well for an automatic one to hold (« Nom » is a family name only
            beside a first name), "" for none.
    """

    target: str
    is_automatic: bool
    requires: str


def header_key(text: str) -> str:
    """A header as its words: folded, punctuation as blanks, letters apart from digits.

    `header_key("Adresse domicile (ligne 1)")` is `"adresse domicile ligne 1"`, as is `header_key("ADRESSE_DOMICILE-Ligne1")`.
    """
    words = _BREAKS.sub(" ", fold(text)).strip()
    return _LETTER_DIGIT.sub(" ", words)


def synonym_key(text: str) -> str:
    """A header as other sources write it, with abbreviations spelled out and articles left out."""
    words = header_key(_CAMEL.sub(" ", text)).replace("e mail", "email").split()
    levelled = " ".join(part for word in words if (part := _WORDS.get(word, word)))
    return levelled if len(levelled) > 2 else " ".join(words)


@cache
def fields_by_technical_name() -> dict[str, str]:
    """Row-1 name, folded -> field."""
    return {fold(field.technical_name): field.name for field in contact_fields()}


@cache
def fields_by_label() -> dict[str, str]:
    """Key of the label -> field."""
    return {header_key(field.label): field.name for field in contact_fields()}


@cache
def synonyms() -> dict[str, tuple[Synonym, ...]]:
    """Synonym key -> what it may feed, automatic ones first; read once from `data/reference/header_synonyms.csv`."""
    found: dict[str, list[Synonym]] = {}
    with (reference_folder() / "header_synonyms.csv").open(encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            synonym = Synonym(row["target"], row["binding"] == "auto", row["requires"])
            known = found.setdefault(synonym_key(row["header"]), [])
            if synonym not in known:
                known.append(synonym)
    return {key: tuple(sorted(known, key=lambda synonym: not synonym.is_automatic)) for key, known in found.items()}


@cache
def reject_headers() -> frozenset[str]:
    """Keys of the two columns that a workbook of rejects has on top; they are never read."""
    return frozenset({header_key(REJECT_REASON), header_key(REJECT_ROW)})


def is_known_header(text: str) -> bool:
    """Whether a text is a row-1 name, one of our labels, or a header that other software is known to write."""
    return fold(text) in fields_by_technical_name() or header_key(text) in fields_by_label() or synonym_key(text) in synonyms()


def target_label(target: str | None) -> str:
    """What a target is called on the screen: the label of the field or criterion, « Non importée » for None."""
    if target is None:
        return "Non importée"
    if target in SPLIT_LABELS:
        return SPLIT_LABELS[target]
    if target.startswith(CRITERION):
        return target.removeprefix(CRITERION)
    return fields_by_name()[target].label


def is_target(target: str | None) -> bool:
    """Whether a target exists: a field, a split, a criterion, or None."""
    return target is None or target in SPLIT_LABELS or target in fields_by_name() or target.startswith(CRITERION)


def column_letters(position: int) -> str:
    """The letters of a column as spreadsheets show them: 0 is A, 25 is Z, 26 is AA."""
    letters = ""
    position += 1
    while position:
        position, rest = divmod(position - 1, 26)
        letters = chr(65 + rest) + letters
    return letters


def column_position(letters: str) -> int | None:
    """The 0-based position of a column named by its letters, None when the text is not one to three letters."""
    text = letters.strip().upper()
    if not 0 < len(text) <= 3 or not all("A" <= letter <= "Z" for letter in text):
        return None
    position = 0
    for letter in text:
        position = position * 26 + ord(letter) - 64
    return position - 1
