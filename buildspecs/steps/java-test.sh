
# The tests, with the reports of Surefire and JaCoCo of every module.
find . -path '*/target/surefire-reports/*.xml' -delete
goals="test"
if grep -q "<artifactId>jacoco-maven-plugin<" pom.xml; then
  goals="test jacoco:report"
else
  echo "pom.xml has no jacoco-maven-plugin: coverage is not measured"
fi
failures=0
# shellcheck disable=SC2086 # several words
$MVN $goals || { failures=1; echo; }
mkdir -p "$OUT/junit" "$OUT/coverage"
number=0
while read -r report; do
  number=$((number + 1))
  cp "$report" "$OUT/junit/$number.xml"
done < <(find . -path '*/target/surefire-reports/TEST-*.xml' | sort)
while read -r report; do
  cp "$report" "$OUT/coverage/$(echo "$report" | tr / _)"
done < <(find . -path '*/target/site/jacoco/jacoco.xml')
# Without its file a report is an error: say the least that is true.
[ "$(ls "$OUT/coverage")" ] || echo "<report name='unit-tests'>
  <counter type='LINE' missed='0' covered='0'/></report>" > "$OUT/coverage/none.xml"
[ $failures = 0 ] || fail "the unit tests failed (mvn $goals)"
[ $number != 0 ] || fail "Maven found no test"
