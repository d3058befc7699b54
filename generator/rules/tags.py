"""Tags: that resources carry those that are required."""

from collections.abc import Iterator, Mapping
from typing import Any

from generator.rules._fragments import TAGS
from generator.rules._house import HouseRule, Problem, names
from generator.rules._nodes import Node, in_words, resources, uncovered
from generator.rules._tagging import tag_property


class ResourcesHaveRequiredTags(HouseRule):
    """Resources have the required tags.

    Every resource of a type that CloudFormation can tag has the required keys, which
    are configuration: without any, nothing is judged. Which types those are, and under
    which property, is read from the resource schemas. Tags that come as a whole from
    elsewhere are not judged.
    """

    id = "W9990"
    page = "AWSCloudFormation/latest/UserGuide/aws-properties-resource-tags.html"
    tags = ["resources", "tags"]
    pci = ("12.5.1",)

    settings = {"required": names(), "exceptions": names()}
    good = f"""\
Resources:
  Images:
    Type: AWS::ECR::Repository
    DeletionPolicy: Retain
    UpdateReplacePolicy: Retain
    Properties:
{TAGS}"""
    bad = good.replace('        - {Key: CostCenter, Value: "1234"}\n', "")

    def _problems(self, template: Any) -> Iterator[Problem]:
        for resource in resources(template):
            if resource.type in self.config["exceptions"]:
                continue
            name = tag_property(template.regions[0], resource.type)
            if not name:
                continue
            for tags in resource.get(name):
                missing = self._missing(tags)
                if missing:
                    yield (
                        tags,
                        f"{resource.type} lacks the tags {', '.join(missing)}",
                    )

    def _missing(self, tags: Node) -> list[str]:
        """The required keys that are not there, each with the case if it depends."""
        required = list(self.config["required"])
        if tags.is_absent:
            return required
        keys = _keys(tags)
        if keys is None:
            return []
        missing = []
        for name in required:
            case = uncovered(tags.template, tags.when, keys.get(name, []))
            if case is not None:
                missing.append(f"{name}{in_words(case) if name in keys else ''}")
        return missing


def _keys(tags: Node) -> dict[str, list[Mapping[str, bool]]] | None:
    """Each key with the cases it is there in; None where a key is not known."""
    if not isinstance(tags.value, dict | list) or not tags.is_known:
        return None
    if isinstance(tags.value, dict):
        found = [(key, value) for key, value in tags.fields() if not value.is_absent]
    else:
        found = [
            (key.text, key) for element in tags.items() for key in element.get("Key")
        ]
        if not all(key.is_known for _, key in found):
            return None
    keys: dict[str, list[Mapping[str, bool]]] = {}
    for name, node in found:
        keys.setdefault(name, []).append(node.when)
    return keys
