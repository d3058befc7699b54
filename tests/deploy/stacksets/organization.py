"""moto's server with what it lacks of service-managed stack sets, as a process.

moto knows the calls and the accounts of an organization's units. Here it also keeps
the settings, tells the targets, detects drift, and ends operations as `SCRIPT` says:
a JSON object of `status` (of operations, RUNNING first), `reasons` (by account),
`drifted` (accounts) and `closed` (AWS Organizations refuses). It prints its address
and the units' IDs when it is ready.
"""

import json
import os
import sys
from pathlib import Path
from typing import Any

import boto3
from moto.cloudformation import urls
from moto.cloudformation.exceptions import ValidationError
from moto.cloudformation.models import StackSet
from moto.cloudformation.responses import CloudFormationResponse
from moto.core.responses import ActionResult
from moto.organizations import urls as organizations
from moto.organizations.exceptions import OrganizationsClientError
from moto.organizations.responses import OrganizationsResponse
from moto.server import ThreadedMotoServer

_SETTINGS = ("Capabilities", "AutoDeployment", "ManagedExecution")


def script() -> dict[str, Any]:
    """What shall happen, as the test says now."""
    path = Path(sys.argv[1])
    found: dict[str, Any] = json.loads(path.read_text()) if path.exists() else {}
    return found


class Response(CloudFormationResponse):
    """The operations that the tested program calls."""

    def _set(self) -> Any:
        name = self._get_param("StackSetName")
        return self.cloudformation_backend.describe_stack_set(name)

    def _keep(self) -> None:
        found = self._set()
        for name in _SETTINGS:
            found.__dict__[name] = self._get_param(name)

    def create_stack_set(self) -> ActionResult:
        if refusal := script().get("refusal"):
            raise ValidationError(message=refusal)
        done = super().create_stack_set()
        self._keep()
        return done

    def update_stack_set(self) -> ActionResult:
        self._require_quiet()
        done = super().update_stack_set()
        self._keep()
        found = self._set()
        found.parameters = {
            each["ParameterKey"]: each["ParameterValue"]
            for each in self._get_param("Parameters", [])
        }
        return done

    def create_stack_instances(self) -> ActionResult:
        self._require_quiet()
        found = self._set()
        targets = found.__dict__.setdefault("targets", {})
        for unit in self._get_param("DeploymentTargets")["OrganizationalUnitIds"]:
            targets.setdefault(unit, []).extend(self._get_param("Regions"))
        before = len(found.stack_instances)
        done = super().create_stack_instances()
        found.operations[-1]["Instances"] = [
            {each.account_id: each.region_name}
            for each in found.stack_instances[before:]
        ]
        return done

    def _require_quiet(self) -> None:
        if script().get("busy"):
            raise self._busy()

    def _busy(self) -> Exception:
        from moto.core.exceptions import ServiceException

        class Busy(ServiceException):
            code = "OperationInProgressException"

        return Busy("Another Operation on StackSet is in progress")

    def describe_stack_set(self) -> ActionResult:
        found = self._set()
        told = {
            name: found.__dict__[name]
            for name in _SETTINGS
            if found.__dict__.get(name) is not None
        }
        return ActionResult(
            {
                "StackSet": {
                    "StackSetName": found.name,
                    "Status": found.status,
                    "TemplateBody": found.template,
                    "PermissionModel": found.permission_model,
                    "Parameters": found.parameters,
                    "Tags": found.tags,
                    **told,
                }
            }
        )

    def list_stack_set_auto_deployment_targets(self) -> ActionResult:
        targets = self._set().__dict__.get("targets", {})
        return ActionResult(
            {
                "Summaries": [
                    {"OrganizationalUnitId": unit, "Regions": regions}
                    for unit, regions in targets.items()
                ]
            }
        )

    def list_stack_instances(self) -> ActionResult:
        wanted = script()
        found = self.cloudformation_backend.list_stack_instances(
            self._get_param("StackSetName")
        )
        return ActionResult(
            {
                "Summaries": [
                    {
                        **each,
                        "Status": "OUTDATED" if reason else "CURRENT",
                        "StatusReason": reason,
                        "DriftStatus": "DRIFTED"
                        if each["Account"] in wanted.get("drifted", [])
                        else "IN_SYNC",
                    }
                    for each in found
                    for reason in [wanted.get("reasons", {}).get(each["Account"], "")]
                ]
            }
        )

    def detect_stack_set_drift(self) -> ActionResult:
        found: StackSet = self._set()
        done = found._create_operation("drift", "DETECT_DRIFT", "SUCCEEDED")
        return ActionResult({"OperationId": done["OperationId"]})

    def list_stack_set_operations(self) -> ActionResult:
        found = self._set()
        return ActionResult(
            {"Summaries": [*script().get("others", []), *found.operations]}
        )

    def describe_stack_set_operation(self) -> ActionResult:
        operation = self._set().get_operation(self._get_param("OperationId"))
        looks = operation["looks"] = operation.get("looks", 0) + 1
        status = "RUNNING" if looks == 1 else script().get("status", "SUCCEEDED")
        return ActionResult(
            {
                "StackSetOperation": {
                    "OperationId": operation["OperationId"],
                    "Action": operation["Action"],
                    "Status": status,
                }
            }
        )

    def list_stack_set_operation_results(self) -> ActionResult:
        operation = self._set().get_operation(self._get_param("OperationId"))
        reasons = script().get("reasons", {})
        return ActionResult(
            {
                "Summaries": [
                    {
                        "Account": account,
                        "Region": region,
                        "Status": "FAILED" if account in reasons else "SUCCEEDED",
                        "StatusReason": reasons.get(account),
                    }
                    for each in operation["Instances"]
                    for account, region in each.items()
                ]
            }
        )


class Units(OrganizationsResponse):
    """The organization's, which may keep to itself who is in it."""

    def list_accounts_for_parent(self) -> str:
        if script().get("closed"):
            raise OrganizationsClientError("AccessDeniedException", "no permissions")
        return super().list_accounts_for_parent()


def main() -> None:
    """Serve until stdin ends."""
    urls.url_paths = {"{0}/$": Response.dispatch}
    organizations.url_paths = {"{0}/$": Units.dispatch}
    server = ThreadedMotoServer(port=0, verbose=False)
    server.start()
    host, port = server.get_host_and_port()
    url = f"http://{host}:{port}"
    os.environ["AWS_ENDPOINT_URL"] = url
    client = boto3.client("organizations", region_name="us-east-1")
    client.create_organization(FeatureSet="ALL")
    root = client.list_roots()["Roots"][0]["Id"]
    told: dict[str, Any] = {"url": url, "units": {}}
    parents = {"": root}
    for unit, number, parent in (
        ("payments", 2, ""),
        ("empty", 0, ""),
        ("outer", 2, ""),
        ("inner", 1, "outer"),
    ):
        made = client.create_organizational_unit(ParentId=parents[parent], Name=unit)
        unit_id = parents[unit] = made["OrganizationalUnit"]["Id"]
        accounts = []
        for each in range(number):
            begun = client.create_account(
                Email=f"{unit}{each}@example.com", AccountName=f"{unit}{each}"
            )
            account = begun["CreateAccountStatus"]["AccountId"]
            client.move_account(
                AccountId=account, SourceParentId=root, DestinationParentId=unit_id
            )
            accounts.append(account)
        told["units"][unit] = {"id": unit_id, "accounts": sorted(accounts)}
    client.close_account(AccountId=max(told["units"]["outer"]["accounts"]))
    print(json.dumps(told), flush=True)
    sys.stdin.read()
    server.stop()


if __name__ == "__main__":
    main()
