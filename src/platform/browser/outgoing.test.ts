/** The outgoing queue on a line that breaks anywhere: every operation arrives once, no byte is lost, nothing pretends. */
import 'fake-indexeddb/auto';
import fc from 'fast-check';
import { openDB } from 'idb';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { nameOf, newId } from './identify.ts';
import { fakeServer } from './outgoing.fixture.ts';
import { pause, type Sender, sendOutgoing } from './outgoing.ts';
import { NotSaved, openStore, type Store } from './store.ts';

let store: Store;
let server: ReturnType<typeof fakeServer>;
let clock = 0;
let names = 0;
const open: Store[] = [];
beforeEach(async () => {
  clock = Date.parse('2026-11-20T01:00:00Z');
  server = fakeServer();
  names += 1;
  store = await openStore(`test-${names}`);
  open.push(store);
});
afterEach(() => {
  for (const one of open.splice(0)) one.close();
  vi.unstubAllGlobals();
});

const sender = (over: Partial<Sender> = {}): Sender => ({ store, fetch: server.fetch, now: () => clock, random: () => 1, ...over });
const bytesOf = (size: number, seed = 7): Uint8Array<ArrayBuffer> =>
  Uint8Array.from({ length: size }, (_, at) => (at * seed + (at >> 8)) % 256);

/** Saves an operation with files of these sizes; returns its id. */
async function save(sizes: readonly number[] = [], words = 'Ổ gà', id = newId(clock)): Promise<string> {
  const files = [];
  const blobs = new Map<string, Blob>();
  for (const [at, size] of sizes.entries()) {
    const blob = new Blob([bytesOf(size, 7 + at)], { type: 'image/jpeg' });
    const hash = await nameOf(blob);
    blobs.set(hash, blob);
    files.push({ hash, name: `anh-${at}.jpg`, type: 'image/jpeg', size });
  }
  await store.saveDraft({ id, kind: 'report', title: 'Đường', body: { words }, files, changedAt: clock }, blobs);
  await store.saveOperation(
    {
      id,
      kind: 'report',
      title: 'Đường',
      url: '/api/v1/reports',
      mark: words,
      body: { id, words },
      files,
      uploads: { field: 'uploads', purpose: 'reports-sent' },
    },
    clock,
  );
  return id;
}
const uploadsOf = (id: string): string[] => (server.done.get(id)?.body.uploads ?? []) as string[];
const patches = () => server.calls.filter(({ method }) => method === 'PATCH');
const posts = () => server.calls.filter(({ path }) => path === '/api/v1/reports');
const problem = (status: number, code: string, headers: Record<string, string> = {}) =>
  new Response(JSON.stringify({ type: `urn:yenbai-s:${code}`, title: 'Chưa được', detail: 'Hãy sửa.', field: 'words' }), {
    status,
    headers,
  });

