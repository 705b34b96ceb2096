/**
 * Users who take reports through their life over HTTP: written down, handed to an office, answered and approved, found again. A process of its own,
 * so that its work is not counted as the server's: node lifecycle.ts <file of settings as JSON>. Prints what it took as one line of JSON.
 */
import { randomBytes } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { Agent, request } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

interface Settings {
  readonly origin: string;
  readonly users: number;
  readonly seconds: number;
  /** Milliseconds between two calls of a user, at least and at most. */
  readonly think: readonly [number, number];
  readonly category: string;
  readonly commune: string;
  readonly organisationId: string;
  readonly byDay: string;
  /** Sessions of the officials, by role. */
  readonly cookies: Readonly<Record<'centre' | 'handler' | 'leader', string>>;
}

const { origin, users, seconds, think, category, commune, organisationId, byDay, cookies } = JSON.parse(
  readFileSync(process.argv[2] as string, 'utf8'),
) as Settings;
const url = new URL(origin);
const agent = new Agent({ keepAlive: true, maxSockets: users });
const calls = ['create', 'assign', 'answer', 'search'] as const;
const took: Record<(typeof calls)[number], number[]> = { create: [], assign: [], answer: [], search: [] };
const wrong: Record<string, number> = {};
let done = 0;

interface Answer {
  readonly status: number;
  readonly text: string;
  readonly cookies: readonly string[];
}

function ask(method: string, path: string, headers: Readonly<Record<string, string>>, body = ''): Promise<Answer> {
  return new Promise((resolve, reject) => {
    const sent = request({
      agent,
      host: url.hostname,
      port: url.port,
      method,
      path,
      headers: { ...headers, 'content-length': Buffer.byteLength(body) },
    });
    sent.on('error', reject);
    sent.on('response', (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          text: Buffer.concat(chunks).toString(),
          cookies: response.headers['set-cookie'] ?? [],
        }),
      );
      response.on('error', reject);
    });
    sent.end(body);
  });
}

/** Each report comes from a house of its own: limits are by address. */
const somewhere = (): string =>
  Array.from({ length: 3 }, () => 1 + Math.floor(Math.random() * 250)).reduce((all, one) => `${all}.${one}`, '10');

function uuid7(): string {
  const hex = crypto.randomUUID().replaceAll('-', '');
  const time = Date.now().toString(16).padStart(12, '0');
  return `${time.slice(0, 8)}-${time.slice(8)}-7${hex.slice(13, 16)}-${'89ab'[Math.floor(Math.random() * 4)]}${hex.slice(17, 20)}-${hex.slice(20)}`;
}

interface Forms {
  readonly token: string;
  readonly cookie: string;
}

const tokens = new Map<string, Forms>();

/** The token of an official's forms; one session has one. */
async function tokenOf(cookie: string): Promise<Forms> {
  const known = tokens.get(cookie);
  if (known !== undefined) return known;
  const page = await ask('GET', '/account/name', { cookie, accept: 'text/html' });
  const token = /name="_csrf" value="([^"]+)"/.exec(page.text)?.[1];
  if (token === undefined) throw new Error(`no form on /account/name: ${page.status}`);
  const forms = { token, cookie: [cookie, ...page.cookies.map((one) => one.split(';')[0])].join('; ') };
  tokens.set(cookie, forms);
  return forms;
}

async function step(
  from: string,
  role: keyof typeof cookies,
  code: string,
  name: string,
  revision: number,
  fields: Readonly<Record<string, string>>,
): Promise<Answer> {
  const { token, cookie } = await tokenOf(cookies[role]);
  const form = new URLSearchParams({ _csrf: token, revision: String(revision) });
  for (const [field, value] of Object.entries(fields)) form.set(`${name}.${field}`, value);
  return ask(
    'POST',
    `/console/reports/${code}/steps/${name}`,
    { cookie, 'content-type': 'application/x-www-form-urlencoded', origin, accept: 'text/html', 'x-forwarded-for': from },
    form.toString(),
  );
}

