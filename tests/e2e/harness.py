"""Start the app on a free port over a database of its own, and give pages of a real browser."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Browser, Locator, Page, sync_playwright

ROOT = Path(__file__).resolve().parents[2]
ARTIFACTS = ROOT / "test-artifacts"
FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
    "--disable-dev-shm-usage",
]
PATIENCE = 30_000
"""Milliseconds before a browser test gives up waiting for one thing."""


class NoBrowser(Exception):
    """No Chromium on this machine."""


@dataclass(frozen=True)
class RunningApp:
    """The app under test: where it answers, and where its data lie."""

    url: str
    local_folder: Path

    @property
    def database_url(self) -> str:
        """The address of its database, for `open_store`."""
        return f"sqlite:///{(self.local_folder / 'o2s.db').as_posix()}"


def find_chromium() -> str:
    """Path of the system's Chromium; `O2S_CHROMIUM` names another. Raises NoBrowser."""
    for name in (os.environ.get("O2S_CHROMIUM", ""), "chromium", "chromium-browser", "google-chrome", "chrome"):
        found = shutil.which(name) if name else None
        if found:
            return found
    raise NoBrowser("ni chromium ni chrome n'est installé (apt-get install chromium), et O2S_CHROMIUM ne dit pas où il est")


def free_port() -> int:
    """A port that nobody listens on."""
    with socket.socket() as found:
        found.bind(("127.0.0.1", 0))
        return int(found.getsockname()[1])


@contextlib.contextmanager
def running_app(local_folder: Path) -> Iterator[RunningApp]:
    """The app in a process of its own, over an empty store, until the block ends."""
    local_folder.mkdir(parents=True, exist_ok=True)
    port = free_port()
    command = [
        sys.executable,
        "-m",
        "streamlit",
        "run",
        "streamlit_app.py",
        "--server.port",
        str(port),
        "--server.headless",
        "true",
    ]
    environment = {**os.environ, "O2S_LOCAL_FOLDER": str(local_folder), "PYTHONDONTWRITEBYTECODE": "1"}
    environment.pop("O2S_DATABASE_URL", None)
    log = local_folder / "app.log"
    with log.open("wb") as output:
        process = subprocess.Popen(command, cwd=ROOT, env=environment, stdout=output, stderr=output)
        try:
            _wait_healthy(f"http://127.0.0.1:{port}", process, log)
            yield RunningApp(f"http://127.0.0.1:{port}", local_folder)
        finally:
            process.terminate()
            try:
                process.wait(10)
            except subprocess.TimeoutExpired:
                process.kill()


def _wait_healthy(url: str, process: subprocess.Popen[bytes], log: Path, seconds: float = 60) -> None:
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if process.poll() is not None:
            raise RuntimeError(
                f"the app ended with {process.returncode}: {log.read_text(encoding='utf-8', errors='replace')[-2000:]}"
            )
        with contextlib.suppress(OSError), urllib.request.urlopen(f"{url}/_stcore/health", timeout=1) as answer:
            if answer.status == 200:
                return
        time.sleep(0.05)
    raise TimeoutError("the app never said that it was healthy")


@contextlib.contextmanager
def running_browser() -> Iterator[Browser]:
    """Chromium without a window. Raises NoBrowser."""
    path = find_chromium()
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, headless=True, args=FLAGS)
        try:
            yield browser
        finally:
            browser.close()


def settle(page: Page) -> None:
    """Wait until no script runs and nothing is left to paint.

    The script is over before lazy parts of the page are loaded: the grey placeholders must be gone as well.
    """
    page.wait_for_selector("[data-testid=stApp]", timeout=PATIENCE)
    page.wait_for_function(
        "() => document.querySelector('[data-testid=stApp]')?.getAttribute('data-test-script-state') === 'notRunning'"
        " && !document.querySelector('[data-testid=stSkeleton],[data-testid=stSpinner]')",
        timeout=PATIENCE,
    )


def open_page(page: Page, url: str) -> None:
    """Go to an address of the app and wait for its page."""
    page.goto(url)
    page.wait_for_selector("[data-testid=stMain] h1", timeout=PATIENCE)
    settle(page)


def drop_file(page: Page, name: str, content: bytes) -> None:
    """Give a file to the uploader and wait for what the page says of it."""
    page.locator("input[type=file]").set_input_files({"name": name, "mimeType": "application/octet-stream", "buffer": content})
    page.wait_for_selector(".st-key-to_preview", timeout=PATIENCE)
    page.wait_for_function(
        "() => location.search.includes('brouillon=') || document.querySelector('.note.err')", timeout=PATIENCE
    )
    settle(page)


def choose_mode(page: Page, words: str = "Ajouter et mettre à jour") -> None:
    """Say what is done with known contacts."""
    page.get_by_role("radiogroup", name="Contacts déjà connus").get_by_text(words, exact=True).click()
    settle(page)


def build_preview(page: Page) -> None:
    """Ask for the preview and wait for it."""
    button = page.get_by_role("button", name="Voir l’aperçu")
    button.wait_for(timeout=PATIENCE)
    page.wait_for_function("() => !document.querySelector('.st-key-to_preview button')?.disabled", timeout=PATIENCE)
    button.click()
    page.get_by_role("heading", name="Aperçu de l’import").wait_for(timeout=PATIENCE)
    page.locator("[data-testid=stDataFrame] canvas").first.wait_for(timeout=PATIENCE)
    settle(page)


def pill(page: Page, words: str) -> Locator:
    """A filter of the preview, by its first word."""
    return page.get_by_role("button", name=words)


def counts(page: Page) -> dict[str, int]:
    """What the filters of the preview say: word -> number of rows."""
    said = {}
    for text in page.locator("[data-testid=stButtonGroup] button").all_inner_texts():
        words = text.replace("\u202f", "").split()
        digits = [word for word in words if word.isdigit()]
        if digits and words[0].isascii() is not None:
            name = " ".join(word for word in words if (word.isalpha() and word[0].isupper()) or word in ("à", "jour"))
            said[name] = int(digits[0])
    return said
