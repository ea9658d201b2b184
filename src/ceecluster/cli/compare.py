"""`ceecluster compare`: where the policies cohere."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ceecluster.cli.checking import GRAMMAR
from ceecluster.cli.options import (
    AsOfOption,
    ForceOption,
    FormatOption,
    LanguageOption,
    OutputOption,
    PartCountryOption,
    PartRegionOption,
    PartSectorOption,
    QuietOption,
    SeedOption,
    WorkspaceOption,
)
from ceecluster.settings import FIRST_YEAR, LAST_YEAR, MOST_DRAWS

if TYPE_CHECKING:
    from ceecluster.cli.destination import Destination
    from ceecluster.study import Study


HOLDINGS = ("sectors", "programmes", "money")
"""Topics that ask for no similarity."""


# Long by its options: each is declared where typer reads it.
def compare(
    context: typer.Context,
    regions: Annotated[
        list[str] | None,
        typer.Argument(
            metavar="[REGION]...", help="Two or more regions side by side; none for the network.", show_default=False
        ),
    ] = None,
    workspace: WorkspaceOption = None,
    level: Annotated[
        list[str] | None, typer.Option("--level", help="Only this level; may be repeated.", show_default=False)
    ] = None,
    dimension: Annotated[
        list[str] | None,
        typer.Option(
            "--dimension",
            help="Only this dimension: objectives, instruments, target_groups, sectors, funding_sources; repeatable.",
            show_default=False,
        ),
    ] = None,
    as_of: AsOfOption = None,
    region: PartRegionOption = None,
    country: PartCountryOption = None,
    sector: PartSectorOption = None,
    measure: Annotated[
        str,
        typer.Option(
            "--measure", "--method", help="ruzicka, jaccard, dice, overlap, simple_matching, cosine or bray_curtis."
        ),
    ] = "ruzicka",
    weights: Annotated[
        str | None,
        typer.Option(
            "--weights", metavar="LIST", help="Weights of the dimensions: objectives=2,sectors=0.5", show_default=False
        ),
    ] = None,
    with_national: Annotated[
        bool, typer.Option("--with-national", help="Count national frames for their regions across regions, too.")
    ] = False,
    about: Annotated[
        str | None,
        typer.Option(
            "--about",
            metavar="TOPIC",
            help="One question instead of the whole: chance, groups, structure, learning, openness, cooperation, "
            "sectors, programmes or money.",
            show_default=False,
        ),
    ] = None,
    why: Annotated[
        tuple[str, str, str] | None,
        typer.Option(
            "--why",
            metavar="REGION REGION LEVEL",
            help="The codes and records that make the similarity of two regions at a level.",
            show_default=False,
        ),
    ] = None,
    readers: Annotated[
        bool, typer.Option("--readers", help="What survives the readers' error, from the records read twice.")
    ] = False,
    then: Annotated[
        int | None,
        typer.Option(
            "--then",
            min=FIRST_YEAR,
            max=LAST_YEAR,
            metavar="YEAR",
            help="What became of the records of this year; with --about cooperation: who was linked before it.",
            show_default=False,
        ),
    ] = None,
    now: Annotated[
        int | None,
        typer.Option(
            "--now",
            min=FIRST_YEAR,
            max=LAST_YEAR,
            metavar="YEAR",
            help="The later year beside --then. Default: the year of the result.",
            show_default=False,
        ),
    ] = None,
    draws: Annotated[
        int | None,
        typer.Option(
            "--draws",
            min=0,
            max=MOST_DRAWS,
            help="Random matrices of the pair test; enough that one pair could be announced, 0 leaves it out.",
            show_default=False,
        ),
    ] = None,
    seed: SeedOption = 1,
    check: Annotated[
        list[str] | None,
        typer.Option(
            "--check",
            metavar="RULE",
            help=f'Exit 1 unless it holds, e.g. "H[policy] >= 0.3". RULE is {GRAMMAR}; may be repeated.',
            show_default=False,
        ),
    ] = None,
    format: FormatOption = None,
    output: OutputOption = None,
    force: ForceOption = False,
    language: LanguageOption = None,
    quiet: QuietOption = False,
) -> None:
    """Compare the regions: how alike at each level, how coherent inside, and what is more than chance.

    Examples:

    - **ceecluster compare** the whole network at a glance
    - **ceecluster compare REGION OTHER** two regions, code by code
    - **ceecluster compare --level LEVEL --dimension sectors** one level, one kind of code
    - **ceecluster compare --as-of 2010** what was in force then; **--as-of all** everything on file
    - **ceecluster compare --why REGION OTHER LEVEL** which codes and records make the number
    - **ceecluster compare --about chance** which of it is more than chance
    - **ceecluster compare --then 2008 --now 2026** what continues, was succeeded, ended, is new
    - **ceecluster compare --readers** which of it survives another reader
    - **ceecluster compare --check "H[policy] >= 0.3"** for CI
    """
    from ceecluster.cli.checking import failed, parsed
    from ceecluster.cli.destination import TOLD, destination
    from ceecluster.cli.output import load_study, say
    from ceecluster.cli.regions import members, part
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.errors import UsageError
    from ceecluster.words.comparison import comparison_topic
    from ceecluster.words.pairwise import pairwise_topic, reasons_topic
    from ceecluster.words.topic import screen

    to = destination(context, TOLD)
    parsed(check or [])
    study = part(load_study(workspace, quiet=quiet, as_of=as_of, required=bool(check)), region, country, sector)
    alike: dict[str, Any] = {
        "dimensions": dimension or None,
        "measure": measure,
        "national": with_national,
        "weights": _weights(weights),
    }
    if why is not None:
        one, other = (members(study, [code])[0] for code in why[:2])
        reasons = study.explain_pair(one, other, why[2], **alike)
        tell(ToldResult(screen(reasons_topic(study.world, reasons)), None, reasons, reasons.codes), study, to)
        return
    if readers:
        if regions or level or about:
            raise UsageError("--readers is about the whole network", "leave out regions, --level and --about")
        _tell_readers(study, to, seed=seed, **({} if draws is None else {"draws": draws}), **alike)
        return
    chosen = members(study, regions or [])
    if len(chosen) == 1:
        raise UsageError(
            f"{chosen[0]} alone cannot be compared",
            f"Name another beside it, or see its profile: ceecluster report region {chosen[0]}",
        )
    if then is not None and about is None:
        _tell_then(study, then, now, to, dimensions=alike["dimensions"], measure=measure, seed=seed)
        return
    if about in HOLDINGS:
        _tell_holdings(about, study, to)
        return
    comparison = study.compare(levels=level, draws=draws, seed=seed, **alike)
    if about is not None:
        _tell_question(study, about, then, to, levels=level, draws=draws, seed=seed, **alike)
    elif chosen:
        found = comparison.beside(chosen)
        pairs = comparison.pairs
        mine = pairs[pairs["region"].isin(chosen) & pairs["partner"].isin(chosen)]
        tell(ToldResult(screen(pairwise_topic(comparison, found)), None, comparison, mine), study, to)
    else:
        tell(ToldResult(screen(comparison_topic(comparison)), None, comparison, comparison.regions), study, to)
    broken = failed(comparison, check or [])
    for rule in broken:
        say(f"Check failed: {rule}")
    if broken:
        raise typer.Exit(1)


def _tell_readers(study: Study, to: Destination, **settings: Any) -> None:
    """What survives the readers' error."""
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.coherence.readers import ReaderPair
    from ceecluster.frames import framed
    from ceecluster.words.readers import readers_topic
    from ceecluster.words.topic import screen

    spread = study.reader_spread(**settings)
    told = screen(readers_topic(study.world, spread))
    tell(ToldResult(told, None, spread, framed(ReaderPair, spread.pairs)), study, to)


