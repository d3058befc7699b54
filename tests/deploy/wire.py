"""A loopback endpoint that speaks the AWS Query protocol, with faults on demand."""

import re
import socket
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qsl
from xml.sax.saxutils import escape


class ApiError(Exception):
    """An error answer: code, message, HTTP status."""

    def __init__(self, code: str, message: str, status: int = 400) -> None:
        super().__init__(message)
        self.code, self.message, self.status = code, message, status


THROTTLED = ApiError("Throttling", "Rate exceeded")
BROKEN = ApiError("InternalFailure", "We are sorry", 500)
AWAY = ApiError("ServiceUnavailable", "Come back later", 503)
# What a proxy makes of it.
ODD = ApiError("UnknownError", "403 Forbidden", 403)
EXPIRED = ApiError("ExpiredToken", "The security token is expired", 403)
DENIED = ApiError("AccessDenied", "You are not authorized", 403)


@dataclass
class Fault:
    """What goes wrong with the next `times` calls of an operation."""

    operation: str
    error: ApiError | None = None
    # Cut the line before or after the call took effect.
    reset: str = ""
    seconds: float = 0
    times: int = 1
    skip: int = 0
    # Somebody else's answer, with status 200.
    body: str = ""


@dataclass
class Caller:
    """Who calls, from the signature."""

    key: str
    region: str


@dataclass
class Endpoint:
    """Serves `answer(operation, arguments, caller)` on loopback."""

    answer: Callable[[str, dict[str, Any], Caller], dict[str, Any]]
    faults: list[Fault] = field(default_factory=list)
    calls: list[tuple[str, dict[str, Any]]] = field(default_factory=list)
    lock: threading.RLock = field(default_factory=threading.RLock)
    delay: float = 0
    # Names of the buckets that exist.
    buckets: set[str] = field(default_factory=set)

    def __enter__(self) -> "Endpoint":
        endpoint = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def setup(self) -> None:
                super().setup()
                self.connection.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

            def do_POST(self) -> None:
                endpoint._serve(self)

            def do_HEAD(self) -> None:
                """The one question here that is not CloudFormation's: HeadBucket."""
                there = self.path.strip("/") in endpoint.buckets
                head = f"HTTP/1.1 {200 if there else 404} X\r\nContent-Length: 0\r\n"
                self.wfile.write(f"{head}\r\n".encode())

            def log_message(self, *_: Any) -> None:
                """Tests print nothing."""

        class Server(ThreadingHTTPServer):
            request_queue_size = 128

            def handle_error(self, *_: Any) -> None:
                """A client that was cut off is what the test wants."""

        self._server = Server(("127.0.0.1", 0), Handler)
        # The second argument is how long a shutdown waits, in seconds.
        threading.Thread(
            target=self._server.serve_forever, args=(0.01,), daemon=True
        ).start()
        self.url = f"http://127.0.0.1:{self._server.server_port}"
        return self

    def __exit__(self, *_: Any) -> None:
        self._server.shutdown()
        self._server.server_close()

    def names(self) -> list[str]:
        """Operations in the order of their calls."""
        return [name for name, _ in self.calls]

    def _serve(self, handler: BaseHTTPRequestHandler) -> None:
        body = handler.rfile.read(int(handler.headers["Content-Length"])).decode()
        flat = dict(parse_qsl(body, keep_blank_values=True))
        operation = flat.pop("Action")
        flat.pop("Version")
        arguments = nested(flat)
        signed = handler.headers.get("Authorization", "")
        match = re.search(r"Credential=([^/]+)/\d+/([^/]+)/", signed)
        caller = Caller(*match.groups()) if match else Caller("", "")
        with self.lock:
            self.calls.append((operation, arguments))
            fault = self._fault(operation)
        if self.delay:
            time.sleep(self.delay)
        if fault:
            time.sleep(fault.seconds)
            if fault.reset == "before":
                return self._cut(handler)
            if fault.body:
                return self._send(handler, 200, fault.body)
            if fault.error:
                return self._send(handler, fault.error.status, wrong(fault.error))
        try:
            with self.lock:
                answer = self.answer(operation, arguments, caller)
        except ApiError as error:
            return self._send(handler, error.status, wrong(error))
        if fault and fault.reset == "after":
            return self._cut(handler)
        return self._send(handler, 200, right(operation, answer))

    def _fault(self, operation: str) -> Fault | None:
        for fault in self.faults:
            if fault.operation in (operation, "*") and fault.times > 0:
                if fault.skip > 0:
                    fault.skip -= 1
                    continue
                fault.times -= 1
                return fault
        return None

    @staticmethod
    def _cut(handler: BaseHTTPRequestHandler) -> None:
        handler.close_connection = True
        handler.connection.shutdown(socket.SHUT_RDWR)

    @staticmethod
    def _send(handler: BaseHTTPRequestHandler, status: int, text: str) -> None:
        data = text.encode()
        head = (
            f"HTTP/1.1 {status} X\r\nContent-Type: text/xml\r\n"
            f"Content-Length: {len(data)}\r\n\r\n"
        )
        handler.wfile.write(head.encode() + data)


def nested(flat: dict[str, str]) -> dict[str, Any]:
    """`{"Tags.member.1.Key": "a"}` as `{"Tags": [{"Key": "a"}]}`."""
    tree: dict[str, Any] = {}
    for name, value in flat.items():
        *path, last = name.replace(".member.", ".").split(".")
        node = tree
        for part in path:
            node = node.setdefault(part, {})
        node[last] = value
    return {key: _lists(value) for key, value in tree.items()}


def _lists(value: Any) -> Any:
    if not isinstance(value, dict):
        return value
    inner = {key: _lists(item) for key, item in value.items()}
    if inner and all(key.isdigit() for key in inner):
        return [inner[key] for key in sorted(inner, key=int)]
    return inner


def xml(value: Any) -> str:
    """A value as the Query protocol writes it."""
    if isinstance(value, dict):
        return "".join(
            f"<{key}>{xml(item)}</{key}>"
            for key, item in value.items()
            if item is not None
        )
    if isinstance(value, list | tuple):
        return "".join(f"<member>{xml(item)}</member>" for item in value)
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, datetime):
        return value.isoformat().replace("+00:00", "Z")
    return escape(str(value))


def right(operation: str, answer: dict[str, Any]) -> str:
    return (
        f"<{operation}Response><{operation}Result>{xml(answer)}</{operation}Result>"
        f"<ResponseMetadata><RequestId>r</RequestId></ResponseMetadata>"
        f"</{operation}Response>"
    )


def wrong(error: ApiError) -> str:
    return (
        f"<ErrorResponse><Error><Type>Sender</Type><Code>{error.code}</Code>"
        f"<Message>{escape(error.message)}</Message></Error>"
        f"<RequestId>r</RequestId></ErrorResponse>"
    )
