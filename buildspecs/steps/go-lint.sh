
# What comes with Go, and golangci-lint in the version that go.mod says.
go vet ./... || fail "lint failed (go vet)"
if [ "$(find . -maxdepth 1 -name '.golangci.*')" ]; then
  go tool -n golangci-lint > /dev/null ||
    fail "the service configures golangci-lint, but go.mod has no such tool: go get -tool it"
  go tool golangci-lint run ./... || fail "lint failed (golangci-lint)"
else
  echo "golangci-lint is not configured: only go vet"
fi
