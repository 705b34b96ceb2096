/** What phones of every form hold leaves by today's queue and is taken by today's program; what a newer one captured is lost nowhere. */
import 'fake-indexeddb/auto';
import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import { openDB } from 'idb';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { samplesOf } from '../../../test/support/samples.ts';
import { type Round, sendOutgoing } from '../../platform/browser/outgoing.ts';
import { type Draft, type Operation, openStore, type Store } from '../../platform/browser/store.ts';
import { dutyState } from '../../platform/session/index.ts';
import { type Captured, inTodaysForm } from './captured.ts';
import { handOver, openDraft } from './keeping.client.ts';
import { newestForm } from './model/form.ts';
import type { Ground } from './model/ground.ts';
import { faultsOf } from './model/writing.ts';

/** The tables of a phone's store as they lie there. */
interface KeptOnPhone {
  readonly outgoing: readonly (Operation & { readonly schema?: number })[];
  readonly drafts: readonly Draft[];
  readonly blobs: Readonly<Record<string, string>>;
}
const samples = readdirSync(join(import.meta.dirname, 'samples')).map((name) => ({
  name,
  kept: samplesOf(import.meta.dirname).stored<KeptOnPhone>(name),
}));

let app: TestApp;
let ground: Ground;
beforeAll(async () => {
  app = await startApp();
  ground = (await (await fetch(`${app.address}/api/v1/reports/ground`)).json()) as Ground;
});
afterAll(() => app?.close());

/** A phone that holds this: written past today's program, as another one left it. */
async function phoneWith(name: string, { outgoing, drafts, blobs }: Partial<KeptOnPhone>): Promise<Store> {
  const store = await openStore(name);
  const tables = await openDB(name);
  for (const record of outgoing ?? []) await tables.put('outgoing', record);
  for (const record of drafts ?? []) await tables.put('drafts', record);
  for (const [hash, bytes] of Object.entries(blobs ?? {}))
    await tables.put('blobs', { hash, blob: new Blob([Buffer.from(bytes, 'base64')], { type: 'image/png' }) });
  tables.close();
  return store;
}

/** The queue of a browser, with its cookies, to the real program. */
function sending(store: Store): Promise<Round> {
  const cookies = new Map<string, string>();
  const line: typeof fetch = async (input, init = {}) => {
    const headers = new Headers(init.headers);
    if (cookies.size > 0) headers.set('cookie', [...cookies].map((pair) => pair.join('=')).join('; '));
    const { credentials: _credentials, cache: _cache, ...rest } = init;
    const response = await fetch(new URL(String(input), app.address), { ...rest, headers });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      cookies.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return response;
  };
  return sendOutgoing({ store, fetch: line, now: () => Date.now(), random: () => 1 }, true);
}

const rowsOf = (ids: readonly string[]) =>
  app.context.db.transaction(
    async (tx) =>
      (
        await sql<{ id: string; door: string; words: string; files: number }>`select r.id, r.door, c.words,
            (select count(*)::int from reports.attachment a where a.report_id = r.id) as files
          from reports.report r join reports.content c on c.report_id = r.id where r.id = any (${[...ids]}::uuid[]) order by r.id`.execute(
          tx.rows<unknown>(),
        )
      ).rows,
    { state: dutyState('identity'), readOnly: true },
  );

