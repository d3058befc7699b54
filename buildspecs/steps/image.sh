
# The image: what is there of this commit already, if tags do not move, else built.
IMAGE_TAG=$CODEBUILD_RESOLVED_SOURCE_VERSION
IMAGE_DIGEST=
taken=false
STARTED=$(date -u -d "@$((CODEBUILD_START_TIME / 1000))" +%Y-%m-%dT%H:%M:%SZ)
labels="org.opencontainers.image.revision=$IMAGE_TAG org.opencontainers.image.source=$SOURCE_REPOSITORY"
if [ "$IMAGE_TAG_MUTABILITY" = MUTABLE ]; then
  options=(--cache-from "$IMAGE:latest" --tag "$IMAGE:latest")
elif docker pull "$IMAGE:$IMAGE_TAG" > "$log" 2>&1; then
  IMAGE_DIGEST=$(sed -n 's/^Digest: \(sha256:[0-9a-f]*\)$/\1/p' "$log")
  [ "$IMAGE_DIGEST" ] || fail "the registry gave no digest for $IMAGE_TAG"
  found=$(docker image inspect --format '{{json .Config.Labels}}' "$IMAGE:$IMAGE_TAG")
  for label in $labels; do
    jq -e --arg name "${label%%=*}" --arg value "${label#*=}" '.[$name] == $value' \
      <<< "$found" > "$log" || fail "there is an image $IMAGE_TAG already, and its label" \
      "${label%%=*} is not ${label#*=}: push another commit"
  done
  [ ! "$SIGNING_KEY_ARN" ] ||
    fail "there is an image $IMAGE_TAG already, which this build did not make and does not" \
      "sign: push another commit"
  taken=true
  echo "NOTE: takes the image $IMAGE_TAG that is there already"
elif [ ! "$ECS_SERVICE_NAME" ]; then
  options=()
else
  # No tag moves: what runs now is where layers come from.
  arn=$(aws ecs describe-services --cluster "$ECS_CLUSTER_NAME" --services "$ECS_SERVICE_NAME" \
    --output text --query "services[0] |
      (taskSets[?status=='PRIMARY'].taskDefinition | [0]) || taskDefinition" 2> "$log" || true)
  running=$(aws ecs describe-task-definition --task-definition "$arn" --output text --query \
    "taskDefinition.containerDefinitions[?name=='$CONTAINER_NAME'].image | [0]" 2> "$log" || true)
  options=()
  case $running in
    "$IMAGE"[@:]*) options=(--cache-from "$running") ;;
    *) echo "NOTE: no layers to start from: $IMAGE does not run yet" ;;
  esac
fi
bases=
if [ ! "$IMAGE_DIGEST" ]; then
  # When this build began: the source has no git that knows the commit's own time. Two
  # builds of a commit differ in it, so it is not compared above; layers do not have it.
  for label in $labels "org.opencontainers.image.created=$STARTED"; do
    options+=(--label "$label")
  done
  mapfile -d '' -t asked < "$WORK/options"
  docker build --pull "${options[@]}" --build-arg BUILDKIT_INLINE_CACHE=1 \
    --tag "$IMAGE:$IMAGE_TAG" "${asked[@]}" 2>&1 | tee "$log" ||
    fail "the image cannot be built (context: folder ${BUILD_CONTEXT_PATH:-$SERVICE_PATH}):" \
      "$(tail -n 1 "$log")"
  rm -rf "$WORK/secrets"
  # What BuildKit says of each base image that it found by a name: the rest is unknown.
  bases=$(grep -oE ' FROM [^ ]+@sha256:[0-9a-f]{64}' "$log" | sed 's/^ FROM //' | sort -u || true)
fi
case $(uname -m) in x86_64) platform=linux/amd64 ;; *) platform=linux/arm64 ;; esac
built=$(docker image inspect --format '{{.Os}}/{{.Architecture}}' "$IMAGE:$IMAGE_TAG")
[ "$built" = $platform ] || fail "the image is for $built, the task definition for $platform"

# Scanned in any case: what was found since counts, too.
mkdir -p "$WORK/deployment"
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
if [ ! "$IMAGE_DIGEST" ]; then
  if ! docker push "$IMAGE:$IMAGE_TAG" 2>&1 | tee "$log"; then
    ! grep -q immutable "$log" || fail "there is an image $IMAGE_TAG already, and its tag does not" \
      "move: set ImageTagMutability to IMMUTABLE to have it taken, or push another commit"
    fail "cannot push $IMAGE_TAG: $(tail -n 1 "$log")"
  fi
  IMAGE_DIGEST=$(sed -n 's/.* digest: \(sha256:[0-9a-f]*\) .*/\1/p' "$log")
  [ "$IMAGE_DIGEST" ] || fail "the registry gave no digest for $IMAGE_TAG"
fi
if [ "$IMAGE_TAG_MUTABILITY" = MUTABLE ] && ! docker push "$IMAGE:latest" 2>&1 | tee "$log"; then
  grep -q immutable "$log" || fail "cannot push latest: $(tail -n 1 "$log")"
  echo "NOTE: latest stays where it is: set ImageTagMutability to IMMUTABLE, as tags are here"
fi
IMAGE_URI=$IMAGE@$IMAGE_DIGEST
export IMAGE_URI IMAGE_DIGEST IMAGE_TAG
cd "$WORK/deployment"
echo "{\"ImageURI\":\"$IMAGE_URI\"}" > imageDetail.json
[ ! "$CONTAINER_NAME" ] ||
  echo "[{\"name\":\"$CONTAINER_NAME\",\"imageUri\":\"$IMAGE_URI\"}]" > imagedefinitions.json
