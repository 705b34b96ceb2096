/** Two who change what one person has at the same moment: the second sees what the first did. */
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../test/support/app.ts';
import { withoutRosters } from '../../test/support/rosters.ts';
import type { Tx } from '../platform/db/index.ts';
import type { Outcome } from '../platform/outcome/index.ts';
import { meanwhile } from '../platform/postgres/waiting.fixture.ts';
import { type Actor, anonymous, dutyState, ownState, system } from '../platform/session/index.ts';
import { changeName } from './account/commands.ts';
import { endDevice, rememberDevice } from './citizen-access/devices.ts';
import { keepRecoveryCodes, makeRecoveryCodes } from './official-access/recovery-codes.ts';
import { keepPassword, setPassword } from './official-access/set-password.ts';
import { keepTotp, newTotpSecret } from './official-access/totp.ts';
import { chooseUserName } from './official-access/user-name.ts';
import { removePasskey } from './passkeys/manage.ts';
import { endPasskey, keepPasskey } from './passkeys/store.ts';
import { recordIdentifier } from './persons/identifiers.ts';
import { lockPersons } from './persons/lock.ts';
import { recordPerson } from './persons/persons.ts';
import { endGrant, grantRole } from './roles/grants.ts';
import { beginSession } from './sessions/finish.ts';
import { openActors } from './sessions/resolve.ts';
import { endSessions, openSession, replaceSession, sessionsOf } from './sessions/sessions.ts';
import { decideSuccession } from './successions/commands.ts';

let app: TestApp;
let [here, there, elsewhere] = ['', '', ''];
beforeAll(async () => {
  app = await startApp();
  await withoutRosters(app.database);
  app.database.clock.set('2026-11-22T03:00:00Z');
  const communes = await rows(
    sql<{ id: string }>`select unit_id as id from territory.units_on('2026-11-22') where level_id = 'commune' order by code limit 3`,
  );
  [here, there, elsewhere] = communes.map((one) => one.id) as [string, string, string];
});
afterAll(() => app.close());

const duty = dutyState('identity');
const rows = async <T>(query: ReturnType<typeof sql<T>>): Promise<readonly T[]> =>
  (await app.context.db.transaction((tx) => query.execute(tx.rows<unknown>()), { state: duty })).rows;
const work = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => app.context.db.transaction(fn, { state: duty });
const during = <T>(first: (tx: Tx) => Promise<unknown>, second: () => Promise<T>): Promise<T> =>
  meanwhile(app.context.db, first, second, duty);

function resultOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value;
}

/** Somebody new who lives here. */
async function somebody(): Promise<string> {
  const person = { fullName: 'Giàng A Páo', birthYear: 1990, unitId: here, organisationId: null, languageOfHelp: 'vi' as const };
  return resultOf(await work((tx) => recordPerson(tx, app.context, system, person))).personId;
}

/** Signed in with a password and a second factor, this moment. */
async function signedIn(personId: string): Promise<{ actor: Actor; sessionId: string }> {
  const opened = await work((tx) => openSession(tx, { personId, methods: ['password', 'totp'], strength: 'two' }));
  return { actor: await openActors(app.context.db, app.context.clock).bySession(opened.token), sessionId: opened.id };
}

const grant = (personId: string, unitId: string, role = 'commune-officer') =>
  work(async (tx) => {
    const given = resultOf(await grantRole(tx, app.context, system, { personId, role, unitId, from: '2026-11-22', basis: 'QĐ 1' }));
    if (!('grantId' in given)) throw new Error('It was only proposed');
    return given.grantId;
  });

test('all sessions are ended while one is replaced: none is left', async () => {
  const personId = await somebody();
  const { sessionId } = await signedIn(personId);
  const ended = await during(
    (tx) => replaceSession(tx, sessionId, { methods: ['passkey'], strength: 'two' }),
    () => work((tx) => endSessions(tx, personId, { why: 'own-list' })),
  );
  expect([ended, await work((tx) => sessionsOf(tx, personId))]).toEqual([1, []]);
});

test('a session is replaced while all are ended: there is none to replace', async () => {
  const personId = await somebody();
  const { sessionId } = await signedIn(personId);
  const replaced = await during(
    (tx) => endSessions(tx, personId, { why: 'own-list' }),
    () => work((tx) => replaceSession(tx, sessionId, { methods: ['passkey'], strength: 'two' })),
  );
  expect([replaced, await work((tx) => sessionsOf(tx, personId))]).toEqual([null, []]);
});

test('a device is ended while somebody signs in on it: the new session ends too', async () => {
  const personId = await somebody();
  const device = await work((tx) => rememberDevice(tx, { personId, name: 'Android', kind: 'enrolled' }));
  await during(
    (tx) => beginSession(tx, anonymous, { personId, deviceId: device.id, methods: ['pin'], strength: 'two' }),
    () => work((tx) => endDevice(tx, anonymous, device.id, 'own-list')),
  );
  expect(await work((tx) => sessionsOf(tx, personId))).toEqual([]);
});

