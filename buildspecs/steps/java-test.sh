
# The tests, with the reports of each module, JaCoCo's where the build applies it.
failures=0
if [ "$GRADLE" ]; then
  tests='*/test-results/*/TEST-*.xml' covered='*/reports/jacoco/*/*.xml' ran="gradlew test"
  find . -path "$tests" -delete
  $GRADLE --continue test || failures=1
else
  tests='*/target/surefire-reports/TEST-*.xml' covered='*/target/site/jacoco/jacoco.xml' ran="mvn test"
  find . -path "$tests" -delete
  goals="test"
  if grep -q "<artifactId>jacoco-maven-plugin<" pom.xml; then
    goals="test jacoco:report"
  else
    echo "pom.xml has no jacoco-maven-plugin: coverage is not measured"
  fi
  # shellcheck disable=SC2086 # several words
  $MVN $goals || { failures=1; echo; }
fi
mkdir -p "$OUT/junit" "$OUT/coverage"
number=0
while read -r report; do
  number=$((number + 1))
  cp "$report" "$OUT/junit/$number.xml"
done < <(find . -path "$tests" | sort)
while read -r report; do
  cp "$report" "$OUT/coverage/$(echo "$report" | tr / _)"
done < <(find . -path "$covered")
# Without its file a report is an error: say the least that is true.
[ "$(ls "$OUT/coverage")" ] || echo "<report name='unit-tests'>
  <counter type='LINE' missed='0' covered='0'/></report>" > "$OUT/coverage/none.xml"
[ $failures = 0 ] || fail "the unit tests failed ($ran)"
[ $number != 0 ] || fail "$ran found no test"
