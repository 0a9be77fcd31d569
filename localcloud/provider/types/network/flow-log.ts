import { must, unless } from '../../aws.ts';
import { TAGS, resource } from '../../resource.ts';
import { bool, num, obj, str } from '../../schema/prop.ts';
import type { UnsuccessfulItem } from '@aws-sdk/client-ec2';
import { arn } from '../rules.ts';
import { retag, tagSpecification } from '../ec2/tags.ts';
import { tagsFrom } from '../tags.ts';

/** Property -> what EC2 calls that kind of resource; exactly one is given. */
const SUBJECTS = {
  vpcId: 'VPC',
  subnetId: 'Subnet',
  eniId: 'NetworkInterface',
  transitGatewayId: 'TransitGateway',
  transitGatewayAttachmentId: 'TransitGatewayAttachment',
} as const;
type Subject = keyof typeof SUBJECTS;
const SUBJECT_NAMES = Object.keys(SUBJECTS) as Subject[];

/** How the id of a resource shows what it is. */
const PREFIXES: Readonly<Record<Subject, RegExp>> = {
  vpcId: /^vpc-/,
  subnetId: /^subnet-/,
  eniId: /^eni-/,
  transitGatewayId: /^tgw-(?!attach-)/,
  transitGatewayAttachmentId: /^tgw-attach-/,
};

const NOT_FOUND = /^InvalidFlowLogId\.NotFound$/;

export const flowLog = resource({
  token: 'aws:ec2/flowLog:FlowLog',
  shape: {
    vpcId: str().replaces(),
    subnetId: str().replaces(),
    eniId: str().replaces(),
    transitGatewayId: str().replaces(),
    transitGatewayAttachmentId: str().replaces(),
    trafficType: str().oneOf('ACCEPT', 'REJECT', 'ALL').replaces(),
    logDestinationType: str()
      .oneOf('cloud-watch-logs', 's3', 'kinesis-data-firehose')
      .defaultTo('cloud-watch-logs')
      .replaces(),
    logDestination: arn().computed().replaces(),
    logFormat: str().computed().replaces(),
    iamRoleArn: arn().replaces(),
    deliverCrossAccountRole: arn().replaces(),
    maxAggregationInterval: num().oneOf(60, 600).defaultTo(600).replaces(),
    destinationOptions: obj({
      fileFormat: str().oneOf('plain-text', 'parquet').defaultTo('plain-text'),
      hiveCompatiblePartitions: bool().defaultTo(false),
      perHourPartition: bool().defaultTo(false),
    }).replaces(),
    ...TAGS,
    arn: str().output(),
  },
  faults: (inputs) => {
    const given = SUBJECT_NAMES.filter((key) => inputs[key] !== undefined);
    const reason = `exactly one is required, found ${given.length}`;
    return given.length === 1 ? [] : [{ property: SUBJECT_NAMES.join(', '), reason }];
  },
  async create(aws, wanted) {
    const ec2 = await aws.ec2();
    const subject = SUBJECT_NAMES.find((key) => wanted[key] !== undefined) ?? 'vpcId';
    const options = wanted.destinationOptions;
    const request = {
      ResourceIds: [must(wanted[subject], subject)],
      ResourceType: SUBJECTS[subject],
      TrafficType: wanted.trafficType as 'ALL' | undefined,
      LogDestinationType: wanted.logDestinationType as 's3',
      LogDestination: wanted.logDestination?.replace(/:\*$/, ''),
      LogFormat: wanted.logFormat,
      DeliverLogsPermissionArn: wanted.iamRoleArn,
      DeliverCrossAccountRole: wanted.deliverCrossAccountRole,
      MaxAggregationInterval: wanted.maxAggregationInterval,
      ...(options === undefined
        ? {}
        : {
            DestinationOptions: {
              FileFormat: options.fileFormat as 'parquet',
              HiveCompatiblePartitions: options.hiveCompatiblePartitions,
              PerHourPartition: options.perHourPartition,
            },
          }),
      ...tagSpecification('vpc-flow-log', wanted.tags),
    };
    const answer = await ec2.createFlowLogs(request);
    refuse(answer.Unsuccessful);
    return must(answer.FlowLogIds?.[0], 'FlowLogIds');
  },
  async read(aws, id) {
    const ec2 = await aws.ec2();
    const call = ec2.describeFlowLogs({ FlowLogIds: [id] });
    const it = (await unless(NOT_FOUND, call))?.FlowLogs?.[0];
    if (!it) return undefined;
    const subject = SUBJECT_NAMES.find((key) => PREFIXES[key].test(it.ResourceId ?? ''));
    const options = it.DestinationOptions;
    return {
      ...(subject === undefined ? {} : { [subject]: it.ResourceId }),
      trafficType: it.TrafficType,
      logDestinationType: it.LogDestinationType,
      logDestination: it.LogDestination,
      logFormat: it.LogFormat,
      iamRoleArn: it.DeliverLogsPermissionArn,
      deliverCrossAccountRole: it.DeliverCrossAccountRole,
      maxAggregationInterval: it.MaxAggregationInterval,
      destinationOptions: options && {
        fileFormat: options.FileFormat ?? 'plain-text',
        hiveCompatiblePartitions: options.HiveCompatiblePartitions ?? false,
        perHourPartition: options.PerHourPartition ?? false,
      },
      tags: tagsFrom(it.Tags),
      arn: `arn:aws:ec2:${aws.region}:${await aws.account()}:vpc-flow-log/${id}`,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    if (changed('tags')) await retag(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const ec2 = await aws.ec2();
    const answer = await unless(NOT_FOUND, ec2.deleteFlowLogs({ FlowLogIds: [id] }));
    refuse(answer?.Unsuccessful?.filter(({ Error: it }) => !NOT_FOUND.test(it?.Code ?? '')));
  },
});

/** EC2 answers 200 to a request on several resources, whatever became of each. */
export function refuse(unsuccessful: readonly UnsuccessfulItem[] | undefined): void {
  const [first] = unsuccessful ?? [];
  if (first === undefined) return;
  const refusal = new Error(first.Error?.Message ?? 'refused without a reason');
  refusal.name = first.Error?.Code ?? 'Unsuccessful';
  throw refusal;
}
