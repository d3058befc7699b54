
# Whether the target runs the image of this execution; tasks of the one before may
# still drain.
if [ "$STEP" = verify ]; then
  [ "${runs#*@}" = "$IMAGE_DIGEST" ] ||
    fail "$target runs $runs, not $IMAGE_DIGEST: somebody else has deployed, or it rolled back"
  tasks=$(look list-tasks --cluster "$ECS_CLUSTER_NAME" --service-name "$ECS_SERVICE_NAME" \
    --desired-status RUNNING --max-items 100 --output json --query "taskArns[]" 2> "$log") ||
    fail "cannot list the tasks of $target: $(tail -n 1 "$log")"
  [ "$(jq length <<< "${tasks:-[]}")" -gt 0 ] || fail "$target runs no task of $ECS_SERVICE_NAME"
  mapfile -t arns < <(jq -r '.[]' <<< "$tasks")
  # An image pulled by its digest has this digest in the task.
  look describe-tasks --cluster "$ECS_CLUSTER_NAME" --tasks "${arns[@]}" --output json \
    > "$WORK/tasks.json" 2> "$log" || fail "cannot look at the tasks of $target: $(tail -n 1 "$log")"
  new=$(jq --arg name "$CONTAINER_NAME" --arg image "$runs" \
    '[.tasks[].containers[] | select(.name == $name and .image == $image)] | length' \
    "$WORK/tasks.json")
  [ "$new" -gt 0 ] || fail "no running task of $target has $runs yet"
  if [ "$SERVICE_URL" ]; then
    curl --fail --silent --show-error --location --max-time 10 --retry 5 --retry-delay 5 \
      --retry-all-errors --output "$WORK/answer" "$SERVICE_URL" 2> "$log" ||
      fail "$SERVICE_URL does not answer after the deployment to $target: $(tail -n 1 "$log")"
  fi
  RUNS_DIGEST=$IMAGE_DIGEST
  RUNS_SINCE=$(date -u +%Y-%m-%dT%H:%MZ)
  export RUNS_DIGEST RUNS_SINCE
  echo "{\"target\":\"$TARGET_NAME\",\"digest\":\"$RUNS_DIGEST\",\"since\":\"$RUNS_SINCE\"}" |
    tee deployment/verified.json
fi
