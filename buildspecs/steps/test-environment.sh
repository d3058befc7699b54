
# What the tests get: variables, and while packages are installed their tokens, too.
if [ "$CODEARTIFACT_AUTH_TOKEN" ]; then
  # npm and pnpm, yarn, pip and uv; Maven's settings name the token themselves.
  registry=https://$CODEARTIFACT_HOST/npm/$CODEARTIFACT_REPOSITORY/
  export CODEARTIFACT_AUTH_TOKEN NPM_CONFIG_USERCONFIG=$WORK/npmrc
  echo "registry=$registry" > "$WORK/npmrc"
  # shellcheck disable=SC2016  # npm puts the token in.
  echo "//${registry#*//}:_authToken=\${CODEARTIFACT_AUTH_TOKEN}" >> "$WORK/npmrc"
  export YARN_NPM_REGISTRY_SERVER=$registry YARN_NPM_AUTH_TOKEN=$CODEARTIFACT_AUTH_TOKEN
  simple=https://aws:$CODEARTIFACT_AUTH_TOKEN@$CODEARTIFACT_HOST/pypi/$CODEARTIFACT_REPOSITORY/simple/
  export PIP_INDEX_URL=$simple UV_DEFAULT_INDEX=$simple
fi
# What a service says itself counts more.
PYTHONPATH=$WORK python3 - <<'END'
import os, pathlib, shlex
from texts import secret, texts

env, work = os.environ, pathlib.Path(os.environ["WORK"])
# Not those by which the build itself works.
allowed = r"(?!CODEBUILD_|AWS_|PATH$|WORK$|log$)[A-Za-z_]\w*"

def write(name, variables):
    lines = [f"export {key}={shlex.quote(value)}\n" for key, value in variables.items()]
    (work / name).write_text("".join(lines))

write("variables", texts(env["TEST_VARIABLES"] or "{}", "TestVariables", allowed))
tokens = secret(env["PACKAGE_SECRET_NAME"], allowed)
write("tokens", tokens)
(work / "token-names").write_text("".join(f"{name}\n" for name in tokens))
END
# shellcheck source=/dev/null
. "$WORK/variables"
# shellcheck source=/dev/null
. "$WORK/tokens"
rm "$WORK/tokens"
