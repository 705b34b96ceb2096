/**
 * Asks a server for a list of paths over kept connections and prints what it took, as one line of JSON. A process of its own, so
 * that its work is not counted as the server's: node load.ts <origin> <file of paths> <connections> <requests> <most seconds>
 * With LOAD_COOKIE in the environment it asks as somebody who is signed in.
 */
import { readFileSync } from 'node:fs';
import { connect } from 'node:net';

const [origin = '', file = '', ...numbers] = process.argv.slice(2);
const [connections = 1, requests = 1, mostSeconds = 10] = numbers.map(Number);
const url = new URL(origin);
const cookie = process.env.LOAD_COOKIE ? `Cookie: ${process.env.LOAD_COOKIE}\r\n` : '';
const paths = readFileSync(file, 'utf8').trimEnd().split('\n');
const latencies: number[] = [];
const wrong = new Map<number, number>();
let bytes = 0;
let asked = 0;

const started = performance.now();
const deadline = started + mostSeconds * 1000;

/** One connection: asks, waits for the whole answer, asks again. Only what our servers send is understood: a length, no chunks. */
function run(): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = connect({ host: url.hostname, port: Number(url.port), noDelay: true });
    let received: Buffer = Buffer.alloc(0);
    let sent = 0;
    const ask = () => {
      if (asked >= requests || performance.now() > deadline) {
        socket.end();
        resolve();
        return;
      }
      const path = paths[asked % paths.length] as string;
      asked += 1;
      sent = performance.now();
      socket.write(`GET ${path} HTTP/1.1\r\nHost: ${url.host}\r\nAccept: text/html,application/json\r\n${cookie}\r\n`);
    };
    socket.on('connect', ask);
    socket.on('error', reject);
    socket.on('close', () => resolve());
    socket.on('data', (chunk) => {
      // Without an encoding set, chunks are bytes.
      if (typeof chunk === 'string') return;
      received = received.length === 0 ? chunk : Buffer.concat([received, chunk]);
      const end = received.indexOf('\r\n\r\n');
      if (end < 0) return;
      const head = received.toString('latin1', 0, end);
      const length = /\r\ncontent-length: (\d+)/i.exec(head)?.[1];
      if (length === undefined) {
        socket.destroy(new Error(`an answer without a length:\n${head}`));
        return;
      }
      const total = end + 4 + Number(length);
      if (received.length < total) return;
      const status = Number(head.slice(9, 12));
      if (status !== 200) wrong.set(status, (wrong.get(status) ?? 0) + 1);
      latencies.push(performance.now() - sent);
      bytes += total;
      received = Buffer.alloc(0);
      ask();
    });
  });
}

await Promise.all(Array.from({ length: connections }, run));
const seconds = (performance.now() - started) / 1000;
latencies.sort((a, b) => a - b);
const at = (share: number) => latencies[Math.min(latencies.length - 1, Math.floor(latencies.length * share))] ?? 0;
process.stdout.write(
  `${JSON.stringify({ requests: latencies.length, seconds, perSecond: latencies.length / seconds, p50: at(0.5), p95: at(0.95), bytes, wrong: Object.fromEntries(wrong) })}\n`,
);
