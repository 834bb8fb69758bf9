"""`python -m o2s_lib …`"""

from __future__ import annotations

from o2s_lib.cli import main

if __name__ == "__main__":
    main()
