"""The 32 hard files through the command line: verdict, counts, codes, levels and values, exactly."""

from __future__ import annotations

import json
import subprocess
import sys
from functools import cache
from pathlib import Path
from typing import Any

import pytest

FOLDER = Path(__file__).parent
EXPECTED: dict[str, Any] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))["files"]
STATUS = {"ok": 0, "ok_with_warnings": 0, "rows_rejected": 1, "reject_file": 2, "needs_choice": 2}


@cache
def preview(name: str) -> tuple[int, dict[str, Any], str]:
    """(exit status, the JSON object, stderr) of `contacts preview`, against no store at all."""
    command = [sys.executable, "-m", "o2s_lib", "contacts", "preview", str(FOLDER / "files" / name), "--json"]
    done = subprocess.run([*command, "--database", "sqlite:///no_such_folder/none.db"], capture_output=True, check=False, timeout=120)
    return done.returncode, json.loads(done.stdout), done.stderr.decode("utf-8")


def codes(issues: list[dict[str, Any]]) -> list[tuple[str, str, str | None]]:
    """(level, code, column) of issues, in any order."""
    return sorted((issue["level"], issue["code"], issue["column"] or "") for issue in issues)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_file_is_judged_as_expected(name: str) -> None:
    expected = EXPECTED[name]
    status, found, error = preview(name)
    file = found["file"]
    assert (file["verdict"], status) == (expected["verdict"], STATUS[expected["verdict"]])
    assert codes(file["issues"]) == codes(expected["file_issues"])
    if expected["verdict"] != "reject_file":
        assert file["sheet"] == expected["sheet"]
    assert "Traceback" not in error
    assert bool(error) == (status == 2)


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_row_ends_in_the_expected_outcome(name: str) -> None:
    expected = EXPECTED[name]
    _, found, _ = preview(name)
    counts = found["counts"]
    assert counts["rows"] == expected["data_rows"] == sum(counts[k] for k in ("create", "update", "unchanged", "skipped", "rejected"))
    assert counts["rejected"] == expected["rejected_rows"]
    rows = {str(row["row"]): row for row in found["rows"]}
    assert list(rows) == list(expected["rows"])
    for number, row in rows.items():
        assert (row["outcome"] == "rejected") == (expected["rows"][number]["status"] == "rejected"), number


@pytest.mark.parametrize("name", sorted(EXPECTED))
def test_every_cell_is_read_or_said(name: str) -> None:
    expected = EXPECTED[name]
    _, found, _ = preview(name)
    for row in found["rows"]:
        wanted = expected["rows"][str(row["row"])]
        assert codes(row["issues"]) == codes(wanted["issues"]), row["row"]
        if wanted["status"] != "rejected":
            assert row["values"] == wanted["values"], row["row"]
        for issue in row["issues"]:
            assert issue["row"] == row["row"]
            assert issue["message"]
