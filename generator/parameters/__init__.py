"""Parameter files and environments: read, merge, check.

`files` reads params/ and merges each file with its environment; `checks` judge
one file by its template, `fleet` all files together, `linting` gives cfn-lint
the values. The template is always the committed one in templates_out/.
"""

from generator.parameters.selection import Selection, select
from generator.parameters.validation import judge, validate

__all__ = ["Selection", "judge", "select", "validate"]
