
# The database of the tests, on this machine alone, and the command before them.
if [ "$TEST_DATABASE" != none ]; then
  export DATABASE_HOST=127.0.0.1
  hub=public.ecr.aws/docker/library
  case $TEST_DATABASE in
    postgres)
      image=$hub/postgres:17 port=5432 ask="pg_isready --host 127.0.0.1 --username test"
      export DATABASE_URL=postgresql://test:test@127.0.0.1:5432/test
      settings=(--env POSTGRES_USER=test --env POSTGRES_PASSWORD=test --env POSTGRES_DB=test) ;;
    mysql)
      image=$hub/mysql:8.4 port=3306 ask="mysqladmin ping --host 127.0.0.1 --user test --password=test"
      export DATABASE_URL=mysql://test:test@127.0.0.1:3306/test
      settings=(--env MYSQL_USER=test --env MYSQL_PASSWORD=test --env MYSQL_DATABASE=test
        --env MYSQL_RANDOM_ROOT_PASSWORD=yes) ;;
    redis)
      image=$hub/redis:7 port=6379 ask="redis-cli ping" settings=()
      export DATABASE_URL=redis://127.0.0.1:6379/0 ;;
  esac
  export DATABASE_PORT=$port
  docker run --detach --name test-database --publish "127.0.0.1:$port:$port" "${settings[@]}" \
    "${TEST_DATABASE_IMAGE:-$image}" 2>&1 | tee "$log" ||
    fail "cannot start ${TEST_DATABASE_IMAGE:-$image} beside the tests: $(tail -n 1 "$log")"
  for second in {1..60}; do
    # shellcheck disable=SC2086  # A command of several words.
    docker exec test-database $ask > "$log" 2>&1 && break
    [ "$second" != 60 ] || fail "$TEST_DATABASE does not answer within a minute: $(tail -n 1 "$log")"
    sleep 1
  done
fi
if [ "$COMMAND_BEFORE_TESTS" ]; then
  bash -c "$COMMAND_BEFORE_TESTS" || fail "the command before the tests failed (CommandBeforeTests)"
fi
