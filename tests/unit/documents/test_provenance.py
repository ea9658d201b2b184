"""Where a document comes from: the sums of its files can be computed again by anybody."""

from __future__ import annotations

import hashlib

from ceecluster.provenance import checksums
from ceecluster.study import Study


def test_the_sum_of_a_folder_can_be_computed_from_its_files(study: Study) -> None:
    """From the bytes on disk, in the lines that sha256sum prints; every file is in one sum."""
    found = checksums(study.digests)
    assert sum(each.files for each in found) == len(study.digests)
    assert any(each.files > 1 for each in found)
    for each in found:
        lines = [
            f"{hashlib.sha256((study.root / name).read_bytes()).hexdigest()}  {name}\n"
            for name in sorted(study.digests, key=str.encode)
            if name == each.name or name.rpartition("/")[0] == each.name.removesuffix("/*")
        ]
        assert len(lines) == each.files
        joint = hashlib.sha256("".join(lines).encode()).hexdigest()
        assert each.digest == (joint if each.files > 1 else lines[0].split()[0])


def test_one_changed_byte_name_or_missing_file_changes_the_sum_of_its_folder() -> None:
    """And no other; a folder within a folder has a sum of its own, a file alone keeps its own."""
    files = {"b/x.csv": "11", "b/Y.csv": "22", "b/c/z.csv": "33", "b/c/w.csv": "44", "a.yaml": "55", "d/only.csv": "66"}
    found = {each.name: each.digest for each in checksums(files)}
    assert list(found) == ["a.yaml", "b/*", "b/c/*", "d/only.csv"]
    assert found["a.yaml"] == "55" and found["d/only.csv"] == "66"
    assert found["b/*"] == hashlib.sha256(b"22  b/Y.csv\n11  b/x.csv\n").hexdigest()
    without = {name: digest for name, digest in files.items() if name != "b/x.csv"}
    for other in ({**files, "b/x.csv": "12"}, {**without, "b/z.csv": "11"}):
        changed = {each.name: each.digest for each in checksums(other)}
        assert {name for name in found if changed.get(name) != found[name]} == {"b/*"}
    assert {each.name for each in checksums(without)} == {"a.yaml", "b/Y.csv", "b/c/*", "d/only.csv"}
