"""Rules of documents that other tests try, those that somebody has to look at, and the page that lists them all."""

# ruff: noqa: E501  # A table: each rule in a line of its own.
from __future__ import annotations

from document_rules.rule import RULES, Rule

U = "tests/unit/"
TESTED: tuple[tuple[str, str, str], ...] = (
    (
        "A profile has two pages, in PDF and Word",
        "Region profile",
        f"{U}documents/test_page_counts.py::test_a_profile_has_two_pages",
    ),
    (
        "The body of the coherence report has at most ten pages",
        "Coherence report",
        f"{U}documents/test_page_counts.py::test_documents_are_short_in_print_and_in_word",
    ),
    (
        "The plan has about ten pages, the agreement at most eight and its annexes",
        "Draft agreement; plan",
        f"{U}documents/test_page_counts.py::test_documents_are_short_in_print_and_in_word",
    ),
    ("A briefing has one page", "Briefing", f"{U}documents/test_facts_of_briefings.py::test_a_briefing_has_one_page"),
    ("The page for the Commission has one page", "Briefing", f"{U}documents/test_commission.py::test_it_has_one_page"),
    (
        "Every figure in a sentence is counted again from the result's tables",
        "Head of the order",
        "tests/house/test_words.py::test_every_figure_is_counted_again",
    ),
    (
        "Whatever says most, first, no or only is tried, or claims nothing",
        "For all",
        "tests/house/test_words.py::test_every_superlative_is_looked_at",
    ),
    ("Drafts carry a mark in Word and PDF", "For all", f"{U}forms/test_look.py::test_drafts_are_marked_and_say_so"),
    (
        "Figures and tables are numbered and have their captions in every form",
        "For all",
        f"{U}report/test_documents.py::test_every_figure_and_table_is_in_markdown_and_html",
    ),
    (
        "Word has headings, captions, alternatives and header rows",
        "For all",
        f"{U}report/test_documents.py::test_word_has_headings_captions_alternatives_and_header_rows",
    ),
    (
        "Letters in print and Word are at least nine points",
        "For all",
        f"{U}forms/test_look.py::test_no_letters_in_print_are_smaller_than_nine_points",
    ),
    (
        "Three to seven common fields",
        "research 1.12",
        f"{U}documents/test_rules_of_documents.py::test_common_fields_can_be_kept",
    ),
    (
        "No field of a pilot is blank, and the decision asked stands first",
        "Draft action plan; research 2.3",
        f"{U}documents/test_facts_of_pilot_sheets.py::test_no_field_of_a_pilot_is_blank",
    ),
    (
        "A pilot has a name people would use",
        "Draft action plan",
        f"{U}documents/test_facts_of_pilot_sheets.py::test_a_pilot_has_a_name_people_would_use",
    ),
    (
        "Each action traces to clauses, records, figures or rules that exist",
        "research 2.4",
        f"{U}documents/test_shipped_plan.py::test_every_action_has_reasons_that_exist",
    ),
    (
        "A practice is cited only with an evaluation or a measured result",
        "research 2.5",
        f"{U}scoring/test_handbook.py::test_practices_are_in_force_measured_and_from_different_regions",
    ),
    (
        "Pilots, work packages and milestones have start and end inside the plan",
        "research 2.7",
        f"{U}documents/test_shipped_plan.py::test_time_plan_lies_inside_the_pilot",
    ),
    (
        "Costs are a range of like projects by kind and currency, or not costed",
        "research 2.8",
        f"{U}documents/test_facts_of_pilot_sheets.py::test_what_like_projects_cost_is_told_by_kind",
    ),
    (
        "Indicators have baseline, target and date",
        "research 2.9",
        f"{U}documents/test_shipped_plan.py::test_indicators_have_baseline_target_and_date",
    ),
    (
        "Indicators have a data source and a rule of counting",
        "research 2.9",
        f"{U}documents/test_facts_of_pilot_sheets.py::test_each_indicator_says_where_it_is_read",
    ),
    (
        "A pilot rests on a programme that is open at its start",
        "Draft action plan; research 2.13",
        f"{U}documents/test_shipped_plan.py::test_funding_is_open_when_a_pilot_starts",
    ),
    (
        "Options A, B and C stand side by side",
        "Draft action plan",
        f"{U}documents/test_shipped_plan.py::test_the_plan_says_where_the_options_differ",
    ),
    (
        "Closest partners are the closest",
        "research 3.10",
        f"{U}words/test_facts_of_claims.py::test_the_closest_partners_are_the_closest",
    ),
    (
        "No value without enough evidence; missing is never 0",
        "research 3.11",
        f"{U}words/test_scores.py::test_no_value_without_evidence",
    ),
    (
        "No document shows a missing number",
        "research 3.11",
        f"{U}report/test_documents.py::test_no_document_shows_a_missing_number",
    ),
    (
        "A bracket has a comment in Word: who, why, fallback",
        "Draft agreement; research 6.2",
        f"{U}words/test_memorandum.py::test_every_bracket_in_word_has_a_comment",
    ),
    (
        "Fallbacks stand only in the secretariat's copy",
        "Draft agreement; research 6.9",
        f"{U}words/test_memorandum.py::test_fallbacks_stay_in_the_copy_of_the_secretariat",
    ),
    (
        "Rival wordings follow what was declared",
        "research 6.1",
        f"{U}words/test_memorandum.py::test_the_wording_follows_what_was_declared",
    ),
    (
        "Evidence of a clause is a comment at its words",
        "For all; research 6.10",
        f"{U}words/test_memorandum.py::test_a_clause_in_word_has_its_evidence_as_a_comment",
    ),
    (
        "Changes are real Word revisions with author and date",
        "research 6.5",
        f"{U}forms/test_revisions.py::test_every_kind_of_change_is_marked",
    ),
    (
        "Accepting or rejecting them gives the two drafts: none is untracked",
        "research 6.8",
        f"{U}forms/test_revisions.py::test_accepting_gives_the_new_draft_and_rejecting_the_old_one",
    ),
    (
        "A marked and a clean copy each round",
        "research 6.6",
        f"{U}cli/test_drafts.py::test_a_draft_with_what_moved_and_a_clean_copy",
    ),
    (
        "Nothing is signed: office, place, date and signature are blank",
        "research 6.11",
        f"{U}words/test_memorandum.py::test_nothing_is_signed",
    ),
    (
        "What is shared is a priority of two thirds of the members",
        "For all",
        f"{U}documents/test_commission.py::test_what_is_shared_is_a_priority_of_two_thirds",
    ),
    (
        "There is a request for each obstacle and no other",
        "Briefing for the Commission",
        f"{U}documents/test_commission.py::test_there_is_a_request_for_each_obstacle_and_no_other",
    ),
    (
        "Two good practices of different regions and criteria",
        "Briefing for the Commission",
        f"{U}documents/test_commission.py::test_good_practices_are_two_of_other_regions_and_criteria",
    ),
    (
        "What became of the past is told with its sources",
        "Legacy",
        f"{U}documents/test_legacy.py::test_every_entry_stands_with_its_sources",
    ),
    (
        "Each indicator has its light, or what is lacking",
        "Evaluation",
        f"{U}words/test_evaluation_words.py::test_every_indicator_is_told_with_its_light",
    ),
    (
        "Without a real pilot the evaluation is a form",
        "Evaluation",
        f"{U}words/test_evaluation_words.py::test_without_a_real_pilot_the_report_is_a_form",
    ),
    (
        "A label tells who gives it and for how long",
        "Guidelines handbook",
        f"{U}words/test_terms.py::test_a_label_tells_who_gives_it_and_for_how_long",
    ),
    (
        "There are eight slides, each with its text in its box",
        "Slides",
        f"{U}documents/test_slides.py::test_there_are_eight_slides_with_their_text_in_its_box",
    ),
    (
        "Weights moved in the page are those of the command",
        "Site",
        f"{U}scoring/test_kernel.py::test_weights_taken_away_are_read_by_the_command",
    ),
    ("No page of the site is large", "Site", f"{U}report/test_site.py::test_no_page_is_large"),
)
"""What is demanded, where from, and the test that tries it."""
BY_EYE: tuple[tuple[str, str, str], ...] = (
    ("A paragraph is one idea", "research 4.12", "no count of words tells where an idea ends"),
    (
        "Number first, word second; a word is tied to its outcome",
        "research 5.3, 5.4",
        "a sentence has many shapes; the scales are tried",
    ),
    (
        "The main limitation stands early in the text",
        "research 5.10",
        "which limitation is the main one is a judgement",
    ),
    ('"Estimate" at first mention', "research 5.6", "no document estimates: what is not documented is a range"),
    ("Confidence as evidence by agreement", "research 5.9", "the documents use counts and intervals instead"),
    ("The seven items of an EGTC convention", "research 1.6", "the draft is a memorandum without legal personality"),
    (
        "An English summary of a plan in another language",
        "research 2.12",
        "every document is made whole in each language",
    ),
    ("EU and national benchmark", "research 3.5", "the files have no such values; the other regions are the benchmark"),
    ("A table where it is read faster, a sentence where one is wanted", "Order of weight", "a person looks"),
)
"""What no program can try, and why."""


