
# The deployment files: the service's own, or made from what runs now.
files=$SERVICE
if [ "${DEPLOYMENT_CONTROLLER:-CODE_DEPLOY}" = ECS ]; then
  # The action takes the task definition that runs now, with another image: nothing
  # of the service's own, but what runs must be what the pipeline may register.
  for file in taskdef.json appspec.yaml; do
    [ ! -e "$files/$file" ] ||
      echo "NOTE: $file is not used: ECS deploys what runs now, with the next image"
  done
  files=$WORK/nothing
  mkdir "$files"
fi
mkdir "$WORK/deployment"
cd "$WORK/deployment"
cp "$files"/taskdef.json "$files"/appspec.yaml . 2>/dev/null || true
if [ -f taskdef.json ]; then
  python3 -m json.tool taskdef.json /dev/null 2> "$log" ||
    fail "taskdef.json is not JSON: $(tail -n 1 "$log")"
  # The CLI compares its input with what ECS takes, and makes no call.
  aws ecs register-task-definition --cli-input-json file://taskdef.json \
    --generate-cli-skeleton output > /dev/null 2> "$log" ||
    fail "ECS would refuse taskdef.json: $(sed 's/, must be one of.*//' "$log" | tr '\n' ' ')"
else
  # The primary task set is what runs; the service's own field may be older.
  arn=$(aws ecs describe-services --cluster "$ECS_CLUSTER_NAME" --services "$ECS_SERVICE_NAME" \
    --output text --query "services[?status=='ACTIVE'] | [0] |
      (taskSets[?status=='PRIMARY'].taskDefinition | [0]) || taskDefinition" 2> "$log") ||
    fail "cannot look up service $ECS_SERVICE_NAME in cluster $ECS_CLUSTER_NAME: $(tail -n 1 "$log")"
  [ "$arn" != None ] || fail "no active service $ECS_SERVICE_NAME in cluster $ECS_CLUSTER_NAME"
  aws ecs describe-task-definition --task-definition "$arn" --include TAGS --output json \
    > ../described.json 2> "$log" || fail "cannot look up $arn: $(tail -n 1 "$log")"
  aws ecs register-task-definition --generate-cli-skeleton > ../accepted.json
fi
[ -f appspec.yaml ] || cat > appspec.yaml <<END
version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION>
        LoadBalancerInfo: {ContainerName: "$CONTAINER_NAME", ContainerPort: $CONTAINER_PORT}
END

# What CodeDeploy and ECS would refuse after the approval is refused here.
FILES=$files MACHINE=$(uname -m) python3 - <<'END'
import json, os, pathlib, re, sys
import yaml

env, image = os.environ, "<IMAGE1_NAME>"
here, service = pathlib.Path(), pathlib.Path(env["FILES"])

def require(holds, sentence):
    if not holds:
        sys.exit("ERROR: " + " ".join(sentence.split()))

for name in ("taskdef.json", "appspec.yaml"):
    alike = re.compile(name.split(".")[0] + r"\.(json|ya?ml)", re.I)
    for path in [] if (service / name).exists() else service.iterdir():
        require(not alike.fullmatch(path.name), f"{path.name} must be called {name}")

# The task definition.
if (service / "taskdef.json").exists():
    source, task = "taskdef.json", json.loads((here / "taskdef.json").read_text())
else:
    described = json.loads((here / "../described.json").read_text())
    accepted = json.loads((here / "../accepted.json").read_text())
    found = described["taskDefinition"]
    source = "task definition " + found["taskDefinitionArn"]
    task = {key: value for key, value in found.items() if key in accepted}
    tags = [tag for tag in described.get("tags", []) if not tag["key"].startswith("aws:")]
    task |= {"tags": tags} if tags else {}
    for container in task["containerDefinitions"]:
        if container["name"] == env["CONTAINER_NAME"]:
            container["image"] = image
    (here / "taskdef.json").write_text(json.dumps(task))

family, tags, name = task["family"], task.get("tags"), env["CONTAINER_NAME"]
require(family == env["TASK_DEFINITION_FAMILY"],
        f"{source} is of family {family}, not of {env['TASK_DEFINITION_FAMILY']}")
require(tags != [], f"{source} has an empty list of tags, which ECS refuses")
require(not any(tag["key"].lower().startswith("aws:") for tag in tags or []),
        f"{source} has tags that begin with aws:, which ECS refuses")
roles = {env["TASK_EXECUTION_ROLE_ARN"], env["TASK_ROLE_ARN"]}
for key in ("executionRoleArn", "taskRoleArn"):
    # A role may be given by its name alone.
    role = task.get(key) or ""
    require(role in roles | {arn.rpartition("/")[2] for arn in roles} | {""},
            f"{source} has {key} {role}, which the pipeline may not pass to ECS")
platform = task.get("runtimePlatform", {})
system = platform.get("operatingSystemFamily", "LINUX")
chip = platform.get("cpuArchitecture", "X86_64")
made = {"x86_64": "X86_64", "aarch64": "ARM64"}.get(env["MACHINE"])
require((system, chip) == ("LINUX", made),
        f"{source} runs on {system} {chip}, the image is built for LINUX {made}")
containers = {one.get("name"): one for one in task["containerDefinitions"]}
require(name in containers, f"{source} has no container {name}")
require(containers[name].get("image") == image,
        f"{source} has no image {image} in container {name}")

# The application specification, with the functions that CodeDeploy may call.
events = ("AfterAllowTestTraffic", "BeforeAllowTraffic", "AfterAllowTraffic")
hooks = [{event: env[event + "Hook"]} for event in events if env[event + "Hook"]]
if hooks and not (service / "appspec.yaml").exists():
    with (here / "appspec.yaml").open("a") as made_here:
        yaml.safe_dump({"Hooks": hooks}, made_here)
try:
    spec = yaml.safe_load((here / "appspec.yaml").read_text())
    (resource,) = spec["Resources"]
    (target,) = resource.values()
    definition = target["Properties"]["TaskDefinition"]
    balancer = target["Properties"]["LoadBalancerInfo"]
    name, port = balancer["ContainerName"], balancer["ContainerPort"]
except (yaml.YAMLError, AttributeError, KeyError, TypeError, ValueError) as error:
    require(False, "appspec.yaml must be YAML with one resource that has TaskDefinition and "
            f"LoadBalancerInfo with ContainerName and ContainerPort: {error!r}")
for key in set(spec) - {"version", "Resources", "Hooks"}:
    require(False, f"appspec.yaml has the unknown key {key}")
require(spec.get("version") == 0, "appspec.yaml does not say version: 0.0")
require(definition == "<TASK_DEFINITION>", "appspec.yaml has no <TASK_DEFINITION>")
own = spec.get("Hooks") or []
require(all(hook in hooks for hook in own),
        f"appspec.yaml has Hooks, which the deployment may not call: not {hooks}, as in parameters")
require(all(hook in own for hook in hooks),
        f"appspec.yaml leaves out Hooks that parameters name: {hooks}")
require(name in containers, f"appspec.yaml sends traffic to {name}, no container of {source}")
ports = [one.get("containerPort") for one in containers[name].get("portMappings", [])]
require(port in ports, f"container {name} of {source} has the ports {ports}, not {port}")
END
[ "${DEPLOYMENT_CONTROLLER:-CODE_DEPLOY}" != ECS ] || rm taskdef.json appspec.yaml
