import fastify, { type FastifyInstance } from 'fastify';
import { pino } from 'pino';
import { afterEach, beforeEach, describe, expect, inject, test } from 'vitest';
import { type TestDatabase, testDatabase } from '../../../test/support/database.ts';
import { asAdministrator } from '../../../test/support/server.ts';
import { anonymous } from '../session/index.ts';
import { hole, openPageCache, type PageCache, touch } from './index.ts';

const log = pino({ level: 'silent' });
let database: TestDatabase;
let cache: PageCache;
let app: FastifyInstance;
let rendered: number;
/** From when on the answers say something else. */
let until: Temporal.Instant | undefined;

async function open(megabytes = 8): Promise<void> {
  cache = await openPageCache({ db: database.db, clock: database.clock, timeZone: 'Asia/Ho_Chi_Minh', megabytes, log });
  app = fastify();
  // Only who asks matters to the cache, and here nobody known does.
  app.decorateRequest('actor', { getter: () => anonymous });
  app.get<{ Params: { name: string }; Querystring: { on: string } }>('/:name', (request, reply) =>
    cache.serve(request, reply, {
      key: request.params.name,
      holes: { on: request.query.on },
      render: async () => {
        rendered += 1;
        return {
          type: 'text/plain',
          text: `${request.params.name} on ${hole('on')}, again ${hole('on')} ${rendered} ~.other.~`,
          tags: [`unit:${request.params.name}`],
          ...(until ? { until } : {}),
        };
      },
    }),
  );
}

beforeEach(async () => {
  database = await testDatabase();
  rendered = 0;
  until = undefined;
  await open();
});
afterEach(async () => {
  await app.close();
  await cache.close();
  await database.drop();
});

const get = (name: string, on = '2022-01-01', headers = {}) => app.inject({ url: `/${name}?on=${on}`, headers });

describe('page cache', () => {
  test('one rendering serves all days; only marks that were asked for are holes', async () => {
    expect((await get('a', '2022-01-01')).body).toBe('a on 2022-01-01, again 2022-01-01 1 ~.other.~');
    expect((await get('a', '2022-05-05')).body).toBe('a on 2022-05-05, again 2022-05-05 1 ~.other.~');
    expect(rendered).toBe(1);
  });

  test('a change forgets only what shows it, at commit', async () => {
    await get('a');
    await get('b');
    await database.db.transaction(async (tx) => {
      await touch(tx, ['unit:a']);
      expect((await get('a')).body).toContain(' 1 ');
    });
    await expect.poll(async () => (await get('a')).body).not.toContain(' 1 ');
    expect((await get('b')).body).toContain(' 2 ');
  });

  test('a change that was rolled back forgets nothing', async () => {
    await get('a');
    await database.db
      .transaction(async (tx) => {
        await touch(tx, ['unit:a']);
        throw new Error('no');
      })
      .catch(() => undefined);
    await get('a');
    expect(rendered).toBe(1);
  });

  test('very many changes at once forget everything', async () => {
    await get('a');
    await database.db.transaction((tx) =>
      touch(
        tx,
        Array.from({ length: 2_000 }, (_, i) => `unit:${i}`),
      ),
    );
    await expect
      .poll(async () => {
        await get('a');
        return rendered;
      })
      .toBeGreaterThan(1);
  });

  test('many who ask at once wait for one rendering', async () => {
    await Promise.all(Array.from({ length: 20 }, () => get('a')));
    expect(rendered).toBe(1);
  });

  test('each day has its own ETag, and 304 answers it', async () => {
    const first = await get('a', '2022-01-01');
    const etag = first.headers.etag as string;
    expect((await get('a', '2022-01-01', { 'if-none-match': etag })).statusCode).toBe(304);
    expect((await get('a', '2022-01-02', { 'if-none-match': etag })).statusCode).toBe(200);
  });

  test('an answer that time changes is given until then, and made anew from that instant on', async () => {
    const { clock } = database;
    until = Temporal.Instant.from('2026-11-22T03:30:00Z');
    clock.set('2026-11-22T03:00:00Z');
    const etag = (await get('a')).headers.etag as string;
    clock.set('2026-11-22T03:29:59.999Z');
    expect((await get('a', '2022-01-01', { 'if-none-match': etag })).statusCode).toBe(304);
    expect((await get('a')).body).toContain(' 1 ');
    clock.set('2026-11-22T03:30:00Z');
    until = undefined;
    expect((await get('a', '2022-01-01', { 'if-none-match': etag })).statusCode).toBe(200);
    expect((await get('a')).body).toContain(' 2 ');
    clock.set('2026-11-23T03:30:00Z');
    expect((await get('a')).body).toContain(' 2 ');
  });

  test('made anew, it is still forgotten with its facts', async () => {
    until = Temporal.Instant.from('2020-01-01T00:00:00Z');
    await get('a');
    until = undefined;
    expect((await get('a')).body).toContain(' 2 ');
    expect((await get('a')).body).toContain(' 2 ');
    await database.db.transaction((tx) => touch(tx, ['unit:a']));
    await expect.poll(async () => (await get('a')).body).toContain(' 3 ');
  });

  test('when the line to the database breaks, nothing old is served, and it comes back', async () => {
    await get('a');
    await asAdministrator(inject('server'), 'select pg_terminate_backend(pid) from pg_stat_activity where datname = $1', [database.name]);
    await expect
      .poll(async () => {
        const before = rendered;
        await get('a');
        return rendered > before;
      })
      .toBe(true);
    await expect
      .poll(
        async () => {
          const before = rendered;
          await get('a');
          return rendered === before;
        },
        { timeout: 10_000 },
      )
      .toBe(true);
  });

  test('size 0 renders always', async () => {
    await app.close();
    await cache.close();
    await open(0);
    await get('a');
    await get('a');
    expect(rendered).toBe(2);
  });
});
