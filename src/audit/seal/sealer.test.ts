import { sql } from 'kysely';
import pg from 'pg';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import type { Tx } from '../../platform/db/index.ts';
import { system } from '../../platform/session/index.ts';
import { auditVerify } from '../cli.ts';
import { auditLedger } from '../entry.ts';
import { record } from '../record.ts';
import { beginEraAfterRestore } from './era.ts';
import type { Seal } from './format.ts';
import { sealOnce } from './sealer.ts';
import { verifyLedger } from './verify.ts';

let database: TestDatabase;
beforeEach(async () => {
  database = await testDatabase();
});
afterEach(() => database.drop());

const write = (tx: Tx, id: string) => record(tx, system, { action: 'test.write', subject: { kind: 'thing', id } });
const writeAlone = (id: string) => database.db.transaction((tx) => write(tx, id));
const seal = () => sealOnce(database.db, auditLedger);

/** Seals until so many rows are sealed: transactions of other databases of the server hold the sealing up for a while. */
async function sealAll(rows: bigint): Promise<Seal[]> {
  const seals: Seal[] = [];
  await vi.waitFor(
    async () => {
      const result = await seal();
      if (result.state === 'sealed') seals.push(result.seal);
      expect(seals.reduce((sum, { rows: sealed }) => sum + sealed, 0n)).toBe(rows);
    },
    { timeout: 25_000, interval: 50 },
  );
  return seals;
}

const verify = () => verifyLedger(database.db, auditLedger);

/** A transaction that writes now and is committed later. */
async function openWriter(id: string): Promise<{ commit: () => Promise<void> }> {
  const written = Promise.withResolvers<void>();
  const go = Promise.withResolvers<void>();
  const done = database.db.transaction(async (tx) => {
    await write(tx, id);
    written.resolve();
    await go.promise;
  });
  await written.promise;
  return {
    commit: async () => {
      go.resolve();
      await done;
    },
  };
}

/** Changes rows as only an administrator of the server can, with the triggers out of the way. */
async function tamper(statement: string): Promise<void> {
  const client = new pg.Client({ connectionString: database.url('yenbai_owner').replace('yenbai_owner@', 'postgres@') });
  await client.connect();
  try {
    await client.query(statement);
  } finally {
    await client.end();
  }
}

describe('sealOnce', () => {
  it('seals what is committed, once, each seal on the one before', async () => {
    expect(await seal()).toEqual({ state: 'nothing' });
    await database.db.transaction(async (tx) => {
      await write(tx, 'a');
      await write(tx, 'b');
    });
    const [first] = await sealAll(2n);
    expect(first).toMatchObject({ number: 1n, rows: 2n });
    expect(await seal()).toEqual({ state: 'nothing' });
    await writeAlone('c');
    const [second] = await sealAll(1n);
    expect(second).toMatchObject({ number: 2n, rows: 1n, previous: first?.hash });
    expect(await verify()).toMatchObject({ seals: 2n, sealedRows: 3n, openRows: 0n, firstBreak: null });
  });

  it('leaves a slow transaction, and all that is younger, for later: each row is sealed exactly once', async () => {
    await writeAlone('before');
    const slow = await openWriter('slow');
    await writeAlone('fast');
    await sealAll(1n);
    expect(await seal()).toEqual({ state: 'nothing' });
    expect(await verify()).toMatchObject({ sealedRows: 1n, openRows: 1n, firstBreak: null });
    await slow.commit();
    await sealAll(2n);
    expect(await verify()).toMatchObject({ sealedRows: 3n, openRows: 0n, firstBreak: null });
  });

  it('lets two sealers run at once without losing or doubling a row', async () => {
    const other = database.open('yenbai_app');
    const stop = new AbortController();
    const sealers = [database.db, other].map(async (db) => {
      while (!stop.signal.aborted) await sealOnce(db, auditLedger);
    });
    await Promise.all(
      Array.from({ length: 4 }, async (_, writer) => {
        for (let n = 0; n < 40; n++) await writeAlone(`${writer}-${n}`);
      }),
    );
    stop.abort();
    await Promise.all(sealers);
    await vi.waitFor(
      async () => {
        await seal();
        expect(await verify()).toMatchObject({ sealedRows: 160n, openRows: 0n, firstBreak: null });
      },
      { timeout: 20_000 },
    );
  });

  it('goes on over pages of rows', async () => {
    await sql`insert into audit.entry (id, at, actor_kind, action, subject_kind, subject_id)
      select gen_random_uuid(), now(), 'system', 'test.many', 'thing', n::text from generate_series(1, 4500) n`.execute(database.db.rows());
    await sealAll(4500n);
    expect(await verify()).toMatchObject({ sealedRows: 4500n, firstBreak: null });
  });

  it('is not led astray by transaction ids that start again after an archive was restored', async () => {
    // Rows of a server that had counted much further.
    await sql`insert into audit.entry (id, at, actor_kind, action, subject_kind, subject_id, xid)
      select gen_random_uuid(), now(), 'system', 'test.brought', 'thing', n::text, '99999999999'::xid8 from generate_series(1, 3) n`.execute(
      database.db.rows(),
    );
    expect(await seal()).toEqual({ state: 'nothing' });
    await database.open('yenbai_owner').direct(beginEraAfterRestore);
    await writeAlone('here');
    await sealAll(4n);
    await writeAlone('later');
    await sealAll(1n);
    expect(await verify()).toMatchObject({ sealedRows: 5n, openRows: 0n, firstBreak: null });
  });
});

