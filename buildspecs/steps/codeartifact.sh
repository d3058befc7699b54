
# A token of CodeArtifact for an hour, under the name that its guide gives it.
CODEARTIFACT_AUTH_TOKEN=
if [ "$CODEARTIFACT_REPOSITORY_ARN" ]; then
  IFS=: read -r _ _ _ region owner name <<< "$CODEARTIFACT_REPOSITORY_ARN"
  IFS=/ read -r _ domain CODEARTIFACT_REPOSITORY <<< "$name"
  CODEARTIFACT_AUTH_TOKEN=$(aws codeartifact get-authorization-token --domain "$domain" \
    --domain-owner "$owner" --region "$region" --duration-seconds 3600 --output text \
    --query authorizationToken 2> "$log") || fail "CodeArtifact gives no token: $(tail -n 1 "$log")"
  export CODEARTIFACT_REPOSITORY CODEARTIFACT_HOST=$domain-$owner.d.codeartifact.$region.$URL_SUFFIX
fi
