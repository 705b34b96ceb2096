import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { openVault } from '../../platform/crypto/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { dutyState, ownState } from '../../platform/session/index.ts';
import { uploadPurposes } from '../contract.ts';
import { loadReportsReference } from '../load/reference.ts';
import { reportsPrivacy } from '../privacy.ts';
import { categoriesOn, categoryOn, emergencyNumbers, noticeFor, questionsFor, reasonsOn } from './categories.ts';
import { recomputeDeadlines } from './deadlines-store.ts';
import { followOffices } from './follow-offices.ts';
import { officesOf } from './parties.ts';
import { resealContacts } from './reseal.ts';
import { contactRetention } from './retention.ts';
import { suggestOffice } from './routing.ts';
import { reporterOf } from './view.ts';
import { communeOffice, moneyOffice, openWorld, personOf, resultOf, roadsOffice, smallLists, type World } from './world.fixture.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const on = '2026-12-07';
const read = <T>(fn: (tx: Tx) => Promise<T>, state = dutyState('identity')): Promise<T> => world.app.context.db.transaction(fn, { state });
const load = (over: Readonly<Record<string, string>> = {}) =>
  read((tx) => loadReportsReference(tx, async (name) => over[name] ?? smallLists[name] ?? ''));
const head = (name: string) => `${smallLists[name]?.split('\n')[0]}\n`;

test('lists are read as of a day, in their order', async () => {
  const codes = (await read((tx) => categoriesOn(tx, on)))
    .filter((one) => one.code.startsWith('t-'))
    .map((one) => [one.code, one.depth, one.leaf]);
  expect(codes).toEqual([
    ['t-roads', 0, false],
    ['t-pothole', 1, true],
    ['t-lamp', 1, true],
    ['t-bridge', 1, true],
    ['t-ask', 0, true],
    ['t-secret', 0, true],
    ['t-complaint', 0, true],
  ]);
  expect((await read((tx) => categoriesOn(tx, '2026-11-30'))).map((one) => one.code)).toContain('t-old');
  expect(await read((tx) => categoryOn(tx, 't-bridge', on))).toMatchObject({
    urgency: 'urgent',
    noticeCode: 't-danger',
    depth: 1,
    leaf: true,
  });
  expect(await read((tx) => categoryOn(tx, 't-bridge', '2025-06-30'))).toBeNull();
  expect((await read((tx) => questionsFor(tx, 't-bridge', on))).map((one) => one.code)).toEqual(['passable', 'width', 'cars']);
  expect(await read((tx) => noticeFor(tx, 't-stop', on))).toMatchObject({ effect: 'stop', actions: [] });
  expect((await read((tx) => reasonsOn(tx, 'cannot', on))).map((one) => one.code)).toContain('t-money');
  expect((await read((tx) => emergencyNumbers(tx, on))).at(-1)).toEqual({ number: '199', names: { vi: 'Thử', en: 'Test' } });
});

test('lists load again without a change, end a row by its day, and refuse nonsense', async () => {
  const count = async () => (await world.rows(sql<{ n: number }>`select count(*)::int as n from reports.category_version`))[0]?.n;
  const before = await count();
  await load();
  expect(await count()).toBe(before);
  const split = `${head('categories.csv')}t-ask,2025-07-01,2026-12-31,,question,2,Hỏi,Ask,,,map,optional,public,centre,normal,,
t-ask,2027-01-01,,,question,2,Hỏi đáp,Questions,,,map,optional,public,centre,complex,,
`;
  await load({ 'categories.csv': split });
  expect(await count()).toBe((before ?? 0) + 1);
  expect((await read((tx) => categoryOn(tx, 't-ask', '2026-12-31')))?.names.vi).toBe('Hỏi');
  expect(await read((tx) => categoryOn(tx, 't-ask', '2027-01-01'))).toMatchObject({ names: { vi: 'Hỏi đáp' }, urgency: 'complex' });
  await expect(load({ 'notices.csv': `${head('notices.csv')}t-x,2026-13-01,,warn,a,b,c,d,[],e\n` })).rejects.toThrow(RangeError);
  await expect(load({ 'notices.csv': `${head('notices.csv')}t-x,2026-01-01,,warn,a,b,c,d,[,e\n` })).rejects.toThrow();
  await expect(
    load({ 'routes.csv': `${head('routes.csv')}${personOf('citizen')},t-ask,commune,99999,2026-01-01,,unit-office,,x\n` }),
  ).rejects.toThrow(RangeError);
});

