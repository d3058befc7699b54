"""The time zone of deployment windows is one that there is."""

import re
from collections.abc import Iterator
from functools import cache
from zoneinfo import available_timezones

from generator.cloudformation.document import Template
from generator.findings import Finding
from generator.parameters.model import ParameterFile
from generator.parameters.wording import nearest, shown

_PARAMETER = "DeploymentWindowTimeZone"
# UTC, EST and the like, which CodePipeline takes beside Region/City (User Guide,
# "DeploymentWindow") without a list of them.
_SHORT = re.compile(r"[A-Z]{3,5}")


def time_zone(file: ParameterFile, template: Template) -> Iterator[Finding]:
    """A revision would wait for a window that never opens, or its stage fail."""
    zone = file.parameters.get(_PARAMETER, "")
    if not zone or _PARAMETER not in template.parameters or _SHORT.fullmatch(zone):
        return
    place, known = file.place_of(_PARAMETER), _known()
    if not known:
        yield place.finding(
            "time-zone",
            f"{_PARAMETER} is {shown(zone)}, and nothing here knows the names of time "
            "zones: it was not judged",
            "Install the package tzdata, of Python or of the system.",
            "warning",
        )
    elif zone not in known:
        near = nearest(zone, sorted(known))
        yield place.finding(
            "time-zone",
            f"{_PARAMETER} is {shown(zone)}, and there is no such time zone",
            f"Did you mean {near}?" if near else "Write one such as Europe/Berlin.",
        )


@cache
def _known() -> frozenset[str]:
    """Names of the IANA database; none where neither Python nor the system has it."""
    return frozenset(available_timezones())
