import type { Behaviour } from './behaviour.ts';

/** All that differs between AWS and the emulator, as far as this repository can meet it. */
export const awsBehaviour: Behaviour = { rules: [], smoothings: [], additions: [] };