test('the last two roles are taken back at once: what the person did for somebody away ends', async () => {
  const [deputy, absent] = [await somebody(), await somebody()];
  const lent = await grant(absent, here);
  const [first, second] = [await grant(deputy, here), await grant(deputy, there)];
  await rows(sql`insert into people.absence (id, person_id, deputy_id, grant_ids, valid, recorded_by, recorded_at)
    values (${app.context.ids.next()}::uuid, ${absent}::uuid, ${deputy}::uuid, ${[lent]}::uuid[], '[2026-11-22,2026-12-22)', ${absent}::uuid, '2026-11-22T03:00:00Z')`);
  const end = (tx: Tx, id: string) => endGrant(tx, app.context, system, id, 'left');
  resultOf(
    await during(
      async (tx) => resultOf(await end(tx, first)),
      () => work((tx) => end(tx, second)),
    ),
  );
  const left = await rows(sql`select from people.absence where deputy_id = ${deputy}::uuid and ended_at is null`);
  expect(left).toEqual([]);
});

test('a role is given while the person moves to another commune: who serves does not move by themselves', async () => {
  const personId = await somebody();
  const { actor } = await signedIn(personId);
  const typed = { fullName: 'Giàng A Páo', birthYear: '1990', language: 'vi', unitId: elsewhere };
  resultOf(
    await during(
      async (tx) =>
        resultOf(
          await grantRole(tx, app.context, system, { personId, role: 'commune-officer', unitId: here, from: '2026-11-22', basis: 'QĐ 1' }),
        ),
      () => app.context.db.transaction((tx) => changeName(tx, actor, typed), { state: ownState(actor) }),
    ),
  );
  expect(await rows(sql<{ unit: string }>`select unit_id as unit from people.person where id = ${personId}::uuid`)).toEqual([
    { unit: here },
  ]);
});

test('two units went into one, and the same role in both is carried on at once: it is given once', async () => {
  const personId = await somebody();
  const grants = [await grant(personId, here), await grant(personId, there)];
  const [one = '', other = ''] = await Promise.all(
    grants.map(async (id) => {
      const succession = app.context.ids.next();
      await rows(sql`insert into people.succession (id, grant_id, to_unit_id, proposed_at, effective_on)
        values (${succession}::uuid, ${id}::uuid, ${elsewhere}::uuid, '2026-11-22T03:00:00Z', '2026-11-22')`);
      return succession;
    }),
  );
  const leader = await somebody();
  await grant(leader, elsewhere, 'commune-leader');
  const actor = await openActors(app.context.db, app.context.clock).byPerson(app.context.db, leader);
  const decide = (tx: Tx, successionId: string) => decideSuccession(tx, app.context, actor, { successionId, answer: 'confirm' });
  resultOf(
    await during(
      async (tx) => resultOf(await decide(tx, one)),
      () => work((tx) => decide(tx, other)),
    ),
  );
  const held = await rows(sql`select from people.role_grant where person_id = ${personId}::uuid and unit_id = ${elsewhere}::uuid`);
  expect(held).toHaveLength(1);
});

const inForce = async (personId: string, kind: string) =>
  (await rows(sql`select from people.credential where person_id = ${personId}::uuid and kind = ${kind} and ended_at is null`)).length;

test('two sheets of recovery codes and two apps at once: one of each is good', async () => {
  const personId = await somebody();
  const [{ kept: first }, { kept: second }] = [await makeRecoveryCodes(), await makeRecoveryCodes()];
  const app1 = (tx: Tx) => keepTotp(tx, app.context.vault, { personId, secret: newTotpSecret(), step: 0 });
  await during(
    (tx) => keepRecoveryCodes(tx, personId, first),
    () => work((tx) => keepRecoveryCodes(tx, personId, second)),
  );
  await during(app1, () => work(app1));
  expect([await inForce(personId, 'recovery-code'), await inForce(personId, 'totp')]).toEqual([second.length, 1]);
});

test('another user name while one is being chosen: one is in force', async () => {
  const personId = await somebody();
  const { actor } = await signedIn(personId);
  const place = { personId, unitId: here, organisationId: null, kind: 'user-name' as const, verified: true };
  const chosen = await during(
    async (tx) => {
      await lockPersons(tx, [personId]);
      await recordIdentifier(tx, app.context.vault, { ...place, value: 'pao.giang' });
    },
    () => chooseUserName(app.context, actor, 'giang.pao'),
  );
  expect(chosen.ok).toBe(true);
  expect(
    await rows(sql`select from people.identifier where person_id = ${personId}::uuid and kind = 'user-name' and ended_at is null`),
  ).toHaveLength(1);
});

test('a password is set while another is: said as such, no failure', async () => {
  const personId = await somebody();
  const { actor } = await signedIn(personId);
  const set = await during(
    async (tx) => {
      await lockPersons(tx, [personId]);
      await keepPassword(tx, personId, 'x');
    },
    () => setPassword(app.context, actor, { current: '', password: 'bảy con trâu trắng', again: null }),
  );
  expect(set).toMatchObject({ ok: false, refusal: { code: 'people.password-changed-meanwhile' } });
  expect(await inForce(personId, 'password')).toBe(1);
});

test('the last two passkeys are taken away at once: one has to stay', async () => {
  const personId = await somebody();
  const { actor } = await signedIn(personId);
  const [one, other] = [app.context.ids.next(), app.context.ids.next()];
  const material = { publicKey: 'AA', transports: [], synced: false };
  await work(async (tx) => {
    for (const id of [one, other]) await keepPasskey(tx, { id, personId, publicId: id, material, counter: 0, label: id });
  });
  const removed = await during(
    async (tx) => {
      await lockPersons(tx, [personId]);
      await endPasskey(tx, personId, one);
    },
    () => removePasskey(app.context, actor, other),
  );
  expect(removed).toMatchObject({ ok: false, refusal: { code: 'people.passkey-last-way' } });
  expect(await inForce(personId, 'passkey')).toBe(1);
});
