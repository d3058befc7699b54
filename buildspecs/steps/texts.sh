
# What two steps share: an object of texts, as a parameter or a secret has it.
cat > "$WORK/texts.py" <<'END'
import json, re, subprocess, sys

def require(holds, sentence):
    if not holds:
        sys.exit(f"ERROR: {sentence}")

def texts(text, what, allowed=r"[A-Za-z_]\w*"):
    """Texts by their names; says what is wrong with them and shows no value."""
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
        require(re.fullmatch(allowed, name, re.A), f"{what} has {name!r}, which is no name here")
        require(names.count(name) == 1, f"{what} has {name} more than once")
    return dict(pairs)

def secret(name, allowed=r"[A-Za-z_]\w*"):
    """The texts of a secret of Secrets Manager, none without a name."""
    if not name:
        return {}
    command = ["aws", "secretsmanager", "get-secret-value", "--secret-id", name]
    got = subprocess.run([*command, "--output", "json"], capture_output=True, text=True)
    reason = " ".join(got.stderr.split())
    require(got.returncode == 0, f"cannot read the secret {name}: {reason}")
    text = json.loads(got.stdout).get("SecretString", "")
    return texts(text, f"the secret {name}", allowed)
END
