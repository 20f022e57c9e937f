"""What the measurements share: where the reference data stand, CPU time taken in turns, and the option for a profile."""

import os
from pathlib import Path

import pytest

PROJECT = Path(__file__).resolve().parent.parent


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--profile",
        action="store_true",
        help="bench_cases.py: print the fifteen functions in which most of the time is spent",
    )


@pytest.fixture(scope="session")
def shared() -> Path:
    """The shared reference data, read in place; what needs it skips where it is absent."""
    place = Path(os.environ.get("REIKI_SHARED") or PROJECT.parent / "shared")
    if not place.is_dir():
        pytest.skip(f"needs the shared reference data (set REIKI_SHARED to its folder); {place} is none")
    return place
