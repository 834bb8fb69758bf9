"""The command line: the same services as the pages, for scripts and for whoever checks.

Exit status: 0 done, 1 rows rejected, 2 file refused, choice needed or bad call (one sentence on stderr, never a traceback).
"""

from __future__ import annotations

import sys

import typer

from o2s_lib.commands import contacts, demo, house
from o2s_lib.errors import O2SError

app = typer.Typer(
    name="o2s_lib",
    help="Atelier O2S en ligne de commande.",
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
    rich_markup_mode=None,
)
app.add_typer(contacts.app, name="contacts")
app.add_typer(demo.app, name="demo")
app.add_typer(house.store, name="store")
app.add_typer(house.jobs, name="jobs")


def main() -> None:
    """Run the command line; every failure ends in a sentence and a status."""
    for stream in (sys.stdout, sys.stderr):
        if hasattr(stream, "reconfigure"):
            stream.reconfigure(encoding="utf-8", errors="backslashreplace")  # the console of a French Windows is cp850
    try:
        app()
    except O2SError as error:
        sys.stderr.write(f"{error}\n")
        sys.exit(2)
    except KeyboardInterrupt:
        sys.stderr.write("Interrompu : rien n’a été écrit.\n")
        sys.exit(2)
    except Exception:
        sys.stderr.write(f"Une erreur inattendue s’est produite. Le détail est dans {_log()}.\n")
        sys.exit(2)


def _log() -> str:
    """Keep the traceback where whoever maintains the workbench finds it."""
    import tempfile
    import traceback
    from pathlib import Path

    from o2s_lib.settings import local_folder

    folder = local_folder() if local_folder().exists() else Path(tempfile.gettempdir())
    path = folder / "o2s_erreurs.log"
    with path.open("a", encoding="utf-8") as file:
        file.write(traceback.format_exc() + "\n")
    return str(path)
