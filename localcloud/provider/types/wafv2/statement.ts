import { type Prop, type Shape, bool, list, num, obj, set, show, str } from '../../schema/prop.ts';
import { isAbsent, isRecord } from '../../schema/values.ts';

/** An object in which a part without content says something, as `{ allow: {} }` does. */
export function choice<S extends Shape>(shape: S) {
  return obj(shape).comparedBy(given);
}

/** The tree without what is absent, in one order. */
function given(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(given);
  if (!isRecord(value)) return value;
  const keys = Object.keys(value).filter((key) => !isAbsent(value[key]));
  return Object.fromEntries(keys.toSorted().map((key) => [key, given(value[key])]));
}

/** A name of 1 to `max` letters, digits, _ and -. */
export function named(max = 128): Prop<string> {
  return str().rule((value) =>
    new RegExp(`^[\\w-]{1,${max}}$`).test(String(value))
      ? undefined
      : `expected 1 to ${max} letters, digits and _-, found ${show(value)}`,
  );
}

const headers = set(obj({ name: str().required(), value: str().required() }));
const passing = obj({ customRequestHandling: obj({ insertHeaders: headers.required() }) });
const blocking = obj({
  customResponse: obj({
    responseCode: num().between(200, 599).required(),
    customResponseBodyKey: str(),
    responseHeaders: headers,
  }),
});

/** What is done with a request. */
export const DEFAULT_ACTION = { allow: passing, block: blocking };
export const ACTION = {
  ...DEFAULT_ACTION,
  captcha: passing,
  challenge: passing,
  count: passing,
};

const nothing = obj({});
const fieldToMatch = choice({
  allQueryArguments: nothing,
  body: obj({ oversizeHandling: str().oneOf('CONTINUE', 'MATCH', 'NO_MATCH') }),
  method: nothing,
  queryString: nothing,
  singleHeader: obj({ name: str().required() }),
  singleQueryArgument: obj({ name: str().required() }),
  uriPath: nothing,
});
const textTransformations = set(
  obj({ priority: num().required(), type: str().required() }),
).required();
const matched = { fieldToMatch, textTransformations };
const forwardedIpConfig = obj({
  fallbackBehavior: str().oneOf('MATCH', 'NO_MATCH').required(),
  headerName: str().required(),
});

const SIMPLE: Shape = {
  byteMatchStatement: obj({
    positionalConstraint: str()
      .oneOf('EXACTLY', 'STARTS_WITH', 'ENDS_WITH', 'CONTAINS', 'CONTAINS_WORD')
      .required(),
    searchString: str().required(),
    ...matched,
  }),
  geoMatchStatement: obj({ countryCodes: list(str()).required(), forwardedIpConfig }),
  ipSetReferenceStatement: obj({
    arn: str().required(),
    ipSetForwardedIpConfig: obj({
      fallbackBehavior: str().oneOf('MATCH', 'NO_MATCH').required(),
      headerName: str().required(),
      position: str().oneOf('FIRST', 'LAST', 'ANY').required(),
    }),
  }),
  labelMatchStatement: obj({
    key: str().required(),
    scope: str().oneOf('LABEL', 'NAMESPACE').required(),
  }),
  regexMatchStatement: obj({ regexString: str().required(), ...matched }),
  regexPatternSetReferenceStatement: obj({ arn: str().required(), ...matched }),
  sizeConstraintStatement: obj({
    comparisonOperator: str().oneOf('EQ', 'NE', 'LE', 'LT', 'GE', 'GT').required(),
    size: num().required(),
    ...matched,
  }),
  sqliMatchStatement: obj({ sensitivityLevel: str().oneOf('LOW', 'HIGH').computed(), ...matched }),
  xssMatchStatement: obj(matched),
};

/** A statement that may hold `depth` levels of others. */
function nested(depth: number): Shape {
  if (depth === 0) return SIMPLE;
  const inner = obj(nested(depth - 1));
  const several = obj({ statements: list(inner).required() });
  return {
    ...SIMPLE,
    andStatement: several,
    orStatement: several,
    notStatement: obj({ statement: inner.required() }),
  };
}

const overridden = {
  ruleActionOverrides: list(
    obj({ name: str().required(), actionToUse: choice(ACTION).required() }),
  ),
};
const scopeDownStatement = obj(nested(2));

/** What a rule looks at; the real plugin nests three levels deep. */
export const STATEMENT: Shape = {
  ...nested(3),
  managedRuleGroupStatement: obj({
    name: str().required(),
    vendorName: str().required(),
    version: str(),
    ...overridden,
    scopeDownStatement,
  }),
  rateBasedStatement: obj({
    limit: num().between(10, 2_000_000_000).required(),
    aggregateKeyType: str().oneOf('CONSTANT', 'FORWARDED_IP', 'IP').defaultTo('IP'),
    evaluationWindowSec: num().oneOf(60, 120, 300, 600).defaultTo(300),
    forwardedIpConfig,
    scopeDownStatement,
  }),
  ruleGroupReferenceStatement: obj({ arn: str().required(), ...overridden }),
};

export const VISIBILITY = {
  cloudwatchMetricsEnabled: bool().required(),
  metricName: named().required(),
  sampledRequestsEnabled: bool().required(),
};

export const IMMUNITY = obj({
  immunityTimeProperty: obj({ immunityTime: num().between(60, 259_200).defaultTo(300) }),
});
