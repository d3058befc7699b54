
# What the service asks for: each is taken unchanged, or the build stops here.
export SERVICE=$CODEBUILD_SRC_DIR/$SERVICE_PATH
CODEARTIFACT_AUTH_TOKEN=$CODEARTIFACT_AUTH_TOKEN PYTHONPATH=$WORK python3 - <<'END'
import os, pathlib
from texts import require, secret, texts

env, work = os.environ, pathlib.Path(os.environ["WORK"])
root = pathlib.Path(env["CODEBUILD_SRC_DIR"]).resolve()
service = env["SERVICE_PATH"]

def inside(path):
    found = (root / path).resolve()
    require(found.is_relative_to(root), f"{path} leads out of the repository")
    return found

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
mounted = secret(env["BUILD_SECRET_NAME"])
if env["CODEARTIFACT_AUTH_TOKEN"]:
    mounted["CODEARTIFACT_AUTH_TOKEN"] = env["CODEARTIFACT_AUTH_TOKEN"]
# In files: neither a command line nor a layer shows them.
(work / "secrets").mkdir(mode=0o700)
for name, value in mounted.items():
    (work / "secrets" / name).write_text(value)
    options += ["--secret", f"id={name},src={work}/secrets/{name}"]
# A value may have any character but this one.
(work / "options").write_text("\0".join([*options, str(inside(context))]) + "\0")
END
