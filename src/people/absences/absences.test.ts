import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { getPage, sendForm } from '../../../test/support/forms.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import type { Actor } from '../../platform/session/index.ts';
import { grantRole } from '../roles/grants.ts';
import { openActors } from '../sessions/resolve.ts';
import { endAbsence, recordAbsence } from './commands.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app.close());
beforeEach(async () => {
  app.database.clock.set('2026-11-22T03:00:00Z');
  await run(sql`update people.absence set ended_at = now() where ended_at is null`);
});

const id = (key: string): string => demonstrationPeople.get(key)?.id ?? '';
const run = <T>(query: ReturnType<typeof sql<T>>) => query.execute(app.database.db.rows<unknown>()).then((found) => found.rows);
const actorOf = (key: string): Promise<Actor> =>
  app.context.db.transaction((tx) => openActors(app.context.db, app.context.clock).byPerson(tx, id(key)));
const grantOf = async (key: string): Promise<string> =>
  (await run(sql<{ id: string }>`select id from people.role_grant where person_id = ${id(key)}::uuid order by id limit 1`))[0]?.id ?? '';

const lend = async (by: Actor, from: string, deputy: string, over: Partial<Parameters<typeof recordAbsence>[3]> = {}) =>
  app.context.db.transaction(async (tx) =>
    recordAbsence(tx, app.context, by, {
      personId: id(from),
      deputyId: id(deputy),
      grantIds: [await grantOf(from)],
      from: '2026-11-22',
      until: '2026-11-24',
      ...over,
    }),
  );
const code = async (outcome: ReturnType<typeof lend>) => {
  const found = await outcome;
  return found.ok ? 'ok' : found.refusal.code;
};

