/**
 * The executed access matrix: every route of the running app, asked by every role, inside and outside its place, before, during and
 * after its grant. Modules join by themselves: routes come from the app, and a route with parameters brings a sample in an
 * `access.fixture.ts` of its folder.
 */
import { globSync } from 'node:fs';
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';
import { sql } from 'kysely';
import { openActors } from '../../src/people/sessions/resolve.ts';
import type { RouteEntry } from '../../src/platform/http/index.ts';
import { uuidIds } from '../../src/platform/ids/index.ts';
import type { Module } from '../../src/platform/module/index.ts';
import { type Actor, dutyState } from '../../src/platform/session/index.ts';
import type { TestApp } from './app.ts';
import { demonstrationPeople } from './people.ts';

/** What fixtures may use to find or make things: made once, however many roles ask. */
export interface World {
  readonly app: TestApp;
  /** The id of a made-up person: the key of a row of data/demonstration/people/people.csv. */
  person(key: string): string;
  /** The unit where a made-up person belongs. */
  unitOf(key: string): Promise<string>;
  /** What the person is, in a session of full strength. */
  actor(key: string): Promise<Actor>;
  /** The first grant of a made-up person. */
  grantOf(key: string): Promise<string>;
  /** A made-up citizen without roles who belongs where this person does: the same unit, the same organisation. Made once. */
  neighbourOf(key: string): Promise<string>;
  /** Whether the role of this key holds everywhere: there is no outside for it. */
  holdsEverywhere(key: string): Promise<boolean>;
  /** The place of this person, for rows that repeat it. */
  placeOf(key: string): Promise<{ readonly unitId: string | null; readonly organisationId: string | null }>;
  /** Runs a statement under a duty, for rows of personal tables, and returns its rows. */
  run<T>(query: ReturnType<typeof sql<T>>, duty?: 'identity' | 'privacy'): Promise<readonly T[]>;
  /** A new id. */
  id(): string;
  /** Makes something once, by name. */
  once<T>(name: string, make: () => Promise<T>): Promise<T>;
}

/** Who asks: the made-up person that holds the role, whose key is the role's code. */
export interface Subject {
  readonly key: string;
  readonly personId: string;
}

/** An address of the route with its parameters filled in. */
export interface Sample {
  /** Inside the place of the subject. */
  readonly inside: string;
  /** Outside of it; none for roles that hold everywhere, and for what has no place. */
  readonly outside?: string;
  /** What is posted to the address outside, where an empty form would be refused for what it lacks. */
  readonly body?: Readonly<Record<string, string>>;
}

/** What an `access.fixture.ts` exports as `samples`: by the route's method-less url as it was registered. */
export type Samples = Readonly<Record<string, (world: World, subject: Subject) => Promise<Sample>>>;

export type Verdict = 'through' | 'sign-in' | 'no-right' | 'second-factor' | 'not-found' | 'failed' | 'limited';

export interface Answer {
  readonly status: number;
  readonly verdict: Verdict;
}

const root = join(import.meta.dirname, '..', '..');
const tokenPath = '/access-matrix/form-token';

/** A module of the test alone: a page that gives a form token, so that forms can be posted outside the place. */
export const formTokens: Module = {
  name: 'access-matrix',
  routes: (app) => {
    app.get(tokenPath, { config: { right: 'public' }, schema: { hide: true } }, (request) => ({
      token: request.view({ formToken: true }).formToken,
    }));
  },
};

/** The routes of the matrix: each method and address once. */
export function matrixRoutes(app: TestApp): readonly RouteEntry[] {
  const seen = new Set<string>();
  return app.routes.filter(({ method, url }) => {
    const key = `${method} ${url}`;
    if (method === 'HEAD' || method === 'OPTIONS' || url.startsWith('/assets/') || url === tokenPath || seen.has(key)) return false;
    seen.add(key);
    return true;
  });
}

export const hasParameters = ({ url }: Pick<RouteEntry, 'url'>): boolean => /[:*]/.test(url);

/** The samples of every fixture in the source. Throws where two give the same route. */
export async function readSamples(): Promise<Samples> {
  const all: Record<string, Samples[string]> = {};
  for (const file of globSync('src/**/access.fixture.ts', { cwd: root }).sort()) {
    const { samples } = (await import(pathToFileURL(join(root, file)).href)) as { samples: Samples };
    for (const [url, sample] of Object.entries(samples)) {
      if (all[url]) throw new Error(`${file}: ${url} has a sample in another access.fixture.ts already`);
      all[url] = sample;
    }
  }
  return all;
}

/** What a developer has to write for a route without a sample. */
export function sampleWanted({ method, url, right }: RouteEntry): string {
  return `${method} ${url} (${right}) has parameters and no sample. In the folder of the route add to access.fixture.ts:
  import type { Samples } from '…/test/support/access-matrix.ts';
  export const samples: Samples = { '${url}': async (world, subject) => ({ inside: '…', outside: '…' }) };`;
}

