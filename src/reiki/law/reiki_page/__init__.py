"""Regulations as municipalities publish them (例規集): a page or an office document to a law, and what editors note beside."""

from reiki.law.reiki_page.comparing import DerivedChange, Difference, compare_history
from reiki.law.reiki_page.model import (
    Amendment,
    Aside,
    HistoryNote,
    NoRegulation,
    Picture,
    RegulationPage,
    Revision,
)
from reiki.law.reiki_page.reading import read_regulation_document, read_regulation_page

__all__ = [
    "Amendment",
    "Aside",
    "DerivedChange",
    "Difference",
    "HistoryNote",
    "NoRegulation",
    "Picture",
    "RegulationPage",
    "Revision",
    "compare_history",
    "read_regulation_document",
    "read_regulation_page",
]
