/** Cards in the console: who may, what is written, what goes on paper. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Visitor, visit } from '../../../test/support/visitor.ts';
import { texts } from './messages.gen.ts';
import { askForConsent, type CardWorld, hostileName, openCardWorld, person } from './world.fixture.ts';

const t = texts.vi;
let world: CardWorld;
let officer: Visitor;
let base: string;

beforeAll(async () => {
  world = await openCardWorld();
  await askForConsent(world);
  officer = visit(world.app, await world.app.signedIn('commune-officer'));
  base = `/console/teams/${world.teamId}`;
});
afterAll(() => world.app.close());

interface Entry {
  readonly action: string;
  readonly persons: readonly string[];
  readonly fields: readonly string[];
}

const trail = (action: string) =>
  world.inTx(
    async (tx) =>
      (
        await sql<Entry>`select action, persons::text[] as persons, fields from audit.entry where action = ${action} order by id`.execute(
          tx.rows<unknown>(),
        )
      ).rows,
  );
const cardIds = () =>
  world.inTx(
    async (tx) =>
      (
        await sql<{ id: string; serial: string }>`select c.id, c.serial from teams.card c join teams.membership m on m.id = c.membership_id
          where m.team_id = ${world.teamId}::uuid and c.revoked_at is null order by c.id`.execute(tx.rows<unknown>())
      ).rows,
  );

describe('who may', () => {
  test('another commune’s officer finds nothing, changes nothing, and learns nothing', async () => {
    const other = visit(world.app, await world.app.signedIn('other-commune-officer'));
    const member = `${base}/cards/${world.membershipOf('team-leader')}`;
    await other.get('/console/teams/check');
    for (const path of [`${base}/cards`, `${base}/sheet`, `${base}/cards/print`, member, `${member}/photo`])
      expect([path, (await other.get(path)).status]).toEqual([path, 404]);
    for (const path of [`${base}/cards/issue`, `${member}/issue`, `${member}/revoke`, `${member}/photo/remove`])
      expect([path, (await other.post(path, { why: 'lost', card: world.teamId })).status]).toEqual([path, 404]);
    expect(await cardIds()).toEqual([]);
  });

  test('whoever lacks the right is told so; whoever is unknown signs in', async () => {
    const leader = visit(world.app, await world.app.signedIn('team-leader'));
    expect((await leader.get(`${base}/cards`)).status).toBe(403);
    expect((await visit(world.app).get(`${base}/cards`)).location).toContain('/sign-in');
  });

  test.each(['/cards', '/sheet', '/cards/print'])('%s of a team that is none', async (tail) => {
    for (const id of [world.app.context.ids.next(), 'no-id', "1' or '1'='1"])
      expect((await officer.get(`/console/teams/${encodeURIComponent(id)}${tail}`)).status).toBe(404);
  });
});

describe('issuing and revoking', () => {
  test('for all at once, once; the trail has ids and no names', async () => {
    expect((await officer.get(`${base}/cards`)).text).toContain(t.issue_all({ count: 3 }));
    expect((await officer.post(`${base}/cards/issue`)).location).toBe(`${base}/cards?done=issued&count=3&left=0`);
    const cards = await cardIds();
    expect(cards).toHaveLength(3);
    await officer.get(`${base}/cards`);
    expect((await officer.post(`${base}/cards/issue`)).location).toContain('count=0');
    expect(await cardIds()).toEqual(cards);
    const entries = await trail('teams.issue-card');
    expect(new Set(entries.flatMap(({ persons }) => persons))).toEqual(new Set(['team-leader', 'team-member', 'citizen'].map(person)));
    expect(JSON.stringify(entries)).not.toContain('Páo');
  });

  test('two officers who issue at once make one card', async () => {
    const [card] = await cardIds();
    await world.run(sql`update teams.card set revoked_at = now(), revoked_why = 'lost' where id = ${card?.id}::uuid`);
    const other = visit(world.app, await world.app.signedIn('commune-leader'));
    await other.get(`${base}/cards`);
    await officer.get(`${base}/cards`);
    const answers = await Promise.all([officer.post(`${base}/cards/issue`), other.post(`${base}/cards/issue`)]);
    expect(answers.map(({ status }) => status)).toEqual([303, 303]);
    expect(answers.map(({ location }) => location.includes('count=1')).filter(Boolean)).toHaveLength(1);
    expect(await cardIds()).toHaveLength(3);
  });

  test('a new card revokes the old one, and each is named with its end', async () => {
    const member = `${base}/cards/${world.membershipOf('team-member')}`;
    const before = await cardIds();
    await officer.get(member);
    expect((await officer.post(`${member}/issue`, { how: 'issue' })).status).toBe(409);
    await officer.get(member);
    expect((await officer.post(`${member}/issue`, { how: 'replace' })).location).toBe(`${member}?done=issued`);
    const after = await cardIds();
    expect(after).toHaveLength(3);
    expect(after.filter(({ id }) => before.some((one) => one.id === id))).toHaveLength(2);
    expect((await officer.get(member)).text).toContain(t.why_replaced());
  });

  test('revoking needs a reason, and is done once', async () => {
    const member = `${base}/cards/${world.membershipOf('citizen')}`;
    const { text } = await officer.get(member);
    const card = /name="card" value="([^"]+)"/.exec(text)?.[1] ?? '';
    const without = await officer.post(`${member}/revoke`, { card });
    expect(without.status).toBe(422);
    expect(without.text).toContain(t.refused_why_title());
    expect((await officer.post(`${member}/revoke`, { card, why: 'misused' })).status).toBe(303);
    expect((await officer.post(`${member}/revoke`, { card, why: 'lost' })).status).toBe(409);
    expect((await trail('teams.revoke-card')).at(-1)?.fields).toEqual(['revoked', 'misused']);
    expect((await officer.get(member)).text).toContain(t.why_misused());
  });

  test('nobody whose term is over, and nobody of a team that rests, gets one', async () => {
    const id = world.membershipOf('citizen');
    const member = `${base}/cards/${id}`;
    await world.run(sql`update teams.membership set term_until = '2026-11-21' where id = ${id}::uuid`);
    await officer.get(member);
    expect((await officer.post(`${member}/issue`, { how: 'issue' })).text).toContain(t.refused_service_over_title());
    expect((await officer.post(`${base}/cards/issue`)).location).toContain('count=0&left=1');
    await world.run(sql`update teams.membership set term_until = null where id = ${id}::uuid`);
    await world.run(sql`update teams.team_version set status = 'suspended' where team_id = ${world.teamId}::uuid`);
    expect((await officer.post(`${member}/issue`, { how: 'issue' })).text).toContain(t.refused_team_title());
    expect((await officer.get(`${base}/cards`)).text).toContain(t.list_team_rests());
    await world.run(sql`update teams.team_version set status = 'active' where team_id = ${world.teamId}::uuid`);
  });
});

describe('on paper', () => {
  test('the chosen good cards, with number and QR picture; dangerous names are text; the trail knows', async () => {
    const [first, second] = await cardIds();
    const { text, status } = await officer.get(`${base}/cards/print?card=${first?.id}&card=${second?.id}&card=${world.teamId}`);
    expect(status).toBe(200);
    expect(text.match(/class="team-card"/g)).toHaveLength(2);
    expect(text.match(/\d{4} \d{4} \d{4} \d{4}/g)).toHaveLength(2);
    expect(text.match(/class="card-qr"/g)).toHaveLength(2);
    expect(text).not.toContain(hostileName);
    expect((await trail('teams.print-cards')).at(-1)?.persons).toHaveLength(2);
    expect((await officer.get(`${base}/cards/print`)).text).toContain(t.print_none());
  });

  test('the wall sheet has names, and numbers of those alone who agreed to that', async () => {
    const leader = person('team-leader');
    const before = await officer.get(`${base}/sheet`);
    expect(before.text).toContain('Giàng A Páo');
    expect(before.text).toContain('Tổ không bao giờ hỏi mật khẩu, mã OTP, tiền');
    expect(before.text).not.toContain('0900 000 003');
    await world.run(sql`insert into people.consent (id, person_id, purpose, version, given_at, how)
      values (${world.app.context.ids.next()}::uuid, ${leader}::uuid, 'team-number', 1, now(), 'self')`);
    expect((await officer.get(`${base}/sheet`)).text).toContain('0900 000 003');
    await world.run(sql`update people.consent set withdrawn_at = now() where person_id = ${leader}::uuid`);
    expect((await officer.get(`${base}/sheet`)).text).not.toContain('0900 000 003');
    expect((await trail('teams.print-sheet')).at(-1)?.persons).toContain(leader);
  });
});

describe('on the telephone', () => {
  test('the same answer, and each check in the trail without its number', async () => {
    const leader = await world.inTx(async (tx) => {
      const found = await sql<{
        serial: string;
      }>`select serial from teams.card where membership_id = ${world.membershipOf('team-leader')}::uuid
        and revoked_at is null`.execute(tx.rows<unknown>());
      return found.rows[0]?.serial ?? '';
    });
    await officer.get('/console/teams/check');
    expect((await officer.post('/console/teams/check', { number: leader })).text).toContain(t.check_serial_title());
    expect((await officer.post('/console/teams/check', { number: `${leader}00000000` })).text).toContain(t.check_unknown_title());
    expect((await officer.post('/console/teams/check', { number: '12' })).status).toBe(422);
    const { text } = await officer.get(`${base}/cards/print?card=${(await cardIds()).map(({ id }) => id).join('&card=')}`);
    const number = text.match(new RegExp(`${leader.slice(0, 4)} ${leader.slice(4)} \\d{4} \\d{4}`))?.[0] ?? '';
    await officer.get('/console/teams/check');
    expect((await officer.post('/console/teams/check', { number })).text).toContain('Giàng A Páo');
    const entries = await trail('teams.check-card');
    expect(entries.map(({ fields }) => fields[0])).toEqual(['serial', 'unknown', 'valid']);
    expect(entries.map(({ persons }) => persons.length)).toEqual([0, 0, 1]);
    expect(JSON.stringify(entries)).not.toContain(number.replaceAll(' ', ''));
    expect(world.app.logged.join('\n')).not.toContain(number.replaceAll(' ', '').slice(8));
  });
});
