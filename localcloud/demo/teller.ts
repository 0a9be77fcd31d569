/** Tells a story on the terminal: chapters with what came of them, and a table of times at the end. */
export interface Teller {
  /** Runs a chapter; its title is told before, its seconds after. */
  chapter<T>(title: string, body: () => Promise<T>): Promise<T>;
  /** One line inside a chapter. */
  line(text: string): void;
  /** Several lines as they are, indented: a comment, a log. */
  quote(text: string): void;
  /** The table of all chapters' seconds. */
  table(): void;
}

export function createTeller(write: (text: string) => void, now = Date.now): Teller {
  const times: { title: string; seconds: number }[] = [];
  return {
    async chapter(title, body) {
      write(`\n\u001b[1m${times.length + 1}. ${title}\u001b[0m\n`);
      const started = now();
      const result = await body();
      const seconds = (now() - started) / 1000;
      times.push({ title, seconds });
      write(`   (${seconds.toFixed(1)} s)\n`);
      return result;
    },
    line: (text) => write(`   ${text}\n`),
    quote: (text) => write(text.replace(/^/gm, '   │ ').trimEnd() + '\n'),
    table() {
      const total = times.reduce((sum, one) => sum + one.seconds, 0);
      const rows = [...times, { title: 'Everything', seconds: total }];
      const width = Math.max(...rows.map(({ title }) => title.length));
      write('\n');
      for (const { title, seconds } of rows) {
        write(`   ${title.padEnd(width)}  ${seconds.toFixed(1).padStart(6)} s\n`);
      }
    },
  };
}
