import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';
import { type Actor, rowState } from '../../platform/session/index.ts';
import { openActors } from '../sessions/resolve.ts';
import { confirmDecision, mayDecide, moveOn, type Proposal, propose, withdrawDecision } from './commands.ts';
import { type DecisionKind, registerDecision } from './kinds.ts';
import { loadDecision } from './store.ts';

const done: string[] = [];
const kind = (name: string, more: Partial<DecisionKind> = {}): DecisionKind => ({
  kind: `test.${name}`,
  label: () => 'Việc thử',
  approvers: [{ right: 'people.recover', afterHours: 24 }],
  expiresHours: 72,
  differentRole: false,
  describe: async (_tx, decision) => ({ title: `Việc ${decision.subject.id}`, href: '/console/people' }),
  carryOut: async (_tx, _context, _actor, decision) => {
    done.push(decision.subject.id);
    return accepted(null);
  },
  ...more,
});
registerDecision(kind('plain'));
registerDecision(kind('two-roles', { differentRole: true }));
registerDecision(
  kind('steps', {
    approvers: [
      { right: 'people.recover', afterHours: 24 },
      { right: 'people.organise', afterHours: 24 },
    ],
  }),
);
registerDecision(
  kind('impossible', {
    carryOut: async (tx) => {
      await sql`update people.person set language_of_help = 'dao' where id = ${id('commune-leader')}::uuid`.execute(tx.rows<unknown>());
      return refused({ code: 'people.no-right', params: { right: 'x' }, status: 409 });
    },
  }),
);

let app: TestApp;
let unitId = '';
let subject = 0;
beforeAll(async () => {
  app = await startApp();
  const found = await sql<{ unit_id: string }>`select unit_id from people.person where id = ${id('commune-officer')}::uuid`.execute(rows());
  unitId = found.rows[0]?.unit_id ?? '';
  // A second officer of the commune, and a neighbour's officer who stands in for the first one.
  await sql`insert into people.role_grant (id, person_id, role, unit_id, valid, granted_at, basis)
    values (${app.context.ids.next()}::uuid, ${id('team-leader')}::uuid, 'commune-officer', ${unitId}::uuid, daterange('2026-01-01', null), '2026-01-01', 'thử')`.execute(
    rows(),
  );
  await sql`insert into people.absence (id, person_id, deputy_id, grant_ids, valid, recorded_by, recorded_at)
    select ${app.context.ids.next()}::uuid, person_id, ${id('other-commune-officer')}::uuid, array[id], daterange('2026-11-01', '2026-12-31'), person_id, '2026-11-01'
    from people.role_grant where person_id = ${id('commune-officer')}::uuid`.execute(rows());
});
afterAll(() => app.close());
beforeEach(() => app.database.clock.set('2026-11-22T03:00:00Z'));

function id(key: string): string {
  const found = demonstrationPeople.get(key);
  if (!found) throw new Error(`people.csv has no "${key}"`);
  return found.id;
}
const rows = () => app.database.db.rows<unknown>();

async function actorOf(key: string): Promise<Actor> {
  const actors = openActors(app.database.db, app.database.clock);
  return app.database.db.transaction((tx) => actors.byPerson(tx, id(key)), { state: { 'yenbai.duty': 'identity' } });
}

async function proposed(by: string, more: Partial<Proposal> = {}): Promise<string> {
  subject += 1;
  const actor = await actorOf(by);
  const input = { kind: 'test.plain', subject: { kind: 'test.thing', id: `s${subject}` }, unitId, reason: 'Cần làm', ...more };
  const outcome = await app.database.db.transaction((tx) => propose(tx, app.context, actor, input));
  if (!outcome.ok) throw new Error(outcome.refusal.code);
  return outcome.value.decisionId;
}

async function confirm(by: string, decision: string): Promise<Outcome<null>> {
  const actor = await actorOf(by);
  return app.database.db.transaction((tx) => confirmDecision(tx, app.context, actor, decision), { state: rowState(actor, 'people.see') });
}

const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.refusal.code);
const stateOf = async (decision: string) => (await app.database.db.transaction((tx) => loadDecision(tx, decision)))?.state;

