
# Where the image comes from: a statement of in-toto with SLSA's provenance (slsa.dev,
# "Provenance", v1; its builder and build are what CodeBuild says of itself).
# An image that was there already is another build's, which nothing here can describe.
jq -n --arg image "$IMAGE" --arg digest "${IMAGE_DIGEST#sha256:}" --arg commit "$IMAGE_TAG" \
  --arg repository "$SOURCE_REPOSITORY" --arg bases "$bases" --argjson taken "$taken" \
  --arg build "$CODEBUILD_BUILD_ARN" --arg started "$STARTED" \
  --arg finished "$(date -u +%Y-%m-%dT%H:%M:%SZ)" \
  --arg files "$(sha256sum ./*)" '
  {
    _type: "https://in-toto.io/Statement/v1",
    subject: [{name: $image, digest: {sha256: $digest}}],
    predicateType: "https://slsa.dev/provenance/v1",
    predicate: {
      buildDefinition: {
        buildType: ("urn:payment-pipeline:" +
          (if $taken then "image-taken-by-its-labels" else "docker-build" end) + ":v1"),
        externalParameters: ({
          repository: $repository,
          commit: $commit,
          buildspec: "project",
          servicePath: $ENV.SERVICE_PATH,
          dockerfilePath: $ENV.DOCKERFILE_PATH,
          buildContextPath: $ENV.BUILD_CONTEXT_PATH,
          buildTarget: $ENV.BUILD_TARGET,
          buildArguments: $ENV.BUILD_ARGUMENTS
        } | with_entries(select(.value != "" and .value != null))),
        resolvedDependencies: [
          {uri: "git+\($repository)@\($commit)", digest: {gitCommit: $commit}},
          ($bases | split("\n")[] | split("@sha256:") |
            {name: "base image", uri: "docker://\(.[0])", digest: {sha256: .[1]}})
        ]
      },
      runDetails: {
        builder: {id: ($build | sub(":build/(?<name>[^:]*):.*"; ":project/\(.name)"))},
        metadata: {invocationId: $build, startedOn: $started, finishedOn: $finished},
        # All that is handed on with it: whoever signs this signs these.
        byproducts: [$files | split("\n")[] | split("  ./") |
          {name: .[1], digest: {sha256: .[0]}}]
      }
    }
  }' > "$WORK/provenance.json" || fail "the statement of provenance cannot be written"
mv "$WORK/provenance.json" .