function expect(call: string, answer: Answer, status: number): void {
  if (answer.status === status) return;
  const name = `${call} ${answer.status}`;
  if (wrong[name] === undefined && process.env.LIFECYCLE_SHOW)
    process.stderr.write(
      `${name}: ${answer.text
        .replace(/<[^>]+>/g, ' ')
        .replace(/\s+/g, ' ')
        .slice(0, 900)}\n`,
    );
  wrong[name] = (wrong[name] ?? 0) + 1;
  throw new Error(name);
}

async function timed<T>(call: (typeof calls)[number], fn: () => Promise<T>): Promise<T> {
  const started = performance.now();
  const value = await fn();
  took[call].push(performance.now() - started);
  return value;
}

const pause = (): Promise<void> => (think[1] === 0 ? Promise.resolve() : sleep(think[0] + Math.random() * (think[1] - think[0])));

async function life(from: string): Promise<void> {
  const created = await timed('create', async () => {
    const id = uuid7();
    const answer = await ask(
      'POST',
      '/api/v1/reports',
      {
        'content-type': 'application/json',
        accept: 'application/json',
        origin,
        'idempotency-key': id,
        'x-forwarded-for': somewhere(),
        // A browser of its own, by the ticket that it was given.
        cookie: `reports_ticket=${randomBytes(16).toString('base64url')}`,
      },
      JSON.stringify({
        id,
        category,
        words: 'Đường sạt lở sau mưa, xe máy không qua được từ sáng nay',
        answers: {},
        place: { commune, village: '', words: 'Gần cầu treo', lat: null, lon: null, accuracyMetres: null, atHome: false },
        language: 'vi',
        uploads: [],
        keepPrivate: false,
        contact: { name: '', phone: '' },
        answerBy: 'page',
        capturedAt: null,
      }),
    );
    expect('create', answer, 201);
    return JSON.parse(answer.text) as { code: string };
  });
  const { code } = created;
  await pause();
  await timed('assign', async () => expect('assign', await step(from, 'centre', code, 'hand', 1, { organisationId, category }), 303));
  await pause();
  await timed('answer', async () => {
    // Received, classified and handed over: three steps after the first.
    expect('take', await step(from, 'handler', code, 'take', 4, {}), 303);
    const words = 'Đã cử đội duy tu đến san gạt, cắm biển cảnh báo; cầu tạm cần kế hoạch vốn của năm sau';
    const cannot = { 'cannot.reason': 'no-money', 'cannot.whoDecides': 'Hội đồng nhân dân tỉnh', 'cannot.byDay': byDay };
    expect('answer', await step(from, 'handler', code, 'answer', 5, { words, ...cannot }), 303);
    expect('approve', await step(from, 'leader', code, 'approve', 6, {}), 303);
  });
  await pause();
  await timed('search', async () => {
    const found = await ask('GET', `/console/reports?q=${code}`, { cookie: cookies.centre, accept: 'text/html' });
    expect('search', found, 200);
    if (!found.text.includes(`/console/reports/${code}`)) throw new Error('search: not found');
  });
  await pause();
}

const until = performance.now() + seconds * 1000;
const started = performance.now();

async function user(n: number): Promise<void> {
  // They don't all begin at once.
  if (think[1] > 0) await sleep((n / users) * 4 * think[1]);
  const from = somewhere();
  while (performance.now() < until) {
    try {
      await life(from);
      done += 1;
    } catch (error) {
      if (error instanceof Error && wrong[error.message] === undefined) wrong[error.message] = (wrong[error.message] ?? 0) + 1;
    }
  }
}

for (const cookie of Object.values(cookies)) await tokenOf(cookie);
await Promise.all(Array.from({ length: users }, (_, n) => user(n)));
const at = (list: number[], share: number): number =>
  list.sort((a, b) => a - b)[Math.min(list.length - 1, Math.floor(list.length * share))] ?? 0;
const figures = Object.fromEntries(
  calls.map((call) => [call, { p50: at(took[call], 0.5), p95: at(took[call], 0.95), count: took[call].length }]),
);
process.stdout.write(`${JSON.stringify({ done, seconds: (performance.now() - started) / 1000, calls: figures, wrong })}\n`);
process.exit(0);
