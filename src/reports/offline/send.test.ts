/** The door of the phone's queue: bad input first; the same report however often it is sent. */
import { gzipSync } from 'node:zlib';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { dutyState } from '../../platform/session/index.ts';
import { photo } from '../citizen/form.fixture.ts';
import { codeIn } from '../code.ts';
import type { Ground } from './model/ground.ts';

let app: TestApp;
let ground: Ground;
let village = { name: '', id: '', key: '' };
beforeAll(async () => {
  app = await startApp();
  ground = (await (await fetch(`${app.address}/api/v1/reports/ground`)).json()) as Ground;
  const { rows } = await sql<{ id: string; label: string }>`select v.unit_id as id, t.name_vi || ' ' || v.name as label
    from territory.unit_version c join territory.unit_version v on v.parent_id = c.unit_id and upper(v.valid) is null
    join territory.unit_type t on t.id = v.type_id
    where c.code = '04606' and upper(c.valid) is null and v.level_id = 'village' order by v.name limit 1`.execute(
    app.context.db.rows<unknown>(),
  );
  village = { name: rows[0]?.label ?? '', id: rows[0]?.id ?? '', key: (rows[0]?.id ?? '').slice(-6) };
});
afterAll(() => app?.close());

const newId = () => app.context.ids.next();
const personId = (key: string): string => demonstrationPeople.get(key)?.id ?? '';
type Body = Record<string, unknown> & { readonly place?: Record<string, unknown> };

const bodyOf = (over: Body = {}) => ({
  id: newId(),
  capturedAt: '2026-11-20T01:30:00Z',
  category: 'road-damage',
  words: 'Ổ gà sâu giữa đường.',
  answers: {},
  language: 'vi',
  keepPrivate: false,
  contact: { name: '', phone: '' },
  answerBy: 'page',
  uploads: [],
  ...over,
  place: { commune: '04606', village: '', words: 'Gần cầu treo', lat: null, lon: null, accuracyMetres: null, atHome: false, ...over.place },
});

/** A browser's queue: keeps the ticket, and comes again where it got one. */
function phone(cookie = '') {
  const kept = new Map(cookie === '' ? [] : [[cookie.split('=')[0] ?? '', cookie.slice(cookie.indexOf('=') + 1)]]);
  async function ask(path: string, init: RequestInit = {}): Promise<Response> {
    const headers = new Headers(init.headers);
    if (kept.size > 0) headers.set('cookie', [...kept].map((pair) => pair.join('=')).join('; '));
    const response = await fetch(`${app.address}${path}`, { ...init, headers });
    for (const set of response.headers.getSetCookie()) {
      const [pair = ''] = set.split(';');
      kept.set(pair.slice(0, pair.indexOf('=')), pair.slice(pair.indexOf('=') + 1));
    }
    return response;
  }
  const once = (body: object, headers: Record<string, string> = {}) =>
    ask('/api/v1/reports', {
      method: 'POST',
      headers: { 'content-type': 'application/json', 'idempotency-key': String(Reflect.get(body, 'id')), ...headers },
      body: JSON.stringify(body),
    });
  return {
    kept,
    ask,
    once,
    async send(body: object) {
      const response = await once(body);
      return response.status === 428 ? once(body) : response;
    },
    /** A whole file at once; its id. */
    async upload(file: File): Promise<string> {
      const inBase64 = (text: string) => Buffer.from(text).toString('base64');
      const response = await ask('/api/v1/uploads', {
        method: 'POST',
        headers: {
          'tus-resumable': '1.0.0',
          'upload-length': String(file.size),
          'content-type': 'application/offset+octet-stream',
          'upload-metadata': `filename ${inBase64(file.name)},purpose ${inBase64('reports-sent')}`,
        },
        body: await file.arrayBuffer(),
      });
      expect(response.status).toBe(201);
      return response.headers.get('location')?.split('/').pop() ?? '';
    },
  };
}

const inside = <T>(query: ReturnType<typeof sql<T>>) =>
  app.context.db.transaction(async (tx) => (await query.execute(tx.rows<unknown>())).rows, {
    state: dutyState('identity'),
    readOnly: true,
  });
