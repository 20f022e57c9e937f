"""One press for a service: issues read and pages drawn are kept once, for every page that shows them."""

from __future__ import annotations

from typing import Final
from weakref import WeakKeyDictionary

from reiki.office.catalogue import Store
from reiki.office.printed import Press
from reiki_api.service import Service

_PRESSES: Final[WeakKeyDictionary[Store, Press]] = WeakKeyDictionary()


def press_of(service: Service) -> Press:
    """The press of a service's store."""
    found = _PRESSES.get(service.store)
    if found is None:
        found = _PRESSES[service.store] = Press()
    return found