test('the nearest route wins, else the office of the unit', async () => {
  const ask = (categoryCode: string, unitId: string) => read((tx) => suggestOffice(tx, { categoryCode, unitId, on }));
  expect(await ask('t-pothole', world.commune)).toEqual({ organisationId: communeOffice, why: 'route' });
  expect(await ask('t-bridge', world.commune)).toEqual({ organisationId: roadsOffice, why: 'route' });
  // The deeper category comes before the smaller unit.
  expect(await ask('t-bridge', world.elsewhere)).toEqual({ organisationId: roadsOffice, why: 'route' });
  expect(await ask('t-pothole', world.elsewhere)).toEqual({ organisationId: moneyOffice, why: 'route' });
  expect(await ask('t-ask', world.commune)).toEqual({ organisationId: communeOffice, why: 'unit-office' });
  expect(await ask('t-ask', personOf('citizen'))).toBeNull();
});

test('offices that somebody answers for', async () => {
  const of = async (key: string, right: 'reports.handle' | 'reports.approve' | 'reports.see') => {
    const actor = await world.actor(key);
    return read((tx) => officesOf(tx, actor, right, on));
  };
  expect(await of('commune-officer', 'reports.handle')).toEqual([communeOffice]);
  expect(await of('commune-officer', 'reports.approve')).toEqual([]);
  expect(await of('agency-handler', 'reports.handle')).toEqual([roadsOffice]);
  expect(await of('citizen', 'reports.see')).toEqual([]);
  expect((await of('province-supervisor', 'reports.see')).length).toBeGreaterThan(100);
});

test('a holiday that is added moves open deadlines that span it, with a trace; those that are met stay', async () => {
  const open = await world.handed();
  const answered = await world.handed();
  await world.answered(answered.id);
  const late = await world.handed({ categoryCode: 't-lamp' });
  await world.rows(
    sql`insert into platform.calendar_day (day, kind, name_vi, name_en, source) values ('2026-12-09', 'holiday', 'Thử', 'Test', 'thử')`,
  );
  const was = (await world.view(answered.id)).deadlines;
  const context = world.app.context;
  expect(await read((tx) => recomputeDeadlines(tx, context))).toBe(2);
  expect(await read((tx) => recomputeDeadlines(tx, context))).toBe(0);
  const moved = await world.view(open.id);
  expect(moved.dueAt?.toString()).toBe('2026-12-11T10:00:00Z');
  expect(moved.events.at(-1)).toMatchObject({
    step: 'move-deadline',
    actorKind: 'system',
    facts: { moved: [{ step: 'answer', from: '2026-12-10T10:00:00Z', to: '2026-12-11T10:00:00Z' }] },
  });
  expect((await world.view(late.id)).events.at(-1)?.step).toBe('move-deadline');
  expect((await world.view(answered.id)).deadlines).toEqual(was);
  await world.rows(sql`delete from platform.calendar_day where day = '2026-12-09'`);
  expect(await read((tx) => recomputeDeadlines(tx, context))).toBe(2);
  expect((await world.view(open.id)).dueAt?.toString()).toBe('2026-12-10T10:00:00Z');
});

test('an office is abolished with open cases: they go on where the unit’s cases go, parts too, with an event each', async () => {
  const led = await world.handed({}, roadsOffice);
  const shared = await world.handed();
  resultOf(await world.step('commune-officer', shared.id, 'ask-part', { organisationId: roadsOffice, wordsToOfficials: 'Kiểm tra giúp.' }));
  const untouched = await world.handed();
  const drafted = await world.handed();
  await world.drafted(drafted.id);
  const context = world.app.context;
  expect(await read((tx) => followOffices(tx, context))).toBe(0);
  await world.rows(
    sql`update people.organisation_version set valid = daterange(lower(valid), '2026-12-08') where organisation_id = ${roadsOffice}::uuid`,
  );
  world.app.database.clock.set('2026-12-08T02:00:00Z');
  expect(await read((tx) => followOffices(tx, context))).toBe(2);
  expect(await read((tx) => followOffices(tx, context))).toBe(0);
  const view = await world.view(led.id, 'commune-officer');
  expect(view).toMatchObject({ state: 'handed', organisationId: communeOffice });
  expect(view.content?.words).toContain('Ổ gà');
  expect(view.events.at(-1)).toMatchObject({ step: 'follow-office', actorKind: 'system', organisationId: communeOffice });
  expect(view.parts.map((part) => [part.organisationId, part.state])).toEqual([
    [roadsOffice, 'withdrawn'],
    [communeOffice, 'handed'],
  ]);
  const part = (await world.view(shared.id)).parts.find((one) => one.organisationId === roadsOffice);
  expect(part).toMatchObject({ state: 'withdrawn', lead: false });
  expect((await world.view(untouched.id)).events.at(-1)?.step).toBe('hand');
  // Nobody receives the unit’s cases any more: the centre has them again.
  await world.rows(sql`update people.organisation_version set receives = '{}' where unit_id is not null`);
  world.app.database.clock.set('2026-12-09T02:00:00Z');
  expect(await read((tx) => followOffices(tx, context))).toBeGreaterThanOrEqual(2);
  expect(await world.view(led.id)).toMatchObject({ state: 'classified', organisationId: null });
  // So does what was waiting to be approved; the draft stays for whoever has it next.
  const waiting = await world.view(drafted.id);
  expect(waiting).toMatchObject({ state: 'classified', organisationId: null });
  expect(waiting.events.map((event) => event.step)).toContain('answer');
  const found = await read((tx) =>
    sql`select from reports.search where report_id = ${drafted.id}::uuid and words like '%do nhua lap kin%'`.execute(tx.rows<unknown>()),
  );
  expect(found.rows).toHaveLength(1);
  await world.rows(sql`update people.organisation_version set receives = '{cases}' where unit_id is not null`);
  await world.rows(
    sql`update people.organisation_version set valid = daterange(lower(valid), null) where organisation_id = ${roadsOffice}::uuid`,
  );
  world.app.database.clock.set('2026-12-07T02:00:00Z');
});

