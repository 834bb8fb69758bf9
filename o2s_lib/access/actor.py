"""The person, or the desk, on whose behalf a service acts."""

from __future__ import annotations

import getpass
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts. `id` is stable and goes into the journal; `name` is what the history shows."""

    id: str
    name: str


def local_actor() -> Actor:
    """The person at this PC: until there are accounts, whoever opened the session of the computer.

    A container or a service may have no user name at all (no USER, no entry for the uid): the desk acts then.
    """
    try:
        login = getpass.getuser().strip()
    except (OSError, KeyError, ImportError):  # ImportError: `pwd` is looked for on Windows before Python 3.13
        login = ""
    if not login:
        return Actor(id="poste", name="Poste local")
    return Actor(id=f"poste:{login.casefold()}", name=f"Poste local ({login})")
