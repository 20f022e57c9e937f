"""The service as a person meets it: served on a free port over a store of the sample municipality, seen in the system's Chromium."""

import datetime
import json
import shutil
import threading
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
import uvicorn
from axe_core_python.sync_playwright import Axe
from playwright.sync_api import Browser, BrowserContext, Page, sync_playwright

from reiki.office.importing import import_regulation
from reiki.office.ingest import ingest
from reiki.office.tokens import Role, create_token
from reiki.store.session import open_store
from reiki_api.app import create_app
from reiki_api.limits import Rate, Settings

NOW = datetime.datetime(2025, 4, 15, 3, 0, tzinfo=datetime.UTC)
"""Noon of 2025-04-15 in Japan."""

DESKTOP = {"width": 1280, "height": 900}
PHONE = {"width": 390, "height": 844}
SERIOUS = ("serious", "critical")
PATIENCE = 60_000
"""Milliseconds for what should take a few hundredths of a second: a busy machine is no fault of a page."""

UNCOUNTED = Rate(0, 0)
UNLIMITED = Settings(
    rate_reading=UNCOUNTED, rate_heavy=UNCOUNTED, rate_writing=UNCOUNTED, rate_sign_in=UNCOUNTED
)
"""How often one may ask is tested elsewhere."""


# -------------------------------------------------------------------------------------------------------------- browser


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    """Chromium as the system has it; nothing is fetched, neither it nor by it. For one file of tests: while it is open its event
    loop runs in this thread, and no other can."""
    program = shutil.which("chromium") or shutil.which("chromium-browser") or shutil.which("google-chrome")
    if program is None:
        pytest.skip("needs Chromium (Debian: apt-get install chromium fonts-noto-cjk)")
    quiet = [
        "--no-sandbox",
        "--disable-gpu",
        "--disable-background-networking",
        "--disable-component-update",
        "--disable-sync",
        "--lang=ja",
        "--font-render-hinting=none",
    ]
    with sync_playwright() as started:
        opened = started.chromium.launch(executable_path=program, args=quiet)
        yield opened
        opened.close()


@pytest.fixture
def visitor(browser: Browser) -> Iterator[Callable[..., Page]]:
    """``visitor(**options)``: a page of a new visitor who reads Japanese, at a desk unless told otherwise.

    Nothing may fail on it: no error in its scripts, nothing that the page's own policy refuses, no missing file.
    """
    opened: list[BrowserContext] = []
    wrong: list[str] = []

    def visit(**options: object) -> Page:
        usual = {
            "viewport": DESKTOP,
            "locale": "ja-JP",
            "timezone_id": "Asia/Tokyo",
            "reduced_motion": "reduce",
        }
        context = browser.new_context(**{**usual, **options})
        context.set_default_timeout(PATIENCE)
        opened.append(context)
        page = context.new_page()
        page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
        page.on(
            "console", lambda said: wrong.append(f"console: {said.text}") if said.type == "error" else None
        )
        page.on(
            "response", lambda got: wrong.append(f"{got.status} {got.url}") if got.status >= 400 else None
        )
        page.on(
            "requestfailed",
            lambda asked: wrong.append(f"failed: {asked.url}") if not _download(asked) else None,
        )
        return page

    yield visit
    for context in opened:
        context.close()
    assert wrong == []


def _download(asked: object) -> bool:
    """A request that ended as a download is reported as one that was given up."""
    return getattr(asked, "failure", "") == "net::ERR_ABORTED"


@pytest.fixture(params=[DESKTOP, PHONE], ids=["desktop", "phone"])
def page(visitor: Callable[..., Page], request: pytest.FixtureRequest) -> Page:
    """A page at a desk, and one on a phone."""
    return visitor(viewport=request.param, has_touch=request.param is PHONE)


@pytest.fixture
def desk_page(visitor: Callable[..., Page]) -> Page:
    """A page at a desk."""
    return visitor()


@pytest.fixture
def accessible() -> Callable[[Page], None]:
    """Checks a page as it stands: no serious violation by axe, nothing wider than the window."""
    axe = Axe()

    def check(page: Page) -> None:
        found = axe.run(page, options={"resultTypes": ["violations"]})["violations"]
        serious = [
            f"{each['id']} ({each['impact']}): {each['help']}: {node['html'][:200]}"
            for each in found
            if each["impact"] in SERIOUS
            for node in each["nodes"]
        ]
        assert serious == [], f"{page.url}\n" + "\n".join(serious)
        wide = page.evaluate("document.documentElement.scrollWidth - document.documentElement.clientWidth")
        assert wide <= 0, f"{page.url} is {wide} pixels wider than the window"

    return check


