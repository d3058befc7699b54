
# Last of all: a build that stopped before has nothing to hand on.
cd "$CODEBUILD_SRC_DIR"
mv "$WORK/deployment" .
