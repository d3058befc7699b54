
# The tests, with a report of each project and of what they covered.
coverage=()
if grep -rqs --include=packages.lock.json '"coverlet.collector"' .; then
  coverage=(--collect "XPlat Code Coverage")
else
  echo "no project has coverlet.collector: coverage is not measured"
fi
failures=0
dotnet test --no-build --logger trx --results-directory "$WORK/results" "${coverage[@]}" || failures=1
mkdir -p "$OUT/trx" "$OUT/coverage"
number=0
while read -r report; do
  number=$((number + 1))
  cp "$report" "$OUT/trx/$number.trx"
done < <(find "$WORK/results" -name '*.trx' | sort)
covered=0
while read -r report; do
  covered=$((covered + 1))
  cp "$report" "$OUT/coverage/$covered.xml"
done < <(find "$WORK/results" -name 'coverage.cobertura.xml' | sort)
# Without its file a report is an error: say the least that is true.
[ $covered != 0 ] || echo "<coverage line-rate='0' branch-rate='0' lines-covered='0'
  lines-valid='0' version='1' timestamp='0'><packages/></coverage>" > "$OUT/coverage/none.xml"
[ $failures = 0 ] || fail "the unit tests failed (dotnet test)"
[ $number != 0 ] || fail "dotnet test found no test project"
