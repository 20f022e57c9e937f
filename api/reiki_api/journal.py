"""The log of requests: one JSON object a line, for programs. No query, no body, no token, no text of a regulation."""

from __future__ import annotations

import datetime
import json
import logging
import sys
from typing import Final, TextIO

REQUESTS: Final = logging.getLogger("reiki_api.requests")
_LONGEST: Final = 500


def note(request_id: str, method: str, path: str, status: int, seconds: float, caller: str) -> None:
    """Logs one request. What came from outside is a JSON string in ASCII: it cannot end the line, pretend to be another, or move
    a terminal's cursor."""
    if REQUESTS.isEnabledFor(logging.INFO):
        said = {
            "id": request_id,
            "method": method[:20],
            "path": path[:_LONGEST],
            "status": status,
            "ms": round(seconds * 1000, 1),
            "caller": caller,
        }
        REQUESTS.info("request", extra={"said": said})


class JsonLines(logging.Formatter):
    """Every record as one line of JSON."""

    def format(self, record: logging.LogRecord) -> str:
        """The line, without its end."""
        moment = datetime.datetime.fromtimestamp(record.created, datetime.UTC)
        line: dict[str, object] = {
            "time": moment.isoformat(timespec="milliseconds"),
            "level": record.levelname.lower(),
            "from": record.name,
        }
        said = getattr(record, "said", None)
        line |= said if isinstance(said, dict) else {"message": record.getMessage()}
        if record.exc_info:
            line["trace"] = self.formatException(record.exc_info)
        return json.dumps(line, default=str)


def log_to(stream: TextIO | None = None, level: int = logging.INFO) -> None:
    """From now on what the service and its server have to say goes to a stream (standard error), line by line."""
    handler = logging.StreamHandler(stream or sys.stderr)
    handler.setFormatter(JsonLines())
    for name, least in (("reiki_api", level), ("uvicorn", logging.WARNING)):
        logger = logging.getLogger(name)
        logger.handlers[:] = [handler]
        logger.setLevel(least)
        logger.propagate = False
