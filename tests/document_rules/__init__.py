"""The checkable rules of what a document must be: each a function that finds what is against it."""

from document_rules import briefs, elsewhere, evidence, memorandum, pilots, sentences, shape
from document_rules.rule import RULES, Rule

__all__ = ["RULES", "Rule", "briefs", "elsewhere", "evidence", "memorandum", "pilots", "sentences", "shape"]
