
# What is deployed: the task definition that runs now, with the next image.
if [ "$STEP" = prepare ]; then
  [ -f imageDetail.json ] || fail "the image build handed on no imageDetail.json"
  image=$(jq -r .ImageURI imageDetail.json)
  [ "${image#*@}" = "$IMAGE_DIGEST" ] ||
    fail "the image build handed on $image, this execution built $IMAGE_DIGEST"
  ports=$(jq -c --arg name "$CONTAINER_NAME" \
    '[.taskDefinition.containerDefinitions[] | select(.name == $name) | .portMappings[]? |
      .containerPort]' "$WORK/described.json")
  jq -e --argjson port "$CONTAINER_PORT" 'index($port) != null' <<< "$ports" > "$log" ||
    fail "container $CONTAINER_NAME of $definition has the ports $ports, not $CONTAINER_PORT"
  cp imageDetail.json deployment/
  echo "[{\"name\":\"$CONTAINER_NAME\",\"imageUri\":\"$image\"}]" > deployment/imagedefinitions.json
  if [ "$DEPLOYMENT_CONTROLLER" = CODE_DEPLOY ]; then
    # Of a described task definition ECS takes back what its input has.
    aws ecs register-task-definition --generate-cli-skeleton > "$WORK/accepted.json"
    jq --arg name "$CONTAINER_NAME" --slurpfile accepted "$WORK/accepted.json" '
      [.tags[]? | select(.key | ascii_downcase | startswith("aws:") | not)] as $tags
      | .taskDefinition
      | with_entries(select(.key | in($accepted[0])))
      | if $tags == [] then . else .tags = $tags end
      | (.containerDefinitions[] | select(.name == $name)).image = "<IMAGE1_NAME>"
      ' "$WORK/described.json" > deployment/taskdef.json
    cat > deployment/appspec.yaml <<END
version: 0.0
Resources:
  - TargetService:
      Type: AWS::ECS::Service
      Properties:
        TaskDefinition: <TASK_DEFINITION>
        LoadBalancerInfo: {ContainerName: "$CONTAINER_NAME", ContainerPort: $CONTAINER_PORT}
END
    hooks=
    for event in AfterAllowTestTraffic BeforeAllowTraffic AfterAllowTraffic; do
      function=${event}Hook
      [ ! "${!function}" ] || hooks+="  - $event: ${!function}"$'\n'
    done
    [ ! "$hooks" ] || printf 'Hooks:\n%s' "$hooks" >> deployment/appspec.yaml
  fi
  echo "$target runs $runs, the next is $image"
fi