describe('what phones hold', () => {
  test('there is a sample of the newest form and of each before it', () => {
    const forms = samples.flatMap(({ kept }) => kept.outgoing.map(({ body }) => body?.schema ?? 'none'));
    expect([...new Set(forms)].sort()).toEqual([...Array.from({ length: newestForm }, (_, at) => at + 1), 'none']);
  });

  test.each(samples)('$name: every operation leaves, with its files', async ({ name, kept }) => {
    const store = await phoneWith(`outgoing ${name}`, kept);
    expect(await sending(store)).toMatchObject({ sent: kept.outgoing.length, waiting: 0 });
    expect((await store.operations()).map(({ problem, state }) => [state, problem])).toEqual(kept.outgoing.map(() => ['sent', null]));
    const rows = await rowsOf(kept.outgoing.map(({ id }) => id));
    expect(rows).toEqual(kept.outgoing.map(({ id, body, files }) => ({ id, door: 'phone', words: body?.words, files: files.length })));
    store.close();
  });

  test.each(samples)('$name: every draft opens, and what is made of it leaves in today’s form', async ({ name, kept }) => {
    const store = await phoneWith(`drafts ${name}`, { drafts: kept.drafts, blobs: kept.blobs });
    const drafts = await store.drafts();
    expect(drafts).toHaveLength(kept.drafts.length);
    for (const draft of drafts) {
      const open = openDraft(draft);
      const category = ground.categories.find(({ code }) => code === open.writing.category);
      if (!category) throw new Error(`the category of ${draft.id} is not read`);
      expect(faultsOf(open.writing, ground, category, [])).toEqual([]);
      expect((await handOver(store, open, category)).body?.schema).toBe(newestForm);
    }
    expect(await sending(store)).toMatchObject({ sent: drafts.length, waiting: 0 });
    const rows = await rowsOf(drafts.map(({ id }) => id));
    expect(rows.map(({ id, files }) => [id, files])).toEqual(kept.drafts.map(({ id, files }) => [id, files.length]));
    store.close();
  });
});

describe('a form that this program does not know', () => {
  const newer = newestForm + 1;
  const [sample] = samples;
  const [held] = sample?.kept.outgoing ?? [];
  if (!held) throw new Error('there is no sample');
  const id = '019ad000-0000-7000-8fff-000000000001';

  test('is refused in words, with the time to ask again, and nothing is written', async () => {
    const response = await fetch(`${app.address}/api/v1/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': id },
      body: JSON.stringify({ schema: newer, id, sentence: 'of another form' }),
    });
    expect([response.status, response.headers.get('retry-after')]).toEqual([503, '600']);
    expect(await response.json()).toMatchObject({
      type: 'urn:yenbai-s:reports.form-newer',
      title: expect.stringMatching(/\p{L}/u),
      detail: expect.stringContaining('vẫn nằm trên máy này'),
      field: 'schema',
    });
    expect(await rowsOf([id])).toEqual([]);
  });

  test('waits on the phone with everything in it, and asks again by itself', async () => {
    const store = await phoneWith('newer body', { outgoing: [{ ...held, id, files: [], body: { ...held.body, id, schema: newer } }] });
    const round = await sending(store);
    expect(round).toMatchObject({ sent: 0, waiting: 1 });
    expect(round.next).toBeGreaterThan(Date.now() + 500_000);
    expect(await store.operation(id)).toMatchObject({ state: 'waiting', problem: null, body: { ...held.body, id, schema: newer } });
    store.close();
  });

  test.each([0, -1, 1.5, 'two', '1', null, {}, 1e99])('a form %j is none', async (schema) => {
    const response = await fetch(`${app.address}/api/v1/reports`, {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': id },
      body: JSON.stringify({ ...held.body, id, schema }),
    });
    expect(response.status).toBe(schema === 1e99 ? 503 : 400);
  });
});

test('each form is brought to the next, from its own on, and what came is left as it was', () => {
  const steps = [({ words, ...rest }: Captured) => ({ ...rest, text: words }), (captured: Captured) => ({ ...captured, lang: 'vi' })];
  const old = Object.freeze({ id: 'x', words: 'a' });
  expect(inTodaysForm(old, steps)).toEqual({ ok: true, value: { schema: 3, id: 'x', text: 'a', lang: 'vi' } });
  expect(inTodaysForm({ schema: 2, id: 'x', text: 'a' }, steps)).toMatchObject({
    ok: true,
    value: { schema: 3, text: 'a', lang: 'vi' },
  });
  expect(inTodaysForm({ schema: 3, id: 'x' }, steps)).toEqual({ ok: true, value: { schema: 3, id: 'x' } });
  expect(inTodaysForm({ schema: 4 }, steps)).toMatchObject({ ok: false, refusal: { code: 'reports.form-newer' } });
  for (const none of [null, 'newer', 7, [old]]) expect(inTodaysForm(none, steps)).toEqual({ ok: true, value: none });
});
