"""The cron expressions of a DeploymentWindow rule: seconds come first.

"DeploymentWindow", AWS CodePipeline User Guide. The table there allows only `*`
for seconds while the example on the page begins with 0; both are accepted, as
the page's text describes increments of seconds as well.
"""

import re

_MONTHS = "JAN|FEB|MAR|APR|MAY|JUN|JUL|AUG|SEP|OCT|NOV|DEC"
_DAYS = "SUN|MON|TUE|WED|THU|FRI|SAT"
# Name, least, greatest, names, marks of its own that the field knows.
_FIELDS = (
    ("seconds", 0, 59, "", ""),
    ("minutes", 0, 59, "", ""),
    ("hours", 0, 23, "", ""),
    ("day-of-month", 1, 31, "", r"\?|L(-\d+)?W?|\d+W"),
    ("month", 1, 12, _MONTHS, ""),
    ("day-of-week", 1, 7, _DAYS, rf"\?|L|([1-7]|{_DAYS})(L|#[1-5])"),
    ("year", 1970, 2199, "", ""),
)


def problem(expression: str) -> str:
    """What is wrong with a cron expression, or nothing."""
    fields = expression.split()
    if len(fields) not in (6, 7):
        return (
            f"{len(fields)} fields; it has 6 or 7: seconds minutes hours day-of-month "
            "month day-of-week [year]"
        )
    for text, (name, least, greatest, names, marks) in zip(
        fields, _FIELDS, strict=False
    ):
        for item in text.upper().split(","):
            if marks and re.fullmatch(marks, item):
                continue
            if not _is_range(item, least, greatest, names):
                return f"{item!r} is not a value of the field {name}"
    # As in every Quartz expression, of the two days one is left open. The page
    # says what `?` is for, and not that it must be there, so `* *` passes.
    if fields[3] == fields[5] == "?":
        return "? stands for one of the two days, not for both"
    return ""


def _is_range(item: str, least: int, greatest: int, names: str) -> bool:
    value = rf"\d+|{names}" if names else r"\d+"
    match = re.fullmatch(rf"(?:\*|({value})(?:-({value}))?)(?:/(\d+))?", item)
    if match is None:
        return False
    numbers = [int(part) for part in match.groups()[:2] if part and part.isdecimal()]
    return all(least <= number <= greatest for number in numbers)
