"""The sentences of what a file may be refused for, and of what is noticed on the way; one function builds each."""

from __future__ import annotations

from o2s_lib.errors import FileRefused
from o2s_lib.issues import Issue, Level

NBSP = "\u00a0"

_REFUSALS = {
    "FILE_EMPTY": "Le fichier est vide : choisir un autre fichier.",
    "FILE_ENCRYPTED": "Classeur protégé par un mot de passe : retirer la protection (Fichier > Informations > Protéger le "
    "classeur), l'enregistrer et recommencer.",
    "FILE_CORRUPT": "Fichier incomplet ou abîmé : le télécharger de nouveau, ou l'ouvrir dans Excel et l'enregistrer en .xlsx.",
    "FILE_TOO_OLD": "Format Excel trop ancien (avant 1997) : l'ouvrir dans Excel et l'enregistrer en .xlsx.",
    "FILE_IS_HTML": "Ce fichier est en fait une page HTML : l'ouvrir dans Excel, « Enregistrer sous » "
    ".xlsx, puis recommencer.",
    "FILE_TOO_LARGE_UNCOMPRESSED": "Le fichier décompressé dépasse la limite autorisée : il n'a pas été ouvert.",
    "FILE_XML_ENTITIES": "Ce fichier contient une déclaration XML interdite (DOCTYPE ou entité) : l'ouvrir dans Excel et "
    "l'enregistrer en .xlsx.",
}


def refusal(code: str, message: str | None = None) -> FileRefused:
    """The exception that says why a file is not read; `message` replaces the usual sentence of the code."""
    return FileRefused([Issue(code, Level.ERROR, message or _REFUSALS[code])])


def unknown_format(what: str, advice: str) -> FileRefused:
    """FILE_FORMAT_UNKNOWN: `what` the file is (with its article), `advice` an instruction."""
    return refusal("FILE_FORMAT_UNKNOWN", f"Ce fichier est {what}, pas un classeur : {advice}.")


def file_too_large(size: int, limit: int) -> FileRefused:
    """FILE_TOO_LARGE for a file of `size` bytes when `limit` bytes are allowed."""
    return refusal(
        "FILE_TOO_LARGE",
        f"Le fichier pèse {_megabytes(size)} Mo, la limite est de {_megabytes(limit)} Mo : le couper en plusieurs fichiers.",
    )


def sheet_too_large(sheet: str | None, rows: int, columns: int) -> FileRefused:
    """FILE_TOO_LARGE for a table that would hold too many cells."""
    name = f"La feuille «{NBSP}{sheet}{NBSP}»" if sheet is not None else "Le fichier"
    return refusal(
        "FILE_TOO_LARGE",
        f"{name} compte {rows} lignes sur {columns} colonnes : supprimer les lignes et colonnes inutiles, ou couper le fichier.",
    )


def sheet_unknown(sheet: str, names: list[str]) -> FileRefused:
    """SHEET_NOT_FOUND: lists the sheets that there are."""
    listed = ", ".join(f"«{NBSP}{name}{NBSP}»" for name in names[:20])
    return refusal("SHEET_NOT_FOUND", f"Pas de feuille «{NBSP}{sheet}{NBSP}» dans ce classeur. Feuilles présentes : {listed}.")


def format_mismatch(extension: str, what: str) -> Issue:
    """The extension says one thing and the content another; the content wins."""
    return Issue("FORMAT_MISMATCH", Level.WARNING, f"L'extension dit {extension}, le contenu est {what} : lu comme tel.")


def encoding_guessed(encoding: str) -> Issue:
    """The text is not UTF-8 and nothing in the file names its encoding."""
    return Issue("ENCODING_GUESSED", Level.INFO, f"Encodage {encoding} reconnu : vérifier les accents dans l'aperçu.")


def encoding_errors(encoding: str, count: int) -> Issue:
    """Some bytes have no meaning in the encoding; they show as a lozenge."""
    return Issue(
        "ENCODING_ERRORS",
        Level.WARNING,
        f"{count} caractère(s) illisible(s) en {encoding}, remplacé(s) par «{NBSP}\ufffd{NBSP}» : les corriger, "
        "ou indiquer l'encodage du fichier.",
    )


def epoch_1904() -> Issue:
    """Serial dates of the workbook count from 1904."""
    return Issue("EPOCH_1904", Level.INFO, "Classeur au calendrier 1904 (Mac) : dates converties.")


def _megabytes(size: int) -> str:
    return f"{size / 1_000_000:.0f}"
