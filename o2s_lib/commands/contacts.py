"""`contacts`: preview, import, undo, history, template, export."""

from __future__ import annotations

import sys
from datetime import datetime
from enum import StrEnum
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from o2s_lib.commands.house import Database, database_url
from o2s_lib.errors import ChoiceNeeded, FileRefused, RowsRejected
from o2s_lib.issues import Issue, Level

if TYPE_CHECKING:
    from o2s_lib.imports.plan import Plan
    from o2s_lib.imports.source import Source
    from o2s_lib.store import Store

app = typer.Typer(help="Contacts : aperçu, import, historique, gabarit, export.", no_args_is_help=True)


class ModeOption(StrEnum):
    """What is done with contacts already known."""

    ADD_UPDATE = "add-update"
    ADD_ONLY = "add-only"


class KeyOption(StrEnum):
    """What a contact is recognised by."""

    CODE = "code"
    NAME = "name"


File = Annotated[Path, typer.Argument(help="Fichier à lire ; son format est reconnu au contenu.")]
ModeChoice = Annotated[ModeOption, typer.Option("--mode", help="Mettre à jour les contacts connus, ou seulement ajouter.")]
Keys = Annotated[list[KeyOption] | None, typer.Option("--match", help="Clé de reconnaissance ; les deux par défaut.")]
SheetName = Annotated[str | None, typer.Option("--sheet", help="Feuille à lire.")]
Maps = Annotated[list[str] | None, typer.Option("--map", metavar="LABEL=COLUMN|=constant", help="Notre colonne = la leur, ou == une valeur.")]
Encoding = Annotated[str | None, typer.Option("--encoding", help="Encodage d’un fichier texte.")]
SkipHidden = Annotated[bool, typer.Option("--skip-hidden", help="Écarter les lignes et colonnes masquées.")]
AsJson = Annotated[bool, typer.Option("--json", help="Un objet JSON sur la sortie.")]
Output = Annotated[Path, typer.Option("-o", "--output", help="Fichier à écrire.")]


@app.command("preview")
def preview(
    file: File,
    mode: ModeChoice = ModeOption.ADD_UPDATE,
    match: Keys = None,
    sheet: SheetName = None,
    maps: Maps = None,
    encoding: Encoding = None,
    skip_hidden: SkipHidden = False,
    database: Database = None,
    as_json: AsJson = False,
) -> None:
    """Montrer ce qu’un import ferait, sans rien écrire."""
    source = _read(file, sheet, maps, encoding, as_json, database)
    store = _existing_store(database)
    plan = _plan(source, store, mode, match, skip_hidden)
    _show(source, plan, as_json, {})
    raise typer.Exit(1 if _rejected(plan) else 0)


@app.command("import")
def import_contacts(
    file: File,
    mode: ModeChoice = ModeOption.ADD_UPDATE,
    match: Keys = None,
    sheet: SheetName = None,
    maps: Maps = None,
    encoding: Encoding = None,
    skip_hidden: SkipHidden = False,
    database: Database = None,
    skip_rejected: Annotated[bool, typer.Option("--skip-rejected", help="Importer sans les lignes rejetées.")] = False,
    as_json: AsJson = False,
) -> None:
    """Importer un fichier : tout, ou rien."""
    from o2s_lib.access import local_actor
    from o2s_lib.imports import direct
    from o2s_lib.store import open_store

    source = _read(file, sheet, maps, encoding, as_json, database)
    store = open_store(database_url(database), migrate=True)
    plan = _plan(source, store, mode, match, skip_hidden)
    try:
        batch = direct.commit_plan(local_actor(), store, source, plan, file.read_bytes(), skip_rejected=skip_rejected)
    except RowsRejected as error:
        _show(source, plan, as_json, {})
        typer.echo(str(error), err=True)
        raise typer.Exit(1) from error
    _show(source, plan, as_json, {"batch": batch.number})
    if not as_json:
        typer.echo(f"Lot d’import n° {batch.number} enregistré.")


