import {
  DescribeLogStreamsCommand,
  GetLogEventsCommand,
  type CloudWatchLogsClient,
} from '@aws-sdk/client-cloudwatch-logs';
import { isNotFound } from './aws-errors.ts';

/** Characters of a line that are kept; a longer one is data, not a message. */
const LINE_CHARACTERS = 500;

export interface LogTail {
  readonly logGroup: string;
  readonly taskArn: string;
  /** @default 20 */
  readonly lines?: number;
  /** Replaces secrets before anything else sees the text. */
  readonly mask: (text: string) => string;
}

/**
 * Last lines of a task's log, oldest first, masked and free of control characters. Empty when there
 * is no log (yet): a task that never started has none.
 */
export async function lastLogLines(tail: LogTail, logs: CloudWatchLogsClient): Promise<string[]> {
  try {
    const stream = await streamOf(tail, logs);
    if (stream === null) return [];
    const { events } = await logs.send(
      new GetLogEventsCommand({
        logGroupName: tail.logGroup,
        logStreamName: stream,
        limit: tail.lines ?? 20,
        startFromHead: false,
      }),
    );
    return (events ?? []).map((event) => logLine(event.message ?? '', tail.mask));
  } catch (error) {
    if (isNotFound(error)) return [];
    throw error;
  }
}

/**
 * One line as it may be shown: secrets masked first, then terminal colours, control and
 * direction-changing characters removed, and cut at 500 characters.
 */
export function logLine(message: string, mask: (text: string) => string): string {
  const clean = mask(message)
    // eslint-disable-next-line no-control-regex -- the escape sequences of terminals
    .replace(/\u001b\[[0-9;?]*[ -/]*[@-~]|\u001b\][^\u0007\u001b]*(?:\u0007|\u001b\\)?/g, '')
    .replaceAll('\t', '  ')
    .replace(/[\r\n\u2028\u2029]+/g, ' ')
    .replace(/[\p{Cc}\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff]/gu, '')
    .trimEnd();
  return clean.length > LINE_CHARACTERS ? `${clean.slice(0, LINE_CHARACTERS)}…` : clean;
}

/** The awslogs driver names streams `prefix/container/task id`. */
async function streamOf(tail: LogTail, logs: CloudWatchLogsClient): Promise<string | null> {
  const taskId = tail.taskArn.split('/').at(-1) ?? tail.taskArn;
  const found = await logs.send(
    new DescribeLogStreamsCommand({
      logGroupName: tail.logGroup,
      orderBy: 'LastEventTime',
      descending: true,
      limit: 50,
    }),
  );
  const streams = (found.logStreams ?? []).map((stream) => stream.logStreamName ?? '');
  return streams.find((name) => name.split('/').at(-1) === taskId) ?? null;
}