const rowsOf = (id: string) =>
  inside(sql<{ door: string; code: string; captured_at: string; unit_id: string; place_words: string; at_home: boolean; files: number }>`
    select r.door, r.code, r.captured_at::text, r.unit_id, c.place_words, c.at_home,
      (select count(*)::int from reports.attachment a where a.report_id = r.id) as files
    from reports.report r join reports.content c on c.report_id = r.id where r.id = ${id}::uuid`);

describe('what is no report', () => {
  test('bad JSON, another type, and what is far too large are refused in words', async () => {
    const one = phone();
    const post = (body: string, type: string) =>
      one.ask('/api/v1/reports', { method: 'POST', headers: { 'content-type': type, 'idempotency-key': 'x' }, body });
    const answers = [
      await post('{"id":', 'application/json'),
      await post('id=1', 'application/x-www-form-urlencoded'),
      await post(JSON.stringify(bodyOf()), 'text/plain'),
      await post(JSON.stringify(bodyOf({ words: 'a'.repeat(300_000) })), 'application/json'),
      await post('[]', 'application/json'),
      await post('null', 'application/json'),
      await post(JSON.stringify({ __proto__: null, constructor: {} }), 'application/json'),
    ];
    expect(answers.map(({ status }) => status)).toEqual([400, 415, 415, 413, 400, 400, 400]);
    for (const answer of answers) {
      expect(answer.headers.get('content-type')).toContain('application/problem+json');
      expect(((await answer.json()) as { title: string }).title).not.toBe('');
    }
  });

  test('fields that nobody knows, wrong kinds and wrong ids are refused, and nothing is written', async () => {
    const one = phone();
    const bad: [object, number][] = [
      [bodyOf({ words: 7 }), 400],
      [bodyOf({ extra: 1 }), 400],
      [bodyOf({ answerBy: 'pigeon' }), 400],
      [bodyOf({ answers: { x: { y: 1 } } }), 400],
      [bodyOf({ uploads: Array.from({ length: 20 }, newId) }), 400],
      [bodyOf({ place: { lat: 'north' } }), 400],
      [bodyOf({ id: 'abc' }), 400],
      [bodyOf({ id: '00000000-0000-4000-8000-00000000000g' }), 400],
    ];
    for (const [body, status] of bad) expect((await one.send(body)).status, JSON.stringify(body).slice(0, 200)).toBe(status);
    const body = bodyOf();
    expect((await one.once(body, { 'idempotency-key': newId() })).status).toBe(400);
    expect(await rowsOf(body.id)).toEqual([]);
  });

  test('another site can not send one, and a page of ours without the header neither', async () => {
    const body = bodyOf();
    const one = phone();
    expect((await one.once(body, { origin: 'https://evil.example' })).status).toBe(403);
    const response = await one.ask('/api/v1/reports', {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify(body),
    });
    expect(response.status).toBe(400);
    expect(await rowsOf(body.id)).toEqual([]);
  });

  test('what a person has to mend comes with the field and the words, and is sent again with the same id', async () => {
    const one = phone();
    const body = bodyOf();
    const cases: [Body, string, string][] = [
      [{ words: '!' }, 'words', 'reports.said-and-shown-nothing'],
      [{ category: 'no-such-thing' }, 'categoryCode', 'reports.category-unknown'],
      [{ category: 'in-danger' }, 'categoryCode', 'reports.notice-stops'],
      [{ place: { commune: '99999' } }, 'place.commune', 'reports.unit-gone'],
      [{ place: { commune: '' } }, 'place', 'reports.place-missing'],
      [{ place: { lat: 10, lon: 106 } }, 'place', 'reports.point-outside'],
      [{ contact: { name: '', phone: '12' } }, 'contact.phone', 'reports.phone-strange'],
      [{ answerBy: 'sms' }, 'contact.phone', 'reports.phone-missing'],
      [{ language: 'klingon' }, 'language', 'reports.language-unknown'],
    ];
    for (const [over, field, code] of cases) {
      const response = await one.send({ ...bodyOf(over), id: body.id });
      expect(response.status, code).toBe(422);
      expect(await response.json()).toMatchObject({ type: `urn:yenbai-s:${code}`, field, detail: expect.stringMatching(/\p{L}/u) });
    }
    expect((await one.send(body)).status).toBe(201);
  });
});

