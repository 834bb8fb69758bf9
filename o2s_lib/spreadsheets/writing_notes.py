"""What a writer says of a cell that it could not write as it was."""

from __future__ import annotations

from o2s_lib.issues import Issue, Level


def text_shortened(sheet: str, row: int, text: str) -> Issue:
    """A text longer than a cell of a spreadsheet holds."""
    return Issue(
        "TEXT_SHORTENED",
        Level.WARNING,
        "Texte de plus de 32 767 caractères : coupé, une cellule n'en contient pas davantage.",
        sheet=sheet,
        row=row,
        value=text[:80],
    )


def characters_removed(sheet: str, row: int, text: str) -> Issue:
    """Characters that XML 1.0 cannot hold in any form."""
    return Issue(
        "CONTROL_CHARACTERS_REMOVED",
        Level.WARNING,
        "Caractères de contrôle retirés : le format .xls (XML) ne peut pas les contenir.",
        sheet=sheet,
        row=row,
        value=text[:80],
    )
