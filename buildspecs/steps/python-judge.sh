[ $ended != 5 ] || fail "pytest found no test"
[ $ended = 0 ] || fail "the unit tests failed (pytest)"
