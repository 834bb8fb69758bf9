"""Make or refresh `.venv` for a file of requirements; does nothing, quickly, when it is up to date.

    python tools/make_venv.py requirements.txt

Up to date means: the same requirements, read with the files they include, and the same Python. Standard library only: it
runs before anything is installed, on every system.
"""

from __future__ import annotations

import hashlib
import subprocess
import sys
import venv
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
FOLDER = ROOT / ".venv"
OLDEST = (3, 11)


def main(requirements: str) -> int:
    """Bring `.venv` to these requirements; the exit status."""
    if sys.version_info < OLDEST:
        print(
            f"Python {OLDEST[0]}.{OLDEST[1]} or newer is needed; this is {sys.version.split()[0]}: {sys.executable}",
            file=sys.stderr,
        )
        return 1
    path = ROOT / requirements
    if is_up_to_date(path):
        return 0
    if not _works():
        print("Creating .venv …", flush=True)
        try:
            venv.create(FOLDER, with_pip=True, clear=True)
        except subprocess.CalledProcessError:
            print(
                "Python cannot make a virtual environment here. On Debian or Ubuntu: apt-get install python3-venv",
                file=sys.stderr,
            )
            return 1
    print(f"Installing {requirements} (a minute or two the first time) …", flush=True)
    command = [python(), "-m", "pip", "install", "--quiet", "--disable-pip-version-check", "--no-input", "-r", str(path)]
    done = subprocess.run(command, cwd=ROOT, check=False)
    if done.returncode:
        return done.returncode
    for included in _with_included(path):
        _stamp_of(included).write_text(_fingerprint(included), encoding="ascii")
    return 0


def python() -> str:
    """The interpreter of `.venv`."""
    return str(FOLDER / ("Scripts/python.exe" if sys.platform == "win32" else "bin/python"))


def is_up_to_date(path: Path) -> bool:
    """The last installation was of these very requirements, by this very Python."""
    stamp = _stamp_of(path)
    return stamp.is_file() and Path(python()).exists() and stamp.read_text(encoding="ascii") == _fingerprint(path)


def _works() -> bool:
    if not Path(python()).exists():
        return False
    # A folder that was moved, or whose Python is gone, starts but finds nothing.
    code = "import sys, pip; sys.exit(sys.version_info[:2] != tuple(map(int, sys.argv[1:])))"
    version = [str(number) for number in sys.version_info[:2]]
    return subprocess.run([python(), "-c", code, *version], capture_output=True, check=False).returncode == 0


def _stamp_of(path: Path) -> Path:
    return FOLDER / f"installed-{path.stem}.txt"


def _with_included(path: Path) -> list[Path]:
    files = [path]
    for line in path.read_text(encoding="utf-8").splitlines():
        if line.startswith("-r "):
            files += _with_included(path.parent / line[3:].strip())
    return files


def _fingerprint(path: Path) -> str:
    # Line ends do not count: git may write them its own way.
    texts = [file.read_text(encoding="utf-8") for file in _with_included(path)]
    return hashlib.sha256("\0".join([sys.version, str(ROOT), *texts]).encode()).hexdigest()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1]))
