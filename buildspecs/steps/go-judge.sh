[ $failures = 0 ] || fail "the unit tests failed (go test)"
[ "$cases" != 0 ] || fail "go test found no test"
