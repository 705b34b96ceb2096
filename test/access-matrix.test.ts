/** The access matrix, executed on the running app and printed to docs/access-matrix.md. */
import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { type Role, readRoles } from '../src/people/roles/catalogue.ts';
import type { RouteEntry } from '../src/platform/http/index.ts';
import {
  ask,
  forEach,
  formTokens,
  hasParameters,
  matrixRoutes,
  moveGrants,
  openWorld,
  readSamples,
  type Sample,
  type Samples,
  type Subject,
  sampleWanted,
  type World,
} from './support/access-matrix.ts';
import { startApp, type TestApp } from './support/app.ts';

const file = join(import.meta.dirname, '..', 'docs', 'access-matrix.md');
const command = 'UPDATE_ACCESS_MATRIX=1 node_modules/.bin/vitest run test/access-matrix.test.ts';

/** What was found for one route and one column of the matrix. */
interface Cell {
  readonly through: boolean;
  /** Asked outside the place too, and refused there. */
  readonly outside: boolean;
}

let app: TestApp;
let world: World;
let roles: ReadonlyMap<string, Role>;
let samples: Samples;
let routes: readonly RouteEntry[];
const holes: string[] = [];
const found = new Map<string, Map<string, Cell>>();
let asked = 0;

beforeAll(async () => {
  app = await startApp({}, [formTokens]);
  world = openWorld(app);
  roles = await readRoles(app.context.db);
  samples = await readSamples();
  routes = matrixRoutes(app);
}, 60_000);
afterAll(() => app.close());

const keyOf = ({ method, url }: RouteEntry): string => `${method} ${url}`;
const isPublic = ({ right }: RouteEntry): boolean => right === 'public';
const closed = () => routes.filter((route) => !isPublic(route));

/** A public route takes whatever address: nobody is refused there for who they are. */
const anyAddress = (url: string): string => url.replace(/:\w+/g, 'x').replace('*', 'x');

async function sampleOf(route: RouteEntry, subject: Subject): Promise<Sample> {
  const own = samples[route.url];
  return own ? own(world, subject) : { inside: anyAddress(route.url) };
}

function note(route: RouteEntry, column: string, cell: Cell): void {
  const row = found.get(keyOf(route)) ?? new Map<string, Cell>();
  row.set(column, cell);
  found.set(keyOf(route), row);
}

async function look(input: Parameters<typeof ask>[1]) {
  asked += 1;
  return ask(app, input);
}

const heldBy = (code: string): ReadonlySet<string> =>
  new Set([...(roles.get('citizen')?.rights ?? []), ...(roles.get(code)?.rights ?? [])]);
const subjectOf = (key: string): Subject => ({ key, personId: world.person(key) });

test('every route with parameters brings a sample', () => {
  const missing = closed().filter((route) => hasParameters(route) && !samples[route.url]);
  expect(missing.map(sampleWanted).join('\n\n')).toBe('');
  const known = new Set(routes.map(({ url }) => url));
  expect(Object.keys(samples).filter((url) => !known.has(url))).toEqual([]);
});

test('nobody unknown gets past a route with a right, and nobody at all is refused at a public one', async () => {
  const visitor = subjectOf('citizen');
  await forEach(routes, async (route) => {
    const { inside } = isPublic(route) ? { inside: anyAddress(route.url) } : await sampleOf(route, visitor);
    const { verdict, status } = await look({ method: route.method, path: inside, cookie: '' });
    // A public page may itself lead on to signing in; what it never does is refuse.
    const wanted = isPublic(route) ? status !== 401 && !['no-right', 'second-factor', 'failed'].includes(verdict) : verdict === 'sign-in';
    if (!wanted) holes.push(`${keyOf(route)} answers ${status} (${verdict}) to somebody unknown`);
    note(route, 'anonymous', { through: verdict !== 'sign-in', outside: false });
  });
  expect(holes).toEqual([]);
});

test('a session of one factor has the rights of a citizen', async () => {
  const subject = subjectOf('operator');
  const cookie = await app.signedIn('operator', { strength: 'one' });
  await forEach(closed(), async (route) => {
    const { inside } = await sampleOf(route, subject);
    const { verdict, status } = await look({ method: route.method, path: inside, cookie });
    const wanted = heldBy('citizen').has(route.right) ? 'through' : heldBy('operator').has(route.right) ? 'second-factor' : 'no-right';
    // What is one's own may need a fresh or stronger proof inside: that is not for the right to say.
    const right = wanted === 'through' ? !['sign-in', 'no-right', 'failed'].includes(verdict) || status === 404 : verdict === wanted;
    if (!right) holes.push(`${keyOf(route)} answers ${status} (${verdict}) to one factor; wanted ${wanted}`);
    note(route, 'one-factor', { through: wanted === 'through', outside: false });
  });
  expect(holes).toEqual([]);
});

