"""The real aws command, imported once: each call is a fork of one process.

Most of what a call takes is imports, and the builds of the tests make hundreds. The
process that serves has the CLI and no state: a call has the caller's arguments,
variables, folder and open files, and ends with its own exit code.
"""

import json
import os
import signal
import socket
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, NoReturn

# Bytes of the number that says how long a request is.
_LENGTH = 8
_CRASHED = 255


@contextmanager
def served(folder: Path) -> Iterator[str]:
    """The command line that stands for `aws`, as long as its process runs."""
    # Not for the calls: each of them reads this file.
    import subprocess

    address = folder / "aws.socket"
    words = [sys.executable, __file__, "serve", str(address)]
    with subprocess.Popen(words, stdout=subprocess.PIPE) as server:
        assert server.stdout is not None
        assert server.stdout.readline(), "the aws command cannot be imported"
        try:
            # Without site-packages, which take longer than the call.
            yield f"{sys.executable} -S -E {__file__} call {address}"
        finally:
            server.terminate()


def serve(address: str) -> NoReturn:
    """Answer calls, each in a process of its own."""
    from awscli import clidriver

    session: Any = clidriver.create_clidriver().session
    # What the first call would import.
    keys = {"aws_access_key_id": "none", "aws_secret_access_key": "none"}
    session.create_client("sts", region_name="us-east-1", **keys)
    signal.signal(signal.SIGCHLD, signal.SIG_IGN)
    with socket.socket(socket.AF_UNIX) as server:
        server.bind(address)
        server.listen()
        print("ready", flush=True)
        while True:
            connection, _ = server.accept()
            if not os.fork():
                server.close()
                _answer(connection)
            connection.close()


def call(address: str, arguments: list[str]) -> int:
    """Run `aws ARGUMENTS` as this process would, and return its exit code."""
    request = json.dumps([arguments, dict(os.environ), str(Path.cwd())]).encode()
    with socket.socket(socket.AF_UNIX) as server:
        server.connect(address)
        socket.send_fds(server, [len(request).to_bytes(_LENGTH, "big")], [0, 1, 2])
        server.sendall(request)
        answer = server.recv(1)
    return answer[0] if answer else _CRASHED


def _answer(connection: socket.socket) -> NoReturn:
    from awscli import clidriver

    signal.signal(signal.SIGCHLD, signal.SIG_DFL)
    length, files, _, _ = socket.recv_fds(connection, _LENGTH, 3)
    text = b""
    while len(text) < int.from_bytes(length, "big"):
        text += connection.recv(1 << 16)
    arguments, variables, folder = json.loads(text)
    for number, file in enumerate(files):
        os.dup2(file, number)
        os.close(file)
    sys.stdin, sys.stdout, sys.stderr = (
        os.fdopen(number, mode) for number, mode in enumerate("rww")
    )
    # Where the CLI, when it is imported, says that its models are.
    models = os.environ["AWS_DATA_PATH"]
    os.environ.clear()
    os.environ.update(variables, AWS_DATA_PATH=models)
    os.chdir(folder)
    sys.argv = ["aws", *arguments]
    code = _CRASHED
    try:
        code = clidriver.main()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else 1
    except Exception:
        # As the interpreter would; without it the caller would never hear.
        traceback.print_exc()
    sys.stdout.flush()
    sys.stderr.flush()
    connection.send(bytes([code]))
    os._exit(code)


if __name__ == "__main__":
    if sys.argv[1] == "serve":
        serve(sys.argv[2])
    sys.exit(call(sys.argv[2], sys.argv[3:]))
