"""A genuine-looking O2S export, corrected in ten cells and exported, differs in those ten cells only, row 1 included."""

from __future__ import annotations

import io
from datetime import date
from random import Random
from xml.sax.saxutils import escape

from o2s_lib.access import Actor
from o2s_lib.demo import make_people
from o2s_lib.fields.catalogue import contact_fields
from o2s_lib.imports import service
from o2s_lib.imports.shapes import MatchKey, Mode, Outcome
from o2s_lib.spreadsheets import open_workbook, read_sheet
from o2s_lib.store import Store

CONTACTS = 500
CRITERIA = (("vigilance_07", "Origine des fonds connue"), ("vigilance_12", "Relation à distance"))
ACTOR = Actor("test", "Claire Moreau")


def genuine_cells() -> list[list[str]]:
    """Row 1 (the known names, and names that only that firm's O2S has), row 2, then the contacts; empty dates as `//`."""
    rng = Random(5)
    fields = list(contact_fields())
    names = [field.technical_name if field.technical_source == "known" else f"donnee_{field.position:03}" for field in fields]
    labels = [field.label.replace("’", "'").replace(" – ", " - ") for field in fields]
    rows = [[*names, *(name for name, _ in CRITERIA)], [*labels, *(label for _, label in CRITERIA)]]
    empty = {field.name: "//" for field in fields if field.format == "date"}
    for person in make_people(CONTACTS, 11, date(2026, 11, 25)):
        person["contact_type"] = person["contact_type"].split("|")[0]
        cells = [person.get(field.name) or empty.get(field.name, "") for field in fields]
        rows.append([*cells, rng.choice(("Oui", "Non")), rng.choice(("Faible", "Moyenne", ""))])
    return rows


def as_xml_spreadsheet(rows: list[list[str]]) -> bytes:
    """XML Spreadsheet 2003, as the product writes under an .xls name."""
    head = (
        '<?xml version="1.0" encoding="UTF-8"?>\n<?mso-application progid="Excel.Sheet"?>\n'
        '<Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet" xmlns:ss="urn:schemas-microsoft-com:office:spreadsheet">'
        '<Worksheet ss:Name="Contacts"><Table>'
    )
    lines = []
    for number, row in enumerate(rows):
        cells = "".join(f'<Cell><Data ss:Type="String">{escape(text)}</Data></Cell>' if text else "<Cell/>" for text in row)
        lines.append(f'<Row{" ss:Hidden=" + chr(34) + "1" + chr(34) if number == 0 else ""}>{cells}</Row>')
    return (head + "".join(lines) + "</Table></Worksheet></Workbook>").encode()


def cells_of(content: bytes) -> list[list[str]]:
    """Every cell as text."""
    table = read_sheet(open_workbook(content, filename="export.xls"), "Contacts")
    return [[str(value) if value is not None else "" for value in table.row(row)] for row in range(len(table))]


def test_ten_corrected_cells_are_the_only_difference(store: Store) -> None:
    original = genuine_cells()
    draft = service.start_draft(ACTOR, store, "export_O2S.xls", as_xml_spreadsheet(original))
    assert draft.adopt_template
    service.change_draft(ACTOR, store, draft.draft_id, mode=Mode.ADD_UPDATE, keys={MatchKey.CODE})
    summary = service.preview(ACTOR, store, draft.draft_id)
    assert summary.counts[Outcome.CREATE] == CONTACTS, service.remark_groups(ACTOR, store, draft.draft_id)
    corrected = {(row, name): f"{name} corrigé {row}" for row in range(0, 500, 100) for name in ("home_address_1", "home_address_2")}
    for (row, name), text in corrected.items():
        service.edit_cells(ACTOR, store, draft.draft_id, row, {name: text})
    service.commit(ACTOR, store, draft.draft_id)
    exported = io.BytesIO()
    result = service.export_contacts(ACTOR, store, "xls", exported)
    found = cells_of(exported.getvalue())
    columns = [field.name for field in contact_fields()]
    expected = {(row + 2, columns.index(name)): text for (row, name), text in corrected.items()}
    assert (result.rows, len(found), {len(row) for row in found}) == (CONTACTS, CONTACTS + 2, {len(original[0])})
    differing = {
        (row, column): found[row][column]
        for row, cells in enumerate(original)
        for column, text in enumerate(cells)
        if found[row][column] != text
    }
    assert differing == expected


def test_the_export_comes_back_unchanged_in_every_format(store: Store) -> None:
    draft = service.start_draft(ACTOR, store, "export_O2S.xls", as_xml_spreadsheet(genuine_cells()))
    service.change_draft(ACTOR, store, draft.draft_id, mode=Mode.ADD_UPDATE, keys={MatchKey.CODE})
    service.preview(ACTOR, store, draft.draft_id)
    service.commit(ACTOR, store, draft.draft_id)
    for kind in ("xls", "xlsx", "csv"):
        exported = io.BytesIO()
        service.export_contacts(ACTOR, store, kind, exported)
        again = service.start_draft(ACTOR, store, f"retour.{kind}", exported.getvalue())
        service.change_draft(ACTOR, store, again.draft_id, mode=Mode.ADD_UPDATE, keys=set(MatchKey))
        counts = service.preview(ACTOR, store, again.draft_id).counts
        assert counts[Outcome.UNCHANGED] == CONTACTS, (kind, counts)
