"""The partial orders of the audit, drawn: every region on its layer, every line downward, nothing drawn of nothing."""

from __future__ import annotations

import numpy as np
import pytest

from ceecluster.forms.charts import Chart
from ceecluster.forms.html import write_html
from ceecluster.forms.markdown import write_markdown
from ceecluster.names import Speller
from ceecluster.scoring import audit
from ceecluster.scoring.hasse import place_nodes
from ceecluster.scoring.orders import find_orders
from ceecluster.wording import Voice
from ceecluster.words.robustness import robustness_topic
from ceecluster.words.topic import screen
from factories import judged, make_world


@pytest.mark.parametrize("seed", range(40))
def test_lines_lead_down_and_places_are_one_each(seed: int) -> None:
    """On random orders: a line leads from a layer to a lower one, a unit stands right under some longest chain."""
    rng = np.random.default_rng(seed)
    n = int(rng.integers(2, 9))
    above = np.triu(rng.random((n, n)) < 0.3, 1)
    found = find_orders([f"u{k}" for k in range(n)], above)
    edges = [(str(upper), str(lower)) for upper, lower in found.edges.itertuples(index=False)]
    nodes = place_nodes(edges)
    layer = {node.unit: node.layer for node in nodes}
    assert set(layer) == {unit for edge in edges for unit in edge}
    assert all(layer[upper] < layer[lower] for upper, lower in edges)
    for unit, own in layer.items():
        assert own == max((layer[u] + 1 for u, lower in edges if lower == unit), default=0)
    assert len({(node.layer, node.place) for node in nodes}) == len(nodes)


def test_two_crossed_lines_are_uncrossed() -> None:
    """a over d and b over c: c stands under b, d under a, whatever their names say."""
    place = {node.unit: node.place for node in place_nodes([("a", "d"), ("b", "c")])}
    assert (place["a"] - place["b"]) * (place["d"] - place["c"]) > 0
    assert place_nodes([]) == ()


def test_the_audit_draws_what_is_settled() -> None:
    """Upper Austria above Lower Austria whatever is missing, Czechia open: one line, two circles, one left out."""

    world = make_world(judged("AT31", 4, 90), judged("AT12", 0, 0), judged("CZ", None, None))  # type: ignore[arg-type]
    found = audit(world, draws=128, sensitivity=0)
    topic = robustness_topic(found)
    evidence, weights = topic.figures
    assert (evidence.key, weights.key) == ("hasse-evidence", "hasse-weights")
    voice = Voice(Speller(world))
    chart = Chart(evidence, voice)
    assert "AT31" in chart.svg and "AT12" in chart.svg and ">CZ<" not in chart.svg
    assert voice.plain(evidence.title) == (
        "One pair of 3 is settled at these weights, whatever the missing evidence says"
    )
    assert "One region that no settled pair touches is left out" in chart.caption
    text = write_markdown(screen(topic), voice)
    assert text.count("figures/hasse-evidence.svg") == 1 and "right above" in text
    page = write_html(screen(topic), voice)
    assert 'id="figure-hasse-weights"' in page
    nothing = make_world(judged("AT31", None, 20), judged("AT12", 2, None), judged("CZ", None, None))  # type: ignore[arg-type]
    assert robustness_topic(audit(nothing, draws=128, sensitivity=0)).figures == ()
