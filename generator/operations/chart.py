"""The figures of pipelines as a picture, in SVG: a row each, a bar a week."""

from collections.abc import Sequence
from html import escape

from generator.operations.metrics import Metrics, Week
from generator.review.markdown import one_line

_WIDTH, _ROW, _TOP = 840, 170, 48
_LEFT, _RIGHT, _BARS = 24, 24, 84
# Told apart also without colours: failures are hatched.
_GOOD, _FAILED, _TEXT, _DIM = "#2b6cb0", "#c05621", "#1a202c", "#5a6575"


def chart(rows: Sequence[tuple[str, Metrics, Sequence[tuple[str, str]]]]) -> str:
    """The picture; a row is a pipeline's name, its metrics and figures in words."""
    height = _TOP + _ROW * len(rows)
    parts = [
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {_WIDTH} {height}" '
        f'width="{_WIDTH}" height="{height}" role="img" '
        'font-family="system-ui, sans-serif">',
        "<title>Deployments a week</title>",
        '<defs><pattern id="failed" width="5" height="5" '
        'patternUnits="userSpaceOnUse" patternTransform="rotate(45)">'
        f'<rect width="5" height="5" fill="{_FAILED}"/>'
        '<rect width="1.5" height="5" fill="#fff"/></pattern></defs>',
        '<rect width="100%" height="100%" fill="#fff"/>',
        _legend(),
    ]
    for at, (name, found, figures) in enumerate(rows):
        parts.append(_row(name, found, figures, _TOP + at * _ROW))
    return "\n".join([*parts, "</svg>", ""])


def _legend() -> str:
    return (
        _text(_LEFT, 28, "Deployments a week", 15, weight=600)
        + f'<rect x="590" y="18" width="12" height="12" fill="{_GOOD}"/>'
        + _text(608, 28, "went well", 12, _DIM)
        + '<rect x="690" y="18" width="12" height="12" fill="url(#failed)"/>'
        + _text(708, 28, "failed or rolled back", 12, _DIM)
    )


def _row(
    name: str, found: Metrics, figures: Sequence[tuple[str, str]], top: int
) -> str:
    parts = [_text(_LEFT, top + 18, name, 13, weight=600)]
    step = (_WIDTH - _LEFT - _RIGHT) / max(len(figures), 1)
    for at, (what, value) in enumerate(figures):
        x = _LEFT + at * step
        parts.append(_text(x, top + 38, f"{what}: {value}", 12, _DIM))
    base = top + 50 + _BARS
    most = max((week.good + week.failed for week in found.weeks), default=0)
    wide = (_WIDTH - _LEFT - _RIGHT) / max(len(found.weeks), 1)
    for at, week in enumerate(found.weeks):
        parts.append(_bar(week, _LEFT + at * wide, base, wide, most))
    parts.append(
        f'<line x1="{_LEFT}" y1="{base}" x2="{_WIDTH - _RIGHT}" y2="{base}" '
        f'stroke="{_DIM}"/>'
    )
    parts.append(_text(_LEFT, base + 16, f"{found.since:%Y-%m-%d}", 11, _DIM))
    parts.append(
        _text(_WIDTH - _RIGHT, base + 16, f"{found.until:%Y-%m-%d}", 11, _DIM, end=True)
    )
    return "\n".join(parts)


def _bar(week: Week, x: float, base: float, wide: float, most: int) -> str:
    """A week's bar: what failed stands on what went well, the number above."""
    total = week.good + week.failed
    if not total:
        return ""
    unit = (_BARS - 16) / most
    good, failed = week.good * unit, week.failed * unit
    left, width = x + wide * 0.15, wide * 0.7
    return (
        f'<rect x="{left:.1f}" y="{base - good:.1f}" width="{width:.1f}" '
        f'height="{good:.1f}" fill="{_GOOD}"/>'
        f'<rect x="{left:.1f}" y="{base - good - failed:.1f}" width="{width:.1f}" '
        f'height="{failed:.1f}" fill="url(#failed)"/>'
        f'<text x="{x + wide / 2:.1f}" y="{base - good - failed - 4:.1f}" '
        f'font-size="11" fill="{_DIM}" text-anchor="middle">{total}</text>'
    )


def _text(
    x: float,
    y: float,
    text: str,
    size: int,
    fill: str = _TEXT,
    *,
    weight: int = 400,
    end: bool = False,
) -> str:
    anchor = ' text-anchor="end"' if end else ""
    return (
        f'<text x="{x:.1f}" y="{y}" font-size="{size}" font-weight="{weight}" '
        f'fill="{fill}"{anchor}>{escape(one_line(text))}</text>'
    )
