"""Contact import against its floor, in one run: `python tests/benchmarks/import_contacts.py N [--keep FOLDER]`.

Writes an N-row workbook of 40 filled columns once, and a SQLite store of N contacts. Then, in a process of its own for each (so that
peak memory is theirs), measures:

- floor: python-calamine's raw read of that file, `to_python`;
- preview: from the path to the plan saved for the page (read, all rules, match against the N stored contacts, diff, save);
- commit: from the saved plan to committed, fingerprint check and journal included, without reading the file again.

One fifth of the rows are new, three fifths change three to five cells of a stored contact, one fifth changes nothing.
"""

from __future__ import annotations

import argparse
import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from random import Random
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[2]))

TODAY = date(2026, 11, 25)
SEED = 7
COLUMNS = (
    "contact_type", "file_code", "client_number", "person_kind", "title", "last_name", "first_name", "birth_date", "birth_name",
    "birth_department", "birth_town", "birth_country", "nationality", "tax_country", "identity_document", "identity_number",
    "identity_expiry_date", "family_situation", "is_ppe", "us_person", "mif_class", "legal_capacity", "profession", "profession_label",
    "adviser_code", "adviser_name", "is_private", "relation_start_date", "note", "home_address_1", "home_postcode", "home_town",
    "home_country", "mobile_phone", "home_phone", "personal_email", "work_email", "children_count", "household_income",
    "income_tax_rate",
)  # fmt: skip


def full_rows(count: int) -> list[list[str]]:
    """`count` people with all forty columns filled."""
    from o2s_lib.demo import make_people

    rows = []
    for number, person in enumerate(make_people(count, SEED, TODAY), 1):
        filled = {
            "birth_name": person.get("last_name", ""), "birth_department": "35", "birth_town": "Rennes", "birth_country": "FR",
            "identity_document": "CNI", "identity_number": f"X{number:07}", "identity_expiry_date": "01/03/2030",
            "profession_label": f"Métier {number % 300}", "note": f"Note du dossier {number}", "home_phone": f"01 99 00 {number // 100 % 100:02} {number % 100:02}",
            "work_email": f"pro{number}@exemple.test", "income_tax_rate": "30%", "children_count": "1", "title": "Madame",
            "first_name": f"Prénom{number % 500}", "birth_date": "15/06/1970", "nationality": "Français", "family_situation": "Célibataire",
            "is_ppe": "Non", "us_person": "Non", "mif_class": "CLIENT_NON_PROFESSIONNEL", "legal_capacity": "Majeur capable",
            "profession": "Ingénieur", "is_private": "non", "relation_start_date": "02/01/2019", "household_income": f"{20_000 + number}",
            "mobile_phone": f"06 39 98 {number // 100 % 100:02} {number % 100:02}", "personal_email": f"p{number}@exemple.test",
        }  # fmt: skip
        # Names of their own: with both keys ticked, a new homonym of several contacts would be a row in doubt.
        kind = {"person_kind": "PP", "contact_type": "Clients", "last_name": f"{person['last_name']} {letters(number)}"}
        rows.append([str({**filled, **person, **kind}.get(name) or filled.get(name) or "x") for name in COLUMNS])
    return rows


def letters(number: int) -> str:
    """A made-up name for a number: 0 is A, 26 is BA."""
    text = ""
    while True:
        number, digit = divmod(number, 26)
        text = chr(65 + digit) + text
        if not number:
            return text