describe('what is saved', () => {
  test('takes the place of its draft in one step, with a number of this device that is never given twice', async () => {
    const first = await save();
    const second = await save();
    expect(await store.drafts()).toEqual([]);
    expect((await store.operations()).map(({ id, number }) => [id, number])).toEqual([
      [first, 1],
      [second, 2],
    ]);
    await store.empty();
    await save();
    expect((await store.operations())[0]?.number).toBe(3);
  });

  test('what an older page kept without a form is sent; what a newer one kept is left alone, with its files', async () => {
    const [older, newer] = [await save([10]), await save([20])];
    await store.saveDraft({ id: newId(clock), kind: 'report', title: '', body: {}, files: [], changedAt: clock });
    const tables = await openDB(`test-${names}`);
    const { schema, ...without } = await tables.get('outgoing', older);
    expect(schema).toBe(1);
    await tables.put('outgoing', without);
    const kept = { ...(await tables.get('outgoing', newer)), schema: 2 };
    await tables.put('outgoing', kept);
    const [draft] = await tables.getAll('drafts');
    await tables.put('drafts', { ...draft, schema: 2 });
    expect(await sendOutgoing(sender())).toMatchObject({ sent: 1, waiting: 0 });
    expect([...server.done.keys()]).toEqual([older]);
    expect([await store.operation(newer), await store.reopen(newer, clock), await store.change(newer, { attempts: 9 })]).toEqual([
      null,
      null,
      null,
    ]);
    expect([await store.drafts(), await store.draft(draft.id)]).toEqual([[], null]);
    await store.tidyUp(clock);
    expect(await tables.get('outgoing', newer)).toEqual(kept);
    expect(await store.blob(kept.files[0].hash)).not.toBeNull();
    tables.close();
  });

  test('saved twice it stays one operation, also when it has been sent already', async () => {
    const id = await save();
    await save([], 'Ổ gà', id);
    await sendOutgoing(sender());
    await save([], 'Khác', id);
    expect(await store.operations()).toMatchObject([{ id, number: 1, state: 'sent' }]);
    expect(server.done.size).toBe(1);
  });

  test('a browser that keeps nothing says so, and nothing pretends', async () => {
    vi.stubGlobal('indexedDB', undefined);
    await expect(openStore('none')).rejects.toBeInstanceOf(NotSaved);
    vi.stubGlobal('indexedDB', {
      open() {
        throw new DOMException('private', 'SecurityError');
      },
    });
    await expect(openStore('none')).rejects.toMatchObject({ trouble: 'unavailable' });
  });

  test('a full device is told apart, and what was there before stays', async () => {
    const id = await save();
    const put = vi.spyOn(IDBObjectStore.prototype, 'put').mockImplementation(() => {
      throw new DOMException('no room', 'QuotaExceededError');
    });
    await expect(store.saveDraft({ id: newId(), kind: 'report', title: '', body: {}, files: [], changedAt: 0 })).rejects.toMatchObject({
      trouble: 'full',
    });
    put.mockRestore();
    expect((await store.operations()).map((one) => one.id)).toEqual([id]);
    expect(await store.drafts()).toEqual([]);
  });
});

