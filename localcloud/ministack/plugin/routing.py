"""What MiniStack loses of a load balancer's own configuration, kept as AWS keeps it.

A forward action may name its target group in ForwardConfig only, and AWS reads both forms back; a
load balancer's VPC and zones are those of its subnets.
"""

from ministack.services import alb, ec2


def _forward_config(params, base):
    groups, i = [], 1
    while arn := alb._p(params, f"{base}.TargetGroups.member.{i}.TargetGroupArn"):
        weight = alb._p(params, f"{base}.TargetGroups.member.{i}.Weight", "1")
        groups.append({"TargetGroupArn": arn, "Weight": int(weight)})
        i += 1
    stickiness = alb._p(params, f"{base}.TargetGroupStickinessConfig.Enabled", "false")
    seconds = alb._p(params, f"{base}.TargetGroupStickinessConfig.DurationSeconds")
    return groups, stickiness, seconds


def _with_forward(action, params, base):
    if action["Type"] != "forward":
        return action
    groups, stickiness, seconds = _forward_config(params, f"{base}.ForwardConfig")
    if not groups and action.get("TargetGroupArn"):
        groups = [{"TargetGroupArn": action["TargetGroupArn"], "Weight": 1}]
    if len(groups) == 1:
        action["TargetGroupArn"] = groups[0]["TargetGroupArn"]
    action["ForwardConfig"] = {"TargetGroups": groups, "Stickiness": stickiness, "Seconds": seconds}
    return action


def _forward_xml(config):
    groups = "".join(
        f"<member><TargetGroupArn>{g['TargetGroupArn']}</TargetGroupArn>"
        f"<Weight>{g['Weight']}</Weight></member>" for g in config["TargetGroups"])
    seconds = f"<DurationSeconds>{config['Seconds']}</DurationSeconds>" if config["Seconds"] else ""
    return (f"<ForwardConfig><TargetGroups>{groups}</TargetGroups><TargetGroupStickinessConfig>"
            f"<Enabled>{config['Stickiness']}</Enabled>{seconds}</TargetGroupStickinessConfig>"
            f"</ForwardConfig>")


def _zones(subnet_ids):
    return {i: ec2._subnets[i] for i in subnet_ids if i in ec2._subnets}


def install() -> None:
    """Replaces how actions are read and written and how a load balancer is shown."""
    parse, write, balancer = alb._parse_actions, alb._action_xml, alb._lb_xml
    delete_balancer = alb._delete_lb

    def parse_actions(params, prefix="DefaultActions"):
        return [_with_forward(action, params, f"{prefix}.member.{i}")
                for i, action in enumerate(parse(params, prefix), 1)]

    def action_xml(action):
        text = write(action)
        config = action.get("ForwardConfig")
        return text.replace("</member>", _forward_xml(config) + "</member>") if config else text

    def balancer_xml(lb):
        zones = _zones(lb.get("Subnets", []))
        vpc = next((s.get("VpcId") for s in zones.values()), lb.get("VpcId", ""))
        text = balancer({**lb, "VpcId": vpc})
        for subnet_id, subnet in zones.items():
            text = _rename_zone(text, subnet_id, subnet["AvailabilityZone"])
        return text

    def delete_with_listeners(params):
        arn = alb._p(params, "LoadBalancerArn")
        for listener in [k for k, v in alb._listeners.items() if v["LoadBalancerArn"] == arn]:
            alb._delete_listener({"ListenerArn": [listener]})
        return delete_balancer(params)

    alb._ACTION_MAP["DeleteLoadBalancer"] = delete_with_listeners
    alb._parse_actions = parse_actions
    alb._action_xml = action_xml
    alb._lb_xml = balancer_xml


def _rename_zone(text, subnet_id, zone):
    end = text.index(f"</ZoneName><SubnetId>{subnet_id}<")
    start = text.rindex("<ZoneName>", 0, end) + len("<ZoneName>")
    return text[:start] + zone + text[end:]