# ----------------------------------------------------------------------------------------------------------------- site


class Site:
    """A running service: ``address`` without a slash at its end, and the token of an editor."""

    def __init__(self, url: str, now: datetime.datetime = NOW) -> None:
        self.url = url
        store = open_store(url)
        self.token = create_token(store, "山田", Role.EDITOR, by="tests", now=now)
        store.close()
        app = create_app(url, clock=lambda: now, settings=UNLIMITED)
        self._server = uvicorn.Server(
            uvicorn.Config(app, host="127.0.0.1", port=0, log_level="error", timeout_graceful_shutdown=2)
        )
        self._thread = threading.Thread(target=self._server.run)

    def __enter__(self) -> "Site":
        self._thread.start()
        while not self._server.started:
            assert self._thread.is_alive(), "the service did not start"
            self._thread.join(0.01)
        port = self._server.servers[0].sockets[0].getsockname()[1]
        self.address = f"http://127.0.0.1:{port}"
        return self

    def __exit__(self, *_: object) -> None:
        self._server.should_exit = True
        self._thread.join()

    def sign_in(self, page: Page) -> None:
        """Signs in by the form, from whatever page is open."""
        page.goto(f"{self.address}/sign-in")
        page.get_by_label("利用者証").fill(self.token)
        page.get_by_role("main").get_by_role("button", name="サインイン").click()
        page.get_by_role("banner").get_by_text("山田").wait_for()


def sample(folder: Path, corpus: Path, issues: int | None) -> Path:
    """A store's file with the sample municipality; ``issues``: only so many of its gazette issues."""
    manifest = json.loads((corpus / "corpus.json").read_text(encoding="utf-8"))
    base = datetime.date.fromisoformat(manifest["base_date"])
    path = folder / "reiki.db"
    store = open_store(f"sqlite:///{path}")
    for regulation in manifest["regulations"]:
        file = corpus / regulation["file"]
        import_regulation(store, file.read_bytes(), file.name, now=NOW, today=base, as_of=base)
    for issue in manifest["issues"][:issues]:
        file = corpus / issue["file"]
        ingest(store, file.read_bytes(), file.name, now=NOW)
    store.close()
    return path


@pytest.fixture(scope="session")
def whole(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    """A store's file with everything, to be copied."""
    return sample(tmp_path_factory.mktemp("whole"), corpus, None)


@pytest.fixture(scope="session")
def bare(tmp_path_factory: pytest.TempPathFactory, corpus: Path) -> Path:
    """A store's file with the regulations and no issue yet, to be copied."""
    return sample(tmp_path_factory.mktemp("bare"), corpus, 0)


@pytest.fixture(scope="session")
def served(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., Site]:
    """``served(path, now)``: a service over a copy of a store's file, to be entered with ``with``."""

    def serve(path: Path, now: datetime.datetime = NOW) -> Site:
        copied = shutil.copy(path, tmp_path_factory.mktemp("served"))
        return Site(f"sqlite:///{copied}", now)

    return serve


@pytest.fixture(scope="session")
def site(whole: Path, served: Callable[..., Site]) -> Iterator[Site]:
    """A service over the whole corpus, for reading."""
    with served(whole) as running:
        yield running


@pytest.fixture
def desk(whole: Path, served: Callable[..., Site]) -> Iterator[Site]:
    """A service over the whole corpus in a store of its own, for deciding."""
    with served(whole) as running:
        yield running


@pytest.fixture
def begun(bare: Path, served: Callable[..., Site]) -> Iterator[Site]:
    """A service over a store of its own that has taken in no issue yet, for writing."""
    with served(bare) as running:
        yield running


@pytest.fixture(scope="module")
def works(site: Site, browser: Browser) -> dict[str, str]:
    """Where each regulation is read, by its title."""
    context = browser.new_context()
    found = context.request.get(f"{site.address}/v1/works").json()["works"]
    context.close()
    return {each["title"]: f"{site.address}/works/{each['law_id']}" for each in found}
