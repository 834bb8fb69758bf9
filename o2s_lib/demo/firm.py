"""Filling a store with the fictional firm, through the same import as everybody's."""

from __future__ import annotations

import hashlib

import numpy as np

from o2s_lib import clock
from o2s_lib.access import local_actor
from o2s_lib.demo.people import CATEGORIES, columns_of, make_people
from o2s_lib.errors import O2SError
from o2s_lib.fields.lists import Lists
from o2s_lib.imports.applying import BatchInput, apply_plan
from o2s_lib.imports.cells import encode_cells
from o2s_lib.imports.plan import PlanSettings, build_plan
from o2s_lib.imports.previewing import gatherer
from o2s_lib.imports.shapes import MatchKey, Mode, Outcome
from o2s_lib.imports.tables import MappedTable
from o2s_lib.store import Store


def load_firm(store: Store, *, contacts: int, seed: int) -> str:
    """Import `contacts` invented contacts; loading the same firm twice changes nothing.

    Returns:
        A French sentence that says what was done.
    """
    actor, today = local_actor(), clock.today()
    people = make_people(contacts, seed, today)
    table = MappedTable(
        {name: encode_cells([row.get(name) for row in people]) for name in columns_of(people)},
        {},
        np.arange(3, len(people) + 3, dtype=np.int32),
        np.zeros(len(people), np.int8),
        np.zeros(len(people), bool),
    )
    settings = PlanSettings(Mode.ADD_UPDATE, frozenset({MatchKey.CODE}), today)
    lists = Lists(categories=(*Lists().categories, *CATEGORIES, "Clients", "Prospects", "Prospects|Bretagne"))
    with store.reading() as connection:
        plan = build_plan(table, gatherer(actor, connection, settings), settings, lists, store_revision=store.revision(connection))
    counts = plan.counts()
    if counts[Outcome.REJECTED]:
        raise O2SError("La base contient déjà d’autres contacts : chargez le cabinet fictif dans une base vide.")
    if not counts[Outcome.CREATE] and not counts[Outcome.UPDATE]:
        return f"Le cabinet fictif est déjà là : {contacts} contacts."
    name = f"cabinet_fictif_{seed}"
    batch = BatchInput(name, hashlib.sha256(name.encode()).hexdigest(), {}, new_categories=tuple(p for p in CATEGORIES if "|" in p))
    apply_plan(actor, store, plan, batch, clock.now())
    return f"Cabinet fictif chargé : {counts[Outcome.CREATE]} contacts créés, {counts[Outcome.UPDATE]} mis à jour."
