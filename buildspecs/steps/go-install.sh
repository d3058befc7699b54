
# The modules that go.sum knows, and no other toolchain than the operator chose.
[ -f go.mod ] || fail "the folder $SERVICE_PATH has no go.mod"
export GOTOOLCHAIN=local
if [ ! -d vendor ]; then
  go mod download || fail "a module is not to be had, is not what go.sum says, or needs another Go"
  go mod verify || fail "a module is not what go.sum says"
fi
# In CI nothing writes go.mod or go.sum: what does not fit stops here.
go build -o /dev/null ./... || fail "the service does not compile, or go.mod and go.sum do not fit it: run go mod tidy"
