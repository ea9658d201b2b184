"""The composition: a workspace and everything that follows from it, made when asked for."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import TYPE_CHECKING, Any, Unpack, cast

from ceecluster.errors import UsageError
from ceecluster.memo import key_of
from ceecluster.results import told
from ceecluster.workspace import AsOf, Workspace, year_of_result

if TYPE_CHECKING:
    from ceecluster import keywords
    from ceecluster.agreement.agreement import Agreement
    from ceecluster.agreement.edition import Ballot
    from ceecluster.agreement.grounds import Grounds
    from ceecluster.agreement.group import Groups
    from ceecluster.agreement.reliability import Reliability
    from ceecluster.agreement.review import Review
    from ceecluster.agreement.why import IssueReasons
    from ceecluster.coherence.comparison import Comparison
    from ceecluster.coherence.legacy import Remains
    from ceecluster.coherence.money import Money
    from ceecluster.coherence.questions import Questions
    from ceecluster.coherence.reader_scores import ReaderScores
    from ceecluster.coherence.readers import ReaderSpread
    from ceecluster.coherence.then_and_now import ThenAndNow
    from ceecluster.coherence.trend import Trend
    from ceecluster.coherence.why import PairReasons
    from ceecluster.model.scenario import Scenario
    from ceecluster.planning.actionplan import Pick, Plan
    from ceecluster.planning.application import Application
    from ceecluster.planning.commission import EuropeanCase
    from ceecluster.planning.contacts import Introductions
    from ceecluster.planning.critical_mass import CriticalMass
    from ceecluster.planning.enlargement import Enlargement, Ranking
    from ceecluster.planning.meeting import Meeting
    from ceecluster.planning.monitoring import Monitoring
    from ceecluster.planning.offer import FitReasons
    from ceecluster.planning.programme_use import ProgrammeUse
    from ceecluster.planning.value import Theme
    from ceecluster.profile import Profile
    from ceecluster.scenarios import Scenarios
    from ceecluster.scoring.explanation import Explanation
    from ceecluster.scoring.handbook import Handbook
    from ceecluster.scoring.improvement import NextSteps
    from ceecluster.scoring.quality import Scores
    from ceecluster.scoring.robustness import Robustness


class Study(Workspace):
    """One workspace's data and results of one year; nothing is computed before it is asked for.

    The year is that of the network file unless another is asked for: `study.at(2010)` is the same workspace in 2010,
    `study.at("all")` everything on file whatever its year, and every method takes `as_of` for one result. All results
    of one year rest on the same records (see `ceecluster.inforce`). Imports stand in the methods so that `validate`
    starts without pandas.
    """

    @told
    def score(self, as_of: AsOf = None, **settings: Unpack[keywords.Score]) -> Scores:
        """Quality against the guidelines, with bounds; `settings` as `scoring.score` takes them."""
        from ceecluster.scoring.quality import score

        study = self.at(as_of)
        return study._once(("score", *key_of(settings)), lambda: score(study.world, **settings))

    @told
    def why(self, unit: str, as_of: AsOf = None, **settings: Unpack[keywords.Score]) -> Explanation:
        """Why the score of a region (`HU22`), of a region at a level (`HU22/policy`) or of a record is what it is."""
        from ceecluster.scoring.explanation import why

        return why(self.score(as_of, **settings), unit)

    @told
    def next_steps(self, as_of: AsOf = None, **settings: Unpack[keywords.Score]) -> NextSteps:
        """The smallest improvement of every region, and the evidence worth collecting first."""
        from ceecluster.scoring.improvement import next_steps

        return next_steps(self.score(as_of, **settings))

    @told
    def scenarios(self, *scenarios: Scenario, plan: bool = False) -> Scenarios:
        """What other weights, rules, years or members move in quality, coherence and agreement, or in the plan."""
        from ceecluster.scenarios import compare_scenarios

        return compare_scenarios(self, scenarios, plan=plan)

    @told
    def compare(self, as_of: AsOf = None, **settings: Unpack[keywords.Compare]) -> Comparison:
        """Coherence across regions and between levels; `settings` as `coherence.compare` takes them."""
        from ceecluster.coherence.comparison import compare

        study = self.at(as_of)
        key = key_of(settings)
        settings.setdefault("scores", study.score())
        return study._once(("compare", *key), lambda: compare(study.world, **settings))

    @told
    def questions(self, as_of: AsOf = None, **settings: Unpack[keywords.Compare]) -> Questions:
        """Chance, groups, structure, learning, openness, cooperation: each answered when asked; as `compare`."""
        from ceecluster.coherence.questions import Questions

        study = self.at(as_of)
        comparison = study.compare(**settings) if settings else study.comparison
        return study._once(("questions", *key_of(settings)), lambda: Questions(comparison, study.score()))

    @told
    def then_and_now(self, then: int, now: int | None = None, **settings: Unpack[keywords.ThenAndNow]) -> ThenAndNow:
        """What became of the records of a year by another, the study's own unless one is named; not of all years."""
        from ceecluster.coherence.then_and_now import then_and_now

        year = self.as_of if now is None else now
        if year is None:
            raise UsageError("everything on file is no year", "name one: --now 2026")
        return then_and_now(self.world, then, year, **settings)

    def remains(self, as_of: AsOf = None) -> Remains:
        """What remains of the network: its earlier ideas, pilots and aims, and its records then and now."""
        from ceecluster.coherence.legacy import remains

        return remains(self.at(as_of).world)

    @told
    def money(self, as_of: AsOf = None) -> Money:
        """The public money that is documented, by region, level and kind."""
        from ceecluster.coherence.money import money

        return money(self.at(as_of).world)

    @told
    def explain_pair(
        self, region: str, partner: str, level: str, as_of: AsOf = None, **settings: Unpack[keywords.Pair]
    ) -> PairReasons:
        """What makes the similarity of two regions; `settings` as `coherence.explain_pair` takes them."""
        from ceecluster.coherence.why import explain_pair

        return explain_pair(self.at(as_of).world, region, partner, level, **settings)

    @told
    def agree(self, as_of: AsOf = None, **settings: Unpack[keywords.Agree]) -> Agreement:
        """Where the regions agree, issue by issue; `settings` as `agreement.agree` takes them."""
        from ceecluster.agreement.agreement import agree

        study = self.at(as_of)
        return study._once(("agree", *key_of(settings)), lambda: agree(study.world, **settings))

    @told
    def why_issue(self, issue: str, as_of: AsOf = None, **settings: Unpack[keywords.Agree]) -> IssueReasons:
        """The records behind an issue's place in the agreement, and what would change it most."""
        from ceecluster.agreement.why import issue_reasons

        return issue_reasons(self.agree(as_of, **settings), issue)

    @told
    def groups(self, groups: Iterable[Sequence[str]], as_of: AsOf = None, **settings: Unpack[keywords.Agree]) -> Groups:
        """What chosen groups of regions share, turn down, and could add to the agreement."""
        from ceecluster.agreement.group import compare_groups

        return compare_groups(self.agree(as_of, **settings), groups)

    @told
    def grounds(self, as_of: AsOf = None) -> Grounds:
        """The facts that a draft agreement states: parties, records by level, fields, common criteria."""
        from ceecluster.agreement.grounds import grounds

        study = self.at(as_of)
        return study._once(("grounds",), lambda: grounds(study.world, study.score()))

    @told
    def reliability(self, draws: int = 999, seed: int = 1) -> Reliability:
        """How far a second reading of the records agrees with the inventory, whatever the year."""
        from ceecluster.agreement.reliability import reliability
        from ceecluster.reading import read_readings

        readings, _ = read_readings(self.root)
        return reliability(self.whole, readings, draws=draws, seed=seed)

    @told
    def reader_spread(self, as_of: AsOf = None, **settings: Unpack[keywords.Reader]) -> ReaderSpread:
        """How far the readers' error moves a comparison; `settings` as `coherence.readers.reader_spread` takes them."""
        from ceecluster.agreement.trust import trusted
        from ceecluster.coherence.readers import reader_spread

        return reader_spread(self.at(as_of).world, *trusted(self.whole, self.root), **settings)

    @told
    def reader_scores(self, as_of: AsOf = None, **settings: Unpack[keywords.Draws]) -> ReaderScores:
        """How far the readers' error moves the scores; `settings`: draws, seed."""
        from ceecluster.agreement.trust import trusted
        from ceecluster.coherence.reader_scores import reader_scores

        return reader_scores(self.at(as_of).world, *trusted(self.whole, self.root), **settings)

    @told
    def robustness(
        self, draws: int = 10_000, seed: int = 1, as_of: AsOf = None, **inputs: Unpack[keywords.Audit]
    ) -> Robustness:
        """The audit of the scores."""
        from ceecluster.scoring.robustness import audit

        study = self.at(as_of)
        return audit(study.world, draws=draws, seed=seed, scores=study.score(), **inputs)

    @told
    def trend(
        self, first: int | None = None, last: int | None = None, as_of: AsOf = None, **settings: Unpack[keywords.Trend]
    ) -> Trend:
        """The indices year by year, to the study's year unless `last` says otherwise."""
        from ceecluster.coherence.trend import span_of, trend

        world = self.at(as_of).world
        if first is None or last is None:
            begin, end = span_of(world)
            first, last = (begin if first is None else first), (end if last is None else last)
        return trend(world, first, last, **settings)

    @told
    def plan(self, as_of: AsOf = None, option: str | None = None, **rules: Any) -> Plan:
        """The pilots and the rest of the action plan: of an option; of the one a meeting chose, else of A."""
        from ceecluster.planning.actionplan import plan
        from ceecluster.planning.earlier import chosen

        study = self.at(as_of)
        key = key_of({name: value for name, value in rules.items() if name != "progress"})

        def of(letter: str) -> Plan:
            given = (study.world, study.score(), study.comparison, study.agree())
            return study._once(("plan", letter, *key), lambda: plan(*given, option=letter, **rules))

        made = of((option or "A").upper())
        found = None if option else chosen(study.whole, made.start.year, made.choices.pilots)
        return of(found.letter) if found is not None and found.letter else made

    @told
    def application(self, number: str = "P1", call: str | None = None, as_of: AsOf = None, **rules: Any) -> Application:
        """A concept note for a pilot of the plan and a documented call; `rules` as `plan` takes them."""
        from ceecluster.planning.application import application

        study = self.at(as_of)
        return application(study.world, study.plan(**rules), number, call)

    def pick(self, as_of: AsOf = None, **rules: Any) -> tuple[Pick, ...]:
        """The pilots that the plan of the same rules chooses, without the rest of the plan."""
        from ceecluster.planning.actionplan import Pick, pick

        study = self.at(as_of)
        if any(decision.choice for decision in study.whole.decisions):  # only the whole plan knows its options
            return tuple(Pick(p.number, p.candidate, p.regions) for p in study.plan(draws=0, **rules).pilots)
        comparison = study._given.get("comparison") or study.compare(draws=0, least=0)
        return study._once(
            ("pick", *key_of(rules)), lambda: pick(study.world, study.score(), comparison, study.agree(), **rules)
        )

    @told
    def evaluate(self, date: str | None = None, *, examples: bool = True) -> Monitoring:
        """How the running and finished pilots stand at a date; the network's own where none is given."""
        from ceecluster.planning.monitoring import evaluate

        return evaluate(self.whole, as_of=date, examples=examples)

    @told
    def ballot(self) -> Ballot:
        """What the regions say of the guidelines, and what an agreed version would contain."""
        from ceecluster.agreement.edition import ballot

        return ballot(self.world)

    @told
    def review(self, date: str | None = None) -> Review:
        """The signed agreement at a date, the network's own where none is given, with the trend since its signature."""
        from ceecluster.agreement.review import review

        return review(self.whole, date, lambda first, last: self.at(last).trend(first, last))

    @told
    def meeting(self, as_of: AsOf = None) -> Meeting:
        """What the next meeting needs: agenda, seats, a sheet per region; without a plan where none can be made."""
        from ceecluster.agreement.review import review
        from ceecluster.planning.meeting import meeting

        study = self.at(as_of)
        plan = None
        with suppress(UsageError):
            plan = study.plan()
        followed = study.evaluate(examples=False)
        return meeting(study.score(), study.comparison, study.agree(), plan, followed, review(study.whole))

    @told
    def critical_mass(self, as_of: AsOf = None) -> CriticalMass:
        """What the members have in every sector."""
        from ceecluster.planning.critical_mass import critical_mass

        return critical_mass(self.at(as_of).world)

    @told
    def programme_use(self, as_of: AsOf = None) -> ProgrammeUse:
        """Which European programmes the members used, and which they could use."""
        from ceecluster.planning.programme_use import programme_use

        return programme_use(self.at(as_of).world)

    def european_case(self, as_of: AsOf = None) -> EuropeanCase:
        """What the network can tell those who make European rules."""
        from ceecluster.coherence.reciprocity import reciprocity
        from ceecluster.planning.commission import european_case

        study = self.at(as_of)
        opened = reciprocity(study.world, as_of=study.as_of)
        return european_case(study.agree(), opened, study.programme_use(), study.handbook())

    @told
    def handbook(self, as_of: AsOf = None) -> Handbook:
        """The guidelines with the good practices and the standing that the records show."""
        from ceecluster.scoring.handbook import handbook

        study = self.at(as_of)
        return study._once(("handbook",), lambda: handbook(study.score()))

    @told
    def match(self, *about: str, limit: int = 20, as_of: AsOf = None) -> Introductions:
        """Clusters and agencies that should talk: in the whole network, or about sectors, regions or records."""
        from ceecluster.planning.contacts import match

        study = self.at(as_of)
        known = study.score().programme_criteria.dropna(subset=["z"])
        scaled = {(row.programme, row.criterion): float(row.z) for row in known.itertuples(index=False)}
        return match(study.world, about, limit=limit, scaled=scaled)

    @told
    def enlarge(self, candidate: str, as_of: AsOf = None) -> Enlargement:
        """What changes if a candidate joins."""
        from ceecluster.planning.enlargement import enlarge

        study = self.at(as_of)
        scores, comparison, agreement = study.score(), study.comparison, study.agree()
        return enlarge(
            study.world, candidate, scores=scores, comparison=comparison, agreement=agreement, pilots=study._themes()
        )

    @told
    def rank_candidates(self, as_of: AsOf = None) -> Ranking:
        """All candidates by what they would bring."""
        from ceecluster.planning.enlargement import ranking

        study = self.at(as_of)
        return ranking(study.world, pilots=study._themes())

    @told
    def why_candidate(self, candidate: str, as_of: AsOf = None) -> FitReasons:
        """The codes and records behind a candidate's fit, and what would change it most."""
        from ceecluster.planning.offer import fit_reasons

        study = self.at(as_of)
        return fit_reasons(study.world, candidate, pilots=study._themes())

    def _themes(self) -> list[tuple[str, Theme]]:
        """Number and theme of the plan's pilots."""
        return [(pick.number, pick.candidate.theme) for pick in self.pick()]

    @told
    def profile(self, region: str, as_of: AsOf = None) -> Profile:
        """One region beside the others."""
        from ceecluster.profile import profile, profile_ground

        study = self.at(as_of)
        given = study.score(), study.comparison
        return profile(*given, region, study._once(("profile",), lambda: profile_ground(*given)))

    @property
    def scores(self) -> Scores:
        """Short for `score()`."""
        return self._given.get("scores") or self.score()

    @property
    def comparison(self) -> Comparison:
        """What documents rest on: `compare()`, and for a network of fewer than two regions with records no refusal.

        Similarities are missing then; what is inside a region and what it holds is not.
        """
        if "comparison" in self._given:
            return cast("Comparison", self._given["comparison"])
        recorded = sum(any(not p.example for p in inventory.programmes) for inventory in self.world.regions.values())
        return self.compare() if recorded >= 2 else self.compare(least=0)

    @property
    def agreement(self) -> Agreement:
        """Short for `agree()`."""
        return self.agree()


def load(
    workspace: str | Path | None = None, *, processes: int = 1, required: bool = False, as_of: AsOf = None
) -> Study:
    """Load a workspace: its folder or data folder; without one, the workspace around the current folder.

    Results speak of the network file's year, of the year `as_of`, or of `all` years.
    Errors in the data do not stop it: values with an error are left out (not documented) and `findings` names them.
    `processes` may read a large workspace side by side; scripts that ask for it need an `if __name__ == "__main__"`.
    Without a workspace the packaged example is loaded, unless one is `required`.
    Raises UsageError where there is no workspace or its network, vocabulary or criteria cannot be read at all.
    """
    from ceecluster.checks.kept import checked as kept_or_checked
    from ceecluster.inputs import find_workspace, within

    year_of_result(as_of)  # before the work
    root, example = find_workspace(Path(workspace) if workspace is not None else None, required=required)
    checked = kept_or_checked(root, processes=processes)
    return Study(
        checked.complete(),
        root,
        example=example,
        digests={within(root, name): digest for name, digest in checked.digests.items()},
        findings=tuple(checked.findings),
        unread=tuple(checked.unread),
        as_of=as_of,
    )
