
# Packages are installed: what runs from here on finds no token among its variables.
unset CODEARTIFACT_AUTH_TOKEN NPM_CONFIG_USERCONFIG YARN_NPM_REGISTRY_SERVER
unset YARN_NPM_AUTH_TOKEN PIP_INDEX_URL UV_DEFAULT_INDEX
while read -r name; do
  unset "$name"
done < "$WORK/token-names"
# shellcheck source=/dev/null
. "$WORK/variables"
