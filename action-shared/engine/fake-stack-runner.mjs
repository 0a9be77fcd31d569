// A stack runner without an engine, for tests: what it answers is chosen by the stack's name.
import { appendFileSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

const folder = process.argv[2];
const at = () => new Date().toISOString();
const write = (text) => appendFileSync(join(folder, 'messages.jsonl'), text);
const say = (message) => write(`${JSON.stringify(message)}\n`);
const failed = (id, kind, message) =>
  say({
    type: 'failed',
    id,
    at: at(),
    kind,
    message,
    urn: 'urn:x',
    changes: { create: 1 },
    seconds: 1,
  });
const succeeded = (id, outputs = {}) =>
  say({ type: 'succeeded', id, at: at(), changes: { same: 3 }, outputs, seconds: 1 });

const ANSWERS = {
  ok: (id) => {
    say({ type: 'started', id, at: at() });
    succeeded(id, { greeting: 'grüß Gott 🌍', env: process.env.GREETING ?? null });
  },
  inspect: (id) =>
    say({
      type: 'snapshot',
      id,
      snapshot: { exists: true, outputs: {}, resourceCount: 0, pending: [] },
    }),
  fail: (id) => failed(id, 'resource', 'subnet is full'),
  die: () => {
    process.stderr.write('out of luck\n');
    process.exit(3);
  },
  partial: (id) => {
    const line = Buffer.from(
      `${JSON.stringify({ type: 'succeeded', id, at: at(), changes: {}, outputs: { word: 'größer' }, seconds: 1 })}\n`,
    );
    const middle = line.indexOf('ö') + 1; // between the two bytes of one character
    write(line.subarray(0, middle));
    setTimeout(() => write(line.subarray(middle)), 30);
  },
  unknown: (id) => {
    say({ type: 'weather', id, sun: true });
    write('no json\n');
    succeeded(id);
  },
  slow: (id) => {
    running = id;
    say({ type: 'started', id, at: at() });
  },
};

let running = null;
let cancels = 0;
let offset = 0;
say({ type: 'hello', protocol: 1, pid: process.pid, at: at() });
setInterval(() => {
  const text = readFileSync(join(folder, 'commands.jsonl'), 'utf8');
  const lines = text.slice(offset).split('\n').filter(Boolean);
  offset = text.length;
  for (const line of lines) {
    const command = JSON.parse(line);
    if (command.type === 'end') {
      say({ type: 'bye', at: at() });
      process.exit(0);
    }
    if (command.type !== 'cancel') ANSWERS[command.address.stack](command.id);
    else {
      cancels += 1;
      if (running !== null && process.env.DEAF !== '1')
        failed(running, 'cancelled', `cancelled ${cancels}x`);
      running = null;
    }
  }
}, 10);