def _kinds(rule: Rule) -> str:
    from document_rules.reading import ALL_KINDS

    return "every kind" if rule.read_over == ALL_KINDS else ", ".join(rule.read_over)


def page() -> str:
    """The page that lists every rule."""
    lines = [
        "# Rules of documents",
        "",
        "What each document must be, rule by rule, and the test that tries it. Made from the tests; do not edit by hand:",
        "`pytest -n 0 --update tests/unit/documents/test_rules_of_documents.py -k page`.",
        "",
        "## Read over every document",
        "",
        "Each is a function of `tests/document_rules/`, read over every kind it names of five networks: the example data",
        "(frozen), a two-level network of three regions, the same with common aims and a plan, forty generated regions, and",
        "nine of which five have nothing on record. For each of them a fault is planted in every kind, and has to be found",
        "(`test_a_rule_finds_a_planted_fault`). No kind is left out but where the rule is about others.",
        "",
        "| rule | what it demands | from | kinds |",
        "|---|---|---|---|",
    ]
    for rule in RULES.values():
        out = "".join(f"; without {kind}: {why}" for kind, why in rule.apart.items())
        lines.append(f"| `{rule.name}` | {rule.demand} | {rule.source} | {_kinds(rule)}{out} |")
    lines += ["", "## Tried by other tests", "", "| what is demanded | from | test |", "|---|---|---|"]
    lines += [f"| {what} | {source} | `{test}` |" for what, source, test in TESTED]
    lines += [
        "",
        "## Looked at by a person, or not of these documents",
        "",
        "| what is demanded | from | why no test |",
        "|---|---|---|",
    ]
    lines += [f"| {what} | {source} | {why} |" for what, source, why in BY_EYE]
    return "\n".join(lines) + "\n"