test('a unit and its office ended with the reorganisation: the case goes on at the office of what followed', async () => {
  const { id } = await world.handed({}, roadsOffice);
  const [old] = await world.rows(sql<{
    id: string;
  }>`select unit_id as id from territory.unit_versions where level_id = 'commune' group by unit_id
    having max(upper(valid)) = '2025-07-01' and bool_and(upper(valid) is not null) order by 1 limit 1`);
  const state = dutyState('identity');
  await world.app.context.db.transaction(
    async (tx) => {
      await sql`update reports.report set unit_id = ${old?.id}::uuid where id = ${id}::uuid`.execute(tx.rows<unknown>());
      await sql`update reports.content set unit_id = ${old?.id}::uuid where report_id = ${id}::uuid`.execute(tx.rows<unknown>());
    },
    { state },
  );
  await world.rows(sql`update people.organisation_version set receives = '{}' where organisation_id = ${roadsOffice}::uuid`);
  world.app.database.clock.set('2026-12-10T02:00:00Z');
  expect(await read((tx) => followOffices(tx, world.app.context))).toBe(1);
  const view = await world.view(id);
  expect(view).toMatchObject({ unitId: old?.id, state: 'handed' });
  const [office] = await world.rows(sql<{ kind: string; level: string }>`select o.kind, u.level_id as level from people.organisation o
    join people.organisation_version v on v.organisation_id = o.id join territory.units_on('2026-12-10') u on u.unit_id = v.unit_id where o.id = ${view.organisationId}::uuid`);
  expect(office).toEqual({ kind: 'peoples-committee', level: 'commune' });
  await world.rows(sql`update people.organisation_version set receives = '{cases}' where organisation_id = ${roadsOffice}::uuid`);
  world.app.database.clock.set('2026-12-07T02:00:00Z');
});

