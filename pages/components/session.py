"""Who is at the keyboard, and which store: the only place where pages learn it."""

from __future__ import annotations

from datetime import datetime

import streamlit as st

from o2s_lib import access, clock, jobs, store
from o2s_lib.settings import database_url


def actor() -> access.Actor:
    """The person of this session. Until sign-in exists, the one user of this computer."""
    return access.local_actor()


@st.cache_resource(show_spinner=False)
def _opened(url: str) -> store.Store:
    # One analyst's own file is brought up to date by opening the app; a shared server only by whoever administers it.
    try:
        opened = store.open_store(url)
    except store.StoreNotReady:
        if not url.startswith("sqlite"):
            raise
        opened = store.open_store(url, migrate=True)
    jobs.mark_orphans(opened)
    return opened


def current_store() -> store.Store:
    """The store of this process, opened once."""
    return _opened(database_url())


def now() -> datetime:
    """The instant of this run, aware; pages ask for it here and nowhere else."""
    return clock.now()