describe('verification', () => {
  beforeEach(async () => {
    for (const id of ['a', 'b', 'c']) {
      await database.db.transaction(async (tx) => {
        await write(tx, id);
        await write(tx, `${id}${id}`);
      });
      await sealAll(2n);
    }
  });

  it.each([
    ['a changed row', `update audit.entry set subject_id = 'x' where subject_id = 'bb'`, { kind: 'changed', seal: 2n }],
    ['a missing row', `delete from audit.entry where subject_id = 'b'`, { kind: 'missing', seal: 2n, sealed: 2n, found: 1n }],
    [
      'a row put in',
      `insert into audit.entry (id, at, actor_kind, action, subject_kind, subject_id, xid)
        select gen_random_uuid(), at, 'system', 'test.write', 'thing', 'forged', xid from audit.entry where subject_id = 'b'`,
      { kind: 'inserted', seal: 2n, sealed: 2n, found: 3n },
    ],
    ['a changed seal', `update audit.seal set root = repeat('0', 64) where number = 2`, { kind: 'seal', seal: 2n }],
    ['a missing seal', `delete from audit.seal where number = 2`, { kind: 'seal', seal: 3n, what: 'seal 2 is missing' }],
    ['a missing first seal', `delete from audit.seal where number = 1`, { kind: 'seal', seal: 2n }],
  ])('finds %s', async (_what, statement, expected) => {
    await tamper(statement);
    expect((await verify()).firstBreak).toMatchObject(expected);
  });

  const idOf = async (subject: string) => {
    const found = await sql<{ id: string }>`select id from audit.entry where subject_id = ${subject}`.execute(database.db.rows());
    return found.rows[0]?.id ?? '';
  };

  it('names the record of which one byte was changed, and goes on to the next', async () => {
    const [changed, removed] = [await idOf('bb'), await idOf('c')];
    await tamper(`update audit.entry set subject_id = 'bc' where subject_id = 'bb'; delete from audit.entry where subject_id = 'c';
      insert into audit.entry (id, at, actor_kind, action, subject_kind, subject_id, xid)
        select '0190ffff-0000-7000-8000-000000000001', at, 'system', 'test.write', 'thing', 'forged', xid from audit.entry where subject_id = 'a'`);
    const { breaks, seals } = await verify();
    expect(breaks.flatMap(({ records }) => records)).toEqual([
      { id: '0190ffff-0000-7000-8000-000000000001', how: 'inserted' },
      { id: changed, how: 'changed' },
      { id: removed, how: 'missing' },
    ]);
    expect(seals).toBe(0n);
  });

  it('finds a change of for whom it was done, from which device, about whom, and why', async () => {
    const changes = {
      a: 'acting_for = gen_random_uuid()',
      aa: 'device_id = gen_random_uuid()',
      b: 'persons = array[gen_random_uuid()]',
      c: `purpose = 'case'`,
    };
    const ids = await Promise.all(Object.keys(changes).map(idOf));
    for (const [row, change] of Object.entries(changes)) await tamper(`update audit.entry set ${change} where subject_id = '${row}'`);
    const found = (await verify()).breaks.flatMap(({ records }) => records);
    expect(new Set(found)).toEqual(new Set(ids.map((id) => ({ id, how: 'changed' }))));
  });

  it('still finds the seal where the leaves were changed along with the row, or are gone', async () => {
    await tamper(
      `update audit.entry set subject_id = 'x' where subject_id = 'bb'; update audit.leaf set leaves = overlay(leaves placing '\\x00' from 20) where seal = 2`,
    );
    expect((await verify()).firstBreak).toMatchObject({ kind: 'changed', seal: 2n, records: [] });
    await tamper('delete from audit.leaf');
    expect((await verify()).firstBreak).toMatchObject({ kind: 'changed', seal: 2n, records: [] });
  });

  it('finds a row that was moved to another transaction in both places', async () => {
    const id = await idOf('a');
    await tamper(`update audit.entry set xid = (select xid from audit.entry where subject_id = 'cc') where subject_id = 'a'`);
    expect((await verify()).breaks.flatMap(({ seal, records }) => records.map(({ how }) => [seal, how]))).toEqual([
      [1n, 'missing'],
      [3n, 'inserted'],
    ]);
    expect((await verify()).firstBreak?.records[0]?.id).toBe(id);
  });

  it('finds the end of the trail cut off by a seal that was noted', async () => {
    const { head } = await verify();
    await tamper(`delete from audit.entry where subject_id like 'c%'; delete from audit.seal where number = 3`);
    expect((await verify()).firstBreak).toBeNull();
    expect(head && (await verifyLedger(database.db, auditLedger, { anchor: head })).firstBreak).toMatchObject({
      kind: 'seal',
      what: 'the noted seal is gone',
    });
  });

  it('has a command that says what it found', async () => {
    const lines: string[] = [];
    expect(await auditVerify(database.db, (line) => lines.push(line))).toBe(0);
    expect(lines.join('\n')).toMatch(
      /^audit.entry: whole. 3 seals over 6 rows, 0 rows not sealed yet.\nLast seal, to be noted elsewhere: 3:[0-9a-f]{64}$/,
    );
    const id = await idOf('a');
    await tamper(`delete from audit.entry where subject_id = 'a'`);
    lines.length = 0;
    expect(await auditVerify(database.db, (line) => lines.push(line))).toBe(1);
    expect(lines).toEqual([
      'audit.entry: BROKEN at seal 1: rows are missing: 2 were sealed, 1 are there.',
      `  record ${id} was removed`,
      'audit.entry: 2 seals over 4 rows are whole.',
    ]);
    await writeAlone('newer');
    expect((await verify()).openRows).toBe(1n);
    await expect(auditVerify(database.db, () => {}, { anchor: 'nonsense' })).rejects.toThrow(RangeError);
  });
});
