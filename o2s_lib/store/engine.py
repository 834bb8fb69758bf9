"""The one place where the database is opened: reading is a snapshot, writing is a unit of work.

store = open_store()
with store.reading() as connection:
    rows = connection.execute(select(Category)).all()
with store.unit_of_work() as work:
    work.session.add(Category(name="Bretagne", parent_id=1))
    work.commit()
"""

from __future__ import annotations

import threading
from collections.abc import Iterator
from contextlib import contextmanager

from sqlalchemy import Connection, Engine
from sqlalchemy.exc import OperationalError
from sqlmodel import Session

from o2s_lib import settings
from o2s_lib.store import counters
from o2s_lib.store.connections import BUSY_SECONDS, for_reading, is_in_memory, make_engine, read_address, with_wait
from o2s_lib.store.errors import StoreBusy
from o2s_lib.store.migrating import check_ready, migrate


class UnitOfWork:
    """One transaction that writes. Nothing is saved unless `commit()` is called, once, at the end."""

    def __init__(self, connection: Connection) -> None:
        self._connection = connection
        self._session: Session | None = None
        self.is_committed = False

    @property
    def connection(self) -> Connection:
        """For Core statements and the bulk functions; commit through the unit of work only."""
        return self._connection

    @property
    def session(self) -> Session:
        """A SQLModel session in the same transaction. Its own `commit()` saves nothing by itself."""
        if self._session is None:
            self._session = Session(bind=self._connection, expire_on_commit=False)
        return self._session

    def commit(self) -> None:
        """Save everything. The unit of work is over."""
        if self.is_committed:
            raise RuntimeError("this unit of work was committed before")
        if self._session is not None:
            self._session.flush()
        self._connection.commit()
        self.is_committed = True

    def close(self) -> None:
        """Forget whatever was not committed."""
        if self._session is not None:
            self._session.close()


class Store:
    """A database that is ready. Cheap to keep: one for the whole process, any thread may use it."""

    def __init__(self, engine: Engine) -> None:
        self.engine = engine
        self.url = engine.url.render_as_string(hide_password=False)
        self.dialect = "sqlite" if engine.dialect.name == "sqlite" else "postgresql"
        self._readers = for_reading(engine)
        self._writing = threading.local()
        with self.reading() as connection:
            self.store_id = counters.read_info(connection, "store_id")

    def __repr__(self) -> str:
        return f"Store({self.engine.url.render_as_string(hide_password=True)!r})"

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """A consistent snapshot that cannot write. It never blocks a writer, and no writer blocks it."""
        with self._readers.connect() as connection, connection.begin():
            yield connection

    @contextmanager
    def unit_of_work(self, *, wait_seconds: float = BUSY_SECONDS) -> Iterator[UnitOfWork]:
        """One transaction at a time may write; the others wait.

        Prepare everything before, so that the others wait for the inserts only.

        Args:
            wait_seconds: How long to wait for the writer before us.

        Raises:
            StoreBusy: Another writer did not finish in time.
        """
        if self.is_writing():
            raise RuntimeError("a unit of work is already open in this thread: it would wait for itself")
        with self.engine.connect() as connection:
            try:
                with_wait(connection, wait_seconds).begin()
            except OperationalError as error:
                if _is_lock_timeout(error):
                    raise StoreBusy(
                        "Un autre enregistrement est en cours. Rien n'a été écrit : réessayez dans un instant."
                    ) from error
                raise
            self._writing.now = True
            work = UnitOfWork(connection)
            try:
                yield work
            finally:
                self._writing.now = False
                work.close()
                if not work.is_committed:
                    connection.rollback()

    def is_writing(self) -> bool:
        """A unit of work is open in this very thread."""
        return bool(getattr(self._writing, "now", False))

    def revision(self, connection: Connection) -> int:
        """A number that grows with each write of contacts, categories or lists; what caches are keyed by."""
        return counters.revision(connection)

    def close(self) -> None:
        """Give the connections back; the store may still be used, it opens new ones."""
        self.engine.dispose()


def open_store(url: str | None = None, *, migrate: bool = False) -> Store:
    """Open a database.

    Args:
        url: `sqlite:///path` or `postgresql://…`; `settings.database_url()` by default. `sqlite://` is an empty
            database in memory, for one thread.
        migrate: Create it, or bring it up to date, first. Without it nothing is ever created or changed.

    Raises:
        StoreNotReady: Missing, outdated, too new or out of reach; the sentence names the command.
    """
    address = read_address(url or settings.database_url())
    engine = make_engine(address)
    try:
        if migrate or is_in_memory(address):
            bring_up_to_date(engine)
        else:
            check_ready(address, for_reading(engine))
        return Store(engine)
    except BaseException:
        engine.dispose()
        raise


bring_up_to_date = migrate


def _is_lock_timeout(error: OperationalError) -> bool:
    text = str(error.orig)
    return "database is locked" in text or "lock timeout" in text or "SQLITE_BUSY" in text