def changed_rows(rows: list[list[str]], count: int) -> Iterator[list[str]]:
    """The file: rows `count`/5 onwards of the people, three quarters of the known ones with a few cells changed."""
    rng = Random(SEED)
    place = {name: position for position, name in enumerate(COLUMNS)}
    for number, row in enumerate(rows[count // 5 :]):
        if number < count - count // 5 and rng.random() < 0.75:
            row = list(row)
            row[place["home_address_1"]] += " bis"
            row[place["note"]] = f"Revu le {number}"
            row[place["mobile_phone"]] = f"06 39 98 {rng.randint(0, 99):02} {rng.randint(0, 99):02}"
            if rng.random() < 0.5:
                row[place["household_income"]] = str(rng.randint(1, 300) * 1000)
            if rng.random() < 0.2:
                row[place["profession"]] = "Médecin"
        yield row


def prepare(count: int, folder: Path) -> tuple[Path, Path]:
    """The workbook and the store, made once for this N."""
    from o2s_lib.fields.catalogue import field_named
    from o2s_lib.spreadsheets import SheetSpec, write_xlsx

    file, database = folder / f"contacts_{count}.xlsx", folder / f"store_{count}.db"
    if file.exists() and database.exists():
        return file, database
    rows = full_rows(count + count // 5)
    head = [[field_named(name).technical_name for name in COLUMNS], [field_named(name).label for name in COLUMNS]]
    stored = folder / f"stored_{count}.xlsx"
    for path, body in ((stored, iter(rows[:count])), (file, changed_rows(rows, count))):
        write_xlsx(path, SheetSpec(name="Contacts", rows=(row for part in (head, body) for row in part)))
    store = f"sqlite:///{database.as_posix()}"
    done = subprocess.run(
        [sys.executable, "-m", "o2s_lib", "contacts", "import", str(stored), "--database", store, "--match", "code"],
        capture_output=True, text=True, check=False, cwd=Path(__file__).resolve().parents[2],
    )  # fmt: skip
    if done.returncode != 0:
        raise SystemExit(f"the store could not be filled:\n{done.stdout[-3000:]}{done.stderr[-3000:]}")
    stored.unlink()
    return file, database


def measure(step: str, file: Path, database: Path) -> dict[str, Any]:
    """Run one step in its own process; gives seconds, peak memory and counts."""
    command = [sys.executable, __file__, "--step", step, "--file", str(file), "--database", str(database), "0"]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode != 0:
        raise SystemExit(f"{step} failed:\n{done.stderr[-4000:]}")
    result: dict[str, Any] = json.loads(done.stdout.splitlines()[-1])
    return result


def run_step(step: str, file: Path, database: Path) -> dict[str, Any]:
    """One step, timed in this process; imports are not counted."""
    if step == "floor":
        from python_calamine import CalamineWorkbook

        start = time.perf_counter()
        rows = CalamineWorkbook.from_path(file).get_sheet_by_name("Contacts").to_python(skip_empty_area=False)
        return {"seconds": time.perf_counter() - start, "rows": len(rows), "mb": peak_mb()}
    import babel  # noqa: F401  everything is imported before the clock starts
    import phonenumbers  # noqa: F401

    from o2s_lib.access import Actor
    from o2s_lib.imports import service
    from o2s_lib.imports.shapes import MatchKey, Mode
    from o2s_lib.store import open_store

    store, actor = open_store(f"sqlite:///{database.as_posix()}"), Actor("banc", "Banc d’essai")
    note = database.with_suffix(".draft")
    if step == "preview":
        start = time.perf_counter()
        draft = service.start_draft(actor, store, file.name, file.read_bytes())
        received = time.perf_counter() - start
        service.change_draft(actor, store, draft.draft_id, mode=Mode.ADD_UPDATE, keys=frozenset(MatchKey))
        start, busy = time.perf_counter(), time.process_time()
        summary = service.preview(actor, store, draft.draft_id)
        seconds, busy = time.perf_counter() - start, time.process_time() - busy
        note.write_text(draft.draft_id)
        return {"seconds": seconds, "busy": busy, "received": received, "mb": peak_mb(), "counts": {k.value: v for k, v in summary.counts.items()}}
    start = time.perf_counter()
    batch = service.commit(actor, store, note.read_text(), skip_rejected=True)
    return {"seconds": time.perf_counter() - start, "mb": peak_mb(), "counts": {k.value: v for k, v in batch.counts.items()}}


def peak_mb() -> float:
    """Peak resident memory of this process, in MB; 0 where the system does not tell."""
    try:
        import resource
    except ImportError:
        return 0.0
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1000


def main() -> None:
    """Print the ratios."""
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("rows", type=int)
    parser.add_argument("--keep", type=Path, help="folder that keeps the file and the store for the next run")
    parser.add_argument("--step", choices=("floor", "preview", "commit"), help=argparse.SUPPRESS)
    parser.add_argument("--file", type=Path, help=argparse.SUPPRESS)
    parser.add_argument("--database", type=Path, help=argparse.SUPPRESS)
    options = parser.parse_args()
    if options.step:
        print(json.dumps(run_step(options.step, options.file, options.database)))
        return
    with tempfile.TemporaryDirectory() as temporary:
        folder = options.keep or Path(temporary)
        folder.mkdir(parents=True, exist_ok=True)
        file, kept = prepare(options.rows, folder)
        database = Path(temporary) / "store.db"
        database.write_bytes(kept.read_bytes())
        floor = measure("floor", file, database)
        preview = measure("preview", file, database)
        commit = measure("commit", file, database)
    print(f"floor   {options.rows} rows: {floor['seconds']:.2f} s, {floor['mb']:.0f} MB")
    print(f"receive {preview['received']:.2f} s ratio {preview['received'] / floor['seconds']:.2f}")
    print(f"preview {preview['seconds']:.2f} s ({preview['busy']:.2f} s of processor), {preview['mb']:.0f} MB, {preview['counts']} ratio {preview['seconds'] / floor['seconds']:.2f}")
    print(f"commit  {commit['seconds']:.2f} s, {commit['mb']:.0f} MB ratio {commit['seconds'] / floor['seconds']:.2f}")


if __name__ == "__main__":
    main()
