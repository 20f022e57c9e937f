"""A store in memory for every test."""

import datetime

import pytest

from reiki.store.session import open_store


@pytest.fixture
def store():
    opened = open_store("sqlite://")
    yield opened
    opened.close()


@pytest.fixture
def now():
    return datetime.datetime(2026, 4, 1, 9, tzinfo=datetime.UTC)
