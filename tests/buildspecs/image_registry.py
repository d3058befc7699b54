"""A registry of images on loopback, under the names of the tests' registries.

It follows OCI's Distribution specification 1.1 and refuses what that refuses: a blob
that is not what its digest says, a manifest whose blobs are not there. It is reached
as a proxy of HTTPS, so what asks it finds the real names and checks a certificate.
With `behind`, a real registry on loopback answers, except about referrers and about
what the stand-in for docker pushed.
"""

import base64
import hashlib
import json
import ssl
import uuid
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from http.client import HTTPConnection
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlsplit

from cryptography import x509
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.hashes import SHA256
from cryptography.hazmat.primitives.serialization import (
    Encoding,
    NoEncryption,
    PrivateFormat,
)

from tests.buildspecs.account import (
    ECR_HOST,
    ECR_PASSWORD,
    PASSWORD,
    REGISTRY,
    USERNAME,
)

HUB = "registry-1.docker.io"
ISSUER = "auth.example.com"
# Where a registry may let blobs be sent: another host, which needs no password.
UPLOADS = "uploads.example.com"
LOGINS = {
    REGISTRY: f"{USERNAME}:{PASSWORD}",
    HUB: f"{USERNAME}:{PASSWORD}",
    ECR_HOST: f"AWS:{ECR_PASSWORD}",
}
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
INDEX = "application/vnd.oci.image.index.v1+json"
TOKEN = "a-token-of-the-registry"
Answer = tuple[int, dict[str, str], bytes]


def digest(data: bytes) -> str:
    return f"sha256:{hashlib.sha256(data).hexdigest()}"


@dataclass
class ImageRegistry:
    """What it keeps, how it answers, and what it was asked."""

    environment: dict[str, str] = field(default_factory=dict)
    blobs: dict[str, bytes] = field(default_factory=dict)
    manifests: dict[str, bytes] = field(default_factory=dict)
    # Where images come to be while the registry is there.
    pushed: Callable[[str], bytes | None] = lambda digest: None
    # With tokens of its own, with blobs on another host, without referrers, or one
    # that refuses what begins so, with this status and this text.
    issues_tokens: bool = False
    uploads_elsewhere: bool = False
    has_referrers: bool = True
    refuses: tuple[str, int, bytes] | None = None
    behind: str = ""
    asked: list[str] = field(default_factory=list)
    hosts: set[str] = field(default_factory=set)
    uploads: set[str] = field(default_factory=set)

    def referrers(self, subject: str) -> list[dict[str, Any]]:
        """The manifests whose subject this is."""
        return [
            json.loads(data)
            for data in self.manifests.values()
            if json.loads(data).get("subject", {}).get("digest") == subject
        ]

    def answer(self, host: str, method: str, path: str, given: Any) -> Answer:
        """To one request, whose content and headers are `given`."""
        content, headers = given
        url = urlsplit(path)
        self.asked.append(f"{method} {url.path}")
        self.hosts.add(host)
        if host == ISSUER:
            return self.issue(url.query, headers.get("Authorization", ""))
        if refused := self.refused(host, method, url.path, headers):
            return refused
        *_, kind, last = url.path.split("/")
        known = kind == "referrers" and self.has_referrers
        if self.behind and not known and not self.pushed(last):
            return self.relay(method, path, content, headers)
        if kind == "referrers":
            return self.list(last)
        if kind == "blobs" or "/blobs/uploads/" in url.path:
            return self.blob(method, url, content)
        return self.manifest(method, last, content, headers)

    def refused(self, host: str, method: str, path: str, headers: Any) -> Answer | None:
        if host == UPLOADS:
            return (400, {}, b"") if "Authorization" in headers else None
        login = base64.b64encode(LOGINS[host].encode()).decode()
        wanted = f"Bearer {TOKEN}" if self.issues_tokens else f"Basic {login}"
        if headers.get("Authorization") != wanted:
            realm = f'Bearer realm="https://{ISSUER}/token",service="{host}"'
            challenge = realm if self.issues_tokens else 'Basic realm="registry"'
            return 401, {"WWW-Authenticate": challenge}, b"{}"
        if self.refuses and f"{method} {path}".startswith(self.refuses[0]):
            return self.refuses[1], {}, self.refuses[2]
        return None

    def issue(self, query: str, authorization: str) -> Answer:
        scope = "repository:team/payment-service:pull,push"
        login = base64.b64encode(LOGINS[REGISTRY].encode()).decode()
        good = parse_qs(query) == {"service": [REGISTRY], "scope": [scope]}
        if not good or authorization != f"Basic {login}":
            return 403, {}, b"{}"
        return 200, {}, json.dumps({"token": TOKEN}).encode()

    def relay(self, method: str, path: str, content: bytes, headers: Any) -> Answer:
        """What a real registry answers, which is told its own name by Host."""
        connection = HTTPConnection(self.behind, timeout=30)
        names = ("Accept", "Content-Type", "Content-Length")
        sent = {name: headers[name] for name in names if name in headers}
        host = {"Host": REGISTRY, "X-Forwarded-Proto": "https"}
        connection.request(method, path, content, {**sent, **host})
        found = connection.getresponse()
        kept = ("Content-Type", "Location", "Docker-Content-Digest")
        back = {name: found.headers[name] for name in kept if name in found.headers}
        return found.status, back, found.read()

    def list(self, subject: str) -> Answer:
        if not self.has_referrers:
            return 404, {}, b"404 page not found"
        index = {"schemaVersion": 2, "mediaType": INDEX, "manifests": []}
        assert not self.referrers(subject), "nothing is attached twice"
        return 200, {"Content-Type": INDEX}, json.dumps(index).encode()

    def blob(self, method: str, url: Any, content: bytes) -> Answer:
        last = url.path.rpartition("/")[2]
        if method == "POST":
            self.uploads.add(name := str(uuid.uuid4()))
            at = f"https://{UPLOADS}" if self.uploads_elsewhere else ""
            return 202, {"Location": f"{at}{url.path}{name}?state=a%3D%3D"}, b""
        if method == "PUT":
            said = parse_qs(url.query).get("digest", [""])[0]
            known = last in self.uploads and "state=a%3D%3D" in url.query
            if not known or said != digest(content):
                return 400, {}, b'{"errors":[{"code":"DIGEST_INVALID"}]}'
            self.uploads.remove(last)
            self.blobs[said] = content
            return 201, {}, b""
        return (200 if last in self.blobs else 404), {}, b""

    def manifest(self, method: str, name: str, content: bytes, headers: Any) -> Answer:
        if method == "GET":
            found = self.manifests.get(name) or self.pushed(name)
            if found is None:
                return 404, {}, b'{"errors":[{"code":"MANIFEST_UNKNOWN"}]}'
            return 200, {"Content-Type": json.loads(found)["mediaType"]}, found
        made = json.loads(content)
        needs = {each["digest"] for each in [made["config"], *made["layers"]]}
        good = headers["Content-Type"] == made["mediaType"] == MANIFEST
        if not good or name != digest(content) or not needs <= set(self.blobs):
            return 400, {}, b'{"errors":[{"code":"MANIFEST_INVALID"}]}'
        self.manifests[name] = content
        return 201, {"OCI-Subject": made["subject"]["digest"]}, b""


