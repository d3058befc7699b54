"""The failures a user can cause, each with what to do next."""

from collections.abc import Iterable


class GeneratorError(Exception):
    """A failure that the person at the keyboard can act on.

    `message` is one sentence that names the file and the offending value;
    `details` are lines behind it, `hint` is the next step. The command line
    prints them and exits with `exit_code`; every other exception is a bug and
    keeps its traceback.
    """

    exit_code = 1

    def __init__(
        self, message: str, hint: str = "", details: Iterable[str] = ()
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.details = tuple(details)


class UsageError(GeneratorError):
    """The command line or the configuration asks for something impossible."""

    exit_code = 2
