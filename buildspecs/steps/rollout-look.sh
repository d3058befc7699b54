
# What runs in the target, seen by its observer's role; TARGET_REGION is where it is
# in another region than this build.
target="target $TARGET_NAME"
keys=$(aws sts assume-role --role-arn "$OBSERVER_ROLE_ARN" --role-session-name rollout \
  --output text --query "Credentials.[AccessKeyId,SecretAccessKey,SessionToken]" 2> "$log") ||
  fail "cannot look at $target as $OBSERVER_ROLE_ARN: $(tail -n 1 "$log")"
look() {
  # In this call alone: what comes after has the build's own role again.
  AWS_ACCESS_KEY_ID=$(cut -f 1 <<< "$keys") AWS_SECRET_ACCESS_KEY=$(cut -f 2 <<< "$keys") \
    AWS_SESSION_TOKEN=$(cut -f 3 <<< "$keys") \
    aws ecs ${TARGET_REGION:+--region "$TARGET_REGION"} "$@"
}
# The primary task set is what runs; the service's own field may be older.
service=$(look describe-services --cluster "$ECS_CLUSTER_NAME" --services "$ECS_SERVICE_NAME" \
  --output json --query "services[?status=='ACTIVE'] | [0]" 2> "$log") ||
  fail "cannot look up service $ECS_SERVICE_NAME of $target: $(tail -n 1 "$log")"
[ "$service" != null ] ||
  fail "$target has no active service $ECS_SERVICE_NAME in cluster $ECS_CLUSTER_NAME"
controller=$(jq -r '.deploymentController.type // "ECS"' <<< "$service")
[ "$controller" = "$DEPLOYMENT_CONTROLLER" ] ||
  fail "service $ECS_SERVICE_NAME of $target is deployed by $controller, the promotion" \
    "says $DEPLOYMENT_CONTROLLER: set the target's DeploymentController"
definition=$(jq -r '([.taskSets[]? | select(.status == "PRIMARY")][0] // .).taskDefinition' \
  <<< "$service")
look describe-task-definition --task-definition "$definition" --include TAGS --output json \
  > "$WORK/described.json" 2> "$log" || fail "cannot look up $definition: $(tail -n 1 "$log")"
runs=$(jq -r --arg name "$CONTAINER_NAME" \
  '[.taskDefinition.containerDefinitions[] | select(.name == $name)][0].image // ""' \
  "$WORK/described.json")
[ "$runs" ] || fail "$definition has no container $CONTAINER_NAME"
rm -rf deployment
mkdir deployment
