"""The world as given: network, guidelines, vocabulary, inventories, pilots, structure."""

from ceecluster.model.actions import Action, ActionFile
from ceecluster.model.base import Running, Source, Year
from ceecluster.model.guidelines import Criterion, Guidelines, Node
from ceecluster.model.inventory import Assessment, Evidence, Inventory, Programme
from ceecluster.model.network import Body, Level, Network, Region
from ceecluster.model.pilots import Legacy, Pilot, PilotFile
from ceecluster.model.structure import Datum
from ceecluster.model.vocabulary import LabelTerm, ProgrammeTerm, Term, Vocabulary
from ceecluster.model.world import World

__all__ = [
    "Action",
    "ActionFile",
    "Assessment",
    "Body",
    "Criterion",
    "Datum",
    "Evidence",
    "Guidelines",
    "Inventory",
    "LabelTerm",
    "Legacy",
    "Level",
    "Network",
    "Node",
    "Pilot",
    "PilotFile",
    "Programme",
    "ProgrammeTerm",
    "Region",
    "Running",
    "Source",
    "Term",
    "Vocabulary",
    "World",
    "Year",
]