describe('who is the second person', () => {
  test('always another: never who proposed it, whatever other roles they hold', async () => {
    const decision = await proposed('commune-leader');
    expect(codeOf(await confirm('commune-leader', decision))).toBe('people.decision-own');
    expect(await stateOf(decision)).toBe('proposed');
    expect(codeOf(await confirm('commune-officer', decision))).toBe('ok');
    expect(await stateOf(decision)).toBe('confirmed');
    expect(done).toContain(`s${subject}`);
  });

  test('the database refuses it too', async () => {
    const decision = await proposed('commune-officer');
    const write = sql`update people.decision set state = 'confirmed', decided_by = proposed_by, decided_at = now() where id = ${decision}::uuid`;
    await expect(write.execute(rows())).rejects.toThrow('decision_second_is_another');
  });

  test('the proposer’s deputy can’t confirm, nor the absent one what the deputy proposed', async () => {
    const own = await proposed('commune-officer');
    expect(codeOf(await confirm('other-commune-officer', own))).toBe('people.decision-deputy');
    const inTheirPlace = await proposed('other-commune-officer');
    expect(codeOf(await confirm('commune-officer', inTheirPlace))).toBe('people.decision-own');
    expect(codeOf(await confirm('commune-leader', inTheirPlace))).toBe('ok');
  });

  test('a deputy of somebody else decides in their place, and the trail says for whom', async () => {
    const decision = await proposed('commune-leader');
    expect(codeOf(await confirm('other-commune-officer', decision))).toBe('ok');
    const entry = await sql<{
      acting_for: string;
    }>`select acting_for from audit.entry where action = 'people.confirm-decision' and subject_id = ${decision}`.execute(rows());
    expect(entry.rows).toEqual([{ acting_for: id('commune-officer') }]);
  });

  test('never somebody whom it is about, nor their deputy', async () => {
    const decision = await proposed('commune-leader', { persons: [id('commune-officer')] });
    // To the person concerned it does not exist: they learn of it when it is done.
    expect(codeOf(await confirm('commune-officer', decision))).toBe('http.not-found');
    expect(codeOf(await confirm('other-commune-officer', decision))).toBe('people.decision-deputy');
    const seen = await app.database.db.transaction((tx) => loadDecision(tx, decision));
    expect(seen && mayDecide(await actorOf('commune-officer'), seen)).toBe(false);
  });

  test('holds the right in the place; elsewhere it does not even exist', async () => {
    const decision = await proposed('commune-leader', { kind: 'test.two-roles' });
    expect(codeOf(await confirm('citizen', decision))).toBe('http.not-found');
    expect(codeOf(await confirm('account-administrator', decision))).toBe('http.not-found');
    expect(codeOf(await confirm('province-supervisor', decision))).toBe('people.decision-no-right');
    const nowhere = await proposed('commune-leader', { unitId: null });
    expect(codeOf(await confirm('commune-officer', nowhere))).toBe('http.not-found');
  });

  test('decides in another role where the kind asks for it', async () => {
    const decision = await proposed('commune-officer', { kind: 'test.two-roles' });
    expect(codeOf(await confirm('team-leader', decision))).toBe('people.decision-same-role');
    expect(codeOf(await confirm('commune-leader', decision))).toBe('ok');
  });
});

