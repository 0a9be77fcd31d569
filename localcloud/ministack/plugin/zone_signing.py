"""What Route 53 says of the signing of a hosted zone: none is signed here, as none is at first.

The AWS provider asks before it deletes a zone together with its records. Private zones cannot be signed.
https://docs.aws.amazon.com/Route53/latest/APIReference/API_GetDNSSEC.html
"""

import re
from xml.etree.ElementTree import SubElement

from ministack.services import route53

_PATH = re.compile(r"^/2013-04-01/hostedzone/([^/]+)/dnssec$")


def _signing(zone_id: str):
    zone = route53._zones.get(zone_id)
    if not zone:
        message = f"No hosted zone found with ID: {zone_id}"
        return route53._error_response("NoSuchHostedZone", message, 404)
    if zone.get("private"):
        message = "Operation is unsupported for private hosted zones"
        return route53._error_response("InvalidArgument", message, 400)

    def build(root):
        SubElement(SubElement(root, "Status"), "ServeSignature").text = "NOT_SIGNING"
        SubElement(root, "KeySigningKeys")

    return route53._xml_response("GetDNSSECResponse", build)


def install() -> None:
    """Adds one question to Route 53; everything else stays as it is."""
    handle = route53.handle_request

    async def handle_with_signing(method, path, headers, body, query_params):
        asked = _PATH.match(path)
        if method == "GET" and asked:
            return _signing(asked.group(1))
        return await handle(method, path, headers, body, query_params)

    route53.handle_request = handle_with_signing
