"""Parameter files and environments: read, merge, check.

`files` reads params/ and merges each file with its environment; `expressions` says
what its template makes of the values; `checks` judge one file, `fleet` all files
together, `linting` gives cfn-lint and the house rules the values; `suppressions`
takes away what somebody answers for. The template is the committed one in
templates_out/, or in a build the one that was made.
"""

from generator.parameters.selection import Selection, select
from generator.parameters.validation import judge, validate

__all__ = ["Selection", "judge", "select", "validate"]
