"""Is a database up to date, and bringing it there. Alembic is imported only to migrate: it costs half a second."""

from __future__ import annotations

import sqlite3
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from sqlalchemy import Connection, Engine, inspect, text
from sqlalchemy.engine import URL
from sqlalchemy.exc import OperationalError

from o2s_lib.store.connections import is_in_memory, make_engine, read_address
from o2s_lib.store.errors import MIGRATE_COMMAND, StoreMissing, StoreNotReady

if TYPE_CHECKING:
    from alembic.config import Config

FOLDER = Path(__file__).resolve().parent / "migrations"


@cache
def known_versions() -> tuple[str, ...]:
    """Names of the migrations, oldest first; the file `0001_first.py` is the migration `0001`."""
    return tuple(sorted(path.name.partition("_")[0] for path in (FOLDER / "versions").glob("[0-9]*.py")))


def migrate(engine: Engine) -> None:
    """Create the database, or bring it up to date, in one transaction. Two at a time wait for each other.

    Raises:
        StoreNotReady: A newer version of the workbench wrote this database, or it cannot be reached.
    """
    if engine.dialect.name == "sqlite" and not is_in_memory(engine.url):
        Path(str(engine.url.database)).parent.mkdir(parents=True, exist_ok=True)
    try:
        with engine.begin() as connection:  # holds the writer's lock from its first statement on
            if _state(_version_of_connection(connection)) == "ready":
                return
            from alembic import command

            command.upgrade(alembic_config(connection), "head")
    except OperationalError as error:
        raise StoreNotReady(_UNREACHABLE) from error


def alembic_config(connection: Connection) -> Config:
    """What Alembic needs to work in a transaction of ours, from any working directory."""
    from alembic.config import Config

    config = Config()
    config.set_main_option("script_location", str(FOLDER).replace("%", "%%"))
    config.set_main_option("path_separator", "os")
    config.set_main_option("file_template", "%%(rev)s_%%(slug)s")
    config.attributes["connection"] = connection
    return config


def write_migration(message: str) -> None:
    """For developers: write the migration from the last one to the tables as they are now, to be read and corrected.

    The table `journal` must never be rebuilt in batch mode: its triggers would be lost (docs/decisions/0002).
    """
    from alembic import command

    engine = make_engine(read_address("sqlite://"))
    migrate(engine)
    with engine.begin() as connection:
        command.revision(alembic_config(connection), message, autogenerate=True, rev_id=f"{len(known_versions()) + 1:04}")


def check_ready(address: URL, engine: Engine) -> None:
    """Raise StoreNotReady unless the database is there and up to date. Creates and changes nothing."""
    if engine.dialect.name == "sqlite":
        version = _version_of_file(Path(str(address.database)))
    else:
        try:
            with engine.connect() as connection:
                version = _version_of_connection(connection)
        except OperationalError as error:
            raise StoreNotReady(_UNREACHABLE) from error
    if _state(version) == "outdated":
        raise StoreNotReady(f"La base n'est pas à jour pour cette version. Lancez « {MIGRATE_COMMAND} ».")


_UNREACHABLE = "La base n'est pas joignable : vérifiez O2S_DATABASE_URL, que le serveur répond et que le dossier est accessible."


def _state(version: str | None) -> str:
    """ "ready" or "outdated"; raises StoreNotReady for a version that only a newer workbench can know."""
    if version is not None and version not in known_versions():
        raise StoreNotReady(
            "La base a été écrite par une version plus récente de l'Atelier : mettez l'Atelier à jour. Rien n'a été modifié."
        )
    return "ready" if version == known_versions()[-1] else "outdated"


def _version_of_connection(connection: Connection) -> str | None:
    if not inspect(connection).has_table("alembic_version"):
        return None
    value = connection.execute(text("SELECT version_num FROM alembic_version")).scalar()
    return None if value is None else str(value)


def _version_of_file(path: Path) -> str | None:
    # Straight through the driver, mode=rw: the settings of the engine (WAL) would write to an empty or foreign
    # file, and connecting would create a missing one.
    if not path.is_file():
        raise StoreMissing(f"La base n'existe pas encore. Créez-la avec « {MIGRATE_COMMAND} ».")
    connection = None
    try:
        connection = sqlite3.connect(f"{path.as_uri()}?mode=rw", uri=True, timeout=30, isolation_level=None)
        if not connection.execute("SELECT 1 FROM sqlite_master WHERE name = 'alembic_version'").fetchone():
            return None
        row = connection.execute("SELECT version_num FROM alembic_version").fetchone()
        return row[0] if row else None
    except sqlite3.DatabaseError as error:
        raise StoreNotReady(
            "Le fichier de la base ne peut pas être lu : ce n'est pas une base de l'Atelier, ou l'accès est refusé."
        ) from error
    finally:
        if connection is not None:
            connection.close()