test('each role gets through where its rights say, inside its place, while its grant lasts, and nowhere else', async () => {
  for (const code of roles.keys()) await walk(code);
  expect(holes).toEqual([]);
}, 120_000);

async function walk(code: string): Promise<void> {
  const subject = subjectOf(code);
  const rights = heldBy(code);
  const cookie = await app.signedIn(code);
  const held = closed().filter(({ right }) => rights.has(right));
  const addresses = new Map<string, Sample>();
  for (const route of closed()) addresses.set(keyOf(route), await sampleOf(route, subject));
  const sampled = (route: RouteEntry): Sample => addresses.get(keyOf(route)) ?? { inside: route.url };

  await forEach(closed(), async (route) => {
    const sample = sampled(route);
    const { verdict, status } = await look({ method: route.method, path: sample.inside, cookie });
    const holds = rights.has(route.right);
    const lost = route.method === 'GET' && hasParameters(route) && verdict === 'not-found';
    const wanted = holds
      ? !['sign-in', 'no-right', 'second-factor', 'failed', 'limited'].includes(verdict) && !lost
      : verdict === 'no-right';
    if (!wanted)
      holes.push(
        `${code}, inside, during: ${route.method} ${sample.inside} answers ${status} (${verdict}), ${holds ? 'holding' : 'without'} ${route.right}`,
      );
    note(route, code, { through: holds, outside: holds && sample.outside !== undefined });
  });

  await forEach(held, async (route) => {
    const { outside, body = {} } = sampled(route);
    if (outside === undefined) return;
    const { verdict, status } = await look({
      method: route.method,
      path: outside,
      cookie,
      body: route.method === 'GET' ? undefined : body,
    });
    if (verdict !== 'no-right' && verdict !== 'not-found')
      holes.push(`${code}, outside, during: ${route.method} ${outside} answers ${status} (${verdict}); it must answer 403 or 404`);
  });

  const official = held.filter(({ right }) => !heldBy('citizen').has(right));
  if (official.length === 0) return;
  for (const when of ['before', 'after'] as const) {
    await moveGrants(app, subject.personId, when);
    await forEach(official, async (route) => {
      const { verdict, status } = await look({ method: route.method, path: sampled(route).inside, cookie });
      if (verdict !== 'no-right') holes.push(`${code}, inside, ${when} the grant: ${keyOf(route)} answers ${status} (${verdict})`);
    });
  }
  await moveGrants(app, subject.personId, 'during');
}

test('docs/access-matrix.md shows what was found', () => {
  const text = print();
  if (process.env.UPDATE_ACCESS_MATRIX === '1') writeFileSync(file, text);
  const before = existsSync(file) ? readFileSync(file, 'utf8') : '';
  expect(before === text ? '' : `docs/access-matrix.md is not what was found. Write it anew: ${command}`).toBe('');
});

function print(): string {
  const codes = [...roles.keys()];
  const columns = ['anonymous', 'one-factor', ...codes];
  const mark = (cell: Cell | undefined): string => (cell?.through ? (cell.outside ? 'place' : 'yes') : '·');
  const lines = closed()
    .toSorted((a, b) => (a.url === b.url ? (a.method < b.method ? -1 : 1) : a.url < b.url ? -1 : 1))
    .map((route) => {
      const row = found.get(keyOf(route));
      const name = `\`${route.method} ${route.url}\`${route.demonstration ? ' (demonstration)' : ''}`;
      return `| ${name} | ${route.right} | ${columns.map((column) => mark(row?.get(column))).join(' | ')} |`;
    });
  const open = routes
    .filter(isPublic)
    .map((route) => `- \`${keyOf(route)}\`${route.demonstration ? ' (demonstration)' : ''}`)
    .sort();
  const legend = codes.map((code) => `| ${code} | ${roles.get(code)?.names.vi} | ${roles.get(code)?.meanings.en} |`);
  return `# Who gets where

Executed on the running app by \`test/access-matrix.test.ts\` and written by it; not edited by hand. Write it anew with
\`${command}\`.

${asked} requests were made: each route with a right, asked by somebody unknown, by a session of one factor (of the operator), and by
each role in a session of two factors; inside its place, outside of it where the route has a place, and again before and after its grant.

- \`yes\`: let through while the grant lasts; refused before and after it (a citizen's own pages stay open: they need no grant).
- \`place\`: as \`yes\`, and refused (403 or 404) for a thing outside the place of the grant, forms included.
- \`·\`: refused. Unknown callers are led to sign in (401 for programs), others read why and whom to ask (403).

| route | right | ${columns.join(' | ')} |
|---|---|${columns.map(() => '---').join('|')}|
${lines.join('\n')}

## Open to everybody

${open.join('\n')}

## The roles

| role | in Vietnamese | what it may do |
|---|---|---|
${legend.join('\n')}
`;
}
