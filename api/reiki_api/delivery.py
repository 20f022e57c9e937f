"""Sending what is in the outbox (webhook の配達).

The one module that speaks to the network by itself, and it fetches nothing: it posts what was asked for to an address that an
administrator gave, and reads of the answer its status alone.

What an address may be is decided where the connection is made: the name is resolved once, every address that it has is checked,
and the connection goes to a checked one, with the name in Host and TLS. A name that resolves otherwise a moment later (DNS
rebinding) gains nothing. There are no redirects, no proxies and no cookies.
"""

from __future__ import annotations

import http.client
import ipaddress
import logging
import os
import socket
import ssl
import threading
from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

from reiki.office.tokens import note_used
from reiki.office.webhooks import Letter, NoKey, close_letter, key_of_store, letters_due
from reiki_api.limits import Network, Settings, networks
from reiki_api.service import Service

LOG: Final = logging.getLogger("reiki_api.delivery")

CONNECT_SECONDS: Final = 10.0
WHOLE_SECONDS: Final = 30.0
"""From the first byte to the answer's status, however slowly they come."""
POLL_SECONDS: Final = 2.0
AT_ONCE: Final = 4

# Ranges that the address library calls global, now or in one of its releases, and that reach something else than a public host:
# addresses with an IPv4 address in them, and what is set aside for protocols (192.0.0.0/24) and documentation (3fff::/20).
_EMBEDDING: Final = networks(
    "64:ff9b::/96, 64:ff9b:1::/48, 2002::/16, 2001::/32, ::/96, fec0::/10, 192.88.99.0/24, 192.0.0.0/24, 3fff::/20"
)

Resolve = Callable[[str, int], Sequence[str]]


class Forbidden(Exception):
    """An address that webhooks may not reach; the message names it."""


@dataclass(frozen=True, slots=True)
class Sent:
    """How sending went. ``status``: of the answer, ``None`` where there was none; ``said``: for people, in our words."""

    status: int | None
    said: str


def resolved(host: str, port: int) -> list[str]:
    """The addresses that a name has now. Raises ``OSError``."""
    found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(each[4][0]) for each in found))


def allowed(address: str, also: Sequence[Network]) -> bool:
    """True for a public address, and for one in the networks that a setting allows."""
    try:
        read = ipaddress.ip_address(address.partition("%")[0])
    except ValueError:
        return False
    if isinstance(read, ipaddress.IPv6Address) and read.ipv4_mapped is not None:
        read = read.ipv4_mapped
    if any(read in network for network in also):
        return True
    if any(read in network for network in _EMBEDDING):
        return False
    return read.is_global and not (
        read.is_multicast or read.is_private or read.is_loopback or read.is_link_local or read.is_reserved
    )


def checked_address(host: str, port: int, also: Sequence[Network], resolve: Resolve = resolved) -> str:
    """An address of a host that may be connected to. One that may not, among several, forbids them all. Raises
    :class:`Forbidden`, ``OSError``."""
    addresses = resolve(host, port)
    if not addresses:
        raise OSError(f"{host} has no address")
    for address in addresses:
        if not allowed(address, also):
            raise Forbidden(
                f"{host} is {address}, which is no public address (REIKI_WEBHOOKS_TO allows networks)"
            )
    return addresses[0]


class _Connection(http.client.HTTPConnection):
    """A connection to an address that was checked, in the name of the host. ``tls``: with the host's certificate."""

    def __init__(self, host: str, port: int, address: str, tls: ssl.SSLContext | None) -> None:
        super().__init__(host, port, timeout=CONNECT_SECONDS)
        self.address, self.tls = address, tls
        # Said in Host as an address has it: the port only where it is not the usual one.
        self.default_port = 443 if tls else 80

    def connect(self) -> None:
        """Connects to the address; asks nobody for the host again."""
        opened = socket.create_connection((self.address, self.port), self.timeout)
        self.sock = opened
        if self.tls is not None:
            # The handshake comes when the socket is known: who draws it out is cut off as well.
            wrapped = self.tls.wrap_socket(opened, server_hostname=self.host, do_handshake_on_connect=False)
            self.sock = wrapped
            wrapped.do_handshake()