export function openWorld(app: TestApp): World {
  const made = new Map<string, Promise<unknown>>();
  const once = <T>(name: string, make: () => Promise<T>): Promise<T> => {
    const known = made.get(name) ?? make();
    made.set(name, known);
    return known as Promise<T>;
  };
  const person = (key: string): string => {
    const id = demonstrationPeople.get(key)?.id;
    if (!id) throw new Error(`data/demonstration/people/people.csv has no "${key}": every role needs a person whose key is its code`);
    return id;
  };
  const one = async <T>(query: ReturnType<typeof sql<T>>): Promise<T | undefined> =>
    (await query.execute(app.context.db.rows<unknown>())).rows[0];
  const run: World['run'] = async (query, duty) => {
    const state = duty ? dutyState(duty) : {};
    return app.context.db.transaction(async (tx) => (await query.execute(tx.rows<unknown>())).rows, { state });
  };
  const placeOf: World['placeOf'] = (key) =>
    once(`place of ${key}`, async () => {
      const row = await one(
        sql<{ unitId: string | null; organisationId: string | null }>`select unit_id as "unitId", organisation_id as "organisationId"
          from people.person where id = ${person(key)}::uuid`,
      );
      return row ?? { unitId: null, organisationId: null };
    });
  return {
    app,
    once,
    person,
    run,
    placeOf,
    id: () => uuidIds.next(),
    holdsEverywhere: (key) =>
      once(`reach of ${key}`, async () => {
        const row = await one(
          sql<{ everywhere: boolean }>`select holds_at = 'everywhere' as everywhere from people.role where code = ${key}`,
        );
        return row?.everywhere ?? false;
      }),
    neighbourOf: (key) =>
      once(`neighbour of ${key}`, async () => {
        const { unitId, organisationId } = await placeOf(key);
        const id = uuidIds.next();
        await run(
          sql`with person as (insert into people.person (id, origin, unit_id, organisation_id, created_at)
              values (${id}::uuid, 'demonstration', ${unitId}::uuid, ${organisationId}::uuid, now()) returning id)
            insert into people.person_details (person_id, unit_id, organisation_id, full_name, search_name)
              select id, ${unitId}::uuid, ${organisationId}::uuid, 'Người Láng Giềng', 'nguoi lang gieng' from person`,
          'identity',
        );
        return id;
      }),
    unitOf: (key) =>
      once(
        `unit of ${key}`,
        async () => (await one(sql<{ unit_id: string }>`select unit_id from people.person where id = ${person(key)}::uuid`))?.unit_id ?? '',
      ),
    actor: (key) => app.context.db.transaction((tx) => openActors(app.context.db, app.context.clock).byPerson(tx, person(key))),
    grantOf: (key) =>
      once(
        `grant of ${key}`,
        async () =>
          (await one(sql<{ id: string }>`select id from people.role_grant where person_id = ${person(key)}::uuid order by id limit 1`))
            ?.id ?? '',
      ),
  };
}

/** Moves the days of a person's grants, to look before, during and after them. */
export async function moveGrants(app: TestApp, personId: string, to: 'before' | 'during' | 'after'): Promise<void> {
  const today = app.context.clock.today();
  const [from, until] = {
    before: [today.add({ days: 10 }).toString(), null],
    during: ['2025-07-01', null],
    after: ['2025-07-01', today.toString()],
  }[to];
  await sql`update people.role_grant set valid = daterange(${from}::date, ${until}::date) where person_id = ${personId}::uuid`.execute(
    app.context.db.rows<unknown>(),
  );
}

const refusals: Readonly<Record<number, Verdict>> = { 401: 'sign-in', 404: 'not-found', 429: 'limited' };

function verdictOf(status: number, location: string, type: string): Verdict {
  if (status === 303 && location.startsWith('/sign-in?to=')) return 'sign-in';
  // Refused after the right was judged: the form came without its token, which is as far as the right lets anybody.
  if (status === 403 && type === 'urn:yenbai-s:http.form-expired') return 'through';
  if (status === 403) return type === 'urn:yenbai-s:people.second-factor' ? 'second-factor' : 'no-right';
  return refusals[status] ?? (status >= 500 ? 'failed' : 'through');
}

/** Requests so far: each comes from an address of its own. */
let asked = 0;

/** Asks the app for an address, as a program with this cookie. With `body` a form is posted along with its token. */
export async function ask(
  app: TestApp,
  input: {
    readonly method: string;
    readonly path: string;
    readonly cookie: string;
    readonly body?: Readonly<Record<string, string>> | undefined;
  },
): Promise<Answer> {
  const { method, path, body } = input;
  const form = body === undefined ? null : await withToken(app, input.cookie, body);
  asked += 1;
  const answer = await app.app.inject({
    method: method as 'GET',
    url: path,
    // Limits of one address are not what is asked here.
    ...(method === 'GET' ? {} : { remoteAddress: `10.${(asked >> 16) & 255}.${(asked >> 8) & 255}.${asked & 255}` }),
    headers: {
      accept: 'application/problem+json',
      ...((form?.cookie ?? input.cookie) === '' ? {} : { cookie: form?.cookie ?? input.cookie }),
      ...(form ? { 'content-type': 'application/x-www-form-urlencoded' } : {}),
    },
    ...(form ? { payload: form.payload } : {}),
  });
  const problem = String(answer.headers['content-type']).startsWith('application/problem+json') ? (answer.json() as { type?: string }) : {};
  return { status: answer.statusCode, verdict: verdictOf(answer.statusCode, String(answer.headers.location ?? ''), problem.type ?? '') };
}

async function withToken(
  app: TestApp,
  cookie: string,
  body: Readonly<Record<string, string>>,
): Promise<{ cookie: string; payload: string }> {
  const page = await app.app.inject({ method: 'GET', url: tokenPath, headers: cookie === '' ? {} : { cookie } });
  const set = page.cookies.map(({ name, value }) => `${name}=${value}`);
  const { token } = page.json() as { token: string };
  return { cookie: [cookie, ...set].filter(Boolean).join('; '), payload: new URLSearchParams({ ...body, _csrf: token }).toString() };
}

/** Does the work for each, some at a time, and keeps the order. */
export async function forEach<T, R>(items: readonly T[], work: (item: T) => Promise<R>, atOnce = 6): Promise<R[]> {
  const results: R[] = [];
  for (let at = 0; at < items.length; at += atOnce) results.push(...(await Promise.all(items.slice(at, at + atOnce).map(work))));
  return results;
}
