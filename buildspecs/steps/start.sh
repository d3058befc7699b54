set -eo pipefail
fail() { echo "ERROR: $*" >&2; exit 1; }
: "${WORK:=$(mktemp -d)}"
export WORK log=$WORK/log
