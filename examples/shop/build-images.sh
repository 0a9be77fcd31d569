#!/bin/sh
# Builds and pushes both images of this commit to the registry given, and prints an `images` output
# for $GITHUB_OUTPUT: one "service=repository@sha256:..." a line.
set -eu
registry=$1
aws ecr get-login-password | docker login --username AWS --password-stdin "${registry%%/*}" >&2
echo 'images<<IMAGES'
for service in web api; do
  tag="$registry:$service-$(git rev-parse HEAD)"
  docker build --quiet --tag "$tag" "images/$service" >&2
  docker push --quiet "$tag" >&2
  echo "$service=$(docker inspect --format '{{index .RepoDigests 0}}' "$tag")"
done
echo 'IMAGES'
