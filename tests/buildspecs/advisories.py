"""The registry's audit endpoints on loopback, so that an audit never changes.

A real registry finds new advisories every day and would turn a test red for
it. The answers have the registry's format; everything that is not an audit is
sent on to the real registry.
"""

import gzip
import json
from collections.abc import Iterator
from contextlib import contextmanager
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any

REGISTRY = "https://registry.npmjs.org"
LEVELS = ("info", "low", "moderate", "high", "critical")
# Advisories of the GitHub Advisory Database for the package that the tests use.
ADVISORIES = {
    "critical": {
        "id": 1097678,
        "url": "https://github.com/advisories/GHSA-xvch-5gv4-984h",
        "title": "Prototype Pollution in minimist",
        "severity": "critical",
        "vulnerable_versions": "<0.2.4",
    },
    "moderate": {
        "id": 1096466,
        "url": "https://github.com/advisories/GHSA-vh95-rmgr-6w4m",
        "title": "Prototype Pollution in minimist",
        "severity": "moderate",
        "vulnerable_versions": "<0.2.1",
    },
}
PACKAGE = "minimist"
OUT_OF_ORDER = "out-of-order"
PATHS = (*ADVISORIES, OUT_OF_ORDER)


class _Handler(BaseHTTPRequestHandler):
    def do_GET(self) -> None:
        self.send_response(302)
        _, severity, *_ = self.path.split("/")
        path = (
            self.path.removeprefix(f"/{severity}") if severity in PATHS else self.path
        )
        self.send_header("location", f"{REGISTRY}{path}")
        self.end_headers()

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        if self.headers.get("content-encoding") == "gzip":
            body = gzip.decompress(body)
        severity = self.path.split("/")[1]
        answer: dict[str, Any] = {}
        if severity == OUT_OF_ORDER:
            self.send_error(405)
            return
        if self.path.endswith("/advisories/bulk"):
            if severity in ADVISORIES and PACKAGE in json.loads(body):
                answer = {PACKAGE: [ADVISORIES[severity]]}
        else:
            answer = _classic(severity)
        content = json.dumps(answer).encode()
        self.send_response(200)
        self.send_header("content-type", "application/json")
        self.send_header("content-length", str(len(content)))
        self.end_headers()
        self.wfile.write(content)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the test's output is the build's."""


def _classic(severity: str) -> dict[str, Any]:
    """What yarn 1 asks for."""
    counts = {level: int(level == severity) for level in LEVELS}
    return {
        "actions": [],
        "advisories": {},
        "muted": [],
        "metadata": {
            "vulnerabilities": counts,
            "dependencies": 1,
            "devDependencies": 0,
            "optionalDependencies": 0,
            "totalDependencies": 1,
        },
    }


@contextmanager
def audit_registry() -> Iterator[str]:
    """The address of a registry; `/<severity>` after it makes it find something."""
    server = ThreadingHTTPServer(("127.0.0.1", 0), _Handler)
    Thread(target=server.serve_forever, daemon=True).start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        server.server_close()
