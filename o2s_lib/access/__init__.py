"""Who acts, and what they may do."""

from __future__ import annotations

from o2s_lib.access.actions import Action
from o2s_lib.access.actor import Actor, local_actor
from o2s_lib.access.policy import check, visible_contacts

__all__ = ["Action", "Actor", "check", "local_actor", "visible_contacts"]
