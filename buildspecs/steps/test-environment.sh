
# What the tests get: variables, and while packages are installed their tokens, too.
python3 - <<'END'
import json, os, pathlib, re, shlex, subprocess, sys

env, work = os.environ, pathlib.Path(os.environ["WORK"])

def require(holds, sentence):
    if not holds:
        sys.exit(f"ERROR: {sentence}")

def texts(text, what):
    """A JSON object of texts under names of variables; shows no value."""
    try:
        # Not a dict yet: it would keep one of two values under one name.
        pairs = json.loads(text, object_pairs_hook=tuple)
    except ValueError:
        pairs = None
    good = isinstance(pairs, tuple) and all(
        isinstance(value, str) and "\0" not in value for _, value in pairs
    )
    require(good, f'{what} is no JSON object of texts, such as {{"NAME": "value"}}')
    names = [name for name, _ in pairs]
    for name in names:
        require(re.fullmatch(r"(?!CODEBUILD_|AWS_)[A-Za-z_]\w*", name, re.A) and name != "PATH",
                f"{what} has {name!r}, which is no name for a variable of tests")
        require(names.count(name) == 1, f"{what} has {name} more than once")
    return dict(pairs)

def write(name, variables):
    lines = [f"export {key}={shlex.quote(value)}\n" for key, value in variables.items()]
    (work / name).write_text("".join(lines))

write("variables", texts(env["TEST_VARIABLES"] or "{}", "TestVariables"))
tokens = {}
if secret := env["PACKAGE_SECRET_NAME"]:
    command = ["aws", "secretsmanager", "get-secret-value", "--secret-id", secret]
    got = subprocess.run([*command, "--output", "json"], capture_output=True, text=True)
    reason = " ".join(got.stderr.split())
    require(got.returncode == 0, f"cannot read the secret {secret}: {reason}")
    tokens = texts(json.loads(got.stdout).get("SecretString", ""), f"the secret {secret}")
write("tokens", tokens)
(work / "token-names").write_text("".join(f"{name}\n" for name in tokens))
END
# shellcheck source=/dev/null
. "$WORK/variables"
# shellcheck source=/dev/null
. "$WORK/tokens"
rm "$WORK/tokens"
if [ "$CODEARTIFACT_AUTH_TOKEN" ]; then
  # npm and pnpm, yarn, pip and uv; Maven's settings name the token themselves.
  registry=https://$CODEARTIFACT_HOST/npm/$name/
  export CODEARTIFACT_AUTH_TOKEN NPM_CONFIG_USERCONFIG=$WORK/npmrc
  echo "registry=$registry" > "$WORK/npmrc"
  # shellcheck disable=SC2016  # npm puts the token in.
  echo "//${registry#*//}:_authToken=\${CODEARTIFACT_AUTH_TOKEN}" >> "$WORK/npmrc"
  export YARN_NPM_REGISTRY_SERVER=$registry YARN_NPM_AUTH_TOKEN=$CODEARTIFACT_AUTH_TOKEN
  simple=https://aws:$CODEARTIFACT_AUTH_TOKEN@$CODEARTIFACT_HOST/pypi/$name/simple/
  export PIP_INDEX_URL=$simple UV_DEFAULT_INDEX=$simple
fi
