
# The tests: in the folder of the service, with what CodeBuild collects in OUT.
cd "$CODEBUILD_SRC_DIR/$SERVICE_PATH" || fail "the repository has no folder $SERVICE_PATH"
OUT=$CODEBUILD_SRC_DIR/test-output
mkdir -p "$OUT"