describe('how it ends', () => {
  test('two confirm at once: one wins, the other is told who and when, and it is done once', async () => {
    const decision = await proposed('commune-leader');
    const before = done.length;
    const outcomes = await Promise.all([confirm('commune-officer', decision), confirm('team-leader', decision)]);
    expect(outcomes.map(codeOf).sort()).toEqual(['ok', 'people.decision-confirmed']);
    const lost = outcomes.find((outcome) => !outcome.ok);
    expect(lost && !lost.ok && lost.refusal.params).toMatchObject({
      at: '10:00 22/11/2026',
      who: expect.stringMatching(/Nguyễn Thị Hồng|Giàng A Páo/),
    });
    expect(done.length).toBe(before + 1);
  });

  test('what turns out impossible undoes everything: the decision still waits', async () => {
    const decision = await proposed('commune-leader', { kind: 'test.impossible' });
    expect(codeOf(await confirm('commune-officer', decision))).toBe('people.no-right');
    expect(await stateOf(decision)).toBe('proposed');
    const person = await sql<{
      language_of_help: string;
    }>`select language_of_help from people.person where id = ${id('commune-leader')}::uuid`.execute(rows());
    expect(person.rows[0]?.language_of_help).toBe('vi');
    const events = await sql`select from platform.outbox where name = 'people.decision-made' and payload ->> 'id' = ${decision}`.execute(
      rows(),
    );
    expect(events.rows.length).toBe(0);
  });

  test('expired can’t be confirmed, not even before the timer has come by; then the same may be proposed again', async () => {
    const thing = { subject: { kind: 'test.thing', id: 'again' } };
    const decision = await proposed('commune-leader', thing);
    app.database.clock.advance({ hours: 72 });
    expect(codeOf(await confirm('commune-officer', decision))).toBe('people.decision-expired');
    const again = await proposed('commune-leader', thing);
    expect(again).not.toBe(decision);
    expect(await stateOf(decision)).toBe('expired');
    expect(codeOf(await confirm('commune-officer', again))).toBe('ok');
  });

  test('goes on to the next approver after its time, and the first may still decide', async () => {
    const first = await proposed('commune-leader', { kind: 'test.steps' });
    const second = await proposed('commune-leader', { kind: 'test.steps' });
    expect(codeOf(await confirm('operator', first))).toBe('people.decision-no-right');
    app.database.clock.advance({ hours: 24 });
    // By the clock alone, before the timer has come by.
    expect(codeOf(await confirm('operator', first))).toBe('ok');
    expect(await app.database.db.transaction((tx) => moveOn(tx, 100))).toMatchObject({ passedOn: 1 });
    expect(await app.database.db.transaction((tx) => moveOn(tx, 100))).toMatchObject({ passedOn: 0 });
    const written = await sql<{
      step: number;
      step_until: unknown;
    }>`select step, step_until from people.decision where id = ${second}::uuid`.execute(rows());
    expect(written.rows).toEqual([{ step: 2, step_until: null }]);
    expect(codeOf(await confirm('commune-officer', second))).toBe('ok');
  });

  test('the timer ends what nobody decided, and says so in the trail and to reactions', async () => {
    const decision = await proposed('commune-leader');
    app.database.clock.advance({ hours: 73 });
    await app.database.db.transaction((tx) => moveOn(tx, 100));
    expect(await stateOf(decision)).toBe('expired');
    const events = await sql<{ payload: unknown }>`select payload from platform.outbox where payload ->> 'id' = ${decision}`.execute(
      rows(),
    );
    expect(events.rows).toEqual([{ payload: { id: decision, kind: 'test.plain', state: 'expired' } }]);
    const trail = await sql<{
      actor_kind: string;
    }>`select actor_kind from audit.entry where action = 'people.expire-decision' and subject_id = ${decision}`.execute(rows());
    expect(trail.rows).toEqual([{ actor_kind: 'system' }]);
  });

  test('withdrawn by the proposer only, and then nobody confirms it', async () => {
    const decision = await proposed('commune-leader');
    const withdraw = async (by: string) => {
      const actor = await actorOf(by);
      return app.database.db.transaction((tx) => withdrawDecision(tx, app.context, actor, decision));
    };
    expect(codeOf(await withdraw('commune-officer'))).toBe('people.decision-not-own');
    expect(codeOf(await withdraw('commune-leader'))).toBe('ok');
    expect(codeOf(await confirm('commune-officer', decision))).toBe('people.decision-withdrawn');
  });

  test('the same thing is proposed once at a time: the same person gets the same answer, another is told', async () => {
    const thing = { subject: { kind: 'test.thing', id: 'once' } };
    const decision = await proposed('commune-leader', thing);
    expect(await proposed('commune-leader', thing)).toBe(decision);
    await expect(proposed('commune-officer', thing)).rejects.toThrow('people.decision-proposed');
    await expect(proposed('commune-leader', { reason: ' ' })).rejects.toThrow('people.decision-reason');
  });

  test('both approvers absent: it goes on, then ends, and never by itself as a yes', async () => {
    const decision = await proposed('commune-leader', { kind: 'test.steps' });
    for (const hours of [24, 24, 24]) {
      app.database.clock.advance({ hours });
      await app.database.db.transaction((tx) => moveOn(tx, 100));
    }
    expect(await stateOf(decision)).toBe('expired');
    expect(done).not.toContain(`s${subject}`);
  });
});

