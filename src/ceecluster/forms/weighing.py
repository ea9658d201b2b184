"""The sliders of a page that reckons scores anew under other weights; without scripts they stay hidden."""

from __future__ import annotations

import dataclasses
import json
from collections.abc import Callable

from ceecluster.blocks import Part, Weighing, Word
from ceecluster.wording import Voice

Filled = Callable[..., str]


def panel(weighing: Weighing, voice: Voice, filled: Filled) -> str:
    """The sliders with an empty table of scores, which the script of the page fills."""
    kernel = dataclasses.asdict(weighing.kernel)
    place = {key: index for index, key in enumerate(kernel["keys"])}

    def plain(part: Part) -> str:
        return voice.plain(part)

    groups = [
        {
            "title": plain(title),
            "inside": any(slider.within for slider in sliders),
            "sliders": [
                {
                    "place": place[slider.key],
                    "name": plain(slider.name),
                    "weight": f"{slider.weight:.10g}",
                    "most": f"{slider.most:.10g}",
                    "within": slider.within,
                }
                for slider in sliders
            ],
        }
        for title, sliders in weighing.groups
    ]
    return filled(
        "weighing.html.j2",
        voice,
        groups=groups,
        places=[(index, plain(name)) for index, name in weighing.places],
        units=[(plain(unit), bare) for unit, bare in zip(weighing.units, weighing.withheld, strict=True)],
        # Nothing in the data can end the element that holds it.
        kernel=json.dumps(kernel, separators=(",", ":")).replace("<", "\\u003c"),
        decimal=voice.number(0.5, 1)[1],
        percent=voice.share(0),
        insufficient=plain(Word("insufficient evidence")),
    )
