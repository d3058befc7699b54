"""An AWS simulator in this process, for going through the deployer without AWS.

    state.py ---- World ----> simulator.py: moto, filled with what the stacks have
                                  |
    boto3 ----> wire.py ----> cloudformation/: stacks, change sets, events
                                  |
                              resources/: what a stack makes, in moto's services

`model.py` is what is remembered. `cloudformation/` is a simulation of its own and
knows no moto, and so is `delivery/`, what runs in pipelines; `resources/` has one
entry for each type of resource; `wire.py` and `simulator.py` are the only other code
that meets moto.
"""

from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from typing import TYPE_CHECKING

from generator.errors import GeneratorError
from generator.project import Project
from generator.sandbox.accounts import make_template_bucket, reached

if TYPE_CHECKING:
    from generator.sandbox.simulator import Simulator

__all__ = ["make_template_bucket", "reached", "sandbox"]


@contextmanager
def sandbox(
    project: Project, person: str = "", *, watches: bool = False
) -> Iterator["Simulator"]:
    """Simulate AWS for the boto3 clients that are made inside the block.

    The clients act for the person of that name. The world is the one that the last
    command left in `.sandbox/state.json` of the project, and is saved there when
    the block is left, after a failure as well: AWS would keep it, too. Who only
    `watches` the stacks works on what pipelines do beside other commands, and saves
    no stack.

    Raises:
        GeneratorError: the extra is not installed, another command is using
            the sandbox, or the saved state cannot be used.
    """
    try:
        from filelock import FileLock, Timeout

        from generator.sandbox import state
        from generator.sandbox.simulator import simulated
    except ModuleNotFoundError as error:
        raise GeneratorError(
            f"the sandbox needs {error.name}, which is not installed.",
            "Run `pip install -c constraints.txt -e '.[sandbox]'` in the checkout.",
        ) from error
    folder = project.root / ".sandbox"
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        raise GeneratorError(
            f"{folder} cannot be made: {error.strerror}.",
            "The sandbox keeps its state there: make room for a folder of that name.",
        ) from error
    lock = nullcontext() if watches else FileLock(folder / "lock", timeout=0)
    try:
        with lock:
            world = state.load(folder / "state.json")
            with simulated(world, folder, person) as simulator:
                try:
                    yield simulator
                finally:
                    if not watches:
                        state.save(folder / "state.json", world)
    except Timeout as error:
        raise GeneratorError(
            f"another command is using the sandbox in {folder}.",
            "Wait until it has finished, then run this command again.",
        ) from error