describe('in the console', () => {
  async function browse(key: string) {
    let cookie = await app.signedIn(key);
    const get = async (path: string) => {
      const response = await fetch(app.address + path, { headers: { cookie }, redirect: 'manual' });
      for (const one of response.headers.getSetCookie()) cookie += `; ${one.split(';')[0]}`;
      return { status: response.status, text: await response.text() };
    };
    const post = async (path: string, fields: Record<string, string>, from: string) => {
      const token = /name="_csrf" value="([^"]+)"/.exec((await get(from)).text)?.[1] ?? '';
      const body = new URLSearchParams({ _csrf: token, ...fields });
      const response = await fetch(app.address + path, {
        method: 'POST',
        body,
        headers: { cookie, origin: app.address },
        redirect: 'manual',
      });
      return { status: response.status, text: await response.text(), location: response.headers.get('location') };
    };
    return { get, post };
  }

  test('lists what waits for whom, shows it, refuses with a reason, and leads back', async () => {
    const decision = await proposed('commune-leader', { persons: [id('citizen')], reason: 'Bà con mất điện thoại' });
    const officer = await browse('commune-officer');
    expect((await officer.get('/console/decisions')).text).toContain(`/console/decisions/${decision}/confirm`);
    const page = await officer.get(`/console/decisions/${decision}`);
    expect(page.text).toContain('Bà con mất điện thoại');
    expect(page.text).toContain('Trần Văn Quyết');
    const address = `/console/decisions/${decision}`;
    const empty = await officer.post(`${address}/refuse`, { why: ' ' }, address);
    expect([empty.status, empty.text.includes('Hãy ghi ngắn gọn lý do')]).toEqual([422, true]);
    const away = await officer.post(`${address}/refuse`, { why: 'Chưa gặp người này', back: 'https://elsewhere.example/' }, address);
    expect([away.status, away.location]).toEqual([303, '/']);
    const leader = await browse('commune-leader');
    expect((await leader.get(address)).text).toContain('Chưa gặp người này');
    expect((await leader.get('/console/decisions')).text).toContain('Không đồng ý');
    const looks =
      await sql`select from audit.entry where action = 'people.see-decision' and ${id('citizen')}::uuid = any (persons) and purpose = 'decision'`.execute(
        rows(),
      );
    expect(looks.rows.length).toBeGreaterThan(1);
  });

  test('guessed ids, other places and citizens find nothing', async () => {
    const decision = await proposed('commune-leader');
    const operator = await browse('agency-handler');
    expect((await operator.get(`/console/decisions/${decision}`)).status).toBe(404);
    expect((await operator.get('/console/decisions/not-an-id')).status).toBe(404);
    expect((await operator.post(`/console/decisions/${decision}/confirm`, {}, '/console/decisions')).status).toBe(403);
    expect((await (await browse('citizen')).get('/console/decisions')).status).toBe(403);
    expect(await stateOf(decision)).toBe('proposed');
  });

  test('the waiting source counts, puts what has run over first, and shows a leader the whole place', async () => {
    const [source] = app.context.modules
      .flatMap((module) => module.waiting?.(app.context) ?? [])
      .filter(({ kind: name }) => name === 'people.decisions');
    if (!source) throw new Error('no source');
    const ask = { lang: 'vi', limit: 50 } as const;
    const decision = await proposed('team-leader', { kind: 'test.steps' });
    app.database.clock.advance({ hours: 25 });
    const mine = await source.load(await actorOf('commune-officer'), { ...ask, scope: 'mine' });
    expect(mine.items[0]?.id).toBe(decision);
    expect(mine.overdue).toBeGreaterThan(0);
    expect(mine.items[0]?.actions?.[0]?.action).toBe(`/console/decisions/${decision}/confirm`);
    const own = await source.load(await actorOf('team-leader'), { ...ask, scope: 'mine' });
    expect(own.items.map((item) => item.id)).not.toContain(decision);
    const place = await source.load(await actorOf('province-supervisor'), { ...ask, scope: 'place' });
    const found = place.items.find((item) => item.id === decision);
    expect([found?.id, found?.actions]).toEqual([decision, undefined]);
    expect(await source.load(await actorOf('other-commune-officer'), { ...ask, scope: 'place' })).toMatchObject({ count: 0 });
  });
});

test('a kind is registered once', () => {
  expect(() => registerDecision(kind('plain'))).toThrow('registered twice');
});
