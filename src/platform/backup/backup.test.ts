import { createHash, randomBytes } from 'node:crypto';
import { createReadStream, createWriteStream } from 'node:fs';
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { createGunzip, createGzip } from 'node:zlib';
import pg from 'pg';
import { pino } from 'pino';
import { extract, pack } from 'tar-stream';
import { afterAll, beforeAll, describe, expect, inject, it } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { addressOf, asAdministrator } from '../../../test/support/server.ts';
import { type Db, migrate, migrationNames, openDatabase } from '../db/index.ts';
import { type FileStore, openFileStore } from '../files/index.ts';
import { installJobs } from '../jobs/index.ts';
import { ArchiveRefused, backup, type Manifest, type Migrations, restore, TargetNotEmpty } from './index.ts';

const log = pino({ level: 'silent' });
const migrationsDir = join(import.meta.dirname, '../../../db/migrations');
const madeAt = Temporal.Instant.from('2026-11-22T03:00:00Z');

let dir: string;
let source: TestDatabase;
let owner: Db;
let files: FileStore;
let archive: string;
let manifest: Manifest;

/** Tables of the test's own, in every awkward shape: the archive must not know them beforehand. */
const shapes = `
  create schema shapes;
  create table shapes.parent (id integer primary key, favourite integer, note text);
  create table shapes.child (id integer generated always as identity primary key, parent_id integer not null references shapes.parent, up integer references shapes.child);
  alter table shapes.parent add constraint parent_favourite foreign key (favourite) references shapes.child;
  create table shapes.value (key text collate "C" primary key, number numeric, real double precision, at timestamptz, day date, days daterange, bytes bytea, list text[], doc jsonb, big bigint,
    twice bigint generated always as (big * 2) stored);
  create table shapes.many (id bigint primary key, filler text);
  create function shapes.refuse() returns trigger language plpgsql as 'begin raise exception ''refused''; end';
  create trigger parent_refuses before insert on shapes.parent for each row execute function shapes.refuse();`;

const rows = `
  alter table shapes.parent disable trigger user;
  insert into shapes.parent (id, note) values (1, E'tab\\t new\\nline back\\\\slash \\N đường'), (2, null), (3, '');
  alter table shapes.parent enable trigger user;
  insert into shapes.child (parent_id, up) values (1, null), (2, 1), (3, 2);
  update shapes.parent set favourite = 3 where id = 1;
  insert into shapes.value (key, number, real, at, day, days, bytes, list, doc, big) values
    ('Ă', 12345678901234567890.123456789, 0.1, '2025-07-01 00:00:00.123456+07', '2025-07-01', '[2022-01-01,)', '\\x00ff', '{"a,b",null,"c\\"d"}', '{"n": 1.10}', 9007199254740993),
    ('a', null, 1e300, 'infinity', null, 'empty', null, null, null, null);
  insert into shapes.many select n, repeat(md5(n::text), 8) from generate_series(1, 17000) n;
  insert into platform.outbox (id, name, version, payload, created_at) values (gen_random_uuid(), 'test.event', 1, '{"đ": 1}', now());
  insert into audit.entry (id, at, actor_kind, action, subject_kind, subject_id) select gen_random_uuid(), now(), 'system', 'test.write', 'thing', n::text from generate_series(1, 100) n;
  insert into platform.rate_counter (key, window_start, hits) values ('x', now(), 1);`;

const personId = '01900000-0000-7000-8000-00000000000a';

/** Personal rows under row-level security, and what must not come back to life. */
const personal = `
  set yenbai.duty = 'identity';
  insert into people.person (id, created_at) values ('${personId}', now());
  insert into people.person_details (person_id, full_name, search_name) values ('${personId}', 'Lò Thị Mai', 'lo thi mai');
  insert into people.identifier (id, person_id, kind, sealed, digest, digest_key, added_at) values (gen_random_uuid(), '${personId}', 'phone', 'v1.k.x', '\\x01', 'k', now());
  insert into people.device (id, person_id, name, kind, token_digest, enrolled_at, last_seen_at) values ('${personId}', '${personId}', 'Android', 'enrolled', '\\x02', now(), now());
  insert into people.credential (id, person_id, device_id, kind, secret, created_at) values (gen_random_uuid(), '${personId}', '${personId}', 'pin', 'hash', now());
  insert into people.session (id, token_digest, person_id, methods, strength, created_at, last_seen_at, confirmed_at, idle_until, ends_at, idle_minutes)
    values (gen_random_uuid(), '\\x03', '${personId}', '{pin}', 'two', now(), now(), now(), now(), now(), 30);
  insert into platform.message (id, idempotency_key, channel, purpose, person_id, sealed_to, sealed_text, next_attempt_at, created_at)
    values (gen_random_uuid(), 'k', 'sms', 'test.code', '${personId}', 'v1.k.x', 'v1.k.y', now(), now());
  set yenbai.duty = 'messaging';
  insert into platform.push_subscription (id, person_id, sealed_subscription, endpoint_digest, created_at) values (gen_random_uuid(), '${personId}', 'v1.k.z', '\\x04', now());
  reset yenbai.duty;`;