def _tell_question(study: Study, about: str, then: int | None, to: Destination, **settings: Any) -> None:
    """One question about the comparison."""
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.errors import unknown
    from ceecluster.words.questions import TOPICS, question_topic
    from ceecluster.words.topic import screen

    if about not in TOPICS:
        raise unknown("topic", about, (*TOPICS, *HOLDINGS))
    asked = study.questions(**settings)
    result = getattr(asked, about)
    tell(ToldResult(screen(question_topic(about, asked, then)), None, result, result.table), study, to)


def _tell_then(study: Study, then: int, now: int | None, to: Destination, **settings: Any) -> None:
    """Two years beside each other."""
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.words.then_and_now import then_topic
    from ceecluster.words.topic import screen

    found = study.then_and_now(then, now, **settings)
    tell(ToldResult(screen(then_topic(study.world.network.title, found)), None, found, found.table), study, to)


def _tell_holdings(about: str, study: Study, to: Destination) -> None:
    """What the members have side by side: sectors, European programmes or public money; no similarity is asked for."""
    from ceecluster.cli.telling import ToldResult, tell
    from ceecluster.words.critical_mass import critical_mass_topic
    from ceecluster.words.programme_use import programme_use_topic
    from ceecluster.words.then_and_now import money_topic
    from ceecluster.words.topic import screen
    from ceecluster.words.year import year_head

    if about == "sectors":
        mass = study.critical_mass()
        tell(ToldResult(screen(critical_mass_topic(mass)), None, mass, mass.frame), study, to)
    elif about == "money":
        found = study.money()
        tell(ToldResult(screen(money_topic(year_head(study.world), found)), None, found, found.table), study, to)
    else:
        use = study.programme_use()
        tell(ToldResult(screen(programme_use_topic(use)), None, use, use.frame), study, to)


def _weights(text: str | None) -> dict[str, float]:
    from ceecluster.errors import UsageError, unknown
    from ceecluster.frames import DIMENSIONS

    found = {}
    for part in (text or "").split(","):
        if not part.strip():
            continue
        name, _, value = part.partition("=")
        if name.strip() not in DIMENSIONS:
            raise unknown("dimension", name.strip(), DIMENSIONS)
        try:
            found[name.strip()] = float(value)
        except ValueError as error:
            raise UsageError(f"'{part.strip()}' is no weight", "write for example: objectives=2,sectors=0.5") from error
    return found
