/** Programs and their keys: whose they are, what is shown once, what ends. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../test/support/app.ts';
import { demonstrationPeople } from '../../test/support/people.ts';
import { visit } from '../../test/support/visitor.ts';
import type { Tx } from '../platform/db/index.ts';
import { meanwhile } from '../platform/postgres/waiting.fixture.ts';
import { dutyState, ownState, rowState } from '../platform/session/index.ts';
import { askForLive, makeApp } from './apps/commands.ts';
import { decide } from './console/decide.ts';
import { developersLimits, developersRights, webhookTypes } from './contract.ts';
import { pauseAfter, pauses, sandboxStep, verdictOf } from './model.ts';
import { developersPrivacy } from './privacy.ts';
import { actorOf, liveProgram, program, webhook } from './programs.fixture.ts';
import { developersRetention } from './retention.ts';
import { sandboxExamples } from './sandbox/examples.ts';
import { submitSandbox } from './sandbox/store.ts';
import { shippedRows } from './shipped.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());

const rows = async <T>(query: ReturnType<typeof sql<T>>) =>
  app.context.db.transaction(async (tx) => (await query.execute(tx.rows<unknown>())).rows, { state: dutyState('identity') });
const id = () => app.context.ids.next();
const input = (over: object = {}) => ({ id: id(), name: 'Tên', purpose: 'Việc', organisation: '', site: '', ...over });

describe('a program', () => {
  test('is made by its form once: the key is in that answer and nowhere else, and only its digest is kept', async () => {
    const visitor = visit(app, await app.signedIn('citizen'));
    await visitor.get('/developers/apps/new');
    const form = { ...input(), name: 'Tổng đài <thử> & "báo"' };
    const made = await visitor.post('/developers/apps', form);
    expect(made.status).toBe(201);
    const key = /ybs_test_[\w-]{43}/.exec(made.text)?.[0] ?? '';
    expect(key).not.toBe('');
    expect(made.text).not.toContain('<thử>');
    const again = await visitor.post('/developers/apps', form);
    expect([again.status, /ybs_test_[\w-]{43}/.test(again.text)]).toEqual([409, false]);
    const page = await visitor.get(`/developers/apps/${form.id}`);
    expect(page.text).toContain(key.slice(0, 14));
    expect(page.text).not.toContain(key);
    const guide = await visitor.get('/developers');
    expect(guide.text).toContain(key.slice(0, 14));
    const kept = await rows(
      sql<{ row: string }>`select to_jsonb(key)::text as row from developers.api_key key where app_id = ${form.id}::uuid`,
    );
    expect(kept).toHaveLength(1);
    expect(kept[0]?.row).not.toContain(key);
    expect(app.logged.join('\n')).not.toContain(key);
    const trail = await rows(
      sql<{
        action: string;
      }>`select action from audit.entry where subject_id in (${form.id}, (select id::text from developers.api_key where app_id = ${form.id}::uuid))`,
    );
    expect(trail.map(({ action }) => action).toSorted()).toEqual(['developers.make-app', 'developers.make-key']);
  });

  test('two programs at once where there is room for one', async () => {
    const { db } = app.context;
    const actor = await actorOf(app, 'publisher');
    const state = ownState(actor);
    const make = (tx: Tx) => makeApp(tx, actor, input());
    for (let made = 1; made < developersLimits.apps; made += 1) expect((await db.transaction(make, { state })).ok).toBe(true);
    const second = await meanwhile(
      db,
      async (tx) => expect((await make(tx)).ok).toBe(true),
      () => db.transaction(make, { state }),
      state,
    );
    expect(second).toMatchObject({ ok: false, refusal: { code: 'developers.apps-too-many' } });
  });

  test('two reports to the sandbox at once where there is room for one', async () => {
    const { db, clock } = app.context;
    const { id: appId } = await program(app, 'team-member');
    let sent = 0;
    const send = (tx: Tx) =>
      submitSandbox(tx, {
        id: id(),
        appId,
        code: String(++sent).padStart(12, '9'),
        serviceCode: 'road-damage',
        content: { description: '', address: '', lat: null, lon: null },
      });
    const own = dutyState('identity');
    await rows(sql`insert into developers.sandbox_request (id, app_id, code, service_code, state, content, requested_at, updated_at)
      select gen_random_uuid(), ${appId}::uuid, 'x' || n, 'road-damage', 'sent', '{}', ${clock.now().toString()}::timestamptz, ${clock.now().toString()}::timestamptz
      from generate_series(2, ${developersLimits.sandboxReports}::int) n`);
    const full = await meanwhile(
      db,
      async (tx) => expect((await send(tx)).ok).toBe(true),
      () => db.transaction(send, { state: own }),
      own,
    );
    expect(full).toMatchObject({ ok: false, refusal: { code: 'developers.sandbox-full' } });
    await rows(sql`delete from developers.sandbox_request where app_id = ${appId}::uuid`);
  });

  test('of somebody else is not there: page, keys, asking, webhooks', async () => {
    const foreign = await program(app, 'team-member');
    const hook = await webhook(app, foreign.id, 'https://example.org/hook', { owner: 'team-member' });
    const visitor = visit(app, await app.signedIn('citizen'));
    await visitor.get('/developers/apps/new');
    const path = `/developers/apps/${foreign.id}`;
    const [key] = await rows(sql<{ id: string }>`select id from developers.api_key where app_id = ${foreign.id}::uuid`);
    expect((await visitor.get(path)).status).toBe(404);
    expect((await visitor.get(`${path}/webhooks/${hook.id}`)).status).toBe(404);
    for (const [tail, body] of [
      ['/keys', { kind: 'sandbox' }],
      ['/keys/revoke', { key: key?.id ?? '' }],
      ['/ask', { asked: 'x', contact: 'y' }],
      ['/webhooks', { url: 'https://example.org/', kind: 'sandbox' }],
      [`/webhooks/${hook.id}/change`, { change: 'remove' }],
      [`/webhooks/${hook.id}/again`, { since: '01/01/2026' }],
    ] as const)
      expect([tail, (await visitor.post(path + tail, body)).status]).toEqual([tail, 404]);
    const [after] = await rows(sql<{ revoked: boolean; state: string }>`select key.revoked_at is not null as revoked, hook.state
      from developers.api_key key, developers.webhook hook where key.app_id = ${foreign.id}::uuid and hook.id = ${hook.id}::uuid`);
    expect(after).toEqual({ revoked: false, state: 'active' });
  });

  test('what is missing or too long is said at its field, and nothing is written', async () => {
    const actor = await actorOf(app, 'citizen');
    const refusal = async (over: object) => {
      const outcome = await app.context.db.transaction((tx) => makeApp(tx, actor, input(over)), { state: ownState(actor) });
      return outcome.ok ? 'ok' : [outcome.refusal.code, outcome.refusal.field];
    };
    expect(await refusal({ name: ' \u200b ' })).toEqual(['developers.name-missing', 'name']);
    expect(await refusal({ purpose: '' })).toEqual(['developers.purpose-missing', 'purpose']);
    expect(await refusal({ name: 'x'.repeat(developersLimits.name + 1) })).toEqual(['developers.too-long', 'name']);
    expect(await refusal({ site: 'javascript:alert(1)' })).toEqual(['developers.site-strange', 'site']);
    const visitor = visit(app, await app.signedIn('citizen'));
    await visitor.get('/developers/apps/new');
    const answer = await visitor.post('/developers/apps', { name: 'Còn nguyên', purpose: '' });
    expect([answer.status, answer.text.includes('Còn nguyên')]).toEqual([422, true]);
  });

  test('there are so many of a person, and so many keys of a program', async () => {
    const actor = await actorOf(app, 'village-head').catch(() => actorOf(app, 'team-member'));
    const outcomes: string[] = [];
    for (let n = 0; n <= developersLimits.apps; n++) {
      const outcome = await app.context.db.transaction((tx) => makeApp(tx, actor, input()), { state: ownState(actor) });
      outcomes.push(outcome.ok ? 'ok' : outcome.refusal.code);
    }
    expect(outcomes.at(-1)).toBe('developers.apps-too-many');
    const own = await program(app);
    const visitor = visit(app, await app.signedIn('citizen'));
    await visitor.get(`/developers/apps/${own.id}`);
    const statuses = [];
    for (let n = 0; n < developersLimits.keys; n++)
      statuses.push((await visitor.post(`/developers/apps/${own.id}/keys`, { kind: 'sandbox' })).status);
    expect(statuses).toEqual([201, 201, 201, 201, 409]);
  });
});

describe('the real system', () => {
  test('is asked for, refused with a reason that the owner reads, asked for again, opened, closed', async () => {
    const { db } = app.context;
    const own = await program(app);
    const path = `/developers/apps/${own.id}`;
    const owner = visit(app, await app.signedIn('citizen'));
    const operator = visit(app, await app.signedIn('operator'));
    await owner.get(path);
    expect((await owner.post(`${path}/keys`, { kind: 'live' })).status).toBe(409);
    expect((await owner.post(`${path}/ask`, { asked: 'Gửi', contact: '' })).status).toBe(422);
    await owner.post(`${path}/ask`, { asked: 'Gửi mỗi ngày', contact: 'Chị Thử' });
    expect((await operator.get('/console')).text).toContain('Phần mềm thử');
    const page = await operator.get(`/console/developers/${own.id}`);
    expect(page.text).toContain('Gửi mỗi ngày');
    const judge = (fields: Record<string, string>) =>
      operator.post(`/console/developers/${own.id}/decide`, { perMinute: '60', reason: '', ...fields });
    expect((await judge({ verdict: 'refuse' })).status).toBe(422);
    expect((await judge({ verdict: 'grant', perMinute: '0' })).status).toBe(422);
    expect((await judge({ verdict: 'refuse', reason: 'Chưa rõ ai chịu trách nhiệm' })).status).toBe(303);
    expect((await judge({ verdict: 'grant' })).status).toBe(409);
    expect((await owner.get(path)).text).toContain('Chưa rõ ai chịu trách nhiệm');
    await owner.post(`${path}/ask`, { asked: 'Gửi mỗi ngày', contact: 'Chị Thử, Sở Thử' });
    expect((await judge({ verdict: 'grant', perMinute: '240' })).status).toBe(303);
    await owner.get(path);
    const key = /ybs_live_[\w-]{43}/.exec((await owner.post(`${path}/keys`, { kind: 'live' })).text)?.[0] ?? '';
    const hook = await webhook(app, own.id, 'https://example.org/hook', { kind: 'live' });
    const call = () => fetch(`${app.address}/open311/v2/requests.json?page_size=1`, { headers: { authorization: `Bearer ${key}` } });
    const answer = await call();
    expect([answer.status, answer.headers.get('ratelimit-limit')]).toEqual([200, '240']);
    await operator.get(`/console/developers/${own.id}`);
    expect((await judge({ verdict: 'revoke', reason: 'Gửi rác' })).status).toBe(303);
    expect((await call()).status).toBe(403);
    const [after] = await rows(sql<{ state: string }>`select state from developers.webhook where id = ${hook.id}::uuid`);
    expect(after?.state).toBe('paused');
    expect((await owner.get(path)).text).toContain('Gửi rác');
    const sandbox = await fetch(`${app.address}/open311/v2/requests.json?page_size=1&api_key=${own.key}`);
    expect(sandbox.status).toBe(200);
    const trail = await rows(
      sql<{
        action: string;
      }>`select action from audit.entry where subject_id = ${own.id} and actor_id = ${demonstrationPeople.get('operator')?.id}::uuid order by at, id`,
    );
    expect(trail.map(({ action }) => action).filter((action) => action !== 'developers.see-app')).toEqual([
      'developers.refuse-app',
      'developers.grant-app',
      'developers.revoke-app',
    ]);
    const strangers = await actorOf(app, 'commune-officer');
    const blind = await db.transaction((tx) => askForLive(tx, strangers, own.id, { asked: 'x', contact: 'y' }), {
      state: ownState(strangers),
    });
    expect(blind.ok).toBe(false);
  });

  test('nobody decides on a program of their own, or without the right', async () => {
    const own = await program(app, 'operator');
    const operator = await actorOf(app, 'operator');
    await rows(sql`update developers.app set state = 'wanted' where id = ${own.id}::uuid`);
    const outcome = await app.context.db.transaction(
      (tx) => decide(tx, operator, own.id, { verdict: 'grant', reason: '', perMinute: 60 }),
      {
        state: rowState(operator, developersRights.decide),
      },
    );
    expect(outcome).toMatchObject({ ok: false, refusal: { code: 'developers.own-app' } });
    const officer = visit(app, await app.signedIn('commune-officer'));
    expect((await officer.get('/console/developers')).status).toBe(403);
  });

  test('keys that are tried out are answered 429 after a while, whatever address they come with', async () => {
    const statuses = [];
    for (let n = 0; n < 12; n++) {
      const answer = await app.app.inject({
        url: `/open311/v2/requests.json?api_key=ybs_test_${String(n).padEnd(43, 'x')}`,
        remoteAddress: '10.9.9.9',
      });
      statuses.push(answer.statusCode);
    }
    expect(statuses[0]).toBe(403);
    expect(statuses.at(-1)).toBe(429);
  });
});

describe('what is held', () => {
  test('leaves with its person, without secrets; erasing ends keys and webhooks, and repeating it changes nothing', async () => {
    const key = 'commune-officer';
    const own = await liveProgram(app, key);
    await webhook(app, own.id, 'https://example.org/hook', { owner: key });
    const personId = demonstrationPeople.get(key)?.id ?? '';
    const state = dutyState('privacy');
    const exported = await app.context.db.transaction((tx) => developersPrivacy.exportPerson(tx, personId), { state });
    const text = JSON.stringify(exported);
    expect(text).toContain('example.org/hook');
    expect(text).not.toMatch(/digest|sealed_secret/);
    const erased = await app.context.db.transaction((tx) => developersPrivacy.erasePerson(tx, personId), { state });
    expect(erased).toMatchObject({ 'developers.app': 1, 'developers.api_key': 2, 'developers.webhook': 1 });
    expect((await fetch(`${app.address}/open311/v2/requests.json?api_key=${own.key}`)).status).toBe(403);
    const again = await app.context.db.transaction((tx) => developersPrivacy.erasePerson(tx, personId), { state });
    expect(Object.values(again).every((count) => count === 0)).toBe(true);
    expect(await app.context.db.transaction((tx) => developersPrivacy.exportPerson(tx, personId), { state })).toEqual({
      'developers.app': [],
    });
  });

  test('goes by the rules of retention, a few at a time', async () => {
    const own = await program(app, 'agency-leader');
    for (let n = 0; n < 3; n++)
      await rows(sql`insert into developers.sandbox_request (id, app_id, code, service_code, state, content, requested_at, updated_at)
        values (${id()}::uuid, ${own.id}::uuid, ${`99999999999${n}`}, 'x', 'answered', '{}', '2026-01-01', '2026-01-01')`);
    const source = developersRetention.find(({ rule }) => rule === 'developers.sandbox');
    const before = Temporal.Instant.from('2026-02-01T00:00:00Z');
    const removed = await app.context.db.transaction(async (tx) => [
      await source?.count(tx, before),
      await source?.apply(tx, before, 2),
      await source?.apply(tx, before, 2),
    ]);
    expect(removed).toEqual([3, 2, 1]);
  });
});

test('the life of deliveries and of the sandbox', () => {
  expect(pauses.map((_, index) => pauseAfter(index + 1))).toEqual([...pauses]);
  expect(pauseAfter(pauses.length + 1)).toBeNull();
  expect([pauseAfter(1, 60), pauseAfter(1, 10_000_000)]).toEqual([60, 86_400]);
  expect([200, 204, 299, 300, 410, 500].map(verdictOf)).toEqual(['taken', 'taken', 'taken', 'again', 'gone', 'again']);
  expect([0, 19, 20, 40, 59, 60, 9999].map((seconds) => sandboxStep(seconds).state)).toEqual([
    'sent',
    'sent',
    'received',
    'in-work',
    'in-work',
    'answered',
    'answered',
  ]);
});

test('the shipped lists are whole', async () => {
  const examples = sandboxExamples();
  expect(examples.length).toBeGreaterThanOrEqual(30);
  expect(new Set(examples.map(({ code }) => code)).size).toBe(examples.length);
  for (const row of shippedRows('changes.csv'))
    expect([/^\d{4}-\d{2}-\d{2}$/.test(row.day ?? ''), row.vi !== '', row.en !== '']).toEqual([true, true, true]);
  const page = await fetch(`${app.address}/developers`);
  const text = await page.text();
  for (const type of webhookTypes) expect(text).toContain(type);
});