const personalTables = [
  'people.person_details',
  'people.identifier',
  'people.device',
  'people.credential',
  'platform.message',
  'platform.push_subscription',
];

beforeAll(async () => {
  dir = await mkdtemp(join(tmpdir(), 'yenbai-backup-'));
  source = await testDatabase();
  owner = source.open('yenbai_owner');
  files = await openFileStore({ kind: 'disk', dir: join(dir, 'files') });
  for (const size of [0, 10, 300_000]) await files.put(randomBytes(size), { maxBytes: size });
  await owner.direct(installJobs);
  await owner.direct((client) => client.query(shapes));
  await owner.direct((client) => client.query(rows));
  await owner.direct((client) => client.query(personal));
  archive = join(dir, 'archive.tar.gz');
  manifest = await backup({ db: owner, files, out: archive, log, app: '0.1.0', madeAt });
}, 120_000);
afterAll(async () => {
  await source.drop();
  await rm(dir, { recursive: true, force: true });
});

let made = 0;
const targets: Target[] = [];
interface Target {
  name: string;
  db: Db;
  files: FileStore;
  drop(): Promise<void>;
}

/** An empty database on the same server, with a file store of its own. */
async function emptyTarget(): Promise<Target> {
  const server = inject('server');
  const name = `yenbai_restore_${process.pid}_${++made}`;
  await asAdministrator(server, `create database ${name} owner yenbai_owner template template0`);
  const url = addressOf(server, 'yenbai_owner', name);
  const db = openDatabase({ url, role: 'yenbai_owner', clock: source.clock, ids: source.ids, poolSize: 2 });
  const target: Target = {
    name,
    db,
    files: await openFileStore({ kind: 'disk', dir: join(dir, name) }),
    drop: async () => {
      await db.close();
      await asAdministrator(server, `drop database ${name} with (force)`);
    },
  };
  targets.push(target);
  return target;
}
afterAll(async () => {
  for (const target of targets) await target.drop();
});

/** Migrations of a target: ours, and after the last of them the test's own tables. */
async function migrationsFor(target: Target): Promise<Migrations> {
  const directUrl = addressOf(inject('server'), inject('server').admin, target.name);
  return {
    known: await migrationNames(migrationsDir),
    run: async (options) => {
      await migrate({ directUrl, dir: migrationsDir, ...options });
      const there = await scalar(target.db, `to_regnamespace('shapes') is not null`);
      if (!there) await target.db.direct((client) => client.query(shapes));
    },
  };
}

async function scalar(db: Db, expression: string): Promise<unknown> {
  return db.direct(async (client) => (await client.query<{ value: unknown }>(`select ${expression} as value`)).rows[0]?.value);
}

const restoreInto = async (target: Target, from: string) =>
  restore({ db: target.db, files: target.files, from, log, migrations: await migrationsFor(target) });

async function expectEmpty(target: Target): Promise<void> {
  for (const table of ['shapes.parent', 'shapes.many', 'platform.outbox', 'audit.entry']) {
    if (await scalar(target.db, `to_regclass('${table}') is not null`))
      expect(await scalar(target.db, `(select count(*)::int from ${table})`)).toBe(0);
  }
  expect(await Array.fromAsync(target.files.list())).toEqual([]);
}

type Entry = { name: string; type?: 'file' | 'symlink'; linkname?: string; content: Buffer };

let read: Entry[] = [];

async function entriesOf(): Promise<Entry[]> {
  if (read.length > 0) return read;
  const entries: Entry[] = [];
  const reader = extract();
  const reading = pipeline(createReadStream(archive), createGunzip(), reader as unknown as NodeJS.WritableStream);
  for await (const entry of reader as unknown as AsyncIterable<AsyncIterable<Buffer> & { header: { name: string } }>) {
    entries.push({ name: entry.header.name, content: Buffer.concat(await Array.fromAsync(entry)) });
  }
  await reading;
  read = entries;
  return entries;
}

