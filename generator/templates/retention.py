"""What outlives its stack."""

from collections.abc import Mapping

# The log, the artifacts and the key of a removed pipeline are evidence: they stay
# when the stack goes or replaces them. A creation that fails takes what it just
# made with it, whichever tool it was: an empty bucket's name would be in the way of
# the next one (CloudFormation template reference, "DeletionPolicy attribute":
# RetainExceptOnCreate; UpdateReplacePolicy has no such value).
RETAINED: Mapping[str, str] = {
    "DeletionPolicy": "RetainExceptOnCreate",
    "UpdateReplacePolicy": "Retain",
}
