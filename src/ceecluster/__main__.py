"""`python -m ceecluster`, where the command itself is not on the path."""

from ceecluster.cli import main

main()
