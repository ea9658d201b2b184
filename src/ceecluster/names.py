"""Names for codes: the only place that spells a `Ref`."""

from __future__ import annotations

from ceecluster.blocks import Ref, Spelling
from ceecluster.locales import country_name
from ceecluster.model import Source, World
from ceecluster.model.base import Worded

QUOTED = ("record", "pilot", "source")
"""Kinds whose names are quoted as they are, in their own language."""


def foreign(language: str) -> str:
    """Stands behind a text of the program or workspace that is not in the language asked for: `[EN]`."""
    return f" [{language.upper()}]"


def _unstopped(sentence: Worded) -> Worded:
    """A sentence as a name within others: without its full stop."""
    translations = {language: text.removesuffix(".") for language, text in sentence.translations.items()}
    return Worded(sentence.removesuffix("."), translations, sentence.forms, sentence.original, sentence.quoted)


class Speller:
    """Codes in words, as the network, its guidelines and its vocabulary have them, in a language."""

    def __init__(self, world: World, language: str = "en") -> None:
        # A world that was cut to a year still names what is on file beside it.
        world = world.whole or world
        network, vocabulary = world.network, world.vocabulary
        lists = (
            getattr(vocabulary, name) for name in type(vocabulary).model_fields if name not in ("version", "sources")
        )
        inventories = [i for group in (world.candidates, world.national, world.regions) for i in group.values()]
        owned = [(i.programmes, i.sources) for i in inventories] + [(world.transnational, world.transnational_sources)]
        records = [record for programmes, _ in owned for record in programmes]
        self.language = language
        self._sources = {
            record.id: tuple(known[key] for key in record.source if key in known)
            for programmes, known in owned
            for record in programmes
        }
        # A key says something only with its file: the network's own stand alone.
        files = {"criteria.yaml": world.guidelines.sources, **world.pilot_sources}
        self._cited = {**network.sources} | {
            f"{file}:{key}": source for file, sources in files.items() for key, source in sources.items()
        }
        self._names: dict[str, dict[str, Worded]] = {
            "region": {r.code: r.title for r in (*network.regions, *network.candidates)},
            # `Slovenia (Podravje)` is a part of its country, and does not name it.
            "country": {r.code: r.title for r in network.regions if not r.title.endswith(")")},
            "level": {level.id: level.name for level in network.levels},
            "dimension": {node.id: node.name for node in world.guidelines.nodes},
            "pilot": {pilot.id: Worded.of(pilot.title, pilot.id) for pilot in world.pilots},
            "criterion": {criterion.id: criterion.name for criterion in world.guidelines.criteria},
            "term": {term.code: term.title for terms in lists for term in terms}
            | {code: _unstopped(issue) for code, issue in network.issues.items()},
            "record": {record.id: record.title for record in records},
            "source": {
                key: Worded(source.title, original=source.language or "en") for key, source in self._cited.items()
            },
        }

    def name(self, ref: Ref) -> str:
        """`Upper Austria`; the code itself where it has no name."""
        return self.told(ref)[0]

    def told(self, ref: Ref) -> tuple[str, str]:
        """The name, in the form that a `Ref` asks for, and the language it is in; a code is in none."""
        found = self._names.get(ref.kind, {}).get(ref.id)
        if found is None and ref.kind == "country":
            return country_name(ref.id, self.language), self.language
        return (ref.id, self.language) if found is None else found.told(self.language, ref.form)

    def spell(self, ref: Ref, spelling: Spelling) -> str:
        """A `Ref` as its code, its name, or both; levels have names only."""
        name, language = self.told(ref)
        if language != self.language and ref.kind not in QUOTED:
            name += foreign(language)
        if spelling is Spelling.NAME or ref.kind in ("level", "source") or name == ref.id:
            return name
        if spelling is Spelling.CODE:
            return ref.id
        if spelling is Spelling.LABEL:
            return f"{ref.id} {name}"
        # A name that ends with a bracket takes the code into it: `Slovenia (Podravje, SI)`.
        return f"{name[:-1]}, {ref.id})" if name.endswith(")") else f"{name} ({ref.id})"

    def sources(self, ref: Ref) -> tuple[Source, ...]:
        """The sources of a record, a source of the network file or (`file:key`) of criteria and pilots; else none."""
        if ref.kind == "source":
            return (self._cited[ref.id],) if ref.id in self._cited else ()
        return self._sources.get(ref.id, ()) if ref.kind == "record" else ()
