"""`python -m ceecluster`, where the command itself is not on the path."""

from __future__ import annotations

from ceecluster.cli import main

# Helpers that share the work import this module again, and must not begin anew.
if __name__ == "__main__":
    main()
