"""Taking in an issue (公報の取込み): upload, see everything that it would do, then commit."""

from __future__ import annotations

from collections import OrderedDict
from threading import Lock
from typing import Final

from fastapi import APIRouter, Request
from starlette.concurrency import run_in_threadpool
from starlette.datastructures import UploadFile
from starlette.exceptions import HTTPException
from starlette.responses import RedirectResponse, Response

from reiki.office.catalogue import State
from reiki.office.preview import NotAGazette, Preview, StoreMoved, UnreadableSource, commit, preview
from reiki_api.access import Role, check_csrf, need
from reiki_api.pages.frame import render
from reiki_api.pages.shown import codes, digest_or_404, orders_of, sides
from reiki_api.pages.spool import Spool
from reiki_api.service import Service

_PREVIEWS_KEPT: Final = 8
_LONGEST_NAME: Final = 200
_SPOOLED_UPLOADS: Final = 6
_NO_STORE: Final = {"Cache-Control": "no-store"}


def routes(service: Service) -> APIRouter:
    """`/upload`, `/upload/{sha256}` (preview), `/upload/{sha256}/commit`."""
    router = APIRouter()
    spool = Spool(limit=_SPOOLED_UPLOADS * service.settings.largest_upload)
    previews: OrderedDict[tuple[str, str, bool, State], Preview] = OrderedDict()
    lock = Lock()

    def previewed(data: bytes, name: str, digest: str, partial: bool) -> Preview:
        """The preview on the store as it is now; made once for one state of it."""
        key = (digest, name, partial, service.state())
        with lock:
            kept = previews.get(key)
        if kept is not None:
            return kept
        made = preview(service.store, data, name, now=service.clock(), partial=partial)
        with lock:
            previews[digest, name, partial, made.state] = made
            while len(previews) > _PREVIEWS_KEPT:
                previews.popitem(last=False)
        return made

    def form(request: Request, status: int = 200, *, wrong: str = "", detail: str = "") -> Response:
        return render(
            request, "upload.html", status, wrong=wrong, detail=detail, headers=_NO_STORE,
            largest=service.settings.largest_upload // 1_000_000,
        )  # fmt: skip

    def show_form(request: Request) -> Response:
        need(request, Role.EDITOR)
        return form(request)

    async def receive(request: Request) -> Response:
        need(request, Role.EDITOR)
        async with request.form(max_files=1, max_fields=8) as sent:
            await check_csrf(request)
            file, partial = sent.get("file"), sent.get("partial") == "yes"
            if not isinstance(file, UploadFile) or not file.filename:
                return await run_in_threadpool(form, request, 400, wrong="no_file")
            name = " ".join(file.filename.replace("\\", "/").rpartition("/")[2].split())[:_LONGEST_NAME]
            data = await file.read()
        return await run_in_threadpool(_take, request, data, name or "issue", partial)

    def _take(request: Request, data: bytes, name: str, partial: bool) -> Response:
        digest = spool.put(data, name)
        try:
            previewed(data, name, digest, partial)
        except (UnreadableSource, NotAGazette) as error:
            spool.drop(digest)
            wrong = "not_a_gazette" if isinstance(error, NotAGazette) else "unreadable"
            return form(request, 400, wrong=wrong, detail=str(error))
        return RedirectResponse(f"/upload/{digest}{'?partial=yes' if partial else ''}", 303, _NO_STORE)

    def show(request: Request, sha256: str) -> Response:
        need(request, Role.EDITOR)
        kept = spool.get(digest_or_404(sha256))
        if kept is None:
            return form(request, 410, wrong="gone")
        partial = request.query_params.get("partial") == "yes"
        made = previewed(*kept, sha256, partial)
        return render(
            request, "preview.html", preview=made, partial=partial, moved="moved" in request.query_params,
            orders=orders_of(made.detail.clauses), codes=codes, sides=sides, headers=_NO_STORE,
        )  # fmt: skip

    async def confirm(request: Request, sha256: str) -> Response:
        caller = need(request, Role.EDITOR)
        async with request.form(max_files=0, max_fields=8) as sent:
            await check_csrf(request)
            entry, state = str(sent.get("entry", "")), str(sent.get("state", ""))
            name, partial = str(sent.get("name", "")), sent.get("partial") == "yes"
        return await run_in_threadpool(
            _commit, request, digest_or_404(sha256), name, entry, state, partial, caller.name
        )

    def _commit(
        request: Request, sha256: str, name: str, entry: str, state: str, partial: bool, person: str
    ) -> Response:
        kept = spool.get(sha256)
        if kept is None:
            return form(request, 410, wrong="gone")
        if not entry.isdecimal() or len(entry) > 18:
            raise HTTPException(
                400, "The number of the store's last entry is missing: open the preview again."
            )
        try:
            if kept[1] != name:
                # How a file is read hangs on its name too, and somebody sent the same bytes under another since.
                raise StoreMoved("the file was sent again under another name since this preview was made.")
            commit(
                service.store, *kept, State(int(entry), state, None), now=service.clock(), partial=partial, person=person
            )  # fmt: skip
        except StoreMoved:
            query = "moved&partial=yes" if partial else "moved"
            return RedirectResponse(f"/upload/{sha256}?{query}", 303, _NO_STORE)
        spool.drop(sha256)
        return RedirectResponse(f"/issues/{sha256}?taken", 303, _NO_STORE)

    router.add_api_route("/upload", show_form, methods=["GET"], response_model=None)
    router.add_api_route("/upload", receive, methods=["POST"], response_model=None)
    router.add_api_route("/upload/{sha256}", show, methods=["GET"], response_model=None)
    router.add_api_route("/upload/{sha256}/commit", confirm, methods=["POST"], response_model=None)
    return router
