
# What the lock file says, in an environment of its own.
lock=
for file in requirements.txt poetry.lock uv.lock; do
  [ ! -f $file ] || lock=$file
done
# A member of a workspace of uv is locked in the repository's root.
[ "$lock" ] || [ ! -f "$CODEBUILD_SRC_DIR/uv.lock" ] || lock=uv.lock
[ "$lock" ] || fail "no lock file of uv, poetry or pip: commit uv.lock, poetry.lock or requirements.txt"
python3 -m venv ~/venv
export PATH=~/venv/bin:$PATH VIRTUAL_ENV=~/venv PIP_DISABLE_PIP_VERSION_CHECK=1
# No Python but CodeBuild's.
export UV_PROJECT_ENVIRONMENT=$VIRTUAL_ENV UV_PYTHON_DOWNLOADS=never UV_PYTHON=$VIRTUAL_ENV/bin/python
case $lock in
  uv.lock)
    python3 -m venv ~/tools
    ~/tools/bin/pip install -q uv==0.13.9 || fail "uv cannot be installed"
    ~/tools/bin/uv lock --check || fail "uv.lock does not fit pyproject.toml: run uv lock"
    ~/tools/bin/uv sync --locked || fail "uv sync failed: a package is not to be had, or cannot be built"
    ;;
  poetry.lock)
    python3 -m venv ~/tools
    ~/tools/bin/pip install -q poetry==2.5.1 || fail "poetry cannot be installed"
    ~/tools/bin/poetry check --lock || fail "poetry.lock does not fit pyproject.toml: run poetry lock"
    ~/tools/bin/poetry install --no-interaction ||
      fail "poetry install failed: a package is not to be had, or cannot be built"
    ;;
  *)
    # Nothing comes along that is not in the file, for that is all that is audited.
    pip install -q --no-deps -r requirements.txt ||
      fail "pip install failed: a package is not to be had, or cannot be built"
    pip check 2>&1 | tee "$log" ||
      fail "requirements.txt is not whole, freeze it as pip-compile does: $(head -n 1 "$log")"
    for more in requirements-dev.txt requirements-test.txt; do
      [ ! -f $more ] || pip install -q -r $more || fail "$more cannot be installed"
    done
    ;;
esac
