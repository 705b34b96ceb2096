import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { getPage, sendForm } from '../../../test/support/forms.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { withoutRosters } from '../../../test/support/rosters.ts';
import type { Actor } from '../../platform/session/index.ts';
import { openActors } from '../sessions/resolve.ts';
import { endGrant, grantRole } from './grants.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp();
  await withoutRosters(app.database);
});
afterAll(() => app.close());
beforeEach(() => app.database.clock.set('2026-11-22T03:00:00Z'));

const id = (key: string): string => demonstrationPeople.get(key)?.id ?? '';
const actorOf = (key: string): Promise<Actor> =>
  app.database.db.transaction((tx) => openActors(app.context.db, app.context.clock).byPerson(tx, id(key)));
const rows = <T>(query: ReturnType<typeof sql<T>>) => query.execute(app.database.db.rows<unknown>()).then((found) => found.rows);

async function unitOf(key: string): Promise<string> {
  const found = await rows(sql<{ unit_id: string }>`select unit_id from people.person where id = ${id(key)}::uuid`);
  return found[0]?.unit_id ?? '';
}

const grantOf = async (key: string): Promise<string> =>
  (
    await rows(
      sql<{ id: string }>`select id from people.role_grant where person_id = ${id(key)}::uuid and ended_at is null order by id limit 1`,
    )
  )[0]?.id ?? '';

const grantCount = async () => (await rows(sql<{ count: number }>`select count(*)::int as count from people.role_grant`))[0]?.count ?? 0;

const form = (over: Record<string, string> = {}) => ({
  person: id('citizen'),
  role: 'team-member',
  from: '22/11/2026',
  until: '',
  basis: 'Quyết định 12/QĐ-UBND ngày 05/01/2026',
  ...over,
});

const give = async (who: string, over: Record<string, string>) => {
  const cookie = await app.signedIn(who);
  return sendForm(app, {
    from: `/console/roles/new?person=${id('citizen-without-phone')}&role=team-member`,
    to: '/console/roles',
    cookie,
    fields: form({ place: await unitOf('commune-leader'), ...over }),
  });
};

