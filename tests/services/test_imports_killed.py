"""An import killed at any moment leaves all of it or nothing: contacts, journal, batch."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time
from pathlib import Path

import pytest
from sqlalchemy import text

from o2s_lib.journal import verify
from o2s_lib.settings import project_folder
from o2s_lib.store import open_store

ROWS = 4_000
KILLS = 50

IMPORTER = """
import sys
from pathlib import Path
from o2s_lib.access import Actor
from o2s_lib.imports import direct
from o2s_lib.imports.shapes import MatchKey, Mode
from o2s_lib.store import open_store
file, actor, store = Path(sys.argv[1]), Actor("a", "A"), open_store(sys.argv[2])
source = direct.open_for_import(file.read_bytes(), file.name, None, [], None, store)
plan = direct.make_plan(actor, store, source, Mode.ADD_UPDATE, frozenset({MatchKey.CODE}))
print("ready", flush=True)
direct.commit_plan(actor, store, source, plan, file.read_bytes())
print("done", flush=True)
"""


def start(file: Path, url: str) -> subprocess.Popen[bytes]:
    """The importer, its plan made, on the point of committing."""
    environment = {**os.environ, "PYTHONPATH": str(project_folder())}
    process = subprocess.Popen([sys.executable, "-c", IMPORTER, str(file), url], stdout=subprocess.PIPE, env=environment)
    assert process.stdout is not None
    assert process.stdout.readline().strip() == b"ready"
    return process


def write_file(path: Path, number: int) -> None:
    """A file whose rows all belong to this run: created, and all told apart from those of other runs."""
    lines = ["Type de contact;Code dossier;Client Nom;Client Prénom;Note"]
    lines += [f"Clients;R{number}-{row};NOM{number}X{row};Zoé;note {row}" for row in range(ROWS)]
    path.write_text("\n".join(lines), encoding="utf-8")


@pytest.mark.slow
def test_an_import_killed_fifty_times_is_whole_or_absent(tmp_path: Path) -> None:
    url = f"sqlite:///{(tmp_path / 'o2s.db').as_posix()}"
    store = open_store(url, migrate=True)
    file, chance = tmp_path / "contacts.csv", random.Random(20261125)
    write_file(file, 0)
    process, began = start(file, url), time.perf_counter()
    process.wait()
    usual = time.perf_counter() - began
    outcomes = {"whole": 0, "absent": 0}
    for number in range(1, KILLS + 1):
        write_file(file, number)
        process = start(file, url)
        time.sleep(chance.uniform(0.0, usual))
        process.kill()
        process.wait()
        with store.unit_of_work():  # the lock is free again
            pass
        with store.reading() as connection:
            mine = connection.execute(text("SELECT count(*) FROM contacts WHERE file_code LIKE :mine"), {"mine": f"R{number}-%"}).scalar_one()
            everything = connection.execute(text("SELECT count(*) FROM contacts")).scalar_one()
            batches = connection.execute(text("SELECT count(*) FROM batches")).scalar_one()
            files = connection.execute(text("SELECT count(*) FROM batch_files")).scalar_one()
            check = verify(connection)
        assert mine in (0, ROWS), number
        assert (everything, check.entries, check.is_whole) == (batches * ROWS, batches * ROWS, True), number
        assert files == batches, number
        outcomes["whole" if mine else "absent"] += 1
    print(f"killed {KILLS} times: {outcomes}")
    assert outcomes["absent"] > 0  # some were killed before the end, or nothing was tried
    store.close()
