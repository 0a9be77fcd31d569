import { describe, expect, it } from '@jest/globals';
import { holderState, nameHolder, type Holder } from './holder.ts';
import { identify, processAlive } from './process-identity.ts';

const run: Holder = {
  repository: 'acme/shop',
  runId: 17,
  attempt: 2,
  job: 'preview',
  runUrl: null,
  host: 'there',
  pid: 10,
  processStarted: '1',
  stackRunner: null,
};
const orphan = { pid: 11, processStarted: '2', folder: '/tmp/x' };

const cases: [
  string,
  Partial<Holder>,
  number[],
  'completed' | 'running' | 'unknown',
  string,
  string[],
][] = [
  ['its run is completed', {}, [], 'completed', 'dead', []],
  ['its run goes on', {}, [], 'running', 'alive', []],
  ['GitHub does not know', {}, [], 'unknown', 'unknown', []],
  [
    'its run is completed, but its process still works here',
    { host: 'here' },
    [10],
    'completed',
    'alive',
    [],
  ],
  [
    'only its stack runner outlived the completed run',
    { host: 'here', stackRunner: orphan },
    [11],
    'completed',
    'alive',
    ['/tmp/x'],
  ],
  [
    'its stack runner works on for a run that goes on',
    { host: 'here', stackRunner: orphan },
    [11],
    'running',
    'alive',
    [],
  ],
  ['its process is gone, but its run goes on', { host: 'here' }, [], 'running', 'alive', []],
  ['a local process is gone', { host: 'here', runId: null }, [], 'unknown', 'dead', []],
  ['a local process runs', { host: 'here', runId: null }, [10], 'unknown', 'alive', []],
  ['a process of another host', { runId: null }, [10], 'unknown', 'unknown', []],
];

describe('whether a holder lives', () => {
  it.each(cases)('when %s', async (_name, more, alive, attempt, expected, retired) => {
    const retire: string[] = [];
    const state = await holderState(
      { ...run, ...more },
      {
        host: 'here',
        attemptState: () => Promise.resolve(attempt),
        processAlive: ({ pid }) => alive.includes(pid),
        retire: (folder) => retire.push(folder),
      },
    );
    expect(state).toBe(expected);
    expect(retire).toEqual(retired);
  });

  it('names a run, or a process', () => {
    expect(nameHolder(run)).toBe('run 17 (attempt 2, job preview) of acme/shop');
    expect(nameHolder({ ...run, runId: null })).toBe('process 10 on there (acme/shop)');
  });

  it('knows this process from another one that got its id', () => {
    const own = identify(process.pid);
    expect(processAlive(own)).toBe(true);
    expect(processAlive({ ...own, processStarted: 'another time' })).toBe(false);
    expect(processAlive({ pid: 999_999_999, processStarted: null })).toBe(false);
  });
});
