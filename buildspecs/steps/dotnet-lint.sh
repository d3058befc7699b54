
# The formatter and the analyzers that .editorconfig configures.
if [ -f .editorconfig ]; then
  dotnet format --verify-no-changes --no-restore || fail "lint failed (dotnet format)"
else
  echo "there is no .editorconfig: not linted"
fi
