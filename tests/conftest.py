"""What all tests share: the reference data, the embedded corpus, and how hypothesis draws."""

import os
from pathlib import Path

import pytest
from hypothesis import settings

from reiki import resources

PROJECT = Path(__file__).resolve().parent.parent

# `ci` gives the same examples on every machine and run; `explore` looks for new ones.
settings.register_profile("ci", derandomize=True, deadline=None, print_blob=True)
settings.register_profile("explore", deadline=None, max_examples=2000, print_blob=True)
settings.load_profile(os.environ.get("HYPOTHESIS_PROFILE", "ci"))


@pytest.fixture(scope="session")
def project() -> Path:
    """The root of the checkout that the tests stand in."""
    return PROJECT


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared reference data, read in place; tests that need it skip where it is absent."""
    named = os.environ.get("REIKI_SHARED")
    place = Path(named) if named else PROJECT.parent / "shared"
    if not place.is_dir():
        where = f"REIKI_SHARED names {named!r}, which is no folder" if named else "no ../shared here"
        pytest.skip(f"needs the shared reference data: {where} (set REIKI_SHARED to its folder)")
    return place


@pytest.fixture(scope="session")
def corpus() -> Path:
    """The embedded sample municipality."""
    return resources.corpus_dir()
