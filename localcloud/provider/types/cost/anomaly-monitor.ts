import { TAGS, resource } from '../../resource.ts';
import { json } from '../rules.ts';
import { must, unless } from '../../aws.ts';
import { retagged, resourceTags, tagsAt } from './anomaly-tags.ts';
import { str } from '../../schema/prop.ts';
import type { Expression } from '@aws-sdk/client-cost-explorer';
import type { Fault, Props } from '../../schema/prop.ts';

const NOT_FOUND = /^UnknownMonitorException$/;

export const anomalyMonitor = resource({
  token: 'aws:costexplorer/anomalyMonitor:AnomalyMonitor',
  autoName: { property: 'name', max: 1024 },
  shape: {
    name: str()
      .matches(/^(?=.*\S)[\s\S]{1,1024}$/, '1 to 1024 characters')
      .required(),
    monitorType: str().oneOf('DIMENSIONAL', 'CUSTOM').required().replaces(),
    monitorDimension: str().oneOf('SERVICE').replaces(),
    monitorSpecification: json().replaces(),
    ...TAGS,
    arn: str().output(),
  },
  faults: monitorFaults,
  async create(aws, wanted) {
    const { monitorSpecification: specification } = wanted;
    const answer = await (
      await aws.costExplorer()
    ).createAnomalyMonitor({
      AnomalyMonitor: {
        MonitorName: wanted.name,
        MonitorType: wanted.monitorType as 'CUSTOM',
        MonitorDimension: wanted.monitorDimension as 'SERVICE' | undefined,
        ...(specification === undefined
          ? {}
          : { MonitorSpecification: withoutNulls(specification) }),
      },
      ResourceTags: resourceTags(wanted.tags),
    });
    return must(answer.MonitorArn, 'MonitorArn');
  },
  async read(aws, id) {
    const explorer = await aws.costExplorer();
    const call = explorer.getAnomalyMonitors({ MonitorArnList: [id] });
    const it = (await unless(NOT_FOUND, call))?.AnomalyMonitors?.[0];
    if (!it) return undefined;
    const specification = it.MonitorSpecification;
    return {
      name: it.MonitorName,
      monitorType: it.MonitorType,
      monitorDimension: it.MonitorDimension,
      monitorSpecification: specification && JSON.stringify(shown(specification)),
      tags: await tagsAt(aws, id),
      arn: id,
    };
  },
  async update(aws, { id, state, wanted, changed }) {
    const explorer = await aws.costExplorer();
    if (changed('name'))
      await explorer.updateAnomalyMonitor({ MonitorArn: id, MonitorName: wanted.name });
    if (changed('tags')) await retagged(aws, id, state.tags, wanted.tags);
  },
  async delete(aws, id) {
    const explorer = await aws.costExplorer();
    await unless(NOT_FOUND, explorer.deleteAnomalyMonitor({ MonitorArn: id }));
  },
});

/** The document without its nulls, which only say what is not there. */
function withoutNulls(specification: string): Expression {
  const entries = Object.entries(JSON.parse(specification) as Expression);
  return Object.fromEntries(entries.filter(([, value]) => value !== null));
}

const NOTHING = { And: null, CostCategories: null, Dimensions: null, Not: null, Or: null };

/** As the real plugin reads it: every kind of term is there, if only as null. */
function shown(found: Expression) {
  return { ...NOTHING, Tags: null, ...found };
}

function monitorFaults(inputs: Props): Fault[] {
  const custom = inputs['monitorType'] === 'CUSTOM';
  const [needed, other] = custom
    ? ['monitorSpecification', 'monitorDimension']
    : ['monitorDimension', 'monitorSpecification'];
  const kind = custom ? 'CUSTOM' : 'DIMENSIONAL';
  return [
    ...(inputs[needed] === undefined
      ? [{ property: needed, reason: `required where monitorType is ${kind}` }]
      : []),
    ...(inputs[other] === undefined
      ? []
      : [{ property: other, reason: `not allowed where monitorType is ${kind}` }]),
  ];
}
