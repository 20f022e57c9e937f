"""Whoever follows links never meets a page that is not there: from the first page on, every link of every page is followed."""

import re
from collections import Counter
from urllib.parse import urldefrag, urljoin, urlsplit

from lxml import html

BROWSER = {"Accept": "text/html", "Accept-Language": "ja"}
MOST = 3000


def test_every_link_of_every_page_leads_somewhere(client):
    client.cookies.clear()
    waiting, seen, broken, no_place = ["/"], {"/"}, [], []
    places: dict[str, set[str]] = {}
    wanted: list[tuple[str, str, str]] = []
    while waiting:
        path = waiting.pop()
        answer = client.get(path, headers=BROWSER)
        if answer.status_code != 200:
            broken.append((path, answer.status_code))
            continue
        if not answer.headers["content-type"].startswith("text/html") or "attachment" in answer.headers.get(
            "content-disposition", ""
        ):
            continue
        tree = html.fromstring(answer.text)
        here = urlsplit(str(answer.url))
        own = here.path + (f"?{here.query}" if here.query else "")
        places[own] = set(tree.xpath("//@id"))
        doubled = [name for name, n in Counter(tree.xpath("//@id")).items() if n > 1]
        assert not doubled, (path, doubled[:3])
        for link in tree.xpath("//a/@href | //link/@href | //img/@src | //script/@src"):
            to, fragment = urldefrag(urljoin(own, link))
            parts = urlsplit(to)
            assert not parts.netloc or parts.netloc == here.netloc, f"{path} leads away, to {link}"
            address = parts.path + (f"?{parts.query}" if parts.query else "")
            if "lang=" in parts.query or _goes_on_for_ever(address):
                continue
            if fragment:
                wanted.append((own, address, fragment))
            if address not in seen:
                seen.add(address)
                waiting.append(address)
                assert len(seen) < MOST, f"there is no end to them: {address}"
    no_place = [each for each in wanted if each[1] in places and _decoded(each[2]) not in places[each[1]]]
    assert broken == []
    assert no_place[:5] == []
    assert len(seen) > 150
    kinds = Counter(re.sub(r"[0-9A-Z]{15}|[0-9a-f]{64}.*", "*", urlsplit(each).path) for each in seen)
    for kind in (
        "/works/*",
        "/works/*/compare",
        "/works/*/history",
        "/issues/*",
        "/about",
        "/upcoming",
        "/changed",
    ):
        assert kinds[kind], f"nothing leads to {kind}"


def _goes_on_for_ever(address: str) -> bool:
    """The list of changes has a page for every month there is, and every page of the frame one for every day asked."""
    month = re.search(r"month=([0-9]{4})", address)
    return (month is not None and not 2024 <= int(month[1]) <= 2025) or (
        not address.startswith("/works/")
        and re.search(r"[?&]on=", address) is not None
        and "on=2025-04-01" not in address
    )


def _decoded(fragment: str) -> str:
    from urllib.parse import unquote

    return unquote(fragment)


def test_english_pages_too(client):
    client.cookies.clear()
    for path in ("/", "/about", "/find?q=手当", "/issues", "/review", "/upcoming", "/changed", "/sign-in", "/works/霧浜市公印取扱規程",
                 "/works/霧浜市公印取扱規程/compare", "/works/霧浜市公印取扱規程/history"):  # fmt: skip
        answer = client.get(path, headers={"Accept": "text/html", "Accept-Language": "en"})
        assert answer.status_code == 200, path
        assert html.fromstring(answer.text).get("lang") == "en"
