/**
 * The function behind DriftWatch, as Node runs it. It comes with the AWS SDK v3 of Lambda's own runtime.
 * Kept as text: the archive's hash must be the same from the sources and from the bundle.
 */
export const DRIFT_FUNCTION = `
/** The message about an event, or null when it is none of our business. */
export function messageOf(event, { watched, deployers }) {
  const detail = event.detail ?? {};
  if (detail.readOnly === true || detail.errorCode !== undefined) return null;
  const who = detail.userIdentity?.arn ?? detail.userIdentity?.invokedBy ?? 'unknown';
  if (deployers.some((one) => who.includes(one))) return null;
  const about = JSON.stringify([detail.requestParameters ?? null, detail.resources ?? null]);
  const name = watched.find((one) => about.includes(one));
  if (name === undefined) return null;
  const what = detail.eventSource + ' ' + detail.eventName;
  return {
    Subject: ('Changed by hand: ' + watched[0] + '* (' + detail.eventName + ')').slice(0, 100),
    Message: [
      what + ' at ' + detail.eventTime + ' by ' + who,
      'Request: ' + about.slice(0, 2000),
      'Compare with: pulumi preview --refresh --diff',
    ].join('\\n'),
  };
}

export async function handler(event) {
  const list = (text) => text.split(',').filter((one) => one !== '');
  const { WATCHED, DEPLOYERS, TOPIC_ARN } = process.env;
  const message = messageOf(event, { watched: list(WATCHED), deployers: list(DEPLOYERS) });
  if (message === null) return { told: false };
  const { SNSClient, PublishCommand } = await import('@aws-sdk/client-sns');
  await new SNSClient({}).send(new PublishCommand({ TopicArn: TOPIC_ARN, ...message }));
  return { told: true };
}
`.trimStart();
