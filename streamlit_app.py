"""The entry: the server (headers, errors) and, run as a script, the menu and the page asked for."""

from __future__ import annotations

import importlib
from collections.abc import AsyncIterator
from contextlib import asynccontextmanager
from threading import Thread

import streamlit as st
from starlette.datastructures import MutableHeaders
from starlette.middleware import Middleware
from starlette.types import ASGIApp, Message, Receive, Scope, Send
from streamlit.runtime.pages_manager import PagesManager

from pages.components import messages

_HEADERS = {
    "X-Frame-Options": "DENY",
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Cross-Origin-Opener-Policy": "same-origin",
}


class SecurityHeaders:
    """Adds to every answer the headers that Streamlit does not send of its own."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def send_with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, text in _HEADERS.items():
                    headers[name] = text
            await send(message)

        await self.app(scope, receive, send_with_headers)


@asynccontextmanager
async def loading(_: object) -> AsyncIterator[None]:
    """Load the library while the first visitor's browser is still fetching the page: nearly two seconds of imports."""
    Thread(target=importlib.import_module, args=("o2s_lib.imports.service",), daemon=True).start()
    yield


# Our folder is called `pages`, Streamlit's old way of declaring pages. Until the first visitor has run `st.navigation` it would
# look for a script of that name there and answer « page not found » to a link into the app.
PagesManager.uses_pages_directory = False

app = st.App(__file__, lifespan=loading, middleware=[Middleware(SecurityHeaders)], on_script_error=messages.unexpected)


def main() -> None:
    """Draw the frame of every page, then the page."""
    from pages.components import look
    from pages.components.french import french

    st.set_page_config(page_title="Atelier O2S", layout="wide", page_icon=look.icon())
    st.logo(look.wordmark(), size="medium")
    page = st.navigation(
        {
            "": [st.Page("pages/home/home.py", title="Accueil", icon=":material/home:", default=True)],
            "Imports": [
                st.Page(
                    "pages/imports/contacts.py", title="Contacts", icon=":material/upload_file:", url_path="imports-contacts"
                ),
                st.Page("pages/imports/batches.py", title="Lots d’import", icon=":material/history:", url_path="lots-import"),
            ],
        },
        position="top",
    )
    look.style()
    french()
    page.run()


if __name__ == "__main__":
    main()
