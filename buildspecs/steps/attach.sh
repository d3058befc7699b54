
# What is known of the image, beside it in its registry: manifests without a tag that
# name it as their subject (OCI's Distribution specification 1.1, "Listing Referrers").
# The artifact has the same, so a registry that takes none stops no build.
cat > "$WORK/attach.py" <<'END'
import base64, hashlib, json, os, pathlib, re
from http.client import HTTPException
from urllib.error import HTTPError
from urllib.parse import quote, urlencode, urljoin, urlsplit
from urllib.request import Request, urlopen

env = os.environ
host, _, repository = env["IMAGE"].partition("/")
host = {"docker.io": "registry-1.docker.io"}.get(host, host)
base = f"https://{host}/v2/{repository}/"
user = f"{env['REGISTRY_USERNAME']}:{env['REGISTRY_PASSWORD']}".encode()
basic = "Basic " + base64.b64encode(user).decode()
state = {"authorization": basic, "asked": ""}
MANIFEST = "application/vnd.oci.image.manifest.v1+json"
DOCKER = "application/vnd.docker.distribution.manifest"
INDEX = "application/vnd.oci.image.index.v1+json"
ACCEPT = ", ".join([MANIFEST, INDEX, f"{DOCKER}.v2+json", f"{DOCKER}.list.v2+json"])
EMPTY = b"{}"

def token(challenge):
    """Where a registry wants a token of its own (Docker's "Token Authentication")."""
    given = dict(re.findall(r'(\w+)="([^"]*)"', challenge))
    if not given["realm"].startswith("https://"):
        raise ValueError("the password is asked for without TLS")
    query = {"service": given.get("service", ""), "scope": f"repository:{repository}:pull,push"}
    request = Request(f"{given['realm']}?{urlencode(query)}", headers={"Authorization": basic})
    answer = json.load(urlopen(request, timeout=60))
    return "Bearer " + (answer.get("token") or answer["access_token"])

def ask(method, path, data=None, kind="application/octet-stream"):
    url = urljoin(base, path)
    state["asked"] = f"{method} {urlsplit(url).path}"
    request = Request(url, data, {"Accept": ACCEPT, "Content-Type": kind}, method=method)
    # Not for another host that is named by an answer.
    if urlsplit(url).netloc == host:
        request.add_unredirected_header("Authorization", state["authorization"])
    try:
        return urlopen(request, timeout=60)
    except HTTPError as error:
        challenge = error.headers.get("WWW-Authenticate", "")
        renewed = state["authorization"] != basic
        if error.code != 401 or renewed or not challenge.lower().startswith("bearer "):
            raise
    state["authorization"] = token(challenge)
    return ask(method, path, data, kind)

def digest(data):
    return "sha256:" + hashlib.sha256(data).hexdigest()

def described(data, kind):
    return {"mediaType": kind, "digest": digest(data), "size": len(data)}

def upload(data):
    try:
        return ask("HEAD", f"blobs/{digest(data)}")
    except HTTPError as error:
        if error.code != 404:
            raise
    place = ask("POST", "blobs/uploads/", b"").headers["Location"]
    ask("PUT", f"{place}{'&' if '?' in place else '?'}digest={quote(digest(data))}", data)

def attach(subject, name, data, kind):
    upload(EMPTY)
    upload(data)
    layer = {**described(data, kind), "annotations": {"org.opencontainers.image.title": name}}
    manifest = json.dumps({
        "schemaVersion": 2,
        "mediaType": MANIFEST,
        "artifactType": kind,
        "config": described(EMPTY, "application/vnd.oci.empty.v1+json"),
        "layers": [layer],
        "subject": subject,
    }).encode()
    ask("PUT", f"manifests/{digest(manifest)}", manifest, MANIFEST)

sbom, signed = pathlib.Path(env["WORK"], "scan/sbom.json"), pathlib.Path("provenance.dsse.json")
given = {"sbom.cdx.json": (sbom, "application/vnd.cyclonedx+json")}
# The statement, or the envelope that it is signed in (in-toto's attestations, spec/v1).
if signed.exists():
    given[signed.name] = signed, "application/vnd.in-toto.provenance+dsse"
else:
    given["provenance.json"] = pathlib.Path("provenance.json"), "application/vnd.in-toto+json"
try:
    answer = ask("GET", f"manifests/{env['IMAGE_DIGEST']}")
    subject = described(answer.read(), answer.headers.get_content_type())
    if subject["digest"] != env["IMAGE_DIGEST"]:
        raise ValueError(f"it gives {subject['digest']} instead")
    # A registry that does not know the question would keep them where nobody finds them.
    json.load(ask("GET", f"referrers/{subject['digest']}"))["manifests"]
    for name, (file, kind) in given.items():
        attach(subject, name, file.read_bytes(), kind)
        print(f"{name} is beside the image in its registry")
except (OSError, HTTPException, ValueError, LookupError, TypeError) as error:
    said = error.read(500).decode(errors="replace") if isinstance(error, HTTPError) else ""
    why = " ".join(f"{state['asked']}: {error} {said}".split())
    print(f"NOTE: {' and '.join(given)} are in the artifact, not beside the image: {why}")
END
# Nothing of another build's image, which has what that build attached.
if ! $taken; then
  if [ "$ECR_REGISTRY" ]; then
    REGISTRY_USERNAME=AWS
    REGISTRY_PASSWORD=$(aws ecr get-login-password 2> "$log" || true)
  fi
  REGISTRY_USERNAME=$REGISTRY_USERNAME REGISTRY_PASSWORD=$REGISTRY_PASSWORD python3 "$WORK/attach.py"
fi
