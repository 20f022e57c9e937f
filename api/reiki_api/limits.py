"""What one caller may ask of the service, and how much of it at once; settings for whoever runs it."""

from __future__ import annotations

import asyncio
import ipaddress
import os
from collections import OrderedDict
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass, field, fields, replace
from typing import Any, Final, Literal

Reading = Literal["open", "token"]

MEGABYTE: Final = 1_000_000


class BadSetting(ValueError):
    """A setting that cannot be used; the message names it and says what is expected."""


@dataclass(frozen=True, slots=True)
class Rate:
    """``per_second`` requests on average, ``burst`` at once. Nothing is counted where ``per_second`` is 0."""

    per_second: float
    burst: float

    @classmethod
    def parse(cls, text: str) -> Rate:
        """``20``, ``20:200`` (burst), ``off``. Raises ``ValueError``."""
        if text.strip() == "off":
            return cls(0, 0)
        rate, _, burst = text.partition(":")
        per_second = float(rate)
        made = cls(per_second, float(burst) if burst else max(1.0, per_second * 10))
        if not (0 < made.per_second < 1e9 and 1 <= made.burst < 1e9):
            raise ValueError(text)
        return made


@dataclass(frozen=True, slots=True)
class Settings:
    """How the service behaves. Every field has a variable of its own, ``REIKI_`` and its name in capitals.

    ``reading``: open, or for holders of a token alone. ``rate_…``: per token, or per address (of IPv6 a /64). ``proxies``:
    addresses or networks, separated by commas, whose X-Forwarded-For and X-Forwarded-Proto are believed. ``hosts``: the names
    under which the service is reached, separated by commas; requests for others are refused. ``base_url``: how links in
    webhooks begin. ``webhooks_to``: networks that webhooks may reach though they are not public; ``webhooks_http``: whether
    they may be sent without TLS. Sizes in bytes, times in seconds.
    """

    reading: Reading = "open"
    rate_reading: Rate = Rate(200, 2000)
    rate_heavy: Rate = Rate(10, 60)
    rate_writing: Rate = Rate(2, 40)
    rate_sign_in: Rate = Rate(0.5, 30)
    heavy_at_once: int = max(2, os.cpu_count() or 2)
    heavy_waits: float = 10.0
    largest_body: int = MEGABYTE
    largest_upload: int = 64 * MEGABYTE
    body_seconds: float = 30.0
    send_seconds: float = 60.0
    session_hours: float = 10.0
    proxies: str = ""
    hosts: str = ""
    base_url: str = ""
    webhooks_to: str = ""
    webhooks_http: bool = False

    @classmethod
    def from_environ(cls, environ: Mapping[str, str]) -> Settings:
        """The settings that the environment names, the others as they are. Raises :class:`BadSetting`."""
        usual = cls()
        named: dict[str, Any] = {}
        for each in fields(cls):
            name = f"REIKI_{each.name.upper()}"
            if given := environ.get(name, "").strip():
                named[each.name] = _value(name, given, getattr(usual, each.name))
        return replace(usual, **named).checked()

    def checked(self) -> Settings:
        """These settings. Raises :class:`BadSetting` for values that mean nothing."""
        if self.reading not in ("open", "token"):
            raise BadSetting(f"REIKI_READING: 「{self.reading}」 is neither open nor token.")
        for name in ("proxies", "webhooks_to"):
            try:
                networks(getattr(self, name))
            except ValueError as error:
                raise BadSetting(
                    f"REIKI_{name.upper()}: {error}; expected 10.0.0.0/8, 192.0.2.7 …"
                ) from error
        if self.base_url and not self.base_url.startswith(("https://", "http://")):
            raise BadSetting("REIKI_BASE_URL: expected an address such as https://reiki.example.jp")
        return self

    @property
    def host_names(self) -> frozenset[str]:
        """The names of ``hosts``, in small letters."""
        return frozenset(name.strip().lower() for name in self.hosts.split(",") if name.strip())


def _value(name: str, given: str, before: object) -> object:
    try:
        if isinstance(before, bool):
            return {"yes": True, "no": False, "1": True, "0": False}[given.lower()]
        if isinstance(before, Rate):
            return Rate.parse(given)
        if isinstance(before, int | float):
            number = type(before)(given)
            if not 0 < number < 1e12:
                raise ValueError(given)
            return number
        return given
    except (KeyError, ValueError) as error:
        expected = {bool: "yes or no", Rate: "20, 20:200 or off"}.get(type(before), "a number above 0")
        raise BadSetting(f"{name}: 「{given}」 cannot be used; expected {expected}.") from error


Network = ipaddress.IPv4Network | ipaddress.IPv6Network


def networks(text: str) -> tuple[Network, ...]:
    """Networks and single addresses, separated by commas. Raises ``ValueError``."""
    return tuple(ipaddress.ip_network(each.strip()) for each in text.split(",") if each.strip())


# ---------------------------------------------------------------------------------------------------------------- rates

_CALLERS: Final = 50_000


@dataclass(slots=True)
class Buckets:
    """A bucket of tickets for every caller (token bucket): it fills by ``rate.per_second`` up to ``rate.burst``.

    Of a great many callers those that asked longest ago are forgotten, which gives them a full bucket and nothing more. For
    one event loop: not locked.
    """

    rate: Rate
    clock: Callable[[], float]
    _left: OrderedDict[str, tuple[float, float]] = field(default_factory=OrderedDict)

    def take(self, caller: str, tickets: float = 1.0) -> float:
        """Takes tickets: 0.0, or how many seconds to wait until there are enough; then nothing is taken."""
        if not self.rate.per_second:
            return 0.0
        now = self.clock()
        left, since = self._left.get(caller, (self.rate.burst, now))
        left = min(self.rate.burst, left + (now - since) * self.rate.per_second)
        waits = 0.0 if left >= tickets else (tickets - left) / self.rate.per_second
        self._left[caller] = (left if waits else left - tickets, now)
        self._left.move_to_end(caller)
        if len(self._left) > _CALLERS:
            self._left.popitem(last=False)
        return waits


def address_key(address: str) -> str:
    """By what an address is counted: IPv4 whole, IPv6 by its /64, which is what one household or office has."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return address
    if isinstance(read, ipaddress.IPv6Address):
        if read.ipv4_mapped:
            return str(read.ipv4_mapped)
        return str(ipaddress.ip_network((read, 64), strict=False))
    return str(read)


# ----------------------------------------------------------------------------------------------------------- heavy work


class TooBusy(Exception):
    """No place became free in time."""


@dataclass(slots=True)
class HeavyWork:
    """How many requests that cost much (a rendered file, a search through all texts) are worked on at once; others wait in turn,
    for a while."""

    at_once: int
    waits: float
    _places: asyncio.Semaphore | None = None
    _loop: asyncio.AbstractEventLoop | None = None

    @asynccontextmanager
    async def place(self) -> AsyncIterator[None]:
        """Holds a place. Raises :class:`TooBusy`."""
        loop = asyncio.get_running_loop()
        if self._places is None or self._loop is not loop:
            self._places, self._loop = asyncio.Semaphore(self.at_once), loop
        places = self._places
        try:
            await asyncio.wait_for(places.acquire(), self.waits)
        except TimeoutError as error:
            raise TooBusy from error
        try:
            yield
        finally:
            places.release()
