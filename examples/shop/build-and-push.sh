#!/usr/bin/env bash
# Builds and pushes both images, tells their digests: what is deployed is named by content, not by tag.
set -euo pipefail
aws ecr get-login-password | docker login --username AWS --password-stdin "${REGISTRY%%/*}"
{
  echo 'images<<END'
  for service in web api; do
    docker buildx build --quiet --push --tag "$REGISTRY:$service-$GITHUB_SHA" \
      --metadata-file "$RUNNER_TEMP/$service.json" "$service" >&2
    echo "$service=$REGISTRY@$(jq -r '."containerimage.digest"' "$RUNNER_TEMP/$service.json")"
  done
  echo END
} >> "$GITHUB_OUTPUT"
