import { type Aws, unless } from '../aws.ts';
import { resource } from '../resource.ts';
import { type Fault, type Values, bool, num, obj, str } from '../schema/prop.ts';
import { arn } from './rules.ts';

const NOT_FOUND = /^ResourceNotFoundException$/;

const rulesShape = {
  automaticallyAfterDays: num().between(1, 1000),
  scheduleExpression: str().matches(/^[0-9A-Za-z()#?*\-/, ]{1,256}$/, 'a cron or rate expression'),
  duration: str().matches(/^\d{1,2}h$/, 'hours such as 3h'),
};
const shape = {
  secretId: str().required().replaces(),
  rotationLambdaArn: arn(),
  rotateImmediately: bool().local().defaultTo(true),
  rotationRules: obj(rulesShape).required(),
  rotationEnabled: bool().output(),
};
type Wanted = Values<typeof shape>;

export const secretRotation = resource({
  token: 'aws:secretsmanager/secretRotation:SecretRotation',
  shape,
  faults: (inputs) => ruleFaults(inputs['rotationRules'] as Values<typeof rulesShape>),
  async create(aws, wanted) {
    await rotate(aws, wanted);
    return wanted.secretId;
  },
  async read(aws, id) {
    const call = (await aws.secrets()).describeSecret({ SecretId: id });
    const it = await unless(NOT_FOUND, call);
    if (!it?.RotationEnabled) return undefined;
    const { AutomaticallyAfterDays, Duration, ScheduleExpression } = it.RotationRules ?? {};
    return {
      secretId: id,
      rotationEnabled: it.RotationEnabled,
      rotationLambdaArn: it.RotationLambdaARN,
      rotationRules: {
        // AWS tells the days of an expression, too; they were not asked for.
        automaticallyAfterDays:
          ScheduleExpression === undefined ? AutomaticallyAfterDays : undefined,
        duration: Duration,
        scheduleExpression: ScheduleExpression,
      },
    };
  },
  async update(aws, { wanted, changed }) {
    if (changed('rotationLambdaArn', 'rotationRules')) await rotate(aws, wanted);
  },
  async delete(aws, id) {
    await unless(NOT_FOUND, (await aws.secrets()).cancelRotateSecret({ SecretId: id }));
  },
});

function ruleFaults(rules: Values<typeof rulesShape>): Fault[] {
  const given = [rules.automaticallyAfterDays, rules.scheduleExpression];
  if (given.filter((one) => one !== undefined).length === 1) return [];
  const reason = 'exactly one of automaticallyAfterDays, scheduleExpression is required';
  return [{ property: 'rotationRules.automaticallyAfterDays', reason }];
}

async function rotate(aws: Aws, wanted: Wanted): Promise<void> {
  const { automaticallyAfterDays, duration, scheduleExpression } = wanted.rotationRules;
  await (
    await aws.secrets()
  ).rotateSecret({
    SecretId: wanted.secretId,
    ClientRequestToken: crypto.randomUUID(),
    RotateImmediately: wanted.rotateImmediately,
    RotationLambdaARN: wanted.rotationLambdaArn,
    RotationRules: {
      AutomaticallyAfterDays: automaticallyAfterDays,
      Duration: duration,
      ScheduleExpression: scheduleExpression,
    },
  });
}