test('a person is told everything and forgotten: words, files, place and contact go, the life of the report stays', async () => {
  const citizen = { actor: await world.actor('citizen'), ticket: null };
  const personId = personOf('citizen');
  const photo = await world.upload(personId, 'image', uploadPurposes.sent);
  const place = {
    how: 'pin' as const,
    unitId: world.commune,
    lat: 21.4831,
    lon: 104.4572,
    accuracyMetres: null,
    words: 'Nhà tôi',
    atHome: true,
  };
  const contact = { name: 'Lò Thị Mai', phone: '0912345678' };
  const { id, code } = resultOf(await world.submit(citizen, world.input({ uploads: [photo], place, contact, answerBy: 'sms' })));
  resultOf(await world.step('intake-officer', id, 'receive'));
  resultOf(
    await world.step('intake-officer', id, 'ask-more', {
      reason: 't-unclear',
      wordsToSender: 'Chị Mai cho biết thêm.',
      wordsToOfficials: 'Gọi 0912.',
    }),
  );
  const shown = { words: 'Ổ gà trước trường.', placeWords: 'Gần nhà Mai', place: 'coarse', attachments: [] } as const;
  resultOf(await world.step('publisher', id, 'show', { face: shown }));
  const privacy = reportsPrivacy(world.app.context);
  const told = await read((tx) => privacy.exportPerson(tx, personId), dutyState('privacy'));
  expect(told['reports.content']).toMatchObject([{ code, words: world.input().words, lat: 21.4831 }]);
  expect(told['reports.reporter']).toMatchObject([{ contact: { name: 'Lò Thị Mai', phone: '+84912345678' } }]);
  expect(told['reports.reporter']?.[0]).not.toHaveProperty('sealed_contact');
  expect(told['reports.event_words']).toMatchObject([{ words: 'Chị Mai cho biết thêm.' }]);
  expect(told['reports.attachment']).toMatchObject([{ id: photo }]);

  const gone = await read((tx) => privacy.erasePerson(tx, personId), dutyState('privacy'));
  expect(gone).toMatchObject({ 'reports.content': 1, 'reports.reporter': 1, 'reports.event_words': 2, 'reports.attachment': 1 });
  expect(await read((tx) => privacy.erasePerson(tx, personId), dutyState('privacy'))).toMatchObject({
    'reports.content': 0,
    'reports.event_words': 0,
    'reports.attachment': 0,
  });
  const view = await world.view(id, 'intake-officer');
  expect(view).toMatchObject({ code, state: 'needs-more', attachments: [], content: { words: '…', placeWords: '', lat: null, lon: null } });
  expect(view.events.map((event) => event.step)).toEqual(['send', 'receive', 'ask-more', 'show']);
  const left = await read(
    async (tx) =>
      (
        await sql<{ all: string }>`select concat((select jsonb_agg(to_jsonb(c)) from reports.content c where report_id = ${id}::uuid),
      (select jsonb_agg(to_jsonb(w)) from reports.event_words w where report_id = ${id}::uuid), (select jsonb_agg(to_jsonb(s)) from reports.search s where report_id = ${id}::uuid),
      (select jsonb_agg(to_jsonb(r)) from reports.reporter r where report_id = ${id}::uuid),
      (select jsonb_agg(to_jsonb(f)) from reports.public_face f where report_id = ${id}::uuid)) as all`.execute(tx.rows<unknown>())
      ).rows[0]?.all ?? '',
  );
  expect(left).not.toMatch(/mai|0912|v1\.|truong hoc/i);
  expect(left).toContain(shown.words);
  expect(await world.rows(sql`select from platform.upload where id = ${photo}::uuid and state = 'taken'`)).toHaveLength(0);
});

test('what a neighbour left is not in the helper’s copy', async () => {
  const helper = { actor: await world.actor('team-member'), ticket: null };
  resultOf(
    await world.submit(helper, world.input({ onBehalf: { personId: null, consent: 'paper' }, contact: { name: 'Giàng A Sử', phone: '' } })),
  );
  const told = await read((tx) => reportsPrivacy(world.app.context).exportPerson(tx, personOf('team-member')), dutyState('privacy'));
  expect(told['reports.reporter']).toMatchObject([{ helper_consent: 'paper', contact: null }]);
  expect(JSON.stringify(told)).not.toContain('Giàng');
});

test('contacts are sealed anew under a new key, and open as before', async () => {
  const { id } = await world.sent({ contact: { name: 'Ai đó', phone: '0912345678' } });
  const { vault, db } = world.app.context;
  const old = { id: vault.currentKey, bytes: Buffer.alloc(32, 7) };
  const ring = openVault([{ id: 'next', bytes: Buffer.alloc(32, 9) }, old]);
  expect(await resealContacts({ db, vault })).toBe(0);
  expect(await resealContacts({ db, vault: ring })).toBeGreaterThan(0);
  expect(await resealContacts({ db, vault: ring })).toBe(0);
  expect(await read((tx) => reporterOf(tx, { vault: ring }, id))).toMatchObject({ name: 'Ai đó', phone: '+84912345678' });
  expect(await resealContacts({ db, vault: openVault([old, { id: 'next', bytes: Buffer.alloc(32, 9) }]) })).toBeGreaterThan(0);
});

test('names and numbers go some time after the end', async () => {
  const { id, who } = await world.sent({ contact: { name: 'Ai đó', phone: '0912345678' } });
  resultOf(await world.step(who, id, 'withdraw', { revision: null }));
  const now = world.app.database.clock.now();
  const count = (before: Temporal.Instant) => read((tx) => contactRetention.count(tx, before), dutyState('privacy'));
  expect(await count(now)).toBe(0);
  expect(await count(now.add({ hours: 1 }))).toBe(1);
  expect(await read((tx) => contactRetention.apply(tx, now.add({ hours: 1 }), 10), dutyState('privacy'))).toBe(1);
  expect(await count(now.add({ hours: 1 }))).toBe(0);
  const stranger = await world.actor('citizen');
  expect(
    (
      await read(
        async (tx) => (await sql`select from reports.reporter where report_id = ${id}::uuid`.execute(tx.rows<unknown>())).rows,
        ownState(stranger),
      )
    ).length,
  ).toBe(0);
});
