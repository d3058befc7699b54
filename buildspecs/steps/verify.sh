
# Whether what is about to be deployed is what the image build of this stack signed: the
# image of this execution, and every file beside it.
if [ "$SIGNING_KEY_ARN" ] && [ "${STEP:-prepare}" = prepare ]; then
  unproven() { fail "$* is not deployed: release a new execution, which builds and signs again"; }
  [ -f provenance.dsse.json ] || unproven "$IMAGE_DIGEST has no signature and"
  { jq -ej '.payload | @base64d' provenance.dsse.json > "$WORK/statement" &&
    jq -er '.signatures[0].sig' provenance.dsse.json | base64 -d > "$WORK/signature"; } 2> "$log" ||
    unproven "$IMAGE_DIGEST has a signature that cannot be read and"
  statement_digest "$WORK/statement" > "$WORK/digest"
  valid=$(aws kms verify --key-id "$SIGNING_KEY_ARN" --message "fileb://$WORK/digest" \
    --message-type DIGEST --signature "fileb://$WORK/signature" \
    --signing-algorithm ECDSA_SHA_256 --output text --query SignatureValid 2> "$log") ||
    fail "$SIGNING_KEY_ARN does not confirm the signature of $IMAGE_DIGEST:" \
      "$(tail -n 1 "$log"); it is not deployed"
  [ "$valid" = True ] || unproven "$IMAGE_DIGEST has a signature of another key and"
  # One key may sign for many services.
  jq -e --arg digest "${IMAGE_DIGEST#sha256:}" --arg builder "$BUILDER_ARN" '
    .predicateType == "https://slsa.dev/provenance/v1"
    and [.subject[].digest.sha256] == [$digest]
    and .predicate.buildDefinition.buildType == "urn:payment-pipeline:docker-build:v1"
    and .predicate.runDetails.builder.id == $builder' "$WORK/statement" > "$log" 2>&1 ||
    unproven "what is signed is not the image $IMAGE_DIGEST of $BUILDER_ARN: it"
  jq -r '.predicate.runDetails.byproducts[] | "\(.digest.sha256)  ./\(.name)"' \
    "$WORK/statement" > "$WORK/files"
  sha256sum --check --strict --quiet "$WORK/files" > "$log" 2>&1 ||
    unproven "a file is not what was signed ($(head -n 1 "$log")): $IMAGE_DIGEST"
  more=$(find . -type f | grep -vxFf <(cut -c 67- "$WORK/files"; echo ./provenance.json
    echo ./provenance.dsse.json) || true)
  [ ! "$more" ] || unproven "${more%%$'\n'*} was not signed: $IMAGE_DIGEST"
  echo "$IMAGE_DIGEST and the files beside it are signed by $SIGNING_KEY_ARN"
fi
