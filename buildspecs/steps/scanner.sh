
# What judges the dependencies and the image: two programs in files, because no
# function lasts from one command to the next.
docker pull "$SCANNER_IMAGE" 2>&1 | tee "$log" ||
  fail "cannot pull the scanner $SCANNER_IMAGE: $(tail -n 1 "$log")"
mkdir "$WORK/scan"
cat > "$WORK/trivy" <<'END'
#!/bin/bash
# It gets the files to scan: neither the Docker socket nor credentials.
[ ! "$SCANNER_DATABASE" ] || export TRIVY_SKIP_DB_UPDATE=true
[ ! "$SCANNER_JAVA_DATABASE" ] || export TRIVY_SKIP_JAVA_DB_UPDATE=true
exec docker run --rm --volume "$WORK/scan:/scan" --env TRIVY_SKIP_DB_UPDATE \
  --env TRIVY_SKIP_JAVA_DB_UPDATE "$SCANNER_IMAGE" --cache-dir /scan/cache "$@"
END
chmod +x "$WORK/trivy"

# Its databases, from a mirror in ECR: each is an artifact of one layer.
mirrored() {
  aws ecr batch-get-image --repository-name "$1" --image-ids "imageTag=$2" --output json \
    --accepted-media-types application/vnd.oci.image.manifest.v1+json > "$WORK/found.json" \
    2> "$log" || fail "cannot read the mirror $1: $(tail -n 1 "$log")"
  layer=$(jq -er '.images[0].imageManifest | fromjson | .layers[0].digest' "$WORK/found.json") ||
    fail "the mirror $1 has no database of trivy under the tag $2"
  url=$(aws ecr get-download-url-for-layer --repository-name "$1" --layer-digest "$layer" \
    --output text --query downloadUrl 2> "$log") ||
    fail "cannot read the mirror $1: $(tail -n 1 "$log")"
  curl --fail --silent --show-error --output "$WORK/layer" "$url" 2> "$log" ||
    fail "cannot download from the mirror $1: $(tail -n 1 "$log")"
  sha256sum --check --status <<< "${layer#sha256:}  $WORK/layer" ||
    fail "what the mirror $1 gives is not $layer"
  mkdir -p "$WORK/scan/cache/$3"
  tar --extract --gzip --file "$WORK/layer" --directory "$WORK/scan/cache/$3"
}
[ ! "$SCANNER_DATABASE" ] || mirrored "$SCANNER_DATABASE" 2 db
[ ! "$SCANNER_JAVA_DATABASE" ] || mirrored "$SCANNER_JAVA_DATABASE" 1 java-db

cat > "$WORK/judge.py" <<'END'
import datetime, json, os, pathlib, subprocess, sys

what, command, *target = sys.argv[1:]
env, work = os.environ, pathlib.Path(os.environ["WORK"])
levels = "LOW,MEDIUM,HIGH,CRITICAL".partition(env["SCAN_SEVERITY"])
levels = levels[1] + levels[2]
today = datetime.datetime.now(datetime.timezone.utc).date().isoformat()
# Reviewed in the pipeline's repository, where this service's authors cannot write.
waivers = dict(each.split(":") for each in env["WAIVERS"].split(",") if each)
for name, last_day in waivers.items():
    if last_day < today:
        sys.exit(f"ERROR: the waiver of {name} ended on {last_day}: mend it, or have it renewed")

report = work / "scan/found.json"
report.unlink(missing_ok=True)
scanned = subprocess.run([
    work / "trivy", command, "--scanners", "vuln", "--severity", levels,
    "--format", "json", "--output", "/scan/found.json", *target,
])
try:
    content = json.loads(report.read_text()) if scanned.returncode == 0 else {}
    # Without anything to judge there are no results, but this is there.
    if not levels or content["SchemaVersion"] != 2:
        raise ValueError
    found = {
        (one["VulnerabilityID"], one["PkgName"], one["InstalledVersion"]): one
        for result in content.get("Results") or []
        for one in result.get("Vulnerabilities") or []
    }
except (OSError, ValueError, KeyError, TypeError):
    sys.exit(f"ERROR: the scan of {what} did not work: not pushed")
stopping = set()
for (name, package, version), one in sorted(found.items()):
    fixed = f"fixed in {one['FixedVersion']}" if one.get("FixedVersion") else "no fix yet"
    note = f" [waived until {waivers[name]}]" if name in waivers else ""
    print(one["Severity"], name, package, version, f"({fixed}){note}:", one.get("Title", ""))
    if name not in waivers and (
        one.get("FixedVersion") or env["UNFIXED_VULNERABILITIES"] != "report"
    ):
        stopping.add(name)
with open(work / "waived", "a") as waived:
    print(*sorted({name for name, *_ in found} & set(waivers)), sep="\n", file=waived)
if stopping:
    sys.exit(f"ERROR: vulnerabilities in {what} ({levels}): not pushed")
END
