"""A process that dies in the middle of a write leaves all of it or nothing, and no lock behind."""

from __future__ import annotations

import os
import random
import subprocess
import sys
import time

import pytest
from sqlalchemy import text

from o2s_lib.journal import verify
from o2s_lib.settings import project_folder
from o2s_lib.store import Store

ROWS = 3_000

WRITER = f"""
import sys
from datetime import datetime, UTC
from o2s_lib.access import Actor
from o2s_lib.journal import append, prepare_entries
from o2s_lib.store import allocate_ids, insert_rows, instant_text, open_store
store = open_store(sys.argv[1])
at = datetime.now(UTC)
prepared = prepare_entries("contact", [(None, "create", b"{{}}")] * {ROWS})
print("ready", flush=True)
while True:
    with store.unit_of_work() as work:
        ids = allocate_ids(work.connection, "contacts", {ROWS})
        rows = [(i, 1, f"Valcourt {{i}}", instant_text(at), instant_text(at)) for i in ids]
        insert_rows(work.connection, "contacts", ["id", "category_id", "last_name", "created_at", "updated_at"], rows)
        append(work.connection, Actor("a", "A"), at, 1, prepared, ids)
        work.commit()
"""


@pytest.mark.both_databases
def test_killed_while_writing_leaves_all_or_nothing(store: Store, fresh_url: str) -> None:
    chance = random.Random(20261125)
    environment = {**os.environ, "PYTHONPATH": str(project_folder())}
    for _ in range(8):
        writer = subprocess.Popen([sys.executable, "-c", WRITER, fresh_url], stdout=subprocess.PIPE, env=environment)
        assert writer.stdout is not None
        assert writer.stdout.readline().strip() == b"ready"
        time.sleep(chance.uniform(0.0, 0.3))
        writer.kill()
        writer.wait()
        writer.stdout.close()
        with store.unit_of_work():  # the lock is free again
            pass
        with store.reading() as connection:
            contacts = connection.execute(text("SELECT count(*), coalesce(max(id), 0) FROM contacts")).one()
            check = verify(connection)
            assert (contacts[0] % ROWS, contacts[1] - contacts[0]) == (0, 0)
            assert (check.entries, check.is_whole) == (contacts[0], True)
    with store.reading() as connection:
        assert connection.execute(text("SELECT count(*) FROM contacts")).scalar_one() > 0