describe('sending', () => {
  test('files first, then the words with their ids; afterwards nothing that was written is left on the device', async () => {
    const id = await save([300_000, 10]);
    expect(await sendOutgoing(sender())).toMatchObject({ sent: 1, waiting: 0, next: null });
    const [operation] = await store.operations();
    expect(operation).toMatchObject({ id, state: 'sent', body: null, files: [], result: { code: '100', repeated: false } });
    expect(server.done.get(id)?.body.uploads).toEqual([...server.uploads.keys()]);
    const sent = [...server.uploads.values()].map(({ bytes }) => bytes);
    expect(sent.map(({ length }) => length)).toEqual([300_000, 10]);
    expect(sent[0]).toEqual(bytesOf(300_000, 7));
    expect(await store.blob(await nameOf(new Blob([bytesOf(300_000, 7)])))).toBeNull();
    clock += 29 * 24 * 3_600_000;
    await sendOutgoing(sender());
    expect(await store.operations()).toEqual([]);
  });

  test('no piece is larger than 512 kB or smaller than it needs to be; they shrink on a slow line', async () => {
    await save([2_000_000]);
    await sendOutgoing(sender());
    expect(Math.max(...patches().map(({ bytes }) => bytes))).toBe(512 * 1024);
    const fast = patches().length;
    server = fakeServer();
    await save([2_000_001]);
    await sendOutgoing(
      sender({
        fetch: (input, init) => {
          clock += 20_000;
          return server.fetch(input, init);
        },
      }),
    );
    expect(patches().length).toBeGreaterThan(2 * fast);
    expect(new Set(patches().map(({ bytes }) => bytes))).toContain(64 * 1024);
  });

  test('a cut upload goes on where the server stopped, whichever end lost the piece', async () => {
    for (const fault of ['cut-before', 'cut-after'] as const) {
      server = fakeServer();
      await store.empty();
      await save([600_000]);
      let seen = 0;
      server.fail(fault, ({ method }) => method === 'PATCH' && ++seen === 2);
      expect(await sendOutgoing(sender())).toMatchObject({ sent: 0, waiting: 1 });
      expect(await store.operations()).toMatchObject([{ state: 'waiting', attempts: 1 }]);
      expect(await sendOutgoing(sender(), true)).toMatchObject({ sent: 1 });
      expect(server.uploads.size).toBe(1);
      const lost =
        fault === 'cut-before'
          ? patches()
              .slice(1, 2)
              .reduce((sum, { bytes }) => sum + bytes, 0)
          : 0;
      expect(patches().reduce((sum, { bytes }) => sum + bytes, 0)).toBe(600_000 + lost);
      expect([...server.uploads.values()][0]?.bytes).toEqual(bytesOf(600_000, 7));
    }
  });

  test('a piece that came damaged is sent again; a server that takes none is left for later', async () => {
    await save([1000]);
    server.fail(new Response('{}', { status: 460 }), ({ method }) => method === 'PATCH');
    expect(await sendOutgoing(sender())).toMatchObject({ sent: 1 });
    await save([1001]);
    for (let n = 0; n < 6; n += 1) server.fail(new Response('{}', { status: 460 }), ({ method }) => method === 'PATCH');
    expect(await sendOutgoing(sender())).toMatchObject({ sent: 0, waiting: 1 });
    expect(await sendOutgoing(sender(), true)).toMatchObject({ sent: 1 });
  });

  test('an upload that the server has forgotten is begun anew, also when it had been confirmed', async () => {
    const id = await save([1000]);
    server.fail('cut-before', ({ path }) => path === '/api/v1/reports');
    await sendOutgoing(sender());
    expect((await store.operation(id))?.files[0]?.uploadId).not.toBeNull();
    server.uploads.clear();
    server.fail(problem(422, 'files.gone'), ({ path }) => path === '/api/v1/reports');
    await sendOutgoing(sender(), true);
    expect(await store.operation(id)).toMatchObject({ state: 'waiting', files: [{ uploadId: null, sent: 0 }] });
    expect(await sendOutgoing(sender(), true)).toMatchObject({ sent: 1 });
    expect(server.uploads.size).toBe(1);
  });

  test('a file that was confirmed by its hash is not sent again when only the words failed', async () => {
    await save([1000]);
    server.fail('cut-before', ({ path }) => path === '/api/v1/reports');
    await sendOutgoing(sender());
    await sendOutgoing(sender(), true);
    expect(patches()).toHaveLength(1);
  });

  test('the answer was lost: sent again it is the same result, and one operation on the server', async () => {
    const id = await save();
    server.fail('cut-after', ({ path }) => path === '/api/v1/reports');
    expect(await sendOutgoing(sender())).toMatchObject({ sent: 0, waiting: 1 });
    expect(server.done.size).toBe(1);
    expect(await sendOutgoing(sender(), true)).toMatchObject({ sent: 1 });
    expect(await store.operation(id)).toMatchObject({ state: 'sent', result: { code: '100', repeated: true } });
    expect(server.done.size).toBe(1);
  });

  test('a server that gives its cookie first is asked again at once, and not for ever', async () => {
    await save();
    server.withoutCookie();
    expect(await sendOutgoing(sender())).toMatchObject({ sent: 1 });
    expect(posts()).toHaveLength(2);
    await save();
    for (let n = 0; n < 5; n += 1) server.fail(problem(428, 'ticket-first'), ({ path }) => path === '/api/v1/reports');
    expect(await sendOutgoing(sender())).toMatchObject({ sent: 0, waiting: 0 });
    expect((await store.operations())[1]).toMatchObject({ state: 'needs-you', problem: { code: 'ticket-first' } });
  });
});