/** Writes the archive again, with its entries changed. */
async function rewritten(change: (entries: Entry[]) => Entry[]): Promise<string> {
  const out = join(dir, `changed-${++made}.tar.gz`);
  const writer = pack();
  for (const { content, ...header } of change(await entriesOf())) writer.entry(header, content);
  writer.finalize();
  await pipeline(writer as unknown as NodeJS.ReadableStream, createGzip({ level: 1 }), createWriteStream(out));
  return out;
}

describe('a backup', () => {
  it('says what it holds: rows and hashes of every table, without jobs, counters and computed tables', async () => {
    expect(manifest.tables['shapes.many']).toMatchObject({ rows: 17_000 });
    expect(manifest.tables['audit.entry']).toMatchObject({ rows: 100 });
    expect(Object.keys(manifest.tables).filter((name) => /^pgboss|rate_counter|map_closure|platform\.migration/.test(name))).toEqual([]);
    expect(manifest.sequences['shapes.child_id_seq']).toEqual({ last: '3', called: true });
    expect(manifest.files).toMatchObject({ count: 3, bytes: 300_010 });
  });

  it('holds every personal row, though row-level security binds the owner too, and no session', async () => {
    for (const name of personalTables) {
      expect(await scalar(owner, `(select count(*)::int from ${name})`)).toBe(0);
      expect([name, manifest.tables[name]?.rows]).toEqual([name, 1]);
    }
    expect(Object.keys(manifest.tables).filter((name) => /people\.(session|attempt|throttle)/.test(name))).toEqual([]);
  });

  it('is refused rather than incomplete: a table whose rows no policy shows to it', async () => {
    await owner.direct((client) =>
      client.query(`create table shapes.hidden (id integer primary key); alter table shapes.hidden enable row level security;
        alter table shapes.hidden force row level security; create policy hidden_rows on shapes.hidden using (id = 1)`),
    );
    try {
      await expect(backup({ db: owner, files, out: join(dir, 'hidden.tar.gz'), log, app: '0.1.0', madeAt })).rejects.toThrow(
        'shapes.hidden',
      );
    } finally {
      await owner.direct((client) => client.query('drop table shapes.hidden'));
    }
  });

  it('is the same for the same data, by Zstandard too', async () => {
    const again = await backup({ db: owner, files, out: join(dir, 'again.tar.zst'), log, app: '0.1.0', madeAt });
    expect(again).toEqual(manifest);
    expect((await stat(join(dir, 'again.tar.zst'))).mode & 0o077).toBe(0);
  });

  it('sees one moment, whatever is written meanwhile', async () => {
    const writing = setInterval(
      () =>
        void owner
          .direct((client) =>
            client.query(
              `insert into platform.outbox (id, name, version, payload, created_at) values (gen_random_uuid(), 'test.meanwhile', 1, '{}', now())`,
            ),
          )
          .catch(() => {}),
      20,
    );
    try {
      const found = await backup({ db: owner, files, out: join(dir, 'busy.tar.gz'), log, app: '0.1.0', madeAt });
      const target = await emptyTarget();
      expect(await restoreInto(target, join(dir, 'busy.tar.gz'))).toEqual(found);
    } finally {
      clearInterval(writing);
      await owner.direct((client) => client.query(`delete from platform.outbox where name = 'test.meanwhile'`));
    }
  });

  it('leaves nothing when it cannot be finished', async () => {
    const broken = await openFileStore({ kind: 'disk', dir: join(dir, 'broken') });
    const { hash } = await broken.put(randomBytes(100), { maxBytes: 100 });
    await writeFile(join(dir, 'broken', hash.slice(0, 2), hash.slice(2, 4), hash), randomBytes(100));
    const out = join(dir, 'broken.tar.zst');
    await expect(backup({ db: owner, files: broken, out, log, app: '0.1.0', madeAt })).rejects.toThrow('has changed');
    await expect(stat(out)).rejects.toThrow('ENOENT');
    await expect(stat(`${out}.unfinished`)).rejects.toThrow('ENOENT');
    await expect(backup({ db: owner, files, out: join(dir, 'x.zip'), log, app: '0.1.0', madeAt })).rejects.toThrow(RangeError);
  });
});

