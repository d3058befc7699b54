
# The linter that the service configures, in the version that its lock file says.
linter=
[ ! -f .flake8 ] && ! grep -qs '^\[flake8\]' setup.cfg tox.ini || linter=flake8
[ ! -f ruff.toml ] && [ ! -f .ruff.toml ] && ! grep -qs '^\[tool\.ruff' pyproject.toml || linter="ruff check"
if [ "$linter" ]; then
  python -c "import ${linter% *}" 2> /dev/null ||
    fail "the service configures ${linter% *}, but no lock file brings it"
  # shellcheck disable=SC2086 # two words
  python -m $linter . || fail "lint failed (${linter% *})"
else
  echo "neither ruff nor flake8 is configured: not linted"
fi
