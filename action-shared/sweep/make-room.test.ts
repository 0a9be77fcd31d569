import { describe, expect, it } from '@jest/globals';
import type { PullFact } from './candidate.ts';
import type { SweepDecision } from './decide.ts';
import { makeRoom } from './make-room.ts';
import type { Judged, RoomPolicy } from './make-room.ts';
import type { Visits } from './visits.ts';

const NOW = Date.parse('2026-11-21T12:00:00Z');
const HOUR = 3_600_000;
const keep: SweepDecision = { action: 'keep', cause: 'serving', reason: 'Open.' };
const expired: SweepDecision = { action: 'remove', cause: 'expired', reason: 'Expired.' };

interface One {
  readonly number: number;
  /** Hours since the last visit; null: not known. */
  readonly idle?: number | null;
  readonly label?: boolean;
  readonly closed?: boolean;
  readonly decision?: SweepDecision;
}

function preview({
  number,
  idle = 5,
  label = false,
  closed = false,
  decision = keep,
}: One): Judged {
  const labels = label ? ['preview:keep'] : [];
  const pull: PullFact = { state: closed ? 'closed' : 'open', labels };
  const visits: Visits =
    idle === null ? { known: false, why: 'away' } : { known: true, last: NOW - idle * HOUR };
  return {
    candidate: {
      stack: `shop-pr-${number}`,
      app: 'shop',
      number,
      plan: null,
      resources: 3,
      updatedAt: new Date(NOW - 200 * HOUR).toISOString(),
      targetGroups: [],
    },
    pull,
    visits,
    decision,
  };
}

const evict: RoomPolicy = { number: 9, max: 2, whenFull: 'evict', now: NOW };

describe('making room for one more preview', () => {
  it.each<[string, readonly One[], Partial<RoomPolicy>, readonly number[], boolean]>([
    ['without a limit there is room', [{ number: 1 }, { number: 2 }], { max: null }, [], true],
    ['below the limit there is room', [{ number: 1 }], {}, [], true],
    ['one that has its preview needs none', [{ number: 1 }, { number: 9 }], {}, [], true],
    [
      'the longest idle goes',
      [
        { number: 1, idle: 4 },
        { number: 2, idle: 9 },
      ],
      {},
      [2],
      true,
    ],
    ['with queue nobody goes', [{ number: 1 }, { number: 2 }], { whenFull: 'queue' }, [], false],
    [
      'with queue an expired one still goes',
      [{ number: 1 }, { number: 2, decision: expired }],
      { whenFull: 'queue' },
      [2],
      true,
    ],
    [
      'an expired one goes before the longest idle',
      [
        { number: 1, idle: 90 },
        { number: 2, idle: 1, decision: expired },
      ],
      {},
      [2],
      true,
    ],
    [
      'one in use stays',
      [
        { number: 1, idle: 0.1 },
        { number: 2, idle: 3 },
      ],
      {},
      [2],
      true,
    ],
    [
      'all in use: no room',
      [
        { number: 1, idle: 0 },
        { number: 2, idle: 0.4 },
      ],
      {},
      [],
      false,
    ],
    ['one with the label stays', [{ number: 1, label: true }, { number: 2, idle: 1 }], {}, [2], true], // prettier-ignore
    ['one of unknown use stays', [{ number: 1, idle: null }, { number: 2, idle: 1 }], {}, [2], true], // prettier-ignore
    ['nobody goes when the limit leaves no room', [{ number: 1 }, { number: 2 }, { number: 3 }], { limit: 1 }, [], false], // prettier-ignore
    ['nobody goes when others cannot', [{ number: 1, idle: 9 }, { number: 2, idle: 0 }, { number: 3, label: true }], {}, [], false], // prettier-ignore
    ['closed ones do not count', [{ number: 1 }, { number: 2, closed: true }], {}, [], true],
    [
      'too many: as many go as must',
      [
        { number: 1, idle: 3 },
        { number: 2, idle: 8 },
        { number: 3, idle: 5 },
      ],
      {},
      [2, 3],
      true,
    ],
  ])('%s', (_name, previews, policy, gone, fits) => {
    const room = makeRoom(previews.map(preview), { ...evict, ...policy });
    expect(room.decisions.map(({ candidate }) => candidate.number)).toEqual(gone);
    expect(room.fits).toBe(fits);
    expect(room.reason).toMatch(/\.$/);
  });
});
