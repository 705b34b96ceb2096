import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../test/support/database.ts';
import { anonymous, system } from '../platform/session/index.ts';
import { trailPage } from './queries.ts';
import { record } from './record.ts';

let database: TestDatabase;
beforeAll(async () => {
  database = await testDatabase();
});
afterAll(() => database.drop());

const entry = { action: 'territory.apply-event', subject: { kind: 'event', id: 'e1' }, fields: ['name', 'parent'] };

describe('record', () => {
  it('adds a row that names actor, action, subject and fields', async () => {
    await database.db.transaction((tx) => record(tx, system, entry));
    const { rows, next } = await trailPage(database.db, {}, null);
    expect(rows[0]).toMatchObject({
      actorKind: 'system',
      actorId: null,
      action: 'territory.apply-event',
      subjectKind: 'event',
      subjectId: 'e1',
      fields: ['name', 'parent'],
      sealed: false,
    });
    expect(rows[0]?.at.equals(database.clock.now())).toBe(true);
    expect(next).toBeNull();
  });

  it('leaves nothing when the command fails', async () => {
    const before = (await trailPage(database.db, {}, null)).rows.length;
    await expect(
      database.db.transaction(async (tx) => {
        await record(tx, system, entry);
        throw new Error('the command failed');
      }),
    ).rejects.toThrow('the command failed');
    expect((await trailPage(database.db, {}, null)).rows).toHaveLength(before);
  });

  it.each([
    ['an action that is a sentence', { ...entry, action: 'Nguyễn Văn A changed' }],
    ['a subject that is a name', { ...entry, subject: { kind: 'person', id: 'Nguyễn Văn A' } }],
    ['a field that is a value', { ...entry, fields: ['phone = 0912 345 678'] }],
  ])('refuses %s', async (_what, wrong) => {
    await expect(database.db.transaction((tx) => record(tx, anonymous, wrong))).rejects.toThrow('check constraint');
  });

  it('pages newest first, filtered by action and by subject', async () => {
    await database.db.transaction(async (tx) => {
      for (let n = 0; n < 5; n++) await record(tx, system, { action: 'legal.add', subject: { kind: 'document', id: `d${n}` } });
    });
    const first = await trailPage(database.db, { action: 'legal.add' }, null, 2);
    const second = await trailPage(database.db, { action: 'legal.add' }, first.next, 2);
    const third = await trailPage(database.db, { action: 'legal.add' }, second.next, 2);
    expect([first, second, third].flatMap((page) => page.rows.map((row) => row.subjectId))).toEqual(['d4', 'd3', 'd2', 'd1', 'd0']);
    expect(third.next).toBeNull();
    expect((await trailPage(database.db, { subjectKind: 'document', subjectId: 'd3' }, null)).rows).toHaveLength(1);
  });
});

describe('the trail', () => {
  it.each([
    "update audit.entry set action = 'a.b'",
    'delete from audit.entry',
    'truncate audit.entry',
    'update audit.seal set number = 7',
    'delete from audit.seal',
    'delete from audit.era',
  ])('refuses the programs: %s', async (statement) => {
    await expect(sql.raw(statement).execute(database.db.rows())).rejects.toThrow('permission denied');
  });

  it.each(["update audit.entry set action = 'a.b'", 'delete from audit.entry', 'truncate audit.entry', 'delete from audit.era'])(
    'refuses its owner: %s',
    async (statement) => {
      const owner = database.open('yenbai_owner');
      await expect(sql.raw(statement).execute(owner.rows())).rejects.toThrow('rows can only be added');
    },
  );
});