@app.command("undo")
def undo(
    batch: Annotated[int, typer.Argument(help="Numéro du lot d’import.")],
    database: Database = None,
    leave_conflicts: Annotated[bool, typer.Option("--leave-conflicts", help="Défaire les autres contacts seulement.")] = False,
    as_json: AsJson = False,
) -> None:
    """Défaire un lot d’import."""
    from o2s_lib.access import local_actor
    from o2s_lib.imports import direct, service

    store = _store(database)
    found = direct.batch_numbered(store, batch)
    planned = service.plan_undo(local_actor(), store, found)
    if planned.conflicts and not leave_conflicts:
        for conflict in planned.conflicts[:50]:
            line = f"{conflict.contact} · {conflict.label} : {conflict.after_batch or 'vide'} → {conflict.now or 'vide'}"
            typer.echo(f"{line} ({conflict.changed_by})" if conflict.changed_by else line, err=True)
        others = planned.to_remove + planned.to_restore
        typer.echo(f"{planned.conflicting} contacts ont été modifiés depuis. --leave-conflicts défait les {others} autres.", err=True)
        raise typer.Exit(2)
    done = service.undo(local_actor(), store, found, leave_conflicts=leave_conflicts, fingerprint=planned.fingerprint)
    if as_json:
        _print_json({"batch": done.number, "removed": planned.to_remove, "restored": planned.to_restore, "conflicts": planned.conflicting, "state": done.state})
    else:
        typer.echo(f"Lot n° {done.number} : {planned.to_remove} contacts retirés, {planned.to_restore} remis comme avant. {done.state}.")


@app.command("history")
def history(
    database: Database = None,
    limit: Annotated[int, typer.Option("--limit", min=1, max=10_000)] = 50,
    as_json: AsJson = False,
) -> None:
    """Lister les lots d’import."""
    from o2s_lib.access import local_actor
    from o2s_lib.imports import service

    batches = service.list_batches(local_actor(), _store(database), limit=limit)
    if as_json:
        _print_json([_batch_json(batch) for batch in batches])
        return
    for batch in batches:
        counts = ", ".join(f"{count} {outcome.value}" for outcome, count in batch.counts.items() if count)
        typer.echo(f"{batch.number:>5}  {_local(batch.created_at)}  {batch.filename}  {batch.actor_name}  {counts}  {batch.state}")


@app.command("template")
def template(
    output: Annotated[Path | None, typer.Option("-o", "--output", help="Gabarit à écrire : .xlsx, ou .xls comme le produit.")] = None,
    adopt: Annotated[Path | None, typer.Option("--adopt", help="Fichier d’O2S dont garder le gabarit.")] = None,
    database: Database = None,
) -> None:
    """Écrire le gabarit d’import, ou garder celui d’un fichier d’O2S."""
    from o2s_lib.access import local_actor
    from o2s_lib.imports import service
    from o2s_lib.store import open_store

    if adopt is not None:
        store = open_store(database_url(database), migrate=True)
        info = service.adopt_template(local_actor(), store, adopt.name, _bytes(adopt))
        typer.echo(f"Gabarit du cabinet gardé : {info.columns} colonnes et {info.criteria} critères de vigilance.")
    if output is not None:
        content = service.template_file(local_actor(), _existing_store(database), _kind(output, ("xlsx", "xls")))
        _write(output, content)
    if adopt is None and output is None:
        raise typer.BadParameter("Donnez -o FICHIER, --adopt FICHIER, ou les deux.")


@app.command("export")
def export(output: Output, database: Database = None) -> None:
    """Exporter tous les contacts au format import O2S (.xlsx, .xls ou .csv)."""
    from o2s_lib.access import local_actor
    from o2s_lib.imports import service

    result = service.export_contacts(local_actor(), _store(database), _kind(output, ("xlsx", "xls", "csv")), output)
    typer.echo(f"{result.rows} contacts exportés." + (f" {result.note}" if result.note else ""))


def _read(
    file: Path, sheet: str | None, maps: list[str] | None, encoding: str | None, as_json: bool, database: str | None
) -> Source:
    """Read the file, or end with status 2. A hostile file is refused before anything heavy is imported."""
    from o2s_lib import settings
    from o2s_lib.spreadsheets import open_workbook
    from o2s_lib.spreadsheets.shapes import Limits

    try:
        limits = Limits(max_bytes=settings.max_upload_bytes())
        workbook = open_workbook(file, filename=file.name, limits=limits, encoding=encoding)
        from o2s_lib.imports import direct

        source = direct.open_for_import(workbook, file.name, sheet, maps or [], encoding, _existing_store(database))
    except (FileRefused, ChoiceNeeded) as error:
        _end(error, as_json, file)
    return source