describe('nghỉ, giao cho …', () => {
  test('an officer hands over on the page; the deputy works in their place and the trail says for whom', async () => {
    const cookie = await app.signedIn('commune-leader');
    const page = await getPage(app, '/console/absences/new', cookie);
    expect(page.text).toContain('Nguyễn Thị Hồng');
    expect(page.text).not.toContain('Vàng Thị Dinh');
    const deputy = await app.signedIn('commune-officer');
    expect((await getPage(app, '/console/roles', deputy)).status).toBe(403);
    const saved = await sendForm(app, {
      from: '/console/absences/new',
      to: '/console/absences',
      cookie,
      fields: { grants: await grantOf('commune-leader'), deputy: id('commune-officer'), from: '22/11/2026', until: '24/11/2026' },
    });
    expect([saved.status, saved.location]).toEqual([303, '/console/absences?done=recorded']);
    expect((await getPage(app, '/console/roles', deputy)).status).toBe(200);
    expect((await getPage(app, '/console/absences', deputy)).text).toContain('Trần Văn Quyết');
    const grant = await grantOf('team-member');
    const ended = await sendForm(app, {
      from: `/console/roles/${grant}`,
      to: `/console/roles/${grant}/end`,
      cookie: deputy,
      fields: { why: 'finished' },
    });
    expect(ended.status).toBe(303);
    const trail = await run(
      sql<{
        actor_id: string;
        acting_for: string;
      }>`select actor_id, acting_for from audit.entry where action = 'people.end-grant' order by id desc limit 1`,
    );
    expect(trail).toEqual([{ actor_id: id('commune-officer'), acting_for: id('commune-leader') }]);
    await run(sql`update people.role_grant set ended_at = null, ended_by = null, ended_why = null where id = ${grant}::uuid`);
  });

  test('the deputy has nothing of it before the absence, after its end, or once it is ended early', async () => {
    const deputy = await app.signedIn('commune-officer');
    const status = async () => (await getPage(app, '/console/roles', deputy)).status;
    const recorded = await lend(await actorOf('commune-leader'), 'commune-leader', 'commune-officer', {
      from: '2026-11-23',
      until: '2026-11-24',
    });
    expect(recorded.ok).toBe(true);
    expect(await status()).toBe(403);
    app.database.clock.set('2026-11-23T03:00:00Z');
    const fresh = await app.signedIn('commune-officer');
    const statusNow = async () => (await getPage(app, '/console/roles', fresh)).status;
    expect(await statusNow()).toBe(200);
    app.database.clock.set('2026-11-24T16:59:00Z');
    const late = await app.signedIn('commune-officer');
    expect((await getPage(app, '/console/roles', late)).status).toBe(200);
    app.database.clock.set('2026-11-24T17:01:00Z');
    const over = await getPage(app, '/console/roles', late);
    expect([over.status, over.text.includes('làm thay vai trò Lãnh đạo UBND cấp xã đến hết 24/11/2026')]).toEqual([403, true]);
    app.database.clock.set('2026-11-22T03:00:00Z');
    const again = await lend(await actorOf('commune-leader'), 'commune-leader', 'commune-officer', {
      from: '2026-11-22',
      until: '2026-11-22',
    });
    if (!again.ok) throw new Error(again.refusal.code);
    expect(await status()).toBe(200);
    const officer = await actorOf('commune-officer');
    await app.context.db.transaction((tx) => endAbsence(tx, app.context, officer, again.value.absenceId));
    expect(await status()).toBe(403);
  });

  test('a deputy passes nothing on: no chain of absences, no role given with a lent right', async () => {
    expect(await code(lend(await actorOf('commune-leader'), 'commune-leader', 'commune-officer'))).toBe('ok');
    const deputy = await actorOf('commune-officer');
    expect(deputy.grants.some((grant) => grant.actingFor === id('commune-leader'))).toBe(true);
    // The lent role is not the deputy's to lend, neither as their own nor for the absent person.
    const grant = await grantOf('commune-leader');
    expect(await code(lend(deputy, 'commune-officer', 'team-leader', { grantIds: [grant] }))).toBe('people.absence-not-own');
    expect(await code(lend(deputy, 'commune-leader', 'team-leader'))).toBe('people.absence-not-own');
    const unit = await run(sql<{ unit_id: string }>`select unit_id from people.person where id = ${id('citizen')}::uuid`);
    const given = await app.context.db.transaction((tx) =>
      grantRole(tx, app.context, deputy, {
        personId: id('citizen'),
        role: 'team-member',
        unitId: unit[0]?.unit_id ?? '',
        from: '2026-11-22',
        basis: 'QĐ',
      }),
    );
    expect(given).toMatchObject({ ok: false, refusal: { code: 'people.role-not-yours' } });
  });

  test('a deputy is of the same place on all of the days, and another person', async () => {
    const leader = await actorOf('commune-leader');
    expect(await code(lend(leader, 'commune-leader', 'other-commune-officer'))).toBe('people.absence-deputy');
    expect(await code(lend(leader, 'commune-leader', 'operator'))).toBe('people.absence-deputy');
    expect(await code(lend(leader, 'commune-leader', 'citizen'))).toBe('people.absence-deputy');
    expect(await code(lend(leader, 'commune-leader', 'commune-leader'))).toBe('people.absence-deputy');
    await run(
      sql`update people.role_grant set valid = daterange('2025-07-01', '2026-11-23') where person_id = ${id('commune-officer')}::uuid`,
    );
    expect(await code(lend(leader, 'commune-leader', 'commune-officer'))).toBe('people.absence-deputy');
    await run(sql`update people.role_grant set valid = daterange('2025-07-01', null) where person_id = ${id('commune-officer')}::uuid`);
  });

  test('a leader records it for somebody of the place, never towards themselves, never for elsewhere', async () => {
    const leader = await actorOf('commune-leader');
    expect(await code(lend(leader, 'commune-officer', 'commune-leader'))).toBe('people.absence-to-oneself');
    expect(await code(lend(leader, 'team-member', 'team-leader'))).toBe('ok');
    expect(await code(lend(leader, 'other-commune-officer', 'commune-officer'))).toBe('people.absence-not-own');
    expect(await code(lend(await actorOf('commune-officer'), 'commune-leader', 'commune-officer'))).toBe('people.absence-not-own');
  });

  test('roles that two persons give and that hold everywhere are not handed over by one', async () => {
    expect(await code(lend(await actorOf('operator'), 'operator', 'second-operator'))).toBe('people.absence-powerful');
    expect(await code(lend(await actorOf('intake-officer'), 'intake-officer', 'policy-officer'))).toBe('ok');
  });

  test('nothing is lent twice, nor to somebody who is away, nor for the past or for ever', async () => {
    const leader = await actorOf('commune-leader');
    expect(await code(lend(leader, 'commune-leader', 'commune-officer'))).toBe('ok');
    expect(await code(lend(leader, 'commune-leader', 'commune-officer', { from: '2026-11-24', until: '2026-11-25' }))).toBe(
      'people.absence-twice',
    );
    expect(await code(lend(leader, 'team-member', 'commune-officer'))).toBe('ok');
    expect(await code(lend(await actorOf('commune-officer'), 'commune-officer', 'commune-leader'))).toBe('people.absence-deputy-away');
    expect(await code(lend(leader, 'commune-leader', 'commune-officer', { from: '2026-11-21' }))).toBe('people.absence-past');
    expect(await code(lend(leader, 'commune-leader', 'commune-officer', { from: '2027-01-02', until: '2027-01-01' }))).toBe(
      'people.absence-until',
    );
    expect(await code(lend(leader, 'commune-leader', 'commune-officer', { from: '2027-01-01', until: '2028-01-01' }))).toBe(
      'people.absence-long',
    );
    expect(await code(lend(leader, 'commune-leader', 'commune-officer', { grantIds: [] }))).toBe('people.absence-nothing');
  });

  test('a session of one factor hands nothing over; ids of absences elsewhere say nothing', async () => {
    const weak: Actor = { ...(await actorOf('commune-leader')), grants: [] };
    expect(await code(lend(weak, 'commune-leader', 'commune-officer'))).toBe('people.absence-not-own');
    const recorded = await lend(await actorOf('commune-leader'), 'commune-leader', 'commune-officer');
    if (!recorded.ok) throw new Error(recorded.refusal.code);
    const stranger = await actorOf('other-commune-officer');
    const ended = await app.context.db.transaction((tx) => endAbsence(tx, app.context, stranger, recorded.value.absenceId));
    expect(ended).toMatchObject({ ok: false, refusal: { code: 'people.absence-unknown', status: 404 } });
  });
});
