import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { asAdministrator } from '../../../test/support/server.ts';
import { openDatabase, type Tx } from './index.ts';

let test: TestDatabase;
let owner: ReturnType<TestDatabase['open']>;

interface Rows {
  'public.note': { id: number; text: string };
}

beforeAll(async () => {
  test = await testDatabase();
  owner = test.open('yenbai_owner');
  await test.open('yenbai_owner').direct(async (client) => {
    await client.query('create schema trial');
    await client.query('create table trial.note (id int primary key, text text not null)');
    await client.query('grant usage on schema trial to yenbai_app; grant select, insert, update on trial.note to yenbai_app');
  });
});
afterAll(() => test.drop());

const notes = async (): Promise<string[]> =>
  (await sql<{ text: string }>`select text from trial.note order by id`.execute(test.db.rows())).rows.map((row) => row.text);
const add = (tx: Tx, id: number, text: string) => sql`insert into trial.note values (${id}, ${text})`.execute(tx.rows());

describe('values', () => {
  it('come back in our types', async () => {
    const { rows } = await sql`
      select date '2025-07-01' as date, timestamptz '2025-07-01 00:00:00.123456+07' as instant, 9007199254740993::int8 as int8,
             12.50::numeric as numeric, 7::int4 as int4, 0.5::float8 as float8, 'xã'::text as text,
             '{"a":[1,null]}'::jsonb as jsonb, daterange('2022-01-01', null) as open_range, daterange('2022-01-01', '2025-07-01') as range,
             array[1, null]::int8[] as int8s, array[date '2025-07-01'] as dates, array['a','b c'] as texts, true as bool,
             '00000000-0000-0000-0000-000000000001'::uuid as uuid, interval '1 day' as interval, null::date as nothing
    `.execute(test.db.rows());
    expect(rows[0]).toEqual({
      date: '2025-07-01',
      instant: Temporal.Instant.from('2025-06-30T17:00:00.123456Z'),
      int8: 9007199254740993n,
      numeric: '12.50',
      int4: 7,
      float8: 0.5,
      text: 'xã',
      jsonb: { a: [1, null] },
      open_range: '[2022-01-01,)',
      range: '[2022-01-01,2025-07-01)',
      int8s: [1n, null],
      dates: ['2025-07-01'],
      texts: ['a', 'b c'],
      bool: true,
      uuid: '00000000-0000-0000-0000-000000000001',
      interval: '1 day',
      nothing: null,
    });
    expect(String((rows[0] as { instant: unknown }).instant)).toBe('2025-06-30T17:00:00.123456Z');
  });

  it('go in as Temporal values, bigint and lists of them', async () => {
    const instant = Temporal.Instant.from('2026-01-02T03:04:05.678901Z');
    const day = Temporal.PlainDate.from('2025-07-01');
    const { rows } = await sql<{ same: boolean }>`
      select ${instant}::timestamptz = '2026-01-02 03:04:05.678901+00' and ${day}::date = '2025-07-01'
             and ${12345678901234567890n}::numeric = 12345678901234567890 and ${[1n, 2n]}::int8[] = '{1,2}'
             and ${[instant]}::timestamptz[] = array[timestamptz '2026-01-02 03:04:05.678901+00'] as same
    `.execute(test.db.rows());
    expect(rows[0]?.same).toBe(true);
  });
});

