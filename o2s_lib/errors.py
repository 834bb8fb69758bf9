"""What cannot be done: one class for each situation a user can be told of.

The message of an `O2SError` is a French sentence that says what to do; it may be shown as it is.
Bad data is never an exception: readers and rules return `Issue` values (see `issues.py`).
"""

from __future__ import annotations

from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from o2s_lib.issues import Issue


class O2SError(Exception):
    """A request that cannot be carried out; `str(error)` is a French sentence for the user."""


class FileRefused(O2SError):
    """The file cannot be read as a table. `issues` says why, the first one being the main reason."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        super().__init__(issues[0].message if issues else "Fichier refusé.")


class ChoiceNeeded(O2SError):
    """The file can be read, but only the user can say how (two columns with one name, several sheets)."""

    def __init__(self, issues: list[Issue]) -> None:
        self.issues = issues
        super().__init__(issues[0].message if issues else "Un choix est nécessaire.")


class NotAllowed(O2SError):
    """The actor may not do this."""


class RecordsChangedSincePreview(O2SError):
    """Records moved between the preview and the commit; nothing was written.

    `row_numbers` lists the rows of the file concerned (spreadsheet numbers, at most 50).
    """

    def __init__(self, message: str, row_numbers: tuple[int, ...] = ()) -> None:
        self.row_numbers = row_numbers
        super().__init__(message)


class RowsRejected(O2SError):
    """The import holds rejected rows and the caller did not ask to leave them out."""


class NotFound(O2SError):
    """The draft, batch or record asked for does not exist (any more)."""


class JobCancelled(O2SError):
    """The user asked for the work to stop; nothing was written."""
