"""Columns of e-mail addresses: usual ones by one expression, the others by the general parser; no network."""

from __future__ import annotations

import re

from email_validator import EmailNotValidError, validate_email

from o2s_lib.fields.cells import Cells, quote, show
from o2s_lib.text import clean_spaces, is_defused, is_invisible, undo_defusing

_USUAL = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_+&'-]*(?:\.[A-Za-z0-9_+&'-]+)*@(?:[a-z0-9]+(?:-+[a-z0-9]+)*\.)+[a-z]{2,24}")
_ADDRESS = re.compile(r"[^\s<>\"(),;:]+@[^\s<>\"(),;:]+")
_MAILTO = re.compile(r"(?:mailto|e-?mail|courriel|mél|mel) ?: ?", re.IGNORECASE)
_BRACKETED = re.compile(r"[^<>@]*<([^<>]*)>|\"?[^<>\"]*@[^<>\"]*\"? ?<([^<>]*)>")
_SPACED = re.compile(r" ?([@.]) ?")
_MAX_LENGTH = 80


def parse_email(cells: Cells) -> None:
    """One address per cell; the case before the `@` is kept, the domain is written in lower case."""
    usual, values = _USUAL.fullmatch, cells.values
    for position, raw in enumerate(cells.raws):
        if type(raw) is str and len(raw) <= _MAX_LENGTH and usual(raw):
            values[position] = raw
        elif type(raw) is str and len(raw) <= _MAX_LENGTH and usual(lowered := _lower_domain(raw)):
            values[position] = lowered
        elif cells.takes(position, raw):
            if isinstance(raw, str):
                _read(cells, position, raw)
            else:
                _refuse(cells, position, show(raw))


def _lower_domain(address: str) -> str:
    local, mark, domain = address.rpartition("@")
    return f"{local}{mark}{domain.lower()}"


def _refuse(cells: Cells, position: int, text: str) -> None:
    cells.error(
        position,
        "EMAIL_INVALID",
        f"{quote(text)} n'est pas une adresse e-mail. Écrire par exemple nom@exemple.fr, ou vider la cellule.",
    )


def _read(cells: Cells, position: int, raw: str) -> None:
    text, source = clean_spaces(raw), raw
    if text.startswith("'") and (is_defused(text) or text.count("'") == 1):
        text = (undo_defusing(text) if is_defused(text) else text[1:]).strip()
        source = text
        cells.info(position, "EXPORT_QUOTE_REMOVED", "Apostrophe d'échappement retirée.")
    address = _bare(text)
    if address.count("@") > 1 and len(set(map(str.lower, _ADDRESS.findall(address)))) > 1:
        cells.error(position, "EMAIL_SEVERAL", f"{quote(text)} : plusieurs adresses dans une cellule, une seule attendue.")
        return
    found = _validated(address)
    if found is None:
        _refuse(cells, position, text)
        return
    value, is_unusual = found
    if len(value) > _MAX_LENGTH:
        cells.error(
            position,
            "TEXT_TOO_LONG",
            f"{quote(value)} compte {len(value)} caractères pour {_MAX_LENGTH} permis : écrire une autre adresse.",
        )
        return
    if source != address:
        _say_cleaned(cells, position, source, text == address)
    if is_unusual:
        cells.warn(position, "EMAIL_UNUSUAL", f"{quote(value)} : adresse avec accent ou signe rare, à vérifier.")
    cells.values[position] = value


def _say_cleaned(cells: Cells, position: int, raw: str, only_blanks: bool) -> None:
    """Blanks that nobody sees, behind a right address, are one remark; anything else that was removed is another."""
    if only_blanks:
        kept = "".join(character for character in raw if not is_invisible(character))
        tail = kept[len(kept.rstrip()) :]
        has_unseen_tail = bool(tail) and all(character not in " \t\r\n" for character in tail)
        if kept == kept.lstrip() and (has_unseen_tail or not tail):
            said = "Espaces insécables retirées." if has_unseen_tail else "Caractères invisibles retirés."
            cells.info(position, "WHITESPACE_CLEANED", said)
            return
    cells.info(position, "EMAIL_CLEANED", "Adresse nettoyée : seule l'adresse est reprise.")


def _bare(text: str) -> str:
    """The address without display name, `mailto:`, brackets, or separators left at its ends."""
    match = _BRACKETED.fullmatch(text)
    if match:
        text = match.group(1) if match.group(1) is not None else match.group(2)
    prefix = _MAILTO.match(text)
    if prefix:
        text = text[prefix.end() :].partition("?")[0]
    text = text.strip(' <>;,"').rstrip(".")
    if text.startswith("'") and text.endswith("'"):
        text = text[1:-1]
    return _SPACED.sub(r"\1", text)


def _validated(address: str) -> tuple[str, bool] | None:
    """The address as kept and whether a person should look at it; None when it is none."""
    if len(address) > 320:
        return None
    local, _, domain = address.rpartition("@")
    lowered = _lower_domain(address)
    if _USUAL.fullmatch(lowered):
        return lowered, False
    if "." not in domain:
        return None
    try:
        checked = validate_email(
            lowered, check_deliverability=False, test_environment=True, globally_deliverable=False, allow_smtputf8=True
        )
    except EmailNotValidError:
        return None
    if not re.fullmatch(r".*\.(?:[^\W\d_]{2,24}|xn--[a-z0-9-]+)", checked.domain):
        return None
    unusual = not lowered.isascii() or lowered[0] in "=+-@" or not re.fullmatch(r"[\w.+&'-]+", local)
    return f"{checked.local_part}@{checked.domain}", unusual