describe('sessions', () => {
  it('run in UTC, in the role asked for, with limits', async () => {
    const { rows } =
      await sql`select current_user::text as role, current_setting('TimeZone') as zone, current_setting('statement_timeout') as longest,
      current_setting('lock_timeout') as lock, current_setting('idle_in_transaction_session_timeout') as idle, current_setting('jit') as jit`.execute(
        test.db.rows(),
      );
    expect(rows[0]).toEqual({ role: 'yenbai_app', zone: 'UTC', longest: '30s', lock: '10s', idle: '1min', jit: 'off' });
  });

  it('step down from a login that may do more', async () => {
    const stepped = test.open('yenbai_app', { url: test.url('yenbai_owner').replace('yenbai_owner@', 'postgres@') });
    const { rows } = await sql`select current_user::text as role`.execute(stepped.rows());
    expect(rows[0]).toEqual({ role: 'yenbai_app' });
    await expect(sql`drop table trial.note`.execute(stepped.rows())).rejects.toThrow('must be owner of table note');
    await expect(sql`delete from trial.note`.execute(stepped.rows())).rejects.toThrow('permission denied');
  });

  // An administrator's server is reached by one login only, which is none of the roles.
  it.skipIf(!inject('server').pattern.includes('{login}'))(
    'behind a pooler send no startup options, and are refused in a wrong role',
    async () => {
      const options = { directUrl: test.url('yenbai_app') };
      const pooled = test.open('yenbai_app', { ...options, url: `${test.url('yenbai_app')}&keepalives=1` });
      expect((await sql`select current_setting('statement_timeout') as longest`.execute(pooled.rows())).rows).toEqual([{ longest: '0' }]);
      const wrong = test.open('yenbai_app', { ...options, url: test.url('yenbai_owner') });
      await expect(sql`select 1`.execute(wrong.rows())).rejects.toThrow('must be yenbai_app itself');
    },
  );

  it('left open by a test make it fail', async () => {
    const other = await testDatabase();
    const leak = openDatabase({ url: other.url(), role: 'yenbai_app', clock: other.clock, ids: other.ids, applicationName: 'forgotten' });
    await sql`select 1`.execute(leak.rows());
    await expect(other.drop()).rejects.toThrow('forgotten: select 1');
    await leak.close();
  });

  it('end a statement that takes longer than allowed', async () => {
    const hasty = test.open('yenbai_app', { limits: { statementMs: 50 } });
    await expect(sql`select pg_sleep(5)`.execute(hasty.rows())).rejects.toThrow('statement timeout');
    expect((await sql`select 1 as one`.execute(hasty.rows())).rows).toEqual([{ one: 1 }]);
  });

  it('are replaced when the server ends them', async () => {
    const single = test.open('yenbai_app', { poolSize: 1 });
    const { rows } = await sql<{ pid: number }>`select pg_backend_pid() as pid`.execute(single.rows());
    await asAdministrator(inject('server'), 'select pg_terminate_backend($1)', [rows[0]?.pid]);
    await expect
      .poll(() =>
        sql`select 1 as one`.execute(single.rows()).then(
          (found) => found.rows,
          () => null,
        ),
      )
      .toEqual([{ one: 1 }]);
  });
});

describe('statements', () => {
  const prepared = (db: TestDatabase['db']) =>
    sql<{
      name: string;
      statement: string;
    }>`select name, statement from pg_prepared_statements where statement like '%trial.note%' and name <> ''`.execute(db.rows());

  it('are named by their text and prepared once per session', async () => {
    const single = test.open('yenbai_app', { poolSize: 1 });
    for (const id of [1, 2, 3]) await sql`select text from trial.note where id = ${id}`.execute(single.rows());
    const { rows } = await prepared(single);
    expect(rows.filter((row) => row.statement.startsWith('select text'))).toHaveLength(1);
    expect(rows[0]?.name).toMatch(/^y[0-9a-f]{24}$/);
  });

  it('stay unnamed where preparing is off', async () => {
    const plain = test.open('yenbai_app', { poolSize: 1, prepare: false });
    await sql`select text from trial.note where id = ${1}`.execute(plain.rows());
    expect((await prepared(plain)).rows).toEqual([]);
  });

  it('that fail are prepared again the next time', async () => {
    const single = test.open('yenbai_app', { poolSize: 1 });
    const later = () => sql`select * from trial.later`.execute(single.rows());
    await expect(later()).rejects.toThrow('does not exist');
    await owner.direct((client) => client.query('create table trial.later (a int); grant select on trial.later to yenbai_app'));
    expect((await later()).rows).toEqual([]);
  });

  it('survive a table that changes under them', async () => {
    const single = test.open('yenbai_app', { poolSize: 1 });
    await owner.direct((client) =>
      client.query('create table trial.moving (a int); grant select on trial.moving to yenbai_app; insert into trial.moving values (1)'),
    );
    const read = () => sql`select * from trial.moving`.execute(single.rows());
    expect((await read()).rows).toEqual([{ a: 1 }]);
    await owner.direct((client) => client.query('alter table trial.moving add b int'));
    expect((await read()).rows).toEqual([{ a: 1, b: null }]);
  });
});

