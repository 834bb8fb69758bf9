"""The fictional firm: seeded, so that two people look at the same one."""

from __future__ import annotations

from o2s_lib.demo.firm import load_firm
from o2s_lib.demo.people import make_people

__all__ = ["load_firm", "make_people"]
