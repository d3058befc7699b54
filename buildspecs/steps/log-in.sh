
# Log in where images come from and go to; of Docker Hub's two logins the last counts.
log_in() {
  docker login --username "$2" --password-stdin "$1" 2>&1 | tee "$log" ||
    fail "cannot log in to $1: $(tail -n 1 "$log")"
}
ecr_password() {
  aws ecr get-login-password "$@" 2> "$log" || fail "ECR gives no password: $(tail -n 1 "$log")"
}
if [ "$DOCKER_HUB_USERNAME" ]; then
  printf %s "$DOCKER_HUB_PASSWORD" | log_in docker.io "$DOCKER_HUB_USERNAME"
fi
IFS=, read -ra arns <<< "$BASE_IMAGE_REPOSITORY_ARNS"
hosts=()
for arn in "${arns[@]}"; do
  IFS=: read -r _ _ _ region account _ <<< "$arn"
  host=$account.dkr.ecr.$region.$URL_SUFFIX
  case " ${hosts[*]} " in *" $host "*) continue ;; esac
  hosts+=("$host")
  password=$(ecr_password --region "$region")
  printf %s "$password" | log_in "$host" AWS
done
if [ "$ECR_REGISTRY" ]; then
  REGISTRY_URL=$ECR_REGISTRY REGISTRY_USERNAME=AWS
  REGISTRY_PASSWORD=$(ecr_password)
fi
registry=${REGISTRY_URL#*://}
registry=${registry%/}
case $registry in
  "") fail "the registry secret names no registry" ;;
  *[[:space:]]*) fail "the registry secret names a registry with white space in it" ;;
esac
printf %s "$REGISTRY_PASSWORD" | log_in "${registry%%/*}" "$REGISTRY_USERNAME"
export IMAGE=$registry/$IMAGE_NAME
