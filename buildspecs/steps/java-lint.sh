
# The linters that the build configures.
if [ "$GRADLE" ]; then
  $GRADLE serviceLint || fail "lint failed (gradlew)"
else
  linted=
  for linter in checkstyle spotless; do
    if grep -qE "<artifactId>(maven-)?$linter(-maven)?-plugin<" pom.xml; then
      $MVN "$linter:check" || { echo; fail "lint failed (mvn $linter:check)"; }
      linted=yes
    fi
  done
  [ "$linted" ] || echo "pom.xml has neither checkstyle nor spotless: not linted"
fi
