import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import type { Tx } from '../platform/db/index.ts';
import { dutyState } from '../platform/session/index.ts';
import { newSecrets } from './cards/secrets.ts';
import { teamsPrivacy } from './privacy.ts';
import { openWorld, type World } from './rosters/world.fixture.ts';

let world: World;
let [person, membership, other] = ['', '', ''];
const batch = '01900000-0000-7000-8000-0000000000b1';
const [offer, card] = ['01900000-0000-7000-8000-0000000000f1', '01900000-0000-7000-8000-0000000000c1'];

const onDuty = <T>(fn: (tx: Tx) => Promise<T>) => world.app.context.db.transaction(fn, { state: dutyState('privacy') });
const put = (query: ReturnType<typeof sql>) => onDuty((tx) => query.execute(tx.rows<unknown>()));
const seen = async <T>(query: ReturnType<typeof sql<T>>) => (await onDuty((tx) => query.execute(tx.rows<unknown>()))).rows;

beforeAll(async () => {
  world = await openWorld();
  const team = await world.newTeam();
  [membership, other] = team.members;
  const [row] = await world.rows(sql<{ id: string }>`select person_id as id from teams.membership where id = ${membership}::uuid`);
  person = row?.id ?? '';
  const { vault, files } = world.app.context;
  const unit = world.villages[0];
  const photo = await files.put(Buffer.from('a picture'), { maxBytes: 100 });
  const marked = await files.put(Buffer.from('a workbook with names'), { maxBytes: 100 });
  const secrets = newSecrets(vault, card);
  await put(sql`insert into teams.photo (person_id, file_hash, added_at) values (${person}::uuid, ${photo.hash}, now())`);
  await put(sql`insert into teams.card (id, membership_id, serial, digest, digest_key, sealed_number, sealed_key, valid, issued_at)
    values (${card}::uuid, ${membership}::uuid, ${secrets.serial}, ${secrets.digest}, ${secrets.digestKey}, ${secrets.sealedNumber}, ${secrets.sealedKey},
      '[2026-01-01,2027-01-01)', now())`);
  await put(sql`insert into teams.leave (id, membership_id, valid, stand_in_id, recorded_at)
    values (gen_random_uuid(), ${membership}::uuid, '[2026-11-01,2027-01-01)', ${other}::uuid, now())`);
  await put(sql`insert into teams.offer (id, kind, person_id, unit_id, code, sealed_contact, what, offered_at)
    values (${offer}::uuid, 'help', ${person}::uuid, ${unit}::uuid, 'ABC', ${vault.seal('{"name":"Lò"}', `teams.offer/${offer}`)}, 'dạy Excel', now())`);
  await put(
    sql`insert into teams.contribution (id, offer_id, on_day, what, noted_at) values (gen_random_uuid(), ${offer}::uuid, '2026-10-01', 'chị Lò dạy một buổi', now())`,
  );
  await put(sql`insert into teams.import_batch (id, file_name, file_hash, marked_hash, as_of, columns, counts, checked_at)
    values (${batch}::uuid, 'to.xlsx', 'a', ${marked.hash}, '2026-01-01', '{}', '{}', now())`);
  const cells = { name: 'Lò Thị Hai', phone: vault.seal('0912345678', `teams.import_row/${batch}/1`) };
  await put(sql`insert into teams.import_row (batch_id, row_no, unit_id, sheet, sheet_row, action, cells, reading, findings, membership_id)
    values (${batch}::uuid, 1, ${unit}::uuid, 'S', 2, 'add', ${JSON.stringify(cells)}::jsonb, '{"staged": {"name": "Lò Thị Hai"}}', '[]', ${membership}::uuid),
      (${batch}::uuid, 2, ${unit}::uuid, 'S', 3, 'add', '{"name": "Ai khác"}', '{}', '[]', ${other}::uuid)`);
});
afterAll(() => world.app.close());

test('the export has every table that concerns the person, opened, and no secret of a card', async () => {
  const found = await onDuty((tx) => teamsPrivacy(world.app.context).exportPerson(tx, person));
  expect(new Set(Object.keys(found))).toEqual(
    new Set(['teams.card', 'teams.contribution', 'teams.import_row', 'teams.leave', 'teams.membership', 'teams.offer', 'teams.photo']),
  );
  expect(Object.values(found).map((rows) => rows.length)).toEqual(Object.values(found).map(() => 1));
  expect(found['teams.offer']?.[0]).toMatchObject({ contact: { name: 'Lò' }, what: 'dạy Excel' });
  expect(found['teams.import_row']?.[0]).toMatchObject({ cells: { name: 'Lò Thị Hai', phone: '0912345678' } });
  expect(found['teams.membership']?.[0]).toMatchObject({ id: membership, team: expect.stringContaining('Tổ thử') });
  expect(JSON.stringify(found['teams.card'])).not.toContain('sealed');
});

test('erased: names, words, secrets and files go; the service ends today and stays a count; others keep what is theirs', async () => {
  const [before] = await seen(
    sql<{
      hash: string;
      number: string;
    }>`select (select file_hash from teams.photo) as hash, sealed_number as number from teams.card where id = ${card}::uuid`,
  );
  const [marked] = await seen(sql<{ hash: string }>`select marked_hash as hash from teams.import_batch where id = ${batch}::uuid`);
  const removed = await onDuty((tx) => teamsPrivacy(world.app.context).erasePerson(tx, person));
  expect(removed).toMatchObject({
    'teams.membership': 1,
    'teams.photo': 1,
    'teams.card': 1,
    'teams.offer': 1,
    'teams.contribution': 1,
    'teams.import_row': 1,
  });
  expect(await seen(sql`select person_id from teams.photo where person_id = ${person}::uuid`)).toEqual([]);
  const lines = await seen(
    sql<{ cells: object; reading: object }>`select cells, reading from teams.import_row where batch_id = ${batch}::uuid order by row_no`,
  );
  expect(lines).toEqual([
    { cells: {}, reading: {} },
    { cells: { name: 'Ai khác' }, reading: {} },
  ]);
  expect(await seen(sql`select sealed_contact, what from teams.offer where id = ${offer}::uuid`)).toEqual([
    { sealed_contact: null, what: null },
  ]);
  const [after] = await seen(
    sql<{
      number: string;
      revoked: boolean;
    }>`select sealed_number as number, revoked_at is not null as revoked from teams.card where id = ${card}::uuid`,
  );
  expect([after?.revoked, after?.number === before?.number]).toEqual([true, false]);
  const [served] = await seen(
    sql<{ to: string; why: string }>`select upper(valid) as "to", ended_why as why from teams.membership where id = ${membership}::uuid`,
  );
  expect(served).toEqual({ to: '2026-11-22', why: 'own-wish' });
  const { files } = world.app.context;
  await expect.poll(async () => [await files.has(before?.hash ?? ''), await files.has(marked?.hash ?? '')]).toEqual([false, false]);
  const again = await onDuty((tx) => teamsPrivacy(world.app.context).erasePerson(tx, person));
  expect(again).toMatchObject({ 'teams.membership': 0, 'teams.photo': 0, 'teams.offer': 0, 'teams.import_row': 0 });
});

test('what is held is said in both languages', () => {
  const source = teamsPrivacy(world.app.context);
  for (const lang of ['vi', 'en'] as const)
    expect(source.holds(lang).every((one) => one.what !== '' && one.why !== '' && one.basis !== '')).toBe(true);
  expect(source.holds('vi').length).toBeGreaterThan(4);
});
