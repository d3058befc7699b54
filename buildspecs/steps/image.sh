
IMAGE_TAG=$CODEBUILD_RESOLVED_SOURCE_VERSION
all=LOW,MEDIUM,HIGH,CRITICAL
levels=$SCAN_SEVERITY${all#*"$SCAN_SEVERITY"}

# The scanner gets files: neither the Docker socket nor credentials.
docker pull "$SCANNER_IMAGE" 2>&1 | tee "$log" ||
  fail "cannot pull the scanner $SCANNER_IMAGE: $(tail -n 1 "$log")"
trivy() {
  docker run --rm --volume "$WORK:/scan" "$SCANNER_IMAGE" --cache-dir /scan/cache "$@"
}
judge() {
  trivy "$2" --scanners vuln --severity "$levels" --exit-code 3 "${@:3}" || case $? in
    3) fail "vulnerabilities in $1 ($levels): not pushed" ;;
    *) fail "the scan of $1 did not work: not pushed" ;;
  esac
}

# The audit: the lock file that the unit tests installed from, with its manifests.
locks() { ls package-lock.json pnpm-lock.yaml yarn.lock 2>/dev/null || true; }
cd "$SERVICE"
[ "$(locks)" ] || cd "$CODEBUILD_SRC_DIR"
[ "$(locks)" ] || fail "no lock file of npm, pnpm or yarn: commit one"
mkdir "$WORK/audit"
find . -name node_modules -prune -o -name package.json -print0 |
  xargs -0 -r cp --parents --target-directory "$WORK/audit"
for lock in $(locks); do
  cp "$lock" "$WORK/audit"
done
trivy fs --format cyclonedx --output /scan/audit.json /scan/audit ||
  fail "the scanner cannot list the dependencies"
for lock in $(locks); do
  # It passes over what it cannot read, without a word.
  jq -e --arg lock "$lock" 'any(.components[]?; .name == $lock)' "$WORK/audit.json" > "$log" ||
    jq -es 'all(.[]; (.dependencies // {}) == {})' package.json "$SERVICE/package.json" > "$log" ||
    fail "the scanner cannot read $lock: the dependencies are not audited"
done
judge "the dependencies" fs /scan/audit

# The image.
docker build --pull --cache-from "$IMAGE:latest" --build-arg BUILDKIT_INLINE_CACHE=1 \
  --tag "$IMAGE:$IMAGE_TAG" --tag "$IMAGE:latest" "$SERVICE" 2>&1 | tee "$log" ||
  fail "the image cannot be built (context: folder $SERVICE_PATH): $(tail -n 1 "$log")"
case $(uname -m) in x86_64) platform=linux/amd64 ;; *) platform=linux/arm64 ;; esac
built=$(docker image inspect --format '{{.Os}}/{{.Architecture}}' "$IMAGE:$IMAGE_TAG")
[ "$built" = $platform ] || fail "the image is for $built, the task definition for $platform"
docker save --output "$WORK/image.tar" "$IMAGE:$IMAGE_TAG"
trivy image --input /scan/image.tar --format cyclonedx --output /scan/sbom.json ||
  fail "the scanner wrote no SBOM"
gzip -9c "$WORK/sbom.json" > "$WORK/deployment/sbom.cdx.json.gz"
size=$(cat "$WORK"/deployment/* | wc -c)
# 3 MB with what is still to come.
[ "$size" -lt 2990000 ] || fail "deployment files of $size bytes: CodeDeploy takes 3 MB"
judge "the image" image --input /scan/image.tar

# From here on the image is known by its digest alone.
docker push "$IMAGE:$IMAGE_TAG" 2>&1 | tee "$log" ||
  fail "cannot push $IMAGE_TAG: $(tail -n 1 "$log")"
IMAGE_DIGEST=$(sed -n 's/.* digest: \(sha256:[0-9a-f]*\) .*/\1/p' "$log")
[ "$IMAGE_DIGEST" ] || fail "the registry gave no digest for $IMAGE_TAG"
if ! docker push "$IMAGE:latest" 2>&1 | tee "$log"; then
  grep -q immutable "$log" || fail "cannot push latest: $(tail -n 1 "$log")"
  echo "tags are immutable: latest stays where it is, and so does the cache"
fi
IMAGE_URI=$IMAGE@$IMAGE_DIGEST
export IMAGE_URI IMAGE_DIGEST IMAGE_TAG
cd "$WORK/deployment"
echo "{\"ImageURI\":\"$IMAGE_URI\"}" > imageDetail.json
echo "[{\"name\":\"$CONTAINER_NAME\",\"imageUri\":\"$IMAGE_URI\"}]" > imagedefinitions.json
cd "$CODEBUILD_SRC_DIR"
mv "$WORK/deployment" .
