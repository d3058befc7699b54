
# Log in to the registry.
if [ "$ECR_REGISTRY" ]; then
  REGISTRY_URL=$ECR_REGISTRY REGISTRY_USERNAME=AWS
  REGISTRY_PASSWORD=$(aws ecr get-login-password 2> "$log") ||
    fail "ECR gives no password: $(tail -n 1 "$log")"
fi
registry=${REGISTRY_URL#*://}
registry=${registry%/}
case $registry in
  "") fail "the registry secret names no registry" ;;
  *[[:space:]]*) fail "the registry secret names a registry with white space in it" ;;
esac
host=${registry%%/*}
printf %s "$REGISTRY_PASSWORD" |
  docker login --username "$REGISTRY_USERNAME" --password-stdin "$host" 2>&1 |
  tee "$log" || fail "cannot log in to $host: $(tail -n 1 "$log")"
export WORK IMAGE=$registry/$IMAGE_NAME
