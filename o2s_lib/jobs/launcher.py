"""Starting the process of a job, on every system: nothing here exists on POSIX only."""

from __future__ import annotations

import contextlib
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path

from o2s_lib.settings import jobs_folder, project_folder

DATABASE_VARIABLE = "O2S_DATABASE_URL"

_processes: dict[str, subprocess.Popen[bytes]] = {}
"""What this process started: kept, so that a dead one is noticed at once and none stays as a zombie."""


def launch(job_id: str, url: str, command: Sequence[str] | None = None) -> int:
    """Start `python -m o2s_lib jobs run ID` at low priority; its pid.

    The address of the database goes through the environment: it may hold a password, and anyone on the machine can
    read the arguments of a process.

    Args:
        command: Another command, to which the job's id is added.
    """
    _forget_ended()
    arguments = [*(command or (sys.executable, "-m", "o2s_lib", "jobs", "run")), job_id]
    search_path = os.pathsep.join(part for part in (str(project_folder()), os.environ.get("PYTHONPATH", "")) if part)
    environment = {**os.environ, DATABASE_VARIABLE: url, "PYTHONPATH": search_path, "PYTHONUTF8": "1"}
    jobs_folder().mkdir(parents=True, exist_ok=True)
    with log_path(job_id).open("ab") as log:
        process = subprocess.Popen(
            arguments,
            stdin=subprocess.DEVNULL,
            stdout=log,
            stderr=log,
            env=environment,
            creationflags=_creation_flags(),
            start_new_session=True,  # Ctrl+C in the terminal of the pages does not end the work; ignored on Windows
        )
    _processes[job_id] = process
    return process.pid


def has_ended(job_id: str) -> bool:
    """The process of this job was started by us and is over; False when we cannot know."""
    process = _processes.get(job_id)
    return process is not None and process.poll() is not None


def log_path(job_id: str) -> Path:
    """Where the process of a job writes what no user should read."""
    return jobs_folder() / f"{job_id}.log"


def cancel_path(job_id: str) -> Path:
    """A file whose being there means « stop »: it gets through while the job itself holds the store."""
    return jobs_folder() / f"{job_id}.cancel"


def lower_priority() -> None:
    """Let the pages go first. On Windows the process was created that way."""
    nice = getattr(os, "nice", None)
    if nice is not None:
        with contextlib.suppress(OSError):
            nice(10)


def _creation_flags() -> int:
    # Present on Windows only; 0 elsewhere, which is the default.
    return getattr(subprocess, "BELOW_NORMAL_PRIORITY_CLASS", 0) | getattr(subprocess, "CREATE_NO_WINDOW", 0)


def _forget_ended() -> None:
    for job_id, process in list(_processes.items()):
        if process.poll() is not None:
            del _processes[job_id]
