"""Everything given, in one place."""

from ceecluster.errors import unknown
from ceecluster.model.actions import Action
from ceecluster.model.agreed import Accession, Commitment, DecisionFile, Version
from ceecluster.model.base import Frozen, Source, SourceKey
from ceecluster.model.brand import Brand
from ceecluster.model.guidelines import Guidelines
from ceecluster.model.inventory import Inventory, Programme
from ceecluster.model.network import Network
from ceecluster.model.part import NetworkPart
from ceecluster.model.pilots import Legacy, Pilot
from ceecluster.model.reply import Review
from ceecluster.model.selfcheck import SelfCheck
from ceecluster.model.standing import Standing
from ceecluster.model.structure import Datum
from ceecluster.model.vocabulary import Vocabulary


class World(Frozen):
    """What a workspace says."""

    network: Network
    guidelines: Guidelines
    vocabulary: Vocabulary
    regions: dict[str, Inventory] = {}
    """Inventories of members, by region code in the network's order."""
    national: dict[str, Inventory] = {}
    """National frames, by country code."""
    candidates: dict[str, Inventory] = {}
    """Inventories of regions that may join, by code."""
    transnational: tuple[Programme, ...] = ()
    """Transnational records; they supply cross-border links."""
    transnational_sources: dict[SourceKey, Source] = {}
    """Their sources, by key."""
    pilots: tuple[Pilot, ...] = ()
    pilot_sources: dict[str, dict[SourceKey, Source]] = {}
    """Sources of the files under data/pilots by file and key: two files may use one key for two sources."""
    pilot_files: dict[str, str] = {}
    """File of each pilot, and of each entry of `legacy`, by its id."""
    legacy: tuple[Legacy, ...] = ()
    """What became of earlier ideas, pilots and aims."""
    structure: tuple[Datum, ...] = ()
    standing: Standing | None = None
    """Set where the world was cut to one year: the year, and the status of every record in it."""
    whole: "World | None" = None
    """Set where the world was cut to one year: everything on file."""
    part: NetworkPart | None = None
    """Set where the world was cut to a part of its network."""
    versions: tuple[Version, ...] = ()
    """Versions of the agreement that were signed, in the order of time."""
    accessions: tuple[Accession, ...] = ()
    """Who joined the agreement and left it."""
    commitments: tuple[Commitment, ...] = ()
    """What was promised, in the agreement and at meetings."""
    decisions: tuple[DecisionFile, ...] = ()
    """What meetings decided, in the order of time."""
    reviews: tuple[Review, ...] = ()
    """What regions said of their own records after they were asked to check them (`ceecluster.replies`)."""
    selfchecks: tuple[SelfCheck, ...] = ()
    """What clusters say of themselves; it counts only where it is asked for (`declared.counted`)."""
    brand: Brand | None = None
    """How its documents look."""
    actions: tuple[Action, ...] = ()
    """What a pilot can consist of, by objective of the vocabulary."""
    action_sources: dict[SourceKey, Source] = {}
    """Their sources, by key."""

    def frames_of(self, region: str) -> tuple[Programme, ...]:
        """National records that frame this region: none where the country itself is a member."""
        country = self.network.region(region).country
        if country == region or country not in self.national:
            return ()
        return self.national[country].programmes

    def programmes(self) -> dict[str, Programme]:
        """Every record of members, national frames and the network, by id; examples left out."""
        inventories = (*self.regions.values(), *self.national.values())
        records = [p for inventory in inventories for p in inventory.programmes]
        return {p.id: p for p in (*records, *self.transnational) if not p.example}

    def joined(self, candidate: str) -> "World":
        """This world with one candidate among the members; UsageError if it has no inventory."""
        network = self.network
        region = next((r for r in network.candidates if r.code == candidate), None)
        if region is None or candidate not in self.candidates:
            raise unknown("candidate with an inventory", candidate, self.candidates)
        return self.model_copy(
            update={
                "network": network.model_copy(
                    update={
                        "regions": (*network.regions, region),
                        "candidates": tuple(r for r in network.candidates if r.code != candidate),
                    }
                ),
                "regions": {**self.regions, candidate: self.candidates[candidate]},
                "candidates": {code: i for code, i in self.candidates.items() if code != candidate},
            }
        )
