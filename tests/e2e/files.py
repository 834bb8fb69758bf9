"""Files as people have them: a real BIFF8 .xls in the product's layout, a real .xlsx, the export of a CRM."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Sequence

import xlwt
from openpyxl import Workbook

HEADERS = (
    "Type de contact",
    "Code dossier",
    "Client Nom",
    "Client Prénom",
    "Client Date de naissance",
    "Adresse domicile Code postal",
    "Adresse domicile Commune",
    "Email (personnel)",
)
TECHNICAL = (
    "type_contact",
    "code_dossier",
    "client_nom",
    "client_prenom",
    "client_date_naissance",
    "client_domicile_cp",
    "client_domicile_commune",
    "email_personnel",
)

Row = Sequence[str | None]


def person(code: str, last_name: str, first_name: str, **changes: str) -> Row:
    """A row of `HEADERS`; state only what matters."""
    cells = {
        "kind": "Clients",
        "birth_date": "04/07/1976",
        "postcode": "35000",
        "town": "Rennes",
        "email": f"{code.lower()}@exemple.fr",
    } | changes
    return (cells["kind"], code, last_name, first_name, cells["birth_date"], cells["postcode"], cells["town"], cells["email"])


def xls(rows: Iterable[Row]) -> bytes:
    """BIFF8, as Excel 97-2003 writes it: row 1 hidden with technical names, row 2 labels, data from row 3."""
    workbook = xlwt.Workbook(encoding="utf-8")
    sheet = workbook.add_sheet("Contacts")
    for number, row in enumerate([TECHNICAL, HEADERS, *rows]):
        for column, text in enumerate(row):
            if text is not None:
                sheet.write(number, column, text)
    sheet.row(0).hidden = True
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def xlsx(rows: Iterable[Row], headers: Row = HEADERS) -> bytes:
    """One row of headers, data below."""
    workbook = Workbook(write_only=True)
    sheet = workbook.create_sheet("Contacts")
    for row in [headers, *rows]:
        sheet.append(list(row))
    stream = io.BytesIO()
    workbook.save(stream)
    return stream.getvalue()


def crm(rows: Iterable[Row], headers: Row) -> bytes:
    """The semicolon text that French software exports, in Windows' encoding."""
    stream = io.StringIO(newline="")
    writer = csv.writer(stream, delimiter=";")
    writer.writerows([headers, *rows])
    return stream.getvalue().encode("cp1252")
