"""Distributions that take a moment to be switched off, leave no tags behind, and read by HTTPS.

CloudFront deletes a distribution only when its switching off has reached every edge (status
`Deployed`); here that takes a second. https://docs.aws.amazon.com/AmazonCloudFront/latest/DeveloperGuide/HowToDeleteDistribution.html
CloudFront asks a bucket in the viewer's protocol, so that a policy for TLS only lets it read; MiniStack
looks at the connection it got itself, which is never TLS here.
"""

import time

from ministack.core.iam_evaluator import pin_request_origin
from ministack.services import cloudfront

SWITCHING_OFF_SECONDS = 1.0
DEPLOYED_AT = "_deployed_at"


def _settle(dist) -> None:
    if dist and dist["Status"] != "Deployed" and time.time() >= dist.get(DEPLOYED_AT, 0):
        dist["Status"] = "Deployed"


def install() -> None:
    """Replaces reading, updating and deleting of distributions, and serving by them."""
    read, update = cloudfront._get_distribution, cloudfront._update_distribution
    delete, list_all = cloudfront._delete_distribution, cloudfront._list_distributions

    serve = cloudfront.handle_viewer_request

    async def serve_in_viewers_protocol(dist, method, path, raw_uri, query, headers, body, params,
                                        client_ip="127.0.0.1", **more):
        pin_request_origin(client_ip, headers.get("x-forwarded-proto") == "https")
        return await serve(dist, method, path, raw_uri, query, headers, body, params, client_ip,
                           **more)

    def settled_read(dist_id):
        _settle(cloudfront._distributions.get(dist_id))
        return read(dist_id)

    def settled_list():
        for dist in cloudfront._distributions.values():
            _settle(dist)
        return list_all()

    def deploying_update(dist_id, headers, body):
        dist = cloudfront._distributions.get(dist_id)
        was_on = bool(dist and dist["enabled"])
        answer = update(dist_id, headers, body)
        if answer[0] == 200 and was_on and not dist["enabled"]:
            dist["Status"] = "InProgress"
            dist[DEPLOYED_AT] = time.time() + SWITCHING_OFF_SECONDS
            return read(dist_id)
        return answer

    def settled_delete(dist_id, headers):
        dist = cloudfront._distributions.get(dist_id)
        _settle(dist)
        if dist and dist["Status"] != "Deployed" and headers.get("if-match") == dist["ETag"]:
            return cloudfront._error(
                "DistributionNotDisabled",
                "The distribution you are trying to delete has not been disabled.", 409)
        answer = delete(dist_id, headers)
        if answer[0] == 204 and dist:
            cloudfront._tags.pop(dist["ARN"], None)
        return answer

    cloudfront.handle_viewer_request = serve_in_viewers_protocol
    cloudfront._get_distribution = settled_read
    cloudfront._list_distributions = settled_list
    cloudfront._update_distribution = deploying_update
    cloudfront._delete_distribution = settled_delete