describe('transactions', () => {
  it('commit, and run their hooks in order only then', async () => {
    const seen: string[] = [];
    const value = await test.db.transaction(async (tx) => {
      tx.afterCommit(() => seen.push('first'));
      tx.afterCommit(() => {
        throw new Error('a hook that fails does not undo the work');
      });
      tx.afterCommit(() => seen.push('second'));
      await add(tx, 1, 'kept');
      expect(seen).toEqual([]);
      return 'done';
    });
    expect([value, seen, await notes()]).toEqual(['done', ['first', 'second'], ['kept']]);
  });

  it('roll back with the error, and run no hook', async () => {
    const seen: string[] = [];
    const doing = test.db.transaction(async (tx) => {
      tx.afterCommit(() => seen.push('never'));
      await add(tx, 2, 'lost');
      throw new Error('changed my mind');
    });
    await expect(doing).rejects.toThrow('changed my mind');
    expect([seen, await notes()]).toEqual([[], ['kept']]);
  });

  it('do not pretend to have committed when a failure in them was swallowed', async () => {
    const doing = test.db.transaction(async (tx) => {
      await add(tx, 3, 'lost');
      await add(tx, 1, 'twice').catch(() => {});
    });
    await expect(doing).rejects.toThrow('was rolled back');
    expect(await notes()).toEqual(['kept']);
  });

  it('end: the Tx can not be used afterwards', async () => {
    let escaped: Tx | undefined;
    await test.db.transaction(async (tx) => {
      escaped = tx;
    });
    const tx = escaped as unknown as Tx;
    await expect(add(tx, 4, 'late')).rejects.toThrow('transaction has ended');
    expect(() => tx.afterCommit(() => {})).toThrow('transaction has ended');
  });

  it('are not opened behind our back', async () => {
    await expect(
      test.db
        .rows<Rows>()
        .transaction()
        .execute(async () => {}),
    ).rejects.toThrow('Use Db.transaction');
  });

  it('are run again after a serialization failure, when asked', async () => {
    const both = Promise.withResolvers<void>();
    let arrived = 0;
    let runs = 0;
    const count = (id: number) =>
      test.db.transaction(
        async (tx) => {
          runs++;
          const { rows } = await sql<{ n: number }>`select count(*)::int as n from trial.note`.execute(tx.rows());
          if (++arrived === 2) both.resolve();
          await both.promise;
          await add(tx, id, `after ${rows[0]?.n}`);
        },
        { isolation: 'serializable', retry: true },
      );
    await Promise.all([count(10), count(11)]);
    expect(runs).toBeGreaterThan(2);
    expect(new Set(await notes())).toEqual(new Set(['kept', 'after 1', 'after 2']));
  });

  it('can be read only', async () => {
    await expect(test.db.transaction((tx) => add(tx, 20, 'no'), { readOnly: true })).rejects.toThrow('read-only transaction');
  });

  it('carry state that ends with them', async () => {
    const single = test.open('yenbai_app', { poolSize: 1 });
    const read = sql<{ units: string | null }>`select nullif(current_setting('yenbai.units', true), '') as units`;
    const inside = await single.transaction(async (tx) => (await read.execute(tx.rows())).rows[0], { state: { 'yenbai.units': 'a,b' } });
    expect([inside, (await read.execute(single.rows())).rows[0]]).toEqual([{ units: 'a,b' }, { units: null }]);
  });

  it('send queries of one session without waiting in between', async () => {
    const found = await test.db.transaction((tx) =>
      Promise.all([1, 2, 3].map((n) => sql<{ n: number }>`select ${n}::int as n`.execute(tx.rows()))),
    );
    expect(found.map(({ rows }) => rows[0]?.n)).toEqual([1, 2, 3]);
  });
});