describe('a report from a phone', () => {
  test('a browser that nobody knows gets its ticket first, so that a lost answer makes no stranger of it', async () => {
    const one = phone();
    const body = bodyOf({ place: { village: village.name, villageKey: village.key, words: '' } });
    const first = await one.once(body);
    expect(first.status).toBe(428);
    expect([...one.kept.keys()]).toEqual(['reports_ticket']);
    expect(await rowsOf(body.id)).toEqual([]);
    // The answer to this one is lost.
    const lost = await one.once(body);
    expect(lost.status).toBe(201);
    const again = await one.once(body);
    expect(again.status).toBe(200);
    const answer = (await again.json()) as { code: string; repeated: boolean };
    expect(answer).toEqual({ id: body.id, code: ((await lost.json()) as { code: string }).code, repeated: true });
    expect(codeIn(answer.code)).toBe(answer.code);
    expect(await rowsOf(body.id)).toMatchObject([
      { door: 'phone', captured_at: expect.stringContaining('2026-11-20'), unit_id: village.id },
    ]);
    const page = await (await one.ask(`/reports/${answer.code}`)).text();
    expect(page).toContain('Ổ gà sâu giữa đường.');
    expect(await (await phone().ask(`/reports/${answer.code}`)).text()).not.toContain('Ổ gà sâu giữa đường.');
  });

  test('ten at once with a photo are one report, and each is answered with its code', async () => {
    const one = phone();
    const upload = await one.upload(await photo());
    const body = bodyOf({ uploads: [upload] });
    const answers = await Promise.all(Array.from({ length: 10 }, () => one.once(body)));
    expect(answers.map(({ status }) => status).sort()).toEqual([...Array(9).fill(200), 201]);
    const codes = new Set(await Promise.all(answers.map(async (answer) => ((await answer.json()) as { code: string }).code)));
    expect(codes.size).toBe(1);
    expect(await rowsOf(body.id)).toMatchObject([{ files: 1 }]);
  });

  test('somebody else’s id and somebody else’s files are refused', async () => {
    const one = phone();
    const other = phone();
    const body = bodyOf();
    await one.send(body);
    await other.send(bodyOf());
    expect((await other.once(body)).status).toBe(409);
    const upload = await one.upload(await photo());
    const stolen = bodyOf({ uploads: [upload] });
    const answer = await other.once(stolen);
    expect(answer.status).toBeGreaterThanOrEqual(400);
    expect(((await answer.json()) as { type: string }).type).toContain('files.');
    expect(await rowsOf(stolen.id)).toEqual([]);
    expect((await one.once(bodyOf({ uploads: [upload] }))).status).toBe(201);
  });

  test('a village that is gone stays in the words; a home is told by its commune', async () => {
    const one = phone();
    const gone = bodyOf({ place: { village: 'bản Không Còn', words: 'đầu cầu' } });
    expect((await one.send(gone)).status).toBe(201);
    expect(await rowsOf(gone.id)).toMatchObject([{ place_words: 'bản Không Còn; đầu cầu' }]);
    const either = bodyOf({ place: { village: village.name, words: 'đầu cầu' } });
    expect((await one.send(either)).status).toBe(201);
    expect(await rowsOf(either.id)).toMatchObject([{ place_words: `${village.name}; đầu cầu` }]);
    const home = bodyOf({ place: { village: village.name, villageKey: village.key, words: '', atHome: true } });
    expect((await one.send(home)).status).toBe(201);
    const [row] = await rowsOf(home.id);
    expect(row).toMatchObject({ at_home: true });
    expect(row?.unit_id).not.toBe(village.id);
  });

  describe('on a phone that several use', () => {
    const senderOf = async (id: string) =>
      (await inside(sql<{ person: string | null }>`select person_id as person from reports.content where report_id = ${id}::uuid`))[0]
        ?.person;
    const writerOf = async (one: ReturnType<typeof phone>) => {
      const response = await one.ask('/api/v1/reports/writer');
      expect(response.headers.get('cache-control')).toBe('private, no-store');
      return ((await response.json()) as { writer: string | null }).writer;
    };

    test('whoever wrote it and is still signed in sends as themselves', async () => {
      expect(await writerOf(phone())).toBeNull();
      const one = phone(await app.signedIn('citizen'));
      const writtenAs = await writerOf(one);
      expect(writtenAs).not.toContain(personId('citizen'));
      const body = bodyOf({ writtenAs });
      expect((await one.once(body)).status).toBe(201);
      expect(await senderOf(body.id)).toBe(personId('citizen'));
    });

    test('what one person wrote, or nobody who was signed in, does not leave in the name of the next', async () => {
      const written = await writerOf(phone(await app.signedIn('citizen')));
      const next = phone(await app.signedIn('team-member'));
      for (const writtenAs of [written, null, 'made-up', '']) {
        const body = bodyOf({ writtenAs });
        expect((await next.send(body)).status).toBe(201);
        expect(await senderOf(body.id)).toBeNull();
      }
    });

    test('what had arrived before its writer signed out is not sent twice, and stays theirs', async () => {
      const writer = phone(await app.signedIn('citizen'));
      const body = bodyOf({ writtenAs: await writerOf(writer) });
      const { code } = (await (await writer.once(body)).json()) as { code: string };
      const next = phone(await app.signedIn('team-member'));
      const again = await next.send(body);
      expect([again.status, await again.json()]).toEqual([200, { id: body.id, code, repeated: true }]);
      expect(await senderOf(body.id)).toBe(personId('citizen'));
      // Whoever only guesses the id learns no code.
      for (const writtenAs of [null, 'made-up', await writerOf(next)]) expect((await next.send({ ...body, writtenAs })).status).toBe(409);
    });
  });

  test('a flood from one browser waits as long as the answer says; what has arrived is answered all the same', async () => {
    const one = phone();
    const first = bodyOf();
    await one.send(first);
    const answers = [];
    for (let n = 0; n < 10; n += 1) answers.push(await one.once(bodyOf()));
    const late = answers.filter(({ status }) => status === 429);
    expect(late.length).toBeGreaterThan(0);
    expect(Number(late[0]?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect((await one.once(first)).status).toBe(200);
  });
});

describe('the ground', () => {
  test('has all that the form needs, and is small', async () => {
    expect(ground.version).toBe(1);
    expect(ground.categories.filter(({ leaf }) => leaf).length).toBeGreaterThan(40);
    expect(ground.numbers.map(({ number }) => number).sort()).toEqual(['111', '112', '113', '114', '115']);
    expect(ground.communes.length).toBeGreaterThan(90);
    const [, name, lat, , villages] = ground.communes.find(([code]) => code === '04606') ?? [];
    expect(name).toMatch(/^Xã /);
    expect(lat).toBeGreaterThan(20);
    expect(villages).toContainEqual([village.key, village.name]);
    // Communes that became one bring villages of the same name; each has a key of its own.
    expect(new Set(villages?.map(([, label]) => label)).size).toBeLessThan(villages?.length ?? 0);
    for (const [code, , , , all] of ground.communes) expect(new Set(all.map(([key]) => key)).size, code).toBe(all.length);
    for (const { notice } of ground.categories) if (notice !== null) expect(ground.notices[notice]?.title).not.toBe('');
    expect(gzipSync(JSON.stringify(ground)).length).toBeLessThan(60_000);
  });

  test('costs nothing when it has not changed, and is anybody’s', async () => {
    const first = await fetch(`${app.address}/api/v1/reports/ground?lang=vi`);
    const etag = first.headers.get('etag') ?? '';
    expect(etag).not.toBe('');
    expect(first.headers.get('cache-control')).not.toMatch(/private|no-store/);
    const again = await fetch(`${app.address}/api/v1/reports/ground?lang=vi`, { headers: { 'if-none-match': etag } });
    expect(again.status).toBe(304);
    const english = (await (await fetch(`${app.address}/api/v1/reports/ground?lang=en`)).json()) as Ground;
    expect(english.categories[0]?.name).not.toBe(ground.categories[0]?.name);
  });

  test('the two pages are the same for everybody and hold nothing of anybody', async () => {
    for (const path of ['/reports/write', '/reports/on-this-phone']) {
      const page = await fetch(`${app.address}${path}`);
      expect(page.status).toBe(200);
      expect(page.headers.get('cache-control')).not.toMatch(/private|no-store/);
      const text = await page.text();
      expect(text.match(/<h1/g)).toHaveLength(1);
      expect(text).toContain('<noscript>');
      expect(text).not.toContain('_csrf');
    }
  });
});