describe('giving a role', () => {
  test('a leader finds somebody of the commune, sees what roles mean, and gives one with its basis', async () => {
    const cookie = await app.signedIn('commune-leader');
    const found = await getPage(app, '/console/roles/new?q=lo+thi+mai', cookie);
    expect(found.text).toContain('Lò Thị Mai');
    expect((await getPage(app, '/console/roles/new?q=vang+thi+dinh', cookie)).text).not.toContain('Vàng Thị Dinh');
    const roles = await getPage(app, `/console/roles/new?person=${id('citizen')}`, cookie);
    expect(roles.text).toContain('Giúp bà con trong thôn');
    expect(roles.text).not.toContain('role=auditor');
    const given = await give('commune-leader', { until: '31/12/2026' });
    expect([given.status, given.location]).toEqual([303, expect.stringMatching(/^\/console\/roles\/[0-9a-f-]{36}\?done=given$/)]);
    const page = await getPage(app, given.location, cookie);
    expect(page.text).toContain('22/11/2026 đến 31/12/2026');
    expect(page.text).toContain('Trần Văn Quyết');
    expect((await getPage(app, '/console/roles?role=team-member', cookie)).text).toContain('Lò Thị Mai');
    expect((await give('commune-leader', {})).text).toContain('đang giữ vai trò này ở đó rồi');
  });

  test('wrong input comes back with what was typed, said at the field', async () => {
    const wrong = await give('commune-leader', { person: id('citizen-without-phone'), from: '32/11/2026', basis: 'căn cứ đã gõ' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('căn cứ đã gõ');
    expect(wrong.text).toContain('Ngày này chưa đúng');
    const past = await give('commune-leader', { person: id('citizen-without-phone'), from: '21/11/2026' });
    expect([past.status, past.text.includes('Ngày bắt đầu đã qua')]).toEqual([422, true]);
    const none = await give('commune-leader', { person: id('citizen-without-phone'), basis: '' });
    expect([none.status, none.text.includes('Chưa ghi căn cứ')]).toEqual([422, true]);
  });

  test('a grant outside the place is refused', async () => {
    const before = await grantCount();
    const answer = await give('commune-leader', { person: id('citizen-without-phone'), place: await unitOf('other-commune-officer') });
    expect([answer.status, await grantCount()]).toEqual([403, before]);
    expect(answer.text).toContain('ngoài phạm vi của bạn');
  });

  test('granting to oneself is refused', async () => {
    const answer = await give('commune-leader', { person: id('commune-leader'), role: 'commune-officer' });
    expect([answer.status, answer.text.includes('Không ai tự giao vai trò')]).toEqual([403, true]);
  });

  test('granting what one does not hold is refused', async () => {
    for (const role of ['auditor', 'operator', 'commune-leader', 'account-administrator', 'citizen']) {
      const answer = await give('commune-leader', { person: id('citizen-without-phone'), role, place: '' });
      expect([role, answer.status]).toEqual([role, 403]);
    }
    expect((await give('commune-leader', { person: id('citizen-without-phone'), role: 'emperor' })).status).toBe(422);
  });

  test('escalation by grant edit: a form with another role, unit or person posted over gives nothing', async () => {
    const before = await grantCount();
    const cookie = await app.signedIn('commune-leader');
    const over = async (fields: Record<string, string | readonly string[]>) =>
      (
        await sendForm(app, {
          from: `/console/roles/new?person=${id('citizen')}&role=team-leader`,
          to: '/console/roles',
          cookie,
          fields: { ...form(), ...fields },
        })
      ).status;
    const place = await unitOf('commune-leader');
    expect(await over({ role: ['team-leader', 'operator'], place })).toBe(422);
    expect(await over({ role: 'operator', place, holds_at: 'everywhere', powerful: 'no' })).toBe(403);
    expect(await over({ role: 'team-leader', place: await unitOf('other-commune-officer') })).toBe(403);
    expect(await over({ role: 'team-leader', place, person: id('other-commune-officer') })).toBe(404);
    expect(await over({ role: 'team-leader', place, person: 'x' })).toBe(404);
    expect(await over({ role: 'team-leader', place: 'everywhere' })).toBe(422);
    // Fields of a grant that no form has are not read.
    expect(
      await over({
        role: 'team-leader',
        place,
        granted_by: id('operator'),
        valid: '[2020-01-01,)',
        unitId: await unitOf('other-commune-officer'),
      }),
    ).toBe(303);
    expect(await grantCount()).toBe(before + 1);
    const written = await rows(sql<{
      granted_by: string;
      unit_id: string;
      from: string;
    }>`select granted_by, unit_id, lower(valid) as "from" from people.role_grant
      where person_id = ${id('citizen')}::uuid and role = 'team-leader'`);
    expect(written).toEqual([{ granted_by: id('commune-leader'), unit_id: place, from: '2026-11-22' }]);
  });

  test('a powerful role is only proposed; a second person who could give it confirms', async () => {
    const cookie = await app.signedIn('operator');
    const before = await grantCount();
    const proposed = await sendForm(app, {
      from: `/console/roles/new?person=${id('policy-officer')}&role=auditor`,
      to: '/console/roles',
      cookie,
      fields: form({ person: id('policy-officer'), role: 'auditor' }),
    });
    expect([proposed.status, proposed.location]).toEqual([303, expect.stringMatching(/^\/console\/decisions\//)]);
    expect(await grantCount()).toBe(before);
    const { confirmDecision } = await import('../decisions/commands.ts');
    const decisionId = proposed.location.split('/').at(-1)?.split('?')[0] ?? '';
    const confirm = async (key: string) => {
      const actor = await actorOf(key);
      return app.context.db.transaction((tx) => confirmDecision(tx, app.context, actor, decisionId));
    };
    expect((await confirm('operator')).ok).toBe(false);
    expect((await confirm('commune-leader')).ok).toBe(false);
    expect(await grantCount()).toBe(before);
    expect(await confirm('second-operator')).toMatchObject({ ok: true });
    expect(await grantCount()).toBe(before + 1);
  });

  test('an account administrator gives roles of a commune through its People’s Committee only', async () => {
    const committee = await rows(
      sql<{
        id: string;
      }>`select organisation_id as id from people.organisation_version where unit_id = ${await unitOf('commune-leader')}::uuid`,
    );
    const actor = await actorOf('account-administrator');
    const input = {
      personId: id('citizen-without-phone'),
      role: 'commune-officer',
      unitId: await unitOf('commune-leader'),
      from: '2026-11-22',
      basis: 'QĐ',
    };
    const attempt = (who: Actor) => app.context.db.transaction((tx) => grantRole(tx, app.context, who, input));
    expect(await attempt(actor)).toMatchObject({ ok: false, refusal: { code: 'people.grant-outside' } });
    const reaching = { ...actor, grants: actor.grants.map((grant) => ({ ...grant, organisations: [committee[0]?.id ?? ''] })) };
    expect(await attempt(reaching)).toMatchObject({ ok: true });
  });
});

describe('a grant in force', () => {
  test('a new role weakens open sessions until the second factor is proved again', async () => {
    const cookie = await app.signedIn('policy-officer');
    expect((await getPage(app, '/console', cookie)).status).toBe(200);
    const operator = await actorOf('operator');
    const input = { personId: id('policy-officer'), role: 'intake-officer', from: '2026-11-22', basis: 'QĐ' };
    expect(await app.context.db.transaction((tx) => grantRole(tx, app.context, operator, input))).toMatchObject({ ok: true });
    const after = await getPage(app, '/console', cookie);
    expect([after.status, after.text.includes('/account/second-factor')]).toEqual([403, true]);
  });

  test('a grant ended in the middle of a session is effective at the next request', async () => {
    const cookie = await app.signedIn('other-commune-officer');
    expect((await getPage(app, '/console', cookie)).status).toBe(200);
    const ended = await sendForm(app, {
      from: `/console/roles/${await grantOf('other-commune-officer')}`,
      to: `/console/roles/${await grantOf('other-commune-officer')}/end`,
      cookie: await app.signedIn('operator'),
      fields: { why: 'moved' },
    });
    // The operator does not give this role, so does not take it back either; the database below stands for the leader of that commune.
    expect(ended.status).toBe(403);
    await sql`update people.role_grant set ended_at = now(), ended_why = 'moved' where id = ${await grantOf('other-commune-officer')}::uuid`.execute(
      app.database.db.rows<unknown>(),
    );
    const after = await getPage(app, '/console', cookie);
    expect(after.status).toBe(403);
    expect((await getPage(app, '/', cookie)).text).toContain('Vàng Thị Dinh');
  });

  test('a leader takes a role back with a reason; nobody takes back their own', async () => {
    const cookie = await app.signedIn('commune-leader');
    const officer = await app.signedIn('commune-officer');
    const grant = await grantOf('commune-officer');
    const without = await sendForm(app, { from: `/console/roles/${grant}`, to: `/console/roles/${grant}/end`, cookie, fields: {} });
    expect([without.status, without.text.includes('Chưa chọn lý do')]).toEqual([422, true]);
    expect((await getPage(app, '/console', officer)).status).toBe(200);
    const ended = await sendForm(app, {
      from: `/console/roles/${grant}`,
      to: `/console/roles/${grant}/end`,
      cookie,
      fields: { why: 'moved' },
    });
    expect([ended.status, ended.location]).toEqual([303, `/console/roles/${grant}?done=ended`]);
    expect((await getPage(app, '/console', officer)).status).toBe(403);
    const own = await grantOf('commune-leader');
    const mine = await sendForm(app, { from: `/console/roles/${own}`, to: `/console/roles/${own}/end`, cookie, fields: { why: 'left' } });
    expect(mine.status).toBe(403);
    const trail = await rows(sql<{ action: string; purpose: string }>`select action, purpose from audit.entry where subject_id = ${grant}`);
    expect(trail).toContainEqual({ action: 'people.end-grant', purpose: 'moved' });
  });

  test('id guessing on a grant’s page finds nothing of another place', async () => {
    const cookie = await app.signedIn('commune-leader');
    for (const other of [await grantOf('auditor'), await grantOf('agency-handler'), '0190d000-0000-7000-8000-0000000000ff', 'x', '%00']) {
      expect([other, (await getPage(app, `/console/roles/${other}`, cookie)).status]).toEqual([other, 404]);
      const leader = await actorOf('commune-leader');
      expect(await app.context.db.transaction((tx) => endGrant(tx, app.context, leader, other, 'moved'))).toMatchObject({
        ok: false,
        refusal: { code: 'people.grant-unknown', status: 404 },
      });
    }
  });
});
