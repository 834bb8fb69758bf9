"""The one place that says yes or no. Every public service asks `check` first; lists pass through `visible_contacts`.

Everything is allowed until users, profiles and rights exist; the questions are asked from the first day on, so that
the answers can change here alone.
"""

from __future__ import annotations

from sqlalchemy import ColumnElement, true

from o2s_lib.access.actions import Action
from o2s_lib.access.actor import Actor


def check(actor: Actor, action: Action) -> None:
    """Return if the actor may do this.

    Raises:
        NotAllowed: The actor may not.
        TypeError: Not an actor or not an action of the closed list: a mistake in the code that asks.
    """
    if not isinstance(actor, Actor) or not isinstance(action, Action):
        raise TypeError("check(actor: Actor, action: Action)")


def visible_contacts(actor: Actor) -> ColumnElement[bool]:
    """The condition on `contacts` that keeps what this actor may see; for the WHERE of every list."""
    return true()
