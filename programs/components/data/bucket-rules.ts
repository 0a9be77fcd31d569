/** What happens to a bucket's objects with time. */
export interface Lifecycle {
  /** Days until objects move to the cheaper class (infrequent access), 30 or more; null: never. */
  readonly infrequentAfterDays: number | null;
  /** Days until objects go; null: never. */
  readonly expireAfterDays: number | null;
}

/** Days that overwritten objects and unfinished uploads stay. */
const OLD_VERSIONS_DAYS = 30;
const UNFINISHED_UPLOAD_DAYS = 7;

/** Lifecycle rules as S3 wants them. */
export function lifecycleRules({ infrequentAfterDays, expireAfterDays }: Lifecycle) {
  return [
    {
      id: 'age',
      status: 'Enabled',
      filter: { prefix: '' },
      ...(infrequentAfterDays === null
        ? {}
        : { transitions: [{ days: infrequentAfterDays, storageClass: 'STANDARD_IA' }] }),
      ...(expireAfterDays === null ? {} : { expiration: { days: expireAfterDays } }),
      noncurrentVersionExpiration: { noncurrentDays: OLD_VERSIONS_DAYS },
      abortIncompleteMultipartUpload: { daysAfterInitiation: UNFINISHED_UPLOAD_DAYS },
    },
  ];
}

/** One statement about a bucket; its resources are the bucket's objects. */
export interface PolicyStatement {
  readonly sid: string;
  /** AWS service that is let in. */
  readonly service: string;
  readonly actions: readonly string[];
  readonly condition?: Readonly<Record<string, Readonly<Record<string, string>>>>;
}

/** The load balancers' log delivery. Source: ELB guide, "Access logs", bucket policy. */
export const LOG_DELIVERY: PolicyStatement = {
  sid: 'LoadBalancerLogs',
  service: 'logdelivery.elasticloadbalancing.amazonaws.com',
  actions: ['s3:PutObject'],
};

/** Policy document: nothing without TLS, and what the statements allow. */
export function bucketPolicy(arn: string, statements: readonly PolicyStatement[]): string {
  const tlsOnly = {
    Sid: 'TlsOnly',
    Effect: 'Deny',
    Principal: '*',
    Action: 's3:*',
    Resource: [arn, `${arn}/*`],
    Condition: { Bool: { 'aws:SecureTransport': 'false' } },
  };
  const allowed = statements.map(({ sid, service, actions, condition }) => ({
    Sid: sid,
    Effect: 'Allow',
    Principal: { Service: service },
    Action: actions,
    Resource: [`${arn}/*`],
    ...(condition === undefined ? {} : { Condition: condition }),
  }));
  return JSON.stringify({ Version: '2012-10-17', Statement: [tlsOnly, ...allowed] });
}
