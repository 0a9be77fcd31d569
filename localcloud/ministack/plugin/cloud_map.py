"""AWS Cloud Map: services under the namespace of their DnsConfig, ECS tasks as their instances.

https://docs.aws.amazon.com/cloud-map/latest/api/API_CreateService.html
"""

from ministack.core.responses import error_response_json, json_response
from ministack.services import ecs, servicediscovery, tagging


def _service_id(arn) -> str:
    return arn.rsplit("/", 1)[-1]


def _address_of(task):
    for attachment in task.get("attachments", []):
        for detail in attachment.get("details", []):
            if detail.get("name") == "privateIPv4Address":
                return detail["value"]
    return None


def _registry_ids(task):
    name = task.get("group", "").removeprefix("service:")
    cluster = task["clusterArn"].rsplit("/", 1)[-1]
    service = ecs._services.get(f"{cluster}/{name}") or {}
    return [_service_id(r.get("registryArn", "")) for r in service.get("serviceRegistries") or []]


def task_instances(service_id) -> dict:
    """Instances that ECS keeps: one per running task of the services that name this registry."""
    found = {}
    for task in list(ecs._tasks.values()):
        address = _address_of(task)
        if task.get("lastStatus") != "RUNNING" or not address:
            continue
        if service_id in _registry_ids(task):
            instance_id = task["taskArn"].rsplit("/", 1)[-1]
            found[instance_id] = {"Id": instance_id, "Attributes": {
                "AWS_INSTANCE_IPV4": address, "ECS_SERVICE_NAME": task["group"].split(":", 1)[-1],
                "ECS_CLUSTER_NAME": task["clusterArn"].rsplit("/", 1)[-1]}}
    return found


def _with_tasks(handler, service_of):
    """The handler over instances that were registered and those of running tasks."""
    def answer(data):
        service_id = service_of(data)
        if service_id in servicediscovery._services:
            own = {k: v for k, v in (servicediscovery._instances.get(service_id) or {}).items()
                   if "ECS_SERVICE_NAME" not in v.get("Attributes", {})}
            servicediscovery._instances[service_id] = {**own, **task_instances(service_id)}
        return handler(data)
    return answer


def _named(data):
    namespace = next((n["Id"] for n in servicediscovery._namespaces.values()
                      if n["Name"] == data.get("NamespaceName")), None)
    return next((s["Id"] for s in servicediscovery._services.values()
                 if (s["NamespaceId"], s["Name"]) == (namespace, data.get("ServiceName"))), None)


def _creating(create):
    def answer(data):
        told = data.get("NamespaceId") or (data.get("DnsConfig") or {}).get("NamespaceId")
        for other in servicediscovery._services.values():
            if (other["NamespaceId"], other["Name"].lower()) == (told, (data.get("Name") or "").lower()):
                return error_response_json("ServiceAlreadyExists", "Service already exists.", 400,
                                           {"ServiceId": other["Id"], "ServiceArn": other["Arn"]})
        status, headers, body = create({**data, "NamespaceId": told})
        if status != 200:
            return status, headers, body
        document = ecs.json.loads(body)
        service = servicediscovery._services[document["Service"]["Id"]]
        if service.get("DnsConfig"):
            service["DnsConfig"] = {"RoutingPolicy": "MULTIVALUE", **service["DnsConfig"],
                                    "NamespaceId": told}
        service["Type"] = "DNS_HTTP" if service.get("DnsConfig") else "HTTP"
        return _service(service)
    return answer


def _service(record):
    told = {key: value for key, value in record.items() if value is not None}
    return json_response({"Service": {**told, "InstanceCount": len(_instances(record["Id"]))}})


def _instances(service_id):
    return {**(servicediscovery._instances.get(service_id) or {}), **task_instances(service_id)}


def _get(data):
    record = servicediscovery._services.get(_service_id(data.get("Id") or ""))
    if record:
        return _service(record)
    return error_response_json("ServiceNotFound", "Service not found.", 400)


def _deleting(delete):
    def answer(data):
        if _instances(data.get("Id")):
            return error_response_json("ResourceInUse", "Service contains registered instances; delete "
                                       "the instances before deleting the service.", 400)
        return delete(data)
    return answer


def _updating(update):
    def answer(data):
        before = servicediscovery._services.get(data.get("Id")) or {}
        dns = before.get("DnsConfig")
        response = update(data)
        after = servicediscovery._services.get(data.get("Id"))
        if after and dns and after.get("DnsConfig"):
            # Namespace and routing policy are not part of a change.
            after["DnsConfig"] = {**dns, **after["DnsConfig"]}
        return response
    return answer


def _deregistering(deregister):
    """A task's instance is ECS's, and gone with its task."""
    def answer(data):
        known = servicediscovery._instances.get(data.get("ServiceId")) or {}
        running = task_instances(data.get("ServiceId"))
        if data.get("InstanceId") not in {**known, **running}:
            return error_response_json("InstanceNotFound", "Instance not found.", 400)
        return deregister(data)
    return answer


def _tagged():
    for store in (servicediscovery._namespaces, servicediscovery._services):
        for record in store.values():
            yield record["Arn"], servicediscovery._resource_tags.get(record["Arn"], [])


def install() -> None:
    """Replaces the functions behind the operations on services and instances."""
    sd = servicediscovery
    own_id = lambda data: data.get("ServiceId")  # noqa: E731
    sd._create_service, sd._get_service = _creating(sd._create_service), _get
    sd._delete_service, sd._update_service = _deleting(sd._delete_service), _updating(sd._update_service)
    sd._list_instances = _with_tasks(sd._list_instances, own_id)
    sd._get_instance = _with_tasks(sd._get_instance, own_id)
    sd._discover_instances = _with_tasks(sd._discover_instances, _named)
    sd._deregister_instance = _deregistering(sd._deregister_instance)
    tagging._COLLECTORS["servicediscovery"] = _tagged
