/** Giving work to somebody of the office: who can be chosen, who can't, one and several at once. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { department, inWork, openTestDesk, peoplesCommitteeOf, type Sent, type TestDesk } from './desk.fixture.ts';

const own = peoplesCommitteeOf('04606');

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  // A second officer of the commune.
  await desk.rows(sql`insert into people.role_grant (id, person_id, role, unit_id, valid, granted_at, basis)
    values (${desk.app.context.ids.next()}::uuid, ${desk.person('team-member')}::uuid, 'commune-officer', ${await desk.unit('04606')}::uuid,
      daterange('2025-07-01', null), now(), 'Quyết định thử')`);
});
afterAll(() => desk?.close());

const assigneeOf = async ({ id }: Sent): Promise<string | null> => {
  const [row] = await desk.rows(
    sql<{ assignee: string | null }>`select assignee_id as assignee from reports.report where id = ${id}::uuid`,
  );
  return row?.assignee ?? null;
};
const optionsIn = (html: string, name: string): string[] => {
  const from = html.indexOf(`name="${name}"`);
  return [...html.slice(from, html.indexOf('</select>', from)).matchAll(/<option[^>]*value="([^"]+)"/g)].map((found) => found[1] ?? '');
};

describe('giving work to somebody', () => {
  test('only those of the office that has it can be chosen, and the engine takes nobody else', async () => {
    const report = await inWork(desk, 'commune-officer', own);
    const page = await (await desk.as('commune-officer')).get(`/console/reports/${report.code}`);
    const choices = optionsIn(page.text, 'assign.assigneeId');
    expect(choices).toContain(desk.person('commune-officer'));
    expect(choices).toContain(desk.person('team-member'));
    expect(choices).not.toContain(desk.person('other-commune-officer'));
    expect(choices).not.toContain(desk.person('agency-handler'));
    for (const stranger of ['other-commune-officer', 'agency-handler', 'citizen']) {
      const refused = await desk.step('commune-officer', report, 'assign', { assigneeId: desk.person(stranger) });
      expect(refused.status).toBe(422);
    }
    expect(await assigneeOf(report)).toBe(desk.person('commune-officer'));
  });

  test('given to a colleague by one who works there and by the leader', async () => {
    const report = await inWork(desk, 'commune-officer', own);
    expect((await desk.step('commune-officer', report, 'assign', { assigneeId: desk.person('team-member') })).status).toBe(303);
    expect(await assigneeOf(report)).toBe(desk.person('team-member'));
    expect((await desk.step('commune-leader', report, 'assign', { assigneeId: desk.person('commune-officer') })).status).toBe(303);
    expect(await assigneeOf(report)).toBe(desk.person('commune-officer'));
  });

  test('several at once: each by itself, and those of others are told apart', async () => {
    const [first, second] = [await inWork(desk, 'commune-officer', own), await inWork(desk, 'commune-officer', own)];
    const foreign = await inWork(desk, 'agency-handler', department, await desk.send({ commune: '04465' }));
    const leader = await desk.as('commune-leader');
    const list = await leader.get('/console/reports?view=office');
    expect(optionsIn(list.text, 'person')).toContain(desk.person('team-member'));
    const revision = (code: Sent) => new RegExp(`value="${code.id}:(\\d+)"`).exec(list.text)?.[1] ?? '0';
    const ticked = new URLSearchParams({ step: 'assign', person: desk.person('team-member') });
    for (const one of [first, second]) ticked.append('report', `${one.id}:${revision(one)}`);
    ticked.append('report', `${foreign.id}:3`);
    const result = await leader.post('/console/reports/bulk', ticked);
    expect(result.status).toBe(200);
    expect([await assigneeOf(first), await assigneeOf(second)]).toEqual([desk.person('team-member'), desk.person('team-member')]);
    expect(await assigneeOf(foreign)).toBe(desk.person('agency-handler'));
    expect(result.text).not.toContain(foreign.code);
  });
});
