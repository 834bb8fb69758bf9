"""`store` and `jobs`: what the launcher and the job processes call."""

from __future__ import annotations

from typing import Annotated

import typer

Database = Annotated[str | None, typer.Option("--database", help="Adresse de la base ; par défaut celle de l’Atelier.")]

store = typer.Typer(help="La base.", no_args_is_help=True)
jobs = typer.Typer(help="Travaux longs.", no_args_is_help=True)


def database_url(database: str | None) -> str | None:
    """The address as SQLAlchemy wants it: a plain path is a SQLite file."""
    if database is None or "://" in database:
        return database
    from pathlib import Path

    return f"sqlite:///{Path(database).absolute().as_posix()}"


@store.command("migrate")
def migrate(database: Database = None) -> None:
    """Créer la base, ou la mettre à jour."""
    from o2s_lib.store import open_store

    open_store(database_url(database), migrate=True).close()


@store.command("verify")
def verify(database: Database = None) -> None:
    """Vérifier l’enchaînement du journal."""
    from o2s_lib import journal
    from o2s_lib.store import open_store

    with open_store(database_url(database)).reading() as connection:
        check = journal.verify(connection)
    if check.first_broken_id is not None:
        typer.echo(f"Journal altéré à la ligne {check.first_broken_id} : {check.why}", err=True)
        raise typer.Exit(1)
    typer.echo(f"Journal intact : {check.entries} lignes.")


@jobs.command("run")
def run(job_id: str, database: Database = None) -> None:
    """Exécuter un travail ; lancé par l’Atelier lui-même."""
    from o2s_lib import jobs as work
    from o2s_lib.imports import service
    from o2s_lib.store import open_store

    work.register(service.PREVIEW_JOB, service.run_preview_job)
    work.register(service.COMMIT_JOB, service.run_commit_job)
    work.run_job(open_store(database_url(database)), job_id)
