"""`demo`: a fictional firm to look at and to train on."""

from __future__ import annotations

from typing import Annotated

import typer

from o2s_lib.commands.house import Database, database_url

app = typer.Typer(help="Cabinet fictif.", no_args_is_help=True)


@app.callback()
def _group() -> None:
    """Cabinet fictif."""


@app.command("load")
def load(
    contacts: Annotated[int, typer.Option("--contacts", min=1, max=200_000, help="Nombre de contacts.")] = 2_000,
    seed: Annotated[int, typer.Option("--seed", help="Même graine, même cabinet.")] = 2026,
    database: Database = None,
) -> None:
    """Remplir la base avec un cabinet fictif."""
    from o2s_lib.demo import load_firm
    from o2s_lib.store import open_store

    store = open_store(database_url(database), migrate=True)
    typer.echo(load_firm(store, contacts=contacts, seed=seed))
