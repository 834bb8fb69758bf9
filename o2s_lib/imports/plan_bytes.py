"""A plan as bytes and back: Arrow arrays, since pickle would run whatever a database holds.

One table of a single row: each array of the plan is one cell (a list), the rest is JSON in the schema's metadata.
"""

from __future__ import annotations

from datetime import date, datetime, time, timedelta
from typing import Any

import numpy as np
import orjson
import pyarrow as pa

from o2s_lib.fields.shapes import ParsedColumn
from o2s_lib.imports.analysis import Analysis, RowDecision
from o2s_lib.imports.cells import object_array
from o2s_lib.imports.columns import FileColumn
from o2s_lib.imports.comparison import ColumnChanges
from o2s_lib.imports.plan import Plan, PlanSettings
from o2s_lib.imports.remark_table import RemarkTable
from o2s_lib.imports.shapes import MatchKey, Mode
from o2s_lib.imports.tables import MappedTable
from o2s_lib.issues import Issue, Level, Remark
from o2s_lib.spreadsheets.shapes import CellError, EncodedColumn, FormulaWithoutValue, MergedCell

VERSION = 1
_ANALYSIS_ARRAYS = ("outcome", "contact_ids", "versions", "found", "spouse_rows", "spouse_contacts", "needs_decision")


class PlanUnreadable(Exception):
    """The bytes were written by another version; the preview is to be made again."""


def plan_to_bytes(plan: Plan) -> bytes:
    """The whole plan, compressed."""
    arrays = _Writer()
    table, analysis = plan.table, plan.analysis
    for name in ("row_numbers", "parts", "hidden"):
        arrays.numbers(name, getattr(table, name))
    for name in _ANALYSIS_ARRAYS:
        arrays.numbers(f"a.{name}", getattr(analysis, name))
    arrays.values("a.name_keys", analysis.name_keys)
    arrays.values("a.stored_numbers", analysis.stored_numbers)
    for index, column in enumerate(plan.columns.values()):
        _write_column(arrays, index, column)
    for index, (name, cells) in enumerate(_shared_cells(plan).items()):
        arrays.cells(f"t{index}.values", cells.values)
        arrays.numbers(f"t{index}.codes", cells.codes)
        arrays.meta.setdefault("table", []).append(name)
    for index, changes in enumerate(analysis.changes.values()):
        arrays.numbers(f"d{index}.rows", changes.rows)
        arrays.values(f"d{index}.before", changes.before)
        arrays.values(f"d{index}.after", changes.after)
    for index, rows in enumerate(analysis.dropped.values()):
        arrays.numbers(f"x{index}", rows)
    for name in ("rows", "columns", "which"):
        arrays.numbers(f"r.{name}", getattr(analysis.remarks, name))
    arrays.meta |= _meta(plan)
    return arrays.to_bytes()


def plan_from_bytes(content: bytes) -> Plan:
    """The plan again. Raises PlanUnreadable if another version wrote it."""
    arrays = _Reader(content)
    meta = arrays.meta
    if meta.get("version") != VERSION:
        raise PlanUnreadable
    columns = {name: _read_column(arrays, index, name, meta) for index, name in enumerate(meta["columns"])}
    cells = {name: EncodedColumn(arrays.cells(f"t{i}.values"), arrays.numbers(f"t{i}.codes")) for i, name in enumerate(meta.get("table", []))}
    table = MappedTable(
        fields={name: cells.get(name) or columns[name].cells for name in meta["fields"]},
        criteria={label: columns[f"criterion:{label}"].cells for label in meta["criteria"]},
        row_numbers=arrays.numbers("row_numbers"),
        parts=arrays.numbers("parts"),
        hidden=arrays.numbers("hidden"),
        sheet=meta["sheet"],
        is_1904=meta["is_1904"],
        couples=tuple((a, b) for a, b in meta["couples"]),
        row_issues=tuple((row, name, Issue(code, Level(level), message, value=value)) for row, name, code, level, message, value in meta["row_issues"]),
    )
    changes = {
        name: ColumnChanges(arrays.numbers(f"d{i}.rows"), arrays.values(f"d{i}.before"), arrays.values(f"d{i}.after"))
        for i, name in enumerate(meta["changes"])
    }
    remarks = RemarkTable(
        arrays.numbers("r.rows"),
        arrays.numbers("r.columns"),
        arrays.numbers("r.which"),
        tuple(meta["remark_names"]),
        tuple(Remark(code, Level(level), message, value) for code, level, message, value in meta["remarks"]),
    )
    analysis = Analysis(
        **{name: arrays.numbers(f"a.{name}") for name in _ANALYSIS_ARRAYS},
        name_keys=arrays.values("a.name_keys"),
        stored_numbers=arrays.values("a.stored_numbers"),
        candidates={int(row): tuple((i, why) for i, why in some) for row, some in meta["candidates"].items()},
        changes=changes,
        dropped={name: arrays.numbers(f"x{i}") for i, name in enumerate(meta["dropped"])},
        remarks=remarks,
    )
    return Plan(table, columns, analysis, _settings_from(meta["settings"]), meta["store_revision"])


