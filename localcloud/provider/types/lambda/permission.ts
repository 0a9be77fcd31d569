import { accountId, arn } from '../rules.ts';
import { isRecord } from '../../schema/values.ts';
import { resource } from '../../resource.ts';
import { str } from '../../schema/prop.ts';
import { unless } from '../../aws.ts';

const NOT_FOUND = /^ResourceNotFoundException$/;

const FUNCTION =
  /^(arn:[\w-]+:lambda:)?([a-z]{2}(-[a-z]+)+-\d:)?(\d{12}:)?(function:)?[\w-]+(:(\$LATEST|[\w-]+))?$/;

export const permission = resource({
  token: 'aws:lambda/permission:Permission',
  autoName: { property: 'statementId', max: 100 },
  shape: {
    statementId: str()
      .matches(/^[\w-]{1,100}$/, '1 to 100 letters, digits, _ and -')
      .required()
      .replaces(),
    action: str()
      .matches(
        /^(lambda:[*]|lambda:[a-zA-Z]+|[*])$/,
        'an action of Lambda such as lambda:InvokeFunction',
      )
      .required()
      .replaces(),
    function: str().matches(FUNCTION, 'name or ARN of a function').required().replaces(),
    principal: str().required().replaces(),
    qualifier: str()
      .matches(/^[\w$-]{1,128}$/, 'a version or an alias')
      .replaces(),
    sourceArn: arn().replaces(),
    sourceAccount: accountId().replaces(),
    eventSourceToken: str()
      .matches(/^[\w.-]{1,256}$/, '1 to 256 letters, digits and ._-')
      .replaces(),
    functionUrlAuthType: str().oneOf('AWS_IAM', 'NONE').replaces(),
    principalOrgId: str().replaces(),
  },
  async create(aws, wanted) {
    await (
      await aws.lambda()
    ).addPermission({
      FunctionName: wanted.function,
      StatementId: wanted.statementId,
      Action: wanted.action,
      Principal: wanted.principal,
      Qualifier: wanted.qualifier,
      SourceArn: wanted.sourceArn,
      SourceAccount: wanted.sourceAccount,
      EventSourceToken: wanted.eventSourceToken,
      FunctionUrlAuthType: wanted.functionUrlAuthType as 'NONE' | undefined,
      PrincipalOrgID: wanted.principalOrgId,
    });
    return wanted.statementId;
  },
  async read(aws, id, state) {
    const { function: FunctionName, qualifier: Qualifier } = state;
    if (FunctionName === undefined) throw new Error(`permission ${id}: it cannot be imported here`);
    const call = (await aws.lambda()).getPolicy({ FunctionName, Qualifier });
    const policy = (await unless(NOT_FOUND, call))?.Policy;
    const statement = policy === undefined ? undefined : statementIn(policy, id);
    return statement && { ...statement, function: FunctionName, qualifier: Qualifier };
  },
  async delete(aws, id, state) {
    const { function: FunctionName, qualifier: Qualifier } = state;
    const lambda = await aws.lambda();
    await unless(NOT_FOUND, lambda.removePermission({ FunctionName, Qualifier, StatementId: id }));
  },
});

/** Condition operator and key under which Lambda keeps what a permission is limited to. */
const CONDITIONS = {
  sourceArn: ['ArnLike', 'AWS:SourceArn'],
  sourceAccount: ['StringEquals', 'AWS:SourceAccount'],
  eventSourceToken: ['StringEquals', 'lambda:EventSourceToken'],
  functionUrlAuthType: ['StringEquals', 'lambda:FunctionUrlAuthType'],
  principalOrgId: ['StringEquals', 'aws:PrincipalOrgID'],
} as const;

function statementIn(policy: string, id: string) {
  const document: unknown = JSON.parse(policy);
  const statements = isRecord(document) ? document['Statement'] : undefined;
  const found: unknown = Array.isArray(statements)
    ? statements.find((each: unknown) => isRecord(each) && each['Sid'] === id)
    : undefined;
  if (!isRecord(found)) return undefined;
  const { Condition: condition } = found;
  const limits = Object.entries(CONDITIONS).map(([name, [operator, key]]) => {
    const block = isRecord(condition) ? condition[operator] : undefined;
    return [name, isRecord(block) ? block[key] : undefined];
  });
  return {
    ...(Object.fromEntries(limits) as Record<keyof typeof CONDITIONS, string | undefined>),
    statementId: id,
    action: String(found['Action']),
    principal: principalOf(found['Principal']),
  };
}

/** A service by its name, an account by its ARN's number. */
function principalOf(value: unknown): string {
  if (!isRecord(value)) return String(value);
  const name = String(value['Service'] ?? value['AWS']);
  return /^arn:aws:iam::(\d{12}):root$/.exec(name)?.[1] ?? name;
}
