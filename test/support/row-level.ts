/** The proof that the database refuses by itself: the same for a direct connection and for one through a pooler. */
import { sql } from 'kysely';
import { expect } from 'vitest';
import type { Module } from '../../src/platform/module/index.ts';
import { rowState } from '../../src/platform/session/index.ts';
import type { TestApp } from './app.ts';
import { demonstrationPeople } from './people.ts';

/**
 * A module as somebody in a hurry might write it: it asks for all persons and forgets every condition. Only row-level security
 * stands between its callers and everybody's names.
 */
export const forgetful: Module = {
  name: 'forgetful',
  routes: (app, { db }) => {
    app.get('/forgetful', { config: { right: 'public' } }, async (request) => ({
      persons: await db.transaction(
        async (tx) => {
          const found = await sql<{ person_id: string }>`select person_id from people.person_details`.execute(tx.rows<unknown>());
          return found.rows.map((row) => row.person_id);
        },
        { state: rowState(request.actor, 'people.see') },
      ),
    }));
    app.get('/forgetful/without-state', { config: { right: 'public' } }, async () => ({
      persons: (await sql<{ person_id: string }>`select person_id from people.person_details`.execute(db.rows<unknown>())).rows,
    }));
  },
};

const idOf = (key: string): string => demonstrationPeople.get(key)?.id ?? '';
const keysOf = (unitCode: string): string[] =>
  [...demonstrationPeople.values()].filter((one) => one.unit_code === unitCode).map((one) => one.id);

/** Many callers of different places at once, each seeing their own place and nothing else. */
export async function proveRowLevelSecurity(app: TestApp): Promise<void> {
  const callers = await Promise.all(
    ['commune-officer', 'other-commune-officer', 'citizen', 'agency-handler', 'province-supervisor'].map(async (key) => ({
      key,
      cookie: await app.signedIn(key),
    })),
  );
  const expected: Readonly<Record<string, readonly string[]>> = {
    'commune-officer': keysOf('04606'),
    'other-commune-officer': keysOf('04465'),
    // Whoever lacks the right still sees their own name, and nobody else's.
    citizen: [idOf('citizen')],
    'agency-handler': [idOf('agency-handler')],
    'province-supervisor': [idOf('province-supervisor')],
  };
  const asked = Array.from({ length: 40 }, (_, index) => callers[index % callers.length] as (typeof callers)[number]);
  await Promise.all(
    asked.map(async ({ key, cookie }) => {
      const answer = await fetch(`${app.address}/forgetful`, { headers: { cookie } });
      const { persons } = (await answer.json()) as { persons: string[] };
      expect([key, new Set(persons)]).toEqual([key, new Set(expected[key])]);
    }),
  );
  for (const path of ['/forgetful', '/forgetful/without-state']) {
    const answer = (await (await fetch(`${app.address}${path}`)).json()) as { persons: string[] };
    expect(answer.persons).toEqual([]);
  }
}
