"""A part of the network: some members, the records of some sectors."""

from __future__ import annotations

from pathlib import Path

import pytest

from ceecluster.cli.regions import part
from ceecluster.errors import UsageError
from ceecluster.study import Study, load

ROOT = Path(__file__).parents[1]


@pytest.fixture(scope="module")
def study() -> Study:
    """The data as landed."""
    return load(ROOT / "frozen")


def test_the_whole_is_no_part(study: Study) -> None:
    """Without a choice the study is the one it was."""
    assert study.of() is study
    assert part(study, [], None, None) is study


def test_members_are_those_named_or_in_a_named_country(study: Study) -> None:
    """In any case and by name; a union, in the network's order; neighbours outside are none."""
    found = part(study, ["cz", "Upper Austria, HU22"], ["si"])
    codes = [region.code for region in found.world.network.regions]
    assert codes == [r.code for r in study.world.network.regions if r.code in {"CZ", "AT31", "HU22", "SI"}]
    assert [*found.inventory] == codes
    kept = {*codes, *(region.code for region in found.world.network.candidates)}
    assert all({*region.neighbours} <= kept for region in found.world.network.regions)


def test_records_of_a_sector_are_those_that_name_it(study: Study) -> None:
    """Of members, national frames and across borders; the number is a count by hand."""
    found = part(study, sectors=["SEC-AUTO"])
    wanted = {
        p.id
        for group in (study.whole.regions, study.whole.national)
        for i in group.values()
        for p in i.programmes
        if "SEC-AUTO" in p.sectors
    }
    kept = {p.id for group in (found.whole.regions, found.whole.national) for i in group.values() for p in i.programmes}
    assert kept == wanted
    assert len(wanted) > 10
    assert len(found.world.network.regions) == len(study.world.network.regions)


def test_a_pair_is_what_it_was_in_the_whole(study: Study) -> None:
    """Similarity of two regions does not hang on the third; rules and the year stay."""
    whole = study.compare(draws=0).pairs.set_index(["level", "region", "partner"])["similarity"]
    some = (
        part(study, ["AT31", "CZ", "SK"]).compare(draws=0).pairs.set_index(["level", "region", "partner"])["similarity"]
    )
    assert len(some) == 3 * 3
    assert some.round(12).equals(whole.loc[some.index].round(12))


def test_the_head_names_the_part(study: Study) -> None:
    """The part stands in the head of every result."""
    from ceecluster.words.year import year_head

    found = part(study, ["AT31"], None, ["SEC-AUTO"])
    told = str(year_head(found.world).facts["part"])
    assert "AT31" in told
    assert "SEC-AUTO" in told
    assert year_head(study.world).facts["part"] is None


@pytest.mark.parametrize(
    ("choice", "said"),
    [
        ((["AT99"], None, None), "unknown region 'AT99'"),
        ((["AT13"], None, None), "candidate"),
        ((None, ["ZZ"], None), "unknown country of a member 'ZZ'"),
        ((None, None, ["SEC-AUT"]), "Did you mean 'SEC-AUTO'"),
    ],
)
def test_what_the_network_does_not_have_is_refused(
    study: Study, choice: tuple[list[str] | None, ...], said: str
) -> None:
    """By name, with the nearest that it has."""
    with pytest.raises(UsageError) as refused:
        part(study, *choice)
    assert said in str(refused.value)
