import { execFileSync } from 'node:child_process';
import { describe, expect, it } from '@jest/globals';
import { cpuSecondsOf } from './cpu.ts';
import { atMost, informal, median, shown } from './figures.ts';
import { onPaper } from './on-paper.ts';
import { benchPage } from './page.ts';
import type { Machine } from './page.ts';

const machine: Machine = {
  date: '2026-11-21',
  commit: 'abc1234',
  cpu: 'Test CPU',
  cores: 2,
  memoryGb: 8,
  node: '24.0.0',
  engine: '3.259.0',
  emulator: 'MiniStack 1.5.33',
  load: 0.2,
  command: 'npm run bench',
  minutes: 7.5,
};
const chapter = (...figures: Parameters<typeof benchPage>[1][number]['figures'][number][]) => ({
  title: 'Part',
  note: 'A note.',
  figures,
});

describe('median', () => {
  it.each([
    [[3], 3],
    [[9, 1, 5], 5],
    [[4, 1, 3, 2], 2.5],
  ])('of %j is %d', (values, expected) => expect(median(values)).toBe(expected));
  it('of nothing is an error, not a number', () => {
    expect(() => median([])).toThrow('median of nothing');
  });
});

describe('figures', () => {
  it.each([
    [150, true],
    [151, false],
  ])('%d ms against 150 ms are kept: %s', (value, kept) => {
    expect(atMost('start', value, 150, ' ms', '')).toMatchObject({ measured: `${value} ms`, kept });
  });
  it.each([
    [0.16234, '0.162'],
    [13.26, '13.3'],
    [115.4, '115'],
    [14_069_002, '14069002'],
  ])('%d is shown as %s', (value, text) => expect(shown(value)).toBe(text));
});

describe('the page', () => {
  it('names every figure that is not kept before all tables', () => {
    const page = benchPage(machine, [
      chapter(atMost('a', 2, 1, ' s', ''), atMost('b', 1, 1, ' s', ''), informal('c', '5', '')),
    ]);
    expect(page).toContain('**Not kept:** a (2 s, <= 1 s).');
    expect(page).toContain('| b | 1 s | <= 1 s | yes |  |');
    expect(page).toContain('| c | 5 |  |  |  |');
  });
  it('says so when all are kept, and with what it was measured', () => {
    const page = benchPage(machine, [chapter(atMost('b', 1, 1, ' s', ''))]);
    expect(page).toContain('Every limit is kept.');
    expect(page).toContain('2 cores (Test CPU), 8 GB memory, Node 24.0.0, Pulumi engine 3.259.0');
    expect(page).not.toContain('not quiet');
  });
  it('warns when the machine was busy', () => {
    expect(benchPage({ ...machine, load: 4 }, [])).toContain('**not quiet**');
  });
  it('keeps a table whole whatever a figure says', () => {
    expect(benchPage(machine, [chapter(informal('a | b', '1', 'x\ny'))])).toContain(
      '| a \\| b | 1 |  |  | x y |',
    );
  });
});

describe('on paper', () => {
  it('sums its parts and keeps the limits', () => {
    const [first, update, cleanup] = onPaper().figures;
    expect([first?.measured, update?.measured, cleanup?.measured]).toEqual([
      '63 s',
      '43 s',
      '53 s',
    ]);
    expect([first?.kept, cleanup?.kept]).toEqual([true, true]);
  });
  it('says that nothing was measured', () => {
    expect(onPaper().note).toContain('Nothing in this table was measured');
  });
});

describe('processor time', () => {
  it('counts what a child has used until it ended', () => {
    const before = cpuSecondsOf(process.pid);
    const busy = 'while (process.cpuUsage().user < 3e5);';
    execFileSync(process.execPath, ['-e', busy]);
    expect(cpuSecondsOf(process.pid) - before).toBeGreaterThanOrEqual(0.25);
  });
});
