"""The app run without a browser, over a store of the test alone."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from streamlit.testing.v1 import AppTest

from o2s_lib.access import local_actor
from o2s_lib.imports import service
from o2s_lib.imports.drafts import Draft
from o2s_lib.imports.shapes import MatchKey, Mode
from o2s_lib.settings import database_url
from o2s_lib.store import Store, open_store
from tests.e2e import files

ENTRY = Path(__file__).resolve().parents[2] / "streamlit_app.py"
CONTACTS = "pages/imports/contacts.py"

OpenApp = Callable[..., AppTest]


@pytest.fixture
def page_store() -> Iterator[Store]:
    """The store that the pages of this test open."""
    opened = open_store(database_url(), migrate=True)
    yield opened
    opened.close()


@pytest.fixture
def open_app(page_store: Store) -> OpenApp:
    """Opens a page of the app at an address: `open_app(CONTACTS, brouillon="…")`."""

    def run(script: str | None = None, /, **address: str) -> AppTest:
        app = AppTest.from_file(str(ENTRY), default_timeout=60)
        app.run()
        if script is not None:
            app.switch_page(script)
        for name, text in address.items():
            app.query_params[name] = text
        return app.run()

    return run


def html_of(app: AppTest) -> str:
    """All the markup that we drew, the style sheet aside."""
    return "\n".join(str(element.proto.body) for element in app.get("html") if "<style>" not in str(element.proto.body))


def make_draft(store: Store, rows: list[files.Row], *, filename: str = "essai.xlsx", previewed: bool = True) -> Draft:
    """A draft of the person at this computer, with its preview."""
    actor = local_actor()
    draft = service.start_draft(actor, store, filename, files.xlsx(rows))
    draft = service.change_draft(actor, store, draft.draft_id, mode=Mode.ADD_UPDATE, keys=frozenset({MatchKey.CODE}))
    if previewed:
        service.preview(actor, store, draft.draft_id)
    return service.get_draft(actor, store, draft.draft_id)