describe('a restore', () => {
  it('gives back every row, sequence and file, and the same archive again', async () => {
    const target = await emptyTarget();
    expect(await restoreInto(target, archive)).toEqual(manifest);
    const again = await backup({ db: target.db, files: target.files, out: join(dir, 'round.tar.zst'), log, app: '0.1.0', madeAt });
    expect(again).toEqual(manifest);
    expect(await scalar(target.db, `(select twice from shapes.value where key = 'Ă')`)).toBe(18014398509481986n);
    expect(await scalar(target.db, '(select id from platform.installation)')).toBe(
      await scalar(owner, '(select id from platform.installation)'),
    );
    await target.db.direct(async (client) => {
      const next = await client.query<{ id: number }>('insert into shapes.child (parent_id) values (1) returning id');
      expect(next.rows[0]?.id).toBe(4);
      await expect(client.query('insert into shapes.parent (id) values (9)')).rejects.toThrow('refused');
      await expect(client.query(`delete from audit.entry`)).rejects.toThrow('rows can only be added');
      await expect(client.query('begin; delete from shapes.child where id = 3; set constraints all deferred')).rejects.toThrow(
        'violates foreign key',
      );
    });
    for await (const file of files.list()) expect(await target.files.verify(file.hash)).toBe(true);
    expect(await scalar(target.db, `to_regnamespace('restore_in_progress') is null`)).toBe(true);
  });

  it('puts row-level security back in force over the personal rows it loaded', async () => {
    const target = await emptyTarget();
    await restoreInto(target, archive);
    const forced = `(select string_agg(relname, ' ' order by relname) from pg_class where relrowsecurity and relforcerowsecurity)`;
    expect(await scalar(target.db, forced)).toBe(await scalar(owner, forced));
    for (const name of personalTables) expect(await scalar(target.db, `(select count(*)::int from ${name})`)).toBe(0);
    await target.db.direct(async (client) => {
      await client.query(`set yenbai.actor = '${personId}'`);
      const seen = await client.query<{ full_name: string }>('select full_name from people.person_details');
      expect(seen.rows).toEqual([{ full_name: 'Lò Thị Mai' }]);
      expect((await client.query('select from people.session')).rows).toEqual([]);
    });
  });

  it('runs what must be true before anything else writes inside its transaction', async () => {
    const target = await emptyTarget();
    const options = { db: target.db, files: target.files, from: archive, log, migrations: await migrationsFor(target) };
    await expect(restore({ ...options, afterLoad: async () => Promise.reject(new Error('not like this')) })).rejects.toThrow(
      'not like this',
    );
    await expectEmpty(target);
    await restore({
      ...options,
      afterLoad: async (client) => void (await client.query(`insert into audit.era values (2, now(), 'restored')`)),
    });
    expect(await scalar(target.db, 'audit.current_era()')).toBe(2);
  });

  it('refuses a database that holds something', async () => {
    const target = await emptyTarget();
    await target.db.direct((client) => client.query('create schema other; create table other.thing (id integer)'));
    await expect(restoreInto(target, archive)).rejects.toThrow(TargetNotEmpty);
    await expect(restoreInto(target, archive)).rejects.toThrow('other.thing');
    expect(await scalar(target.db, `to_regclass('platform.migration') is null`)).toBe(true);
  });

  const damage: [string, (entries: Entry[]) => Entry[]][] = [
    [
      'a changed row',
      (entries) =>
        entries.map((entry) =>
          entry.name.startsWith('tables/shapes.many/')
            ? { ...entry, content: Buffer.from(entry.content.toString().replace(/^(\d+)\t./, '$1\tX')) }
            : entry,
        ),
    ],
    [
      'a row that breaks a reference',
      (entries) =>
        entries.map((entry) =>
          entry.name.startsWith('tables/shapes.child/')
            ? { ...entry, content: Buffer.from(entry.content.toString().replace('1\t1\t', '1\t77\t')) }
            : entry,
        ),
    ],
    ['a missing part', (entries) => entries.filter((entry) => entry.name !== 'tables/shapes.many/000002')],
    ['a missing table', (entries) => entries.filter((entry) => !entry.name.startsWith('tables/shapes.value/'))],
    [
      'a changed file',
      (entries) =>
        entries.map((entry) =>
          entry.name.startsWith('files/') && entry.content.length === 10 ? { ...entry, content: randomBytes(10) } : entry,
        ),
    ],
    [
      'a missing file',
      (entries) =>
        entries.toSpliced(
          entries.findIndex((entry) => entry.name.startsWith('files/')),
          1,
        ),
    ],
    ['no end', (entries) => entries.slice(0, -1)],
    [
      'something after its end',
      (entries) => [...entries, { name: `files/${createHash('sha256').digest('hex')}`, content: Buffer.alloc(0) }],
    ],
    [
      'a path that climbs out',
      (entries) => [...entries.slice(0, 1), { name: '../../escaped', content: Buffer.from('x') }, ...entries.slice(1)],
    ],
    [
      'a path under the files that climbs out',
      (entries) => [...entries.slice(0, 1), { name: 'files/../../../escaped', content: Buffer.from('x') }, ...entries.slice(1)],
    ],
    ['an absolute path', (entries) => [...entries.slice(0, 1), { name: '/tmp/escaped', content: Buffer.from('x') }, ...entries.slice(1)]],
    [
      'a link',
      (entries) => [
        ...entries.slice(0, 1),
        { name: `files/${'a'.repeat(64)}`, type: 'symlink', linkname: '/etc/passwd', content: Buffer.alloc(0) },
        ...entries.slice(1),
      ],
    ],
    [
      'a table of the server itself',
      (entries) => [...entries.slice(0, 1), { name: 'tables/pg_catalog.pg_authid/000001', content: Buffer.from('x') }, ...entries.slice(1)],
    ],
    [
      'an unknown format',
      (entries) =>
        entries.map((entry) =>
          entry.name === 'header.json'
            ? { ...entry, content: Buffer.from(entry.content.toString().replace('"version": 1', '"version": 2')) }
            : entry,
        ),
    ],
    [
      'a newer program',
      (entries) =>
        entries.map((entry) =>
          entry.name === 'header.json'
            ? {
                ...entry,
                content: Buffer.from(entry.content.toString().replace(/\d{8}T\d{4}_platform_base/, '29991231T0000_platform_base')),
              }
            : entry,
        ),
    ],
    [
      'an edited migration',
      (entries) =>
        entries.map((entry) =>
          entry.name === 'header.json'
            ? { ...entry, content: Buffer.from(entry.content.toString().replace(/"sha256": "[0-9a-f]/, '"sha256": "x')) }
            : entry,
        ),
    ],
    ['no header', (entries) => entries.slice(1)],
    ['nonsense for a header', (entries) => [{ name: 'header.json', content: Buffer.from('{') }, ...entries.slice(1)]],
  ];
  describe('of a damaged or forged archive', () => {
    // One for all: what is refused leaves it as empty as it was.
    let target: Target;
    beforeAll(async () => {
      target = await emptyTarget();
    });

    it.each(damage)('refuses %s and changes nothing', async (_what, change) => {
      await expect(restoreInto(target, await rewritten(change))).rejects.toThrow(ArchiveRefused);
      await expectEmpty(target);
    });

    it('refuses one that was cut short', async () => {
      const whole = await readFile(archive);
      for (const part of [0.02, 0.5, 0.98]) {
        const cut = join(dir, 'cut.tar.gz');
        await writeFile(cut, whole.subarray(0, Math.floor(whole.length * part)));
        await expect(restoreInto(target, cut)).rejects.toThrow(ArchiveRefused);
        await expectEmpty(target);
      }
    });

    it('refuses what is no archive', async () => {
      await writeFile(join(dir, 'text.tar.gz'), 'hello');
      await expect(restoreInto(target, join(dir, 'text.tar.gz'))).rejects.toThrow('this is not an archive');
      await expectEmpty(target);
    });
  });

  it('is done again after it was killed in the middle', async () => {
    const target = await emptyTarget();
    const migrations = await migrationsFor(target);
    const slow = {
      ...target.files,
      put: async (...given: Parameters<FileStore['put']>) => {
        await killSessions(target);
        return target.files.put(...given);
      },
    };
    await expect(restore({ db: target.db, files: slow, from: archive, log, migrations })).rejects.toThrow();
    await expectEmpty(target);
    expect(await restoreInto(target, archive)).toEqual(manifest);
  });
});

/** Ends the restore's session as a crash of the program or the server would. */
async function killSessions(target: Target): Promise<void> {
  const client = new pg.Client({ connectionString: addressOf(inject('server'), inject('server').admin, 'postgres') });
  await client.connect();
  await client.query('select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [target.name]);
  await client.end();
}
