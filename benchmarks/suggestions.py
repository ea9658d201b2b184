"""How often the codes of a record are among those that `validate --suggest` would name, had it none.

    python benchmarks/suggestions.py [WORKSPACE]

Each inventory in turn is held out: its records are asked, and only records of the others and the vocabulary answer.
Beside it stands what naming the three most frequent codes of the others finds. Recall is the share of a record's codes
among the three named, averaged over the records that have codes; `any` is the share of records of which at least one
code was named.
"""

from __future__ import annotations

import sys
from collections import Counter
from pathlib import Path

from ceecluster.checks.run import check
from ceecluster.checks.suggestions import LISTS, MOST, Coded, codes_of
from ceecluster.model import Programme, World


def held_out(world: World, listing: str) -> tuple[int, float, float, float]:
    """(records, recall at 3, share with any, recall of the three most frequent codes)."""
    owned: dict[str, list[Programme]] = {"network": [*world.transnational]}
    for kind in ("regions", "national", "candidates"):
        for code, inventory in getattr(world, kind).items():
            owned[f"{kind} {code}"] = [*inventory.programmes]
    recall = hits = frequent = 0.0
    count = 0
    for owner, own in owned.items():
        others = [record for other, records in owned.items() if other != owner for record in records]
        coded = Coded(others, world, listing)
        often = Counter(code for record in others for code in codes_of(record, listing)).most_common(MOST)
        top = {code for code, _ in often}
        for record in own:
            if codes := {*codes_of(record, listing)}:
                named = {each.code for each in coded.suggested(record)}
                recall += len(codes & named) / len(codes)
                hits += bool(codes & named)
                frequent += len(codes & top) / len(codes)
                count += 1
    return count, recall / count, hits / count, frequent / count


def main() -> None:
    """Print the table."""
    root = Path(sys.argv[1]) if len(sys.argv) > 1 else Path(__file__).resolve().parents[1] / "data"
    world = check(root).complete()
    print("| codes | records | recall@3 | any of 3 | recall@3 of the most frequent |\n|---|---|---|---|---|")
    for listing in LISTS:
        count, recall, hits, frequent = held_out(world, listing)
        print(f"| {listing} | {count} | {recall:.2f} | {hits:.2f} | {frequent:.2f} |")


if __name__ == "__main__":
    main()
