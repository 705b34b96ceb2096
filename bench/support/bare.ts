/** The same bytes from bare `node:http`: node bare.ts <file of answers>. Prints its address. */
import { readFileSync } from 'node:fs';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';

interface Kept {
  readonly type: string;
  readonly body: Buffer;
}

const answers = new Map<string, Kept>();
for (const line of readFileSync(process.argv[2] ?? '', 'utf8')
  .trimEnd()
  .split('\n')) {
  const { path, type, body } = JSON.parse(line) as { path: string; type: string; body: string };
  answers.set(path, { type, body: Buffer.from(body) });
}

const server = createServer((request, response) => {
  const answer = answers.get(request.url ?? '');
  if (!answer) {
    response.writeHead(404, { 'content-length': 0 }).end();
    return;
  }
  response.writeHead(200, { 'content-type': answer.type, 'content-length': answer.body.length }).end(answer.body);
});
server.listen(0, '127.0.0.1', () => {
  process.stdout.write(`is ready: http://127.0.0.1:${(server.address() as AddressInfo).port}\n`);
});