def send(
    letter: Letter,
    settings: Settings,
    *,
    resolve: Resolve = resolved,
    tls: Callable[[], ssl.SSLContext] = ssl.create_default_context,
    seconds: float = WHOLE_SECONDS,
) -> Sent:
    """Sends one message. Whatever the other side does, this ends, within ``seconds`` and what it takes to connect."""
    read = urlsplit(letter.url)
    secure = read.scheme == "https"
    if not secure and not settings.webhooks_http:
        return Sent(None, "not sent: without TLS (REIKI_WEBHOOKS_HTTP allows it)")
    host, port = read.hostname or "", read.port or (443 if secure else 80)
    try:
        address = checked_address(host, port, networks(settings.webhooks_to), resolve)
    except Forbidden as error:
        return Sent(None, f"not sent: {error}")
    except (OSError, UnicodeError):
        return Sent(None, f"not sent: {host} cannot be resolved")
    connection = _Connection(host, port, address, tls() if secure else None)
    late = threading.Timer(seconds, _cut, (connection,))
    late.daemon = True
    late.start()
    try:
        target = read.path + (f"?{read.query}" if read.query else "")
        connection.request(
            "POST", target, body=letter.body, headers={**letter.headers, "Connection": "close"}
        )
        status = connection.getresponse().status
    except ssl.SSLCertVerificationError as error:
        return Sent(None, f"not sent: the certificate of {host} is not valid ({error.verify_message})")
    except (OSError, http.client.HTTPException, ValueError) as error:
        return Sent(None, f"no answer ({type(error).__name__})")
    finally:
        late.cancel()
        connection.close()
    return Sent(status, f"answered {status}")


def _cut(connection: _Connection) -> None:
    """Ends a connection under whoever waits for it."""
    sock = connection.sock
    if sock is not None:
        try:
            # Under TLS too: the plain shutdown, which asks nothing of the other side.
            socket.socket.shutdown(sock, socket.SHUT_RDWR)
        except OSError:
            return


def deliver_due(
    service: Service,
    *,
    post: Callable[[Letter, Settings], Sent] = send,
    only: Sequence[int] | None = None,
    limit: int = 20,
) -> list[tuple[Letter, Sent, str]]:
    """Sends what is due, a few at once, and records how it went, each as soon as it is known: ``told``, ``again``,
    ``given_up``. Raises :class:`NoKey`."""
    settings = service.settings
    url = service.store.engine.url.render_as_string(hide_password=False)
    letters = letters_due(
        service.store, lambda: key_of_store(url, os.environ), now=service.clock(), base_url=settings.base_url,
        limit=limit, only=only,
    )  # fmt: skip
    if not letters:
        return []
    out = []
    with ThreadPoolExecutor(min(AT_ONCE, len(letters)), "reiki-webhook") as threads:
        sending = {threads.submit(_posted, post, letter, settings): letter for letter in letters}
        for done in as_completed(sending):
            letter, sent = sending[done], done.result()
            outcome = close_letter(service.store, letter, sent.status, sent.said, now=service.clock())
            LOG.info("webhook", extra={"said": _said(letter, sent, outcome)})
            out.append((letter, sent, outcome))
    return out


def _posted(post: Callable[[Letter, Settings], Sent], letter: Letter, settings: Settings) -> Sent:
    """How sending went. A fault of ours in one letter is an attempt of that letter, logged, and holds up no other."""
    try:
        return post(letter, settings)
    except Exception as error:
        LOG.exception("a webhook's message could not be sent")
        return Sent(None, f"not sent: a fault here ({type(error).__name__})")


def _said(letter: Letter, sent: Sent, outcome: str) -> dict[str, Any]:
    return {
        "webhook": letter.webhook,
        "message": letter.headers["webhook-id"],
        "event": letter.event,
        "attempt": letter.attempts + 1,
        "status": sent.status,
        "outcome": outcome,
    }


class Worker:
    """What the service does beside answering: it sends what is due, and notes which tokens were used. One thread."""

    def __init__(self, service: Service, every: float = POLL_SECONDS) -> None:
        self.service = service
        self.every = every
        self._end = threading.Event()
        self._thread = threading.Thread(target=self._run, name="reiki-worker", daemon=True)

    def start(self) -> None:
        """Begins."""
        self._thread.start()

    def stop(self) -> None:
        """Ends, once what is being sent is sent; the store may be closed then."""
        self._end.set()
        self._thread.join()
        self._note_used()

    def _run(self) -> None:
        while not self._end.wait(self.every):
            try:
                self._note_used()
                while deliver_due(self.service) and not self._end.is_set():
                    pass
            except NoKey as error:
                LOG.warning("webhooks are not sent: %s", error)
                self._end.wait(60)
            except Exception:
                LOG.exception("webhooks are not sent; tried again")
                self._end.wait(30)

    def _note_used(self) -> None:
        used = self.service.used
        now = list(used)
        used.difference_update(now)
        note_used(self.service.store, now, self.service.today())
