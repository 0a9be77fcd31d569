import { mkdtempSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Organisation } from '../../localcloud/world/organisation.ts';

/** Builds and pushes an image of one Node program; the reference by digest. */
export async function buildImage(org: Organisation, program: string): Promise<string> {
  const folder = mkdtempSync(join(org.folder, 'image-'));
  const image = { command: ['node', 'server.js'], env: { PORT: '3040' } };
  writeFileSync(join(folder, 'image.json'), JSON.stringify(image));
  writeFileSync(join(folder, 'package.json'), '{"type":"module","private":true}');
  writeFileSync(join(folder, 'server.js'), program);
  return (await org.cloud.pushImage(folder, 'macro-infra')).ref;
}

/** A service that says `ok`; `head` runs before, `headers` is the expression of what it answers with. */
export function serviceProgram(headers: string, head = ''): string {
  return `import { createServer } from 'node:http';
${head}
const { HOST, PORT } = process.env;
createServer((request, response) => {
  const headers = ${headers};
  response.writeHead(200, { 'content-type': 'application/json', ...headers });
  response.end('{"status":"ok"}');
}).listen(Number(PORT), HOST);
process.on('SIGTERM', () => process.exit(0));
`;
}
