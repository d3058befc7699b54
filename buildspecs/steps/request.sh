
# What the service asks for: each is taken unchanged, or the build stops here.
export SERVICE=$CODEBUILD_SRC_DIR/$SERVICE_PATH
CODEARTIFACT_AUTH_TOKEN=$CODEARTIFACT_AUTH_TOKEN python3 - <<'END'
import json, os, pathlib, re, subprocess, sys

env, work = os.environ, pathlib.Path(os.environ["WORK"])
root = pathlib.Path(env["CODEBUILD_SRC_DIR"]).resolve()
service = env["SERVICE_PATH"]

def require(holds, sentence):
    if not holds:
        sys.exit(f"ERROR: {sentence}")

def inside(path):
    found = (root / path).resolve()
    require(found.is_relative_to(root), f"{path} leads out of the repository")
    return found

def texts(text, what):
    """A JSON object of texts under names that a shell could use; shows no value."""
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
        require(re.fullmatch(r"[A-Za-z_]\w*", name, re.A), f"{what} has {name!r}, which is no name")
        require(names.count(name) == 1, f"{what} has {name} more than once")
    return dict(pairs)

require(inside(service).is_dir(), f"the repository has no folder {service}")
context, dockerfile = env["BUILD_CONTEXT_PATH"] or service, env["DOCKERFILE_PATH"]
require(inside(context).is_dir(), f"the repository has no folder {context} to build in")
if dockerfile:
    require(inside(dockerfile).is_file(), f"the repository has no {dockerfile}")
else:
    require((inside(service) / "Dockerfile").is_file(), f"the folder {service} has no Dockerfile")
options = ["--file", str(inside(dockerfile or f"{service}/Dockerfile"))]
if env["BUILD_TARGET"]:
    options += ["--target", env["BUILD_TARGET"]]
for name, value in texts(env["BUILD_ARGUMENTS"] or "{}", "BuildArguments").items():
    options += ["--build-arg", f"{name}={value}"]
mounted = {}
if env["CODEARTIFACT_AUTH_TOKEN"]:
    mounted["CODEARTIFACT_AUTH_TOKEN"] = env["CODEARTIFACT_AUTH_TOKEN"]
if secret := env["BUILD_SECRET_NAME"]:
    command = ["aws", "secretsmanager", "get-secret-value", "--secret-id", secret]
    got = subprocess.run([*command, "--output", "json"], capture_output=True, text=True)
    reason = " ".join(got.stderr.split())
    require(got.returncode == 0, f"cannot read the secret {secret}: {reason}")
    mounted |= texts(json.loads(got.stdout).get("SecretString", ""), f"the secret {secret}")
# In files: neither a command line nor a layer shows them.
(work / "secrets").mkdir(mode=0o700)
for name, value in mounted.items():
    (work / "secrets" / name).write_text(value)
    options += ["--secret", f"id={name},src={work}/secrets/{name}"]
# A value may have any character but this one.
(work / "options").write_text("\0".join([*options, str(inside(context))]) + "\0")
END