class _Handler(BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    registry: ImageRegistry
    tls: ssl.SSLContext
    host = ""

    def do_CONNECT(self) -> None:
        self.host = self.path.partition(":")[0]
        self.send_response(200)
        self.end_headers()
        self.connection = self.tls.wrap_socket(self.connection, server_side=True)
        self.rfile = self.connection.makefile("rb")
        self.wfile = self.connection.makefile("wb", 0)  # type: ignore[assignment]
        self.close_connection = False

    def _answer(self) -> None:
        content = self.rfile.read(int(self.headers.get("Content-Length", 0)))
        status, headers, text = self.registry.answer(
            self.host, self.command, self.path, (content, self.headers)
        )
        self.send_response(status)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Content-Length", str(len(text)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(text)

    do_GET = do_HEAD = do_POST = do_PUT = _answer  # noqa: N815 (http.server's names)

    def log_message(self, format: str, *args: Any) -> None:
        """Say nothing: the test's output is the build's."""


@contextmanager
def image_registry(folder: Path) -> Iterator[ImageRegistry]:
    """The registry, with the variables by which a program finds it."""
    registry = ImageRegistry()
    certificate = _certificate(folder)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    handler = type("Handler", (_Handler,), {"registry": registry, "tls": tls})
    server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
    Thread(target=server.serve_forever, daemon=True).start()
    registry.environment |= {
        "https_proxy": f"http://127.0.0.1:{server.server_port}",
        "SSL_CERT_FILE": str(certificate),
    }
    try:
        yield registry
    finally:
        server.shutdown()
        server.server_close()


def _certificate(folder: Path) -> Path:
    """One for every name that is asked, with its key."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, REGISTRY)])
    now = datetime.now(UTC)
    names = [x509.DNSName(each) for each in (*LOGINS, ISSUER, UPLOADS)]
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName(names), critical=False)
        .sign(key, SHA256())
    )
    plain = key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption())
    file = folder / "registry.pem"
    file.write_bytes(made.public_bytes(Encoding.PEM) + plain)
    return file
