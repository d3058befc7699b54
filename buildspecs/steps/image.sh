
# The image.
IMAGE_TAG=$CODEBUILD_RESOLVED_SOURCE_VERSION
docker build --pull --cache-from "$IMAGE:latest" --build-arg BUILDKIT_INLINE_CACHE=1 \
  --tag "$IMAGE:$IMAGE_TAG" --tag "$IMAGE:latest" "$SERVICE" 2>&1 | tee "$log" ||
  fail "the image cannot be built (context: folder $SERVICE_PATH): $(tail -n 1 "$log")"
case $(uname -m) in x86_64) platform=linux/amd64 ;; *) platform=linux/arm64 ;; esac
built=$(docker image inspect --format '{{.Os}}/{{.Architecture}}' "$IMAGE:$IMAGE_TAG")
[ "$built" = $platform ] || fail "the image is for $built, the task definition for $platform"
docker save --output "$WORK/scan/image.tar" "$IMAGE:$IMAGE_TAG"
"$WORK/trivy" image --input /scan/image.tar --format cyclonedx --output /scan/sbom.json ||
  fail "the scanner wrote no SBOM"
gzip -9c "$WORK/scan/sbom.json" > "$WORK/deployment/sbom.cdx.json.gz"
size=$(cat "$WORK"/deployment/* | wc -c)
# 3 MB with what is still to come.
[ "$size" -lt 2990000 ] || fail "deployment files of $size bytes: CodeDeploy takes 3 MB"
python3 "$WORK/judge.py" "the image" image --input /scan/image.tar
for waiver in ${WAIVERS//,/ }; do
  grep -qx "${waiver%:*}" "$WORK/waived" ||
    echo "NOTE: the waiver of ${waiver%:*} is not needed: nothing has it any more"
done

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
