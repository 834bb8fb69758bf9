"""The app and the browser, started once; a page and a fresh store's worth of names per test."""

from __future__ import annotations

import os
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.e2e import harness


@pytest.fixture(scope="session")
def browser() -> Iterator[Browser]:
    """Chromium. With CI=true it must start; elsewhere the test is skipped and says why."""
    try:
        with harness.running_browser() as running:
            yield running
    except harness.NoBrowser as error:
        if os.environ.get("CI", "").lower() == "true":
            raise
        pytest.skip(f"no browser: {error}")


@pytest.fixture(scope="module")
def app(tmp_path_factory: pytest.TempPathFactory) -> Iterator[harness.RunningApp]:
    """The app over an empty store, one for the tests of a file."""
    with harness.running_app(tmp_path_factory.mktemp("app") / "local") as running:
        yield running


@pytest.fixture
def page(browser: Browser, app: harness.RunningApp, request: pytest.FixtureRequest) -> Iterator[Page]:
    """A page with a session of its own; what it shows when the test fails is kept under `test-artifacts`."""
    context = browser.new_context(
        locale="fr-FR", timezone_id="Europe/Paris", viewport={"width": 1280, "height": 800}, accept_downloads=True
    )
    context.set_default_timeout(harness.PATIENCE)
    expect.set_options(timeout=harness.PATIENCE)
    opened = context.new_page()
    yield opened
    report = getattr(request.node, "report_of_call", None)
    if report is not None and report.failed:
        harness.ARTIFACTS.mkdir(exist_ok=True)
        opened.screenshot(path=harness.ARTIFACTS / f"{request.node.name}.png", full_page=True)
        log = app.local_folder / "app.log"
        (harness.ARTIFACTS / f"{request.node.name}.log").write_text(
            log.read_text(encoding="utf-8", errors="replace")[-20_000:], encoding="utf-8"
        )
    context.close()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item: pytest.Item) -> Iterator[None]:
    """Leave the outcome of the test where the fixture `page` finds it."""
    report = yield
    if report.when == "call":
        item.report_of_call = report  # type: ignore[attr-defined]  # pytest lets tests carry their own attributes
    return report


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Everything here needs a browser."""
    for item in items:
        if Path(__file__).parent in item.path.parents:
            item.add_marker(pytest.mark.browser)