describe('what the server says', () => {
  test('409 and 422 wait for a person, with the words and the field; mended it goes, and never by itself', async () => {
    for (const [status, code] of [
      [409, 'reports.id-taken'],
      [422, 'reports.said-nothing'],
    ] as const) {
      const id = await save([500]);
      server.fail(problem(status, code), ({ path }) => path === '/api/v1/reports');
      await sendOutgoing(sender());
      expect(await store.operation(id)).toMatchObject({
        state: 'needs-you',
        body: { words: 'Ổ gà' },
        problem: { code, words: 'Chưa được. Hãy sửa.', field: 'words' },
      });
      const before = server.calls.length;
      await sendOutgoing(sender(), true);
      expect(server.calls.length).toBe(before);
      const draft = await store.reopen(id, clock);
      expect(draft).toMatchObject({ id, body: { words: 'Ổ gà' } });
      expect(await store.operation(id)).toBeNull();
      await save([500], 'Ổ gà to', id);
      expect(await sendOutgoing(sender())).toMatchObject({ sent: 1 });
      expect(server.done.get(id)?.body.words).toBe('Ổ gà to');
    }
  });

  test('a file that is refused names itself', async () => {
    await save([500]);
    server.fail(problem(422, 'files.kind'), ({ method }) => method === 'PATCH');
    await sendOutgoing(sender());
    expect(await store.operations()).toMatchObject([{ state: 'needs-you', problem: { words: 'anh-0.jpg: Chưa được. Hãy sửa.' } }]);
  });

  test('503 waits as long as it says, whoever presses the button; the next one in the queue goes on', async () => {
    const first = await save();
    const second = await save();
    server.fail(problem(503, 'http.busy', { 'retry-after': '120' }), ({ path }) => path === '/api/v1/reports');
    expect(await sendOutgoing(sender())).toMatchObject({ sent: 1, waiting: 1, next: clock + 120_000 });
    expect((await store.operation(second))?.state).toBe('sent');
    clock += 119_000;
    expect(await sendOutgoing(sender(), true)).toMatchObject({ sent: 0 });
    clock += 1_000;
    expect(await sendOutgoing(sender())).toMatchObject({ sent: 1 });
    expect((await store.operation(first))?.state).toBe('sent');
  });

  test('a date in Retry-After counts; one that lies years ahead does not', async () => {
    const id = await save();
    server.fail(problem(429, 'http.too-many', { 'retry-after': new Date(clock + 60_000).toUTCString() }));
    expect(await sendOutgoing(sender())).toMatchObject({ next: clock + 60_000 });
    clock += 60_000;
    server.fail(problem(503, 'http.busy', { 'retry-after': 'Fri, 31 Dec 2099 23:59:59 GMT' }));
    await sendOutgoing(sender());
    expect((await store.operation(id))?.serverSaysNotBefore).toBe(clock + 3_600_000);
  });

  test('without network nothing else is tried, and a page of something in between is no answer', async () => {
    await save();
    await save();
    server.fail('cut-before');
    expect(await sendOutgoing(sender())).toMatchObject({ sent: 0, waiting: 2 });
    expect(server.calls).toHaveLength(1);
    server.fail(new Response('<html>Hotel</html>', { status: 200 }), ({ path }) => path === '/api/v1/reports');
    clock += 3_600_000;
    expect(await sendOutgoing(sender())).toMatchObject({ sent: 1, waiting: 1 });
  });

  test('waits grow from two seconds to ten minutes, each with its jitter', () => {
    expect([1, 2, 3, 4].map((attempts) => pause(attempts, 1))).toEqual([2_000, 4_000, 8_000, 16_000]);
    expect(pause(1, 0)).toBe(1_000);
    expect(pause(50, 1)).toBe(600_000);
    expect(pause(1_000_000, 0)).toBe(300_000);
  });
});

