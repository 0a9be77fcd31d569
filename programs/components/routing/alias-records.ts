import { Record as DnsRecord } from '@pulumi/aws/route53/record.js';
import * as pulumi from '@pulumi/pulumi';

export interface AliasRecordsArgs {
  /** Public hosted zone of the hosts. */
  readonly zoneId: pulumi.Input<string>;
  /** Host names, `*.` allowed in front. */
  readonly hosts: readonly string[];
  /** Load balancer that they lead to, as its own outputs name it. */
  readonly target: {
    readonly dnsName: pulumi.Input<string>;
    readonly zoneId: pulumi.Input<string>;
  };
}

/** Host names that lead to a load balancer; queries of alias records are free. */
export class AliasRecords extends pulumi.ComponentResource {
  constructor(name: string, args: AliasRecordsArgs, opts?: pulumi.ComponentResourceOptions) {
    super('macro:routing:AliasRecords', name, {}, opts);
    const { dnsName, zoneId } = args.target;
    for (const host of args.hosts)
      new DnsRecord(
        host,
        {
          zoneId: args.zoneId,
          name: host,
          type: 'A',
          aliases: [{ name: dnsName, zoneId, evaluateTargetHealth: false }],
        },
        { parent: this, aliases: earlier(name, host) },
      );
    this.registerOutputs({});
  }
}

/** Bases and previews that are up know their records without a component: none is made anew. */
function earlier(name: string, host: string): pulumi.Alias[] {
  const parent = pulumi.rootStackResource;
  return [
    { name: host, parent },
    { name: `${name}-${host}`, parent },
  ];
}