def _end(error: FileRefused | ChoiceNeeded, as_json: bool, file: Path) -> None:
    verdict = "needs_choice" if isinstance(error, ChoiceNeeded) else "reject_file"
    if as_json:
        sheet = next((issue.sheet for issue in error.issues if issue.sheet), None)
        _print_json(
            {
                "file": {
                    "name": file.name,
                    "verdict": verdict,
                    "format": None,
                    "sheet": sheet,
                    "header_row": None,
                    "encoding": None,
                    "issues": [_issue_json(issue) for issue in error.issues],
                },
                "counts": dict.fromkeys(("rows", "create", "update", "unchanged", "skipped", "rejected"), 0),
                "rows": [],
            }
        )
    for issue in error.issues:
        typer.echo(issue.message, err=True)
    raise typer.Exit(2)


def _plan(source: Source, store: Store | None, mode: ModeOption, match: list[KeyOption] | None, skip_hidden: bool) -> Plan:
    from o2s_lib.access import local_actor
    from o2s_lib.imports import direct
    from o2s_lib.imports.shapes import MatchKey, Mode

    keys = frozenset(MatchKey(key.value) for key in match or list(KeyOption))
    return direct.make_plan(local_actor(), store, source, Mode(mode.value), keys, skip_hidden=skip_hidden)


def _rejected(plan: Plan) -> int:
    from o2s_lib.imports.shapes import Outcome

    return plan.counts()[Outcome.REJECTED]


def _existing_store(database: str | None) -> Store | None:
    """The store if there is one; nothing is created or migrated."""
    from o2s_lib.store import open_store
    from o2s_lib.store.errors import StoreMissing

    try:
        return open_store(database_url(database))
    except StoreMissing:
        return None


def _store(database: str | None) -> Store:
    from o2s_lib.store import open_store

    return open_store(database_url(database))


def _show(source: Source, plan: Plan, as_json: bool, more: dict[str, Any]) -> None:
    from o2s_lib.imports import reporting

    if as_json:
        _print_json({**reporting.as_json(source, plan), **more})
        return
    for line in reporting.as_text(source, plan):
        typer.echo(line)


def _issue_json(issue: Issue) -> dict[str, Any]:
    return {
        "code": issue.code,
        "level": Level(issue.level).value,
        "sheet": issue.sheet,
        "row": issue.row,
        "column": issue.column,
        "value": issue.value,
        "message": issue.message,
    }


def _batch_json(batch: Any) -> dict[str, Any]:
    return {
        "batch": batch.number,
        "created_at": batch.created_at.isoformat(),
        "file": batch.filename,
        "sha256": batch.sha256,
        "mode": batch.mode,
        "actor": batch.actor_name,
        "counts": {outcome.value: count for outcome, count in batch.counts.items()},
        "state": batch.state,
        "undone": batch.undone,
    }


def _local(at: datetime) -> str:
    return f"{at.astimezone():%d/%m/%Y %H:%M}"


def _print_json(value: Any) -> None:
    import orjson

    sys.stdout.buffer.write(orjson.dumps(value, option=orjson.OPT_INDENT_2 | orjson.OPT_SERIALIZE_NUMPY) + b"\n")
    sys.stdout.flush()


def _kind(output: Path, allowed: tuple[str, ...]) -> str:
    kind = output.suffix.removeprefix(".").lower()
    if kind not in allowed:
        raise typer.BadParameter(f"L’extension doit être {', '.join('.' + one for one in allowed)}.")
    return kind


def _bytes(path: Path) -> bytes:
    try:
        return path.read_bytes()
    except OSError as error:
        raise typer.BadParameter(f"« {path} » ne peut pas être lu.") from error


def _write(path: Path, content: bytes) -> None:
    try:
        path.write_bytes(content)
    except OSError as error:
        raise typer.BadParameter(f"« {path} » ne peut pas être écrit.") from error