def _shared_cells(plan: Plan) -> dict[str, EncodedColumn]:
    """The cells of the table that the parsed columns do not hold as they are (those encoded with their country)."""
    return {name: cells for name, cells in plan.table.fields.items() if plan.columns[name].cells is not cells}


def _meta(plan: Plan) -> dict[str, Any]:
    table, analysis = plan.table, plan.analysis
    return {
        "version": VERSION,
        "columns": list(plan.columns),
        "fields": list(table.fields),
        "criteria": list(table.criteria),
        "sheet": table.sheet,
        "is_1904": table.is_1904,
        "couples": table.couples,
        "row_issues": [(row, name, i.code, i.level, i.message, i.value) for row, name, i in table.row_issues],
        "changes": list(analysis.changes),
        "dropped": list(analysis.dropped),
        "candidates": {str(row): some for row, some in analysis.candidates.items()},
        "remark_names": analysis.remarks.names,
        "remarks": [(r.code, r.level, r.message, r.value) for r in analysis.remarks.remarks],
        "parsed_remarks": [
            [(code, [(r.code, r.level, r.message, r.value) for r in some]) for code, some in column.parsed.remarks.items()]
            for column in plan.columns.values()
        ],
        "settings": _settings_to(plan.settings),
        "store_revision": plan.store_revision,
    }


def _settings_to(settings: PlanSettings) -> dict[str, Any]:
    return {
        "mode": settings.mode,
        "keys": sorted(settings.keys),
        "today": settings.today.isoformat(),
        "year_pivot": settings.year_pivot,
        "decisions": [(number, part, d.action, d.contact_id) for (number, part), d in settings.decisions.items()],
    }


def _settings_from(meta: dict[str, Any]) -> PlanSettings:
    return PlanSettings(
        Mode(meta["mode"]),
        frozenset(MatchKey(key) for key in meta["keys"]),
        date.fromisoformat(meta["today"]),
        meta["year_pivot"],
        {(number, part): RowDecision(action, contact) for number, part, action, contact in meta["decisions"]},
    )


def _write_column(arrays: _Writer, index: int, column: FileColumn) -> None:
    parsed = column.parsed
    arrays.cells(f"c{index}.raw", column.cells.values)
    arrays.numbers(f"c{index}.codes", column.cells.codes)
    arrays.values(f"c{index}.values", parsed.values)
    if parsed.keys is not parsed.values:
        arrays.values(f"c{index}.keys", parsed.keys)
    arrays.numbers(f"c{index}.erase", parsed.erase)
    arrays.numbers(f"c{index}.is_error", parsed.is_error)


def _read_column(arrays: _Reader, index: int, name: str, meta: dict[str, Any]) -> FileColumn:
    values = arrays.values(f"c{index}.values")
    keys = arrays.values(f"c{index}.keys") if f"c{index}.keys" in arrays else values
    remarks = {
        code: tuple(Remark(r_code, Level(level), message, value) for r_code, level, message, value in some)
        for code, some in meta["parsed_remarks"][index]
    }
    parsed = ParsedColumn(values, keys, arrays.numbers(f"c{index}.erase"), arrays.numbers(f"c{index}.is_error"), remarks)
    return FileColumn(name, EncodedColumn(arrays.cells(f"c{index}.raw"), arrays.numbers(f"c{index}.codes")), parsed)


