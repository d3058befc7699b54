
# The tests, with a report of each and of what they covered.
python -c 'import pytest' 2> /dev/null || fail "no lock file brings pytest: add it to what is for development"
coverage=()
if python -c 'import pytest_cov' 2> /dev/null; then
  coverage=(--cov "--cov-report=xml:$OUT/coverage.xml")
else
  echo "no lock file brings pytest-cov: coverage is not measured"
fi
ended=0
python -m pytest "--junitxml=$OUT/junit.xml" "${coverage[@]}" || ended=$?