describe('several tabs and the worker', () => {
  test('one sends at a time, and what another has sent is not sent again: by a lease', async () => {
    const id = await save([200_000]);
    server.slow(5);
    const other = await openStore(`test-${names}`);
    open.push(other);
    const rounds = await Promise.all([sendOutgoing(sender()), sendOutgoing(sender({ store: other })), sendOutgoing(sender())]);
    expect(rounds.filter(({ elsewhere }) => elsewhere)).toHaveLength(2);
    expect(posts()).toHaveLength(1);
    expect(await other.operation(id)).toMatchObject({ state: 'sent' });
    expect(await sendOutgoing(sender({ store: other }))).toMatchObject({ elsewhere: false, sent: 0 });
  });

  test('by locks where the browser has them', async () => {
    await save();
    let held = false;
    const locks = {
      request: async (_name: string, _options: LockOptions, work: (lock: Lock | null) => unknown) => {
        if (held) return work(null);
        held = true;
        try {
          return await work({ name: 'outgoing', mode: 'exclusive' });
        } finally {
          held = false;
        }
      },
    } as Pick<LockManager, 'request'>;
    const rounds = await Promise.all([sendOutgoing(sender({ locks })), sendOutgoing(sender({ locks }))]);
    expect(rounds.map(({ elsewhere }) => elsewhere)).toEqual([false, true]);
  });

  test('the lease of a tab that died is over after a while', async () => {
    await save();
    await store.lease('outgoing', 'dead', clock, clock + 90_000);
    expect(await sendOutgoing(sender())).toMatchObject({ elsewhere: true });
    clock += 90_001;
    expect(await sendOutgoing(sender())).toMatchObject({ elsewhere: false, sent: 1 });
  });

  test('taken back while another one was sent: it does not leave; begun, it can not be taken back', async () => {
    await save();
    const second = await save();
    const taking: Sender = sender({
      fetch: async (input, init) => {
        await store.reopen(second, clock);
        return server.fetch(input, init);
      },
    });
    expect(await sendOutgoing(taking)).toMatchObject({ sent: 1, waiting: 0 });
    expect(server.done.has(second)).toBe(false);
    const third = await save();
    server.fail('cut-after', ({ path }) => path === '/api/v1/reports');
    await sendOutgoing(sender());
    expect(await store.reopen(third, clock)).toBeNull();
  });
});

test('whatever breaks, each operation arrives once and whole', { timeout: 60_000 }, async () => {
  let run = 0;
  await fc.assert(
    fc.asyncProperty(
      fc.array(fc.integer({ min: 1, max: 300_000 }), { maxLength: 2 }),
      fc.array(fc.tuple(fc.constantFrom('cut-before', 'cut-after', 'busy', 'damaged'), fc.integer({ min: 0, max: 6 })), { maxLength: 6 }),
      async (sizes, faults) => {
        run += 1;
        server = fakeServer();
        store = await openStore(`any-${run}`);
        open.push(store);
        const first = await save(sizes);
        const ids = [first, await save()];
        for (const [kind, skip] of faults) {
          let left = skip;
          const match = () => left-- <= 0;
          if (kind === 'busy') server.fail(problem(503, 'http.busy'), match);
          else if (kind === 'damaged') server.fail(new Response('{}', { status: 460 }), (call) => call.method === 'PATCH' && match());
          else server.fail(kind === 'cut-before' ? 'cut-before' : 'cut-after', match);
        }
        for (let n = 0; n < 12; n += 1) await sendOutgoing(sender(), true);
        expect((await store.operations()).map(({ id, state }) => [id, state])).toEqual(ids.map((id) => [id, 'sent']));
        expect([...server.done.keys()].sort()).toEqual([...ids].sort());
        const uploaded = uploadsOf(first).map((id) => server.uploads.get(id)?.bytes.length);
        expect(uploaded).toEqual(sizes);
      },
    ),
    { numRuns: 60, seed: 5 },
  );
});
