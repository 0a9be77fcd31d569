import type { Chapter, Figure } from './figures.ts';

/** Where and with what a bench ran. */
export interface Machine {
  readonly date: string;
  readonly commit: string;
  readonly cpu: string;
  readonly cores: number;
  readonly memoryGb: number;
  readonly node: string;
  readonly engine: string;
  readonly emulator: string;
  /** Load average of the minute before the bench; above the number of cores the times are not ours alone. */
  readonly load: number;
  readonly command: string;
  readonly minutes: number;
}

/** `docs/bench.md`. */
export function benchPage(machine: Machine, chapters: readonly Chapter[]): string {
  const missed = chapters.flatMap(({ figures }) => figures.filter(({ kept }) => kept === false));
  return [
    '# Measured speed',
    '',
    '<!-- Written by `npm run bench`; do not edit. -->',
    '',
    `Measured on ${machine.date} at commit \`${machine.commit}\` by \`${machine.command}\` in ${machine.minutes} min, on`,
    `${machine.cores} cores (${machine.cpu}), ${machine.memoryGb} GB memory, Node ${machine.node}, Pulumi engine ${machine.engine}, ${machine.emulator}.`,
    `Load average before it began: ${machine.load.toFixed(1)}${machine.load > machine.cores / 2 ? ' (**not quiet**: times are longer than they would be, ratios and counts hold)' : ''}.`,
    '',
    'Times are medians. Everything ran in one run on the local cloud, through the bundles in `dist/` and the real engine.',
    '',
    verdict(missed),
    ...chapters.flatMap(chapterLines),
    '',
  ].join('\n');
}

function verdict(missed: readonly Figure[]): string {
  if (missed.length === 0) return 'Every limit is kept.';
  const list = missed.map(({ name, measured, limit }) => `${name} (${measured}, ${limit ?? ''})`);
  return `**Not kept:** ${list.join('; ')}.`;
}

function chapterLines({ title, note, figures }: Chapter): string[] {
  const rows = figures.map(({ name, measured, limit, kept, how }) =>
    [name, measured, limit ?? '', mark(kept), how].map(cell).join(' | '),
  );
  const table = [
    'figure | measured | limit | kept | how',
    '--- | ---: | ---: | --- | ---',
    ...rows,
  ];
  return ['', `## ${title}`, '', note, '', ...table.map((row) => `| ${row} |`)];
}

function mark(kept: boolean | null): string {
  if (kept === null) return '';
  return kept ? 'yes' : '**no**';
}

function cell(text: string): string {
  return text.replaceAll('|', '\\|').replaceAll('\n', ' ');
}
