"""ECS records as AWS shows them: deleted clusters, what a service keeps, no empty role."""

from ministack.core.responses import get_account_id, get_region
from ministack.services import ecs

# Members of CreateService and UpdateService that MiniStack forgets, with what AWS answers when
# they were never given (CreateService: API_CreateService.html).
CREATE_DEFAULTS = {
    "availabilityZoneRebalancing": "ENABLED",
    "placementConstraints": [],
    "placementStrategy": [],
}
UPDATABLE = ("availabilityZoneRebalancing", "placementConstraints", "placementStrategy",
             "propagateTags", "enableECSManagedTags", "serviceRegistries")

_inactive_clusters: dict = {}  # (account, region, name) -> cluster as it was deleted


def _service_of(data):
    cluster = ecs._resolve_cluster_name(data.get("cluster", "default"))
    reference = ecs._resolve_service_ref(data.get("service") or data.get("serviceName") or "")
    return ecs._services.get(f"{cluster}/{reference[0]}") if reference else None


def _on_fargate(svc) -> bool:
    providers = [s.get("capacityProvider") for s in svc.get("capacityProviderStrategy") or []]
    return svc.get("launchType") == "FARGATE" or any(p in ecs._FARGATE_PROVIDERS for p in providers)


def _key(name):
    return (get_account_id(), get_region(), name)


def _keep(svc, data, names, defaults) -> None:
    for name in names:
        if name in data:
            svc[name] = data[name]
        elif name in defaults:
            svc.setdefault(name, defaults[name])


def install() -> None:
    """Wraps the calls whose records MiniStack leaves incomplete."""
    create, update = ecs._create_service, ecs._update_service
    delete_cluster, describe_clusters, reset = ecs._delete_cluster, ecs._describe_clusters, ecs.reset

    def create_service(data):
        response = create(data)
        svc = _service_of(data)
        if response[0] != 200 or not svc:
            return response
        _keep(svc, data, CREATE_DEFAULTS, CREATE_DEFAULTS)
        if not svc.get("roleArn"):
            svc.pop("roleArn", None)
        if _on_fargate(svc):
            svc["platformVersion"] = svc.get("platformVersion") or "LATEST"
            svc["platformFamily"] = svc.get("platformFamily") or "Linux"
        return ecs.json_response({"service": ecs._sanitize(svc)})

    def update_service(data):
        response = update(data)
        svc = _service_of(data)
        if response[0] != 200 or not svc:
            return response
        _keep(svc, data, UPDATABLE, {})
        return ecs.json_response({"service": ecs._sanitize(svc)})

    def delete(data):
        name = ecs._resolve_cluster_name(data.get("cluster", "default"))
        cluster = ecs._clusters.get(name)
        response = delete_cluster(data)
        if response[0] == 200 and cluster:
            _inactive_clusters[_key(name)] = {**cluster, "status": "INACTIVE"}
        return response

    def describe(data):
        response = describe_clusters(data)
        document = ecs.json.loads(response[2])
        for reference in data.get("clusters", []):
            name = ecs._resolve_cluster_name(reference)
            gone = _inactive_clusters.get(_key(name)) if name not in ecs._clusters else None
            if gone:
                document["failures"] = [f for f in document["failures"]
                                        if f["arn"] not in (reference, gone["clusterArn"])]
                document["clusters"].append(ecs._cluster_view(gone, set(data.get("include", []))))
        return ecs.json_response(document)

    def forget():
        _inactive_clusters.clear()
        reset()

    for name, function in {"CreateService": create_service, "UpdateService": update_service,
                           "DeleteCluster": delete, "DescribeClusters": describe}.items():
        ecs._ACTION_MAP[name] = function
    ecs.reset = forget
