
# The audit: what the lock files install in production, before anything is built. The
# scanner gets copies of lock files and manifests, and nothing else of the service.
python3 - <<'END'
import json, os, pathlib, re, shutil, subprocess, sys

work, root = (pathlib.Path(os.environ[name]) for name in ("WORK", "CODEBUILD_SRC_DIR"))
service = pathlib.Path(os.path.normpath(os.environ["SERVICE"]))
# The lock files that the scanner reads, and what is in each that has a package.
LOCKS = {
    "npm-shrinkwrap.json": r'"(resolved|integrity)"|"node_modules/',
    "package-lock.json": r'"(resolved|integrity)"|"node_modules/',
    "pnpm-lock.yaml": r"^packages:",
    "yarn.lock": r'^  (resolved |resolution: "(?!.*@workspace:))',
    "bun.lock": r'"packages": \{\s*"',
    "requirements.txt": r"^\s*[^\s#-]",
    "poetry.lock": r"^\[\[package\]\]",
    "uv.lock": r"^\[\[package\]\]",
    "go.mod": r"^\s*require\b",
    "pom.xml": r"<dependency>",
    "gradle.lockfile": r"^[^#=\s]+:[^=]+=",
    "packages.lock.json": r'"resolved"',
}
# Each module of Maven, Gradle and .NET has its own.
OF_MODULES = {"pom.xml", "gradle.lockfile", "packages.lock.json"}
MANIFESTS = {"package.json", "pyproject.toml", "go.sum"}
# Of another line the scanner says nothing: it reads no ranges and no other files.
PINNED = re.compile(r"(#.*|--(?!req|edit|const).*|"
                    r"[\w.-]+(\[[\w, .-]+\])?\s*===?\s*[^\s*;,\\]+(\s*[;#\\].*|\s+--hash.*)?)?")

def require(holds, sentence):
    if not holds:
        sys.exit(f"ERROR: {sentence}")

def named(names, folder):
    for path, folders, files in os.walk(folder):
        folders[:] = sorted(set(folders) - {"node_modules", ".git"})
        yield from (pathlib.Path(path, name) for name in sorted(names & set(files)))

# A member of a workspace is locked in the repository's root.
for base in (service, root):
    locks = [base / name for name in LOCKS if (base / name).is_file()]
    if base == service:
        locks += [path for path in named(OF_MODULES, service) if path not in locks]
    if locks:
        break
require(locks, "no lock file that the scanner reads: commit one of " + ", ".join(LOCKS))
parents = {up / "pom.xml" for up in service.parents if up.is_relative_to(root)}
parents = {path for path in parents if path.is_file() and service / "pom.xml" in locks}

# npm prefers its shrinkwrap, which the scanner knows by the other name.
names = {path: str(path.relative_to(root)).replace("npm-shrinkwrap", "package-lock")
         for path in (*parents, *named(MANIFESTS, base), *reversed(locks))}
for path, name in names.items():
    copy = work / "scan/audit" / name
    copy.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(path, copy)
for path in locks:
    lines = path.read_text(errors="replace").splitlines()
    for number, line in enumerate(lines if path.name == "requirements.txt" else (), 1):
        require(PINNED.fullmatch(line.strip()), f"{names[path]}, line {number}, is not "
                "name==version, and the scanner reads nothing else: freeze it, as pip-compile does")

listed = subprocess.run([work / "trivy", "fs", "--include-dev-deps", "--format", "cyclonedx",
                         "--output", "/scan/audit.json", "/scan/audit"])
require(listed.returncode == 0, "the scanner cannot list the dependencies")
components = json.loads((work / "scan/audit.json").read_text()).get("components", [])
for path in locks:
    # It passes over what it cannot read, without a word.
    read = names[path] in {each["name"] for each in components}
    text = path.read_text(errors="replace")
    require(read or not re.search(LOCKS[path.name], text, re.M),
            f"the scanner cannot read {names[path]}: the dependencies are not audited")
for each in components:
    kinds = {one["name"]: one["value"] for one in each.get("properties", [])}
    require(each.get("version") or kinds.get("aquasecurity:trivy:PkgType") != "pom",
            f"the scanner finds no version of {each['name']}: its parent or repository is out of reach")
print("audits", *(names[path] for path in locks))
END
python3 "$WORK/judge.py" "the dependencies" fs /scan/audit
