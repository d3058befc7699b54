set -eo pipefail
fail() { echo "ERROR: $*"; exit 1; }
: "${WORK:=$(mktemp -d)}"
log=$WORK/log
