"""What a change of a parameter breaks in a store that a pipeline writes to."""

from collections.abc import Mapping

_NEW_BUCKET = (
    "it makes another bucket, while the pipeline and the targets here go on with this "
    "one: write its name in their parameter files and deploy them at once, and let no "
    "revision be under way"
)

BREAKING: Mapping[str, str | Mapping[str, str]] = {
    "EnvironmentSuffix": _NEW_BUCKET,
    "NamePrefix": _NEW_BUCKET,
}