class _Writer:
    def __init__(self) -> None:
        self._arrays: dict[str, pa.Array] = {}
        self.meta: dict[str, Any] = {}

    def numbers(self, name: str, values: np.ndarray) -> None:
        self._arrays[name] = pa.array(values)

    def values(self, name: str, values: np.ndarray) -> None:
        """Canonical values: all text, all int or all bool in a column; the general case is text with a tag."""
        kinds = {type(value) for value in values} - {type(None)}
        if len(kinds) <= 1 and kinds <= {str, int, bool}:
            self._arrays[name] = pa.array(values, type={str: pa.large_string(), int: pa.int64(), bool: pa.bool_()}[next(iter(kinds), str)])
        else:
            self.cells(name, list(values))

    def cells(self, name: str, values: list[Any]) -> None:
        """Raw cells: text alone, or text beside a tag for its type."""
        if all(value is None or type(value) is str for value in values):
            self._arrays[name] = pa.array([_legal(value) for value in values], pa.large_string())
            return
        tagged = [_tagged(value) for value in values]
        self._arrays[name] = pa.array([text for _, text in tagged], pa.large_string())
        self._arrays[name + "#"] = pa.array([tag for tag, _ in tagged], pa.string())

    def to_bytes(self) -> bytes:
        lists = {name: pa.LargeListArray.from_arrays(pa.array([0, len(values)], pa.int64()), values) for name, values in self._arrays.items()}
        schema = pa.schema([(name, values.type) for name, values in lists.items()], metadata={b"plan": orjson.dumps(self.meta, option=orjson.OPT_SERIALIZE_NUMPY)})
        sink = pa.BufferOutputStream()
        with pa.ipc.new_stream(sink, schema, options=pa.ipc.IpcWriteOptions(compression="lz4")) as writer:
            writer.write_batch(pa.record_batch(list(lists.values()), schema=schema))
        return bytes(sink.getvalue())


class _Reader:
    def __init__(self, content: bytes) -> None:
        try:
            table = pa.ipc.open_stream(pa.BufferReader(content)).read_all()
            self.meta: dict[str, Any] = orjson.loads((table.schema.metadata or {})[b"plan"])
        except (pa.ArrowInvalid, KeyError, orjson.JSONDecodeError) as error:
            raise PlanUnreadable from error
        self._arrays = {name: table.column(name).chunk(0).flatten() for name in table.column_names}

    def __contains__(self, name: str) -> bool:
        return name in self._arrays

    def numbers(self, name: str) -> np.ndarray:
        return np.array(self._arrays[name].to_numpy(zero_copy_only=False))

    def values(self, name: str) -> np.ndarray:
        return object_array(self.cells(name))

    def cells(self, name: str) -> list[Any]:
        texts: list[Any] = self._arrays[name].to_pylist()
        tags = self._arrays.get(name + "#")
        if tags is None:
            return texts
        return [_untagged(tag, text) for tag, text in zip(tags.to_pylist(), texts, strict=True)]


def _legal(text: str | None) -> str | None:
    """Lone surrogates cannot be stored as UTF-8; the readers give none, a notebook might."""
    return None if text is None else text.encode("utf-8", "replace").decode("utf-8")


def _tagged(value: Any) -> tuple[str, str | None]:
    match value:
        case None:
            return "", None
        case bool():
            return "b", "1" if value else "0"
        case str():
            return "s", _legal(value)
        case int():
            return "i", str(value)
        case float():
            return "f", repr(value)
        case datetime():
            return "t", value.isoformat()
        case date():
            return "d", value.isoformat()
        case time():
            return "h", value.isoformat()
        case timedelta():
            return "p", repr(value.total_seconds())
        case CellError():
            return "e", value.text
        case FormulaWithoutValue():
            return "n", value.formula
        case MergedCell():
            return "m", value.range
    raise TypeError(type(value))


def _untagged(tag: str, text: Any) -> Any:
    match tag:
        case "":
            return None
        case "b":
            return text == "1"
        case "i":
            return int(text)
        case "f":
            return float(text)
        case "t":
            return datetime.fromisoformat(text)
        case "d":
            return date.fromisoformat(text)
        case "h":
            return time.fromisoformat(text)
        case "p":
            return timedelta(seconds=float(text))
        case "e":
            return CellError(text)
        case "n":
            return FormulaWithoutValue(text)
        case "m":
            return MergedCell(text)
    return text
