"""Where things are and how big they may be, from the environment; the same wherever the process was started from."""

from __future__ import annotations

import os
from pathlib import Path

_ROOT = Path(__file__).resolve().parent.parent


def project_folder() -> Path:
    """The folder that holds `o2s_lib`, `pages` and `data`."""
    return _ROOT


def reference_folder() -> Path:
    """`data/reference`: columns, code lists, synonyms."""
    return _ROOT / "data" / "reference"


def local_folder() -> Path:
    """Where databases and uploads lie; `O2S_LOCAL_FOLDER` moves it. Not created here."""
    return Path(os.environ.get("O2S_LOCAL_FOLDER") or _ROOT / "data" / "local")


def database_url() -> str:
    """`O2S_DATABASE_URL`, else the SQLite file `o2s.db` of the local folder."""
    return os.environ.get("O2S_DATABASE_URL") or f"sqlite:///{(local_folder() / 'o2s.db').as_posix()}"


def max_upload_bytes() -> int:
    """Size above which a file is refused; `O2S_MAX_UPLOAD_MB`, 200 by default."""
    return int(float(os.environ.get("O2S_MAX_UPLOAD_MB") or 200) * 1_000_000)


def draft_days() -> int:
    """How long an import draft is kept; `O2S_DRAFT_DAYS`, 7 by default."""
    return int(os.environ.get("O2S_DRAFT_DAYS") or 7)


def jobs_folder() -> Path:
    """Where the processes of long work write what no user should read. Not created here."""
    return local_folder() / "jobs"
