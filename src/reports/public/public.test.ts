import { randomUUID } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../../../test/support/app.ts';
import { visit } from '../../../test/support/visitor.ts';
import { touch } from '../../platform/cache/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { codeFrom } from '../code.ts';
import { reportsTag } from '../tags.ts';
import { publicFace } from './face.ts';
import { startWithReports } from './world.fixture.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startWithReports();
});
afterAll(() => app.close());

interface Item {
  readonly code: string;
  readonly late: boolean;
  readonly dueAt: string | null;
  readonly state: string;
  readonly sentAt: string;
  readonly words: string;
  readonly category: { readonly code: string };
  readonly unit: { readonly id: string; readonly name: string; readonly fullName: string };
  readonly place: { readonly lat: number | null; readonly lon: number | null };
}
interface List {
  readonly total: number;
  readonly items: readonly Item[];
  readonly next: string | null;
}

async function ask(path: string): Promise<{ status: number; type: string; text: string; headers: Headers }> {
  const response = await fetch(`${app.address}${path}`);
  return {
    status: response.status,
    type: response.headers.get('content-type') ?? '',
    text: await response.text(),
    headers: response.headers,
  };
}
const list = async (query = ''): Promise<List> => JSON.parse((await ask(`/api/v1/reports?limit=500${query}`)).text);

const rows = <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> =>
  app.context.db.transaction(async (tx) => (await query.execute(tx.rows<unknown>())).rows, { state: dutyState('identity') });
const communeOf = async (code: string): Promise<string> => {
  const today = app.context.clock.today().toString();
  const [found] = await rows(sql<{ id: string }>`select unit_id as id from territory.units_on(${today}::date) where code = ${code}`);
  return found?.id ?? '';
};

const nowhere = '00000000-0000-7000-8000-000000000000';

describe('what can’t be read', () => {
  test.each([
    ['/reports?unit=nothing', 400],
    [`/reports?unit=${nowhere}`, 404],
    ['/reports?state=moon', 400],
    ['/reports?period=31', 400],
    ['/reports?from=31/05/2022', 400],
    ['/reports?to=2026-02-30', 400],
    ['/reports?category=%27;drop', 400],
    ['/reports?category=no-such-thing', 400],
    ['/reports/feed.atom?category=no-such-thing', 400],
    ['/reports?box=1,2,3', 400],
    ['/reports?box=30,2,3,4', 400],
    ['/reports?box=a,b,c,d', 400],
    ['/reports?view=3d', 400],
    ['/reports?after=yesterday', 400],
    [`/reports?after=2026-01-01T00:00:00Z_${nowhere}_x`, 400],
    ['/reports/feed.atom?state=moon', 400],
    ['/reports/files/nothing', 404],
    [`/reports/files/${'0'.repeat(64)}`, 404],
  ])('%s is refused in words', async (path, status) => {
    const answer = await visit(app).get(path);
    expect(answer.status).toBe(status);
    expect(answer.text).toMatch(/Không hiểu|Không có đơn vị này|Không có phản ánh công khai/);
  });

  test.each([
    ['/api/v1/reports?limit=0', 400],
    ['/api/v1/reports?limit=501', 400],
    ['/api/v1/reports?colour=red', 400],
    ['/api/v1/reports?format=xml', 400],
    ['/api/v1/reports?after=x', 400],
    ['/api/v1/reports?category=no-such-thing', 400],
    [`/api/v1/reports?unit=${nowhere}`, 404],
    ['/api/v1/reports/12', 404],
    [`/api/v1/reports/${codeFrom('00000000001')}`, 404],
  ])('%s is a problem', async (path, status) => {
    const answer = await ask(path);
    expect([answer.status, answer.type]).toEqual([status, expect.stringContaining('problem+json')]);
  });

  test('a parameter that comes twice is not taken for its parts', async () => {
    expect((await ask('/reports?state=open&state=late')).status).toBe(200);
  });

  test('words that look like a pattern stand for themselves', async () => {
    expect((await list('&q=%25%25%25%5F%5F')).total).toBe((await list()).total);
    expect((await list('&q=zzqq%25')).total).toBe(0);
  });
});

describe('the list', () => {
  test('page after page it is the whole, newest first, none twice', async () => {
    const { total } = await list();
    const codes: string[] = [];
    const times: string[] = [];
    let path: string | null = '/api/v1/reports?limit=37';
    while (path !== null) {
      const page: List = JSON.parse((await ask(path)).text);
      expect(page.total).toBe(total);
      codes.push(...page.items.map((item) => item.code));
      times.push(...page.items.map((item) => item.sentAt));
      path = page.next;
    }
    expect(codes.length).toBe(total);
    expect(new Set(codes).size).toBe(total);
    expect(times.map((time) => Temporal.Instant.from(time).epochMilliseconds)).toEqual(
      times.map((time) => Temporal.Instant.from(time).epochMilliseconds).toSorted((a, b) => b - a),
    );
    const [{ n = 0 } = {}] = await rows(sql<{ n: number }>`select count(*)::integer as n from reports.report where shown`);
    expect(total).toBe(n);
  });

  test('pages of the screen lead on, and the last one ends', async () => {
    const visitor = visit(app);
    const { total } = await list();
    let path = '/reports';
    let seen = 0;
    for (let pages = 0; pages < 40; pages += 1) {
      const { text } = await visitor.get(path);
      seen += text.split('class="report-card"').length - 1;
      const next = /href="([^"]+)" rel="next"/.exec(text)?.[1];
      if (next === undefined) break;
      path = next.replaceAll('&amp;', '&');
    }
    expect(seen).toBe(total);
  });

  test('each choice keeps what fits and no more, and groups of states make up the whole', async () => {
    const all = await list();
    const groups = await Promise.all(['open', 'answered', 'not-accepted'].map((state) => list(`&state=${state}`)));
    expect(groups.reduce((sum, group) => sum + group.total, 0)).toBe(all.total);
    const late = await list('&state=late');
    expect(late.total).toBeGreaterThan(0);
    expect(late.items.every((item) => groups[0]?.items.some((one) => one.code === item.code))).toBe(true);

    const roads = await list('&category=roads');
    const potholes = await list('&category=road-damage');
    expect(potholes.total).toBeGreaterThan(0);
    expect(roads.total).toBeGreaterThan(potholes.total);
    expect(potholes.items.every((item) => item.category.code === 'road-damage')).toBe(true);
    expect(roads.total).toBeLessThan(all.total);
  });

  test('late is what its own page calls late: from the moment after the time on, in every list, though nothing changed', async () => {
    const { clock } = app.database;
    const now = clock.now();
    const open = (await list('&state=open')).items.filter(({ late, dueAt }) => !late && dueAt !== null);
    const at = (item: Item) => Temporal.Instant.from(item.dueAt ?? '');
    const next = open
      .filter((item) => Temporal.Instant.compare(at(item), now) >= 0)
      .toSorted((a, b) => Temporal.Instant.compare(at(a), at(b)))[0];
    if (!next) throw new Error('nothing is due');
    const states = async () => [
      (await list('&state=open')).items.find((item) => item.code === next.code)?.late,
      (await list('&state=late')).items.some((item) => item.code === next.code),
      (await ask(`/api/v1/reports/${next.code}`)).text.includes('"late":true'),
      (await ask(`/reports/${next.code}`)).text.includes('Đã quá hạn'),
    ];
    try {
      clock.set(at(next).toString());
      expect(await states()).toEqual([false, false, false, false]);
      clock.set(at(next).add({ milliseconds: 1 }).toString());
      expect(await states()).toEqual([true, true, true, true]);
    } finally {
      clock.set(now.toString());
    }
  });

  test('a place is called with its type and a village with its commune', async () => {
    const { items } = await list();
    const named = new Set(items.map(({ unit }) => unit.fullName));
    expect([...named].filter((name) => !/^(?:(?:thôn|bản|tổ dân phố|khu|xóm) .+, )?(?:xã|phường|tỉnh|thị trấn) .+/.test(name))).toEqual([]);
    const village = items.find(({ unit }) => unit.fullName.includes(', '));
    if (!village) throw new Error('no report is of a village');
    expect(village.unit.fullName).toContain(village.unit.name);
    const one: Item = JSON.parse((await ask(`/api/v1/reports/${village.code}`)).text);
    expect(one.unit).toEqual(village.unit);
    const page = (await ask(`/reports/${village.code}`)).text;
    expect(page).toContain(`${village.unit.fullName.charAt(0).toUpperCase()}${village.unit.fullName.slice(1)}`);
    const feed = (await ask('/reports/feed.atom')).text;
    expect(feed).toMatch(/ ở (?:thôn|bản|tổ dân phố|xã|phường) /);
    expect(feed).not.toMatch(/ ở (?:Thôn|Bản|Tổ|Xã|Phường) /);
  });

  test('a commune has what was sent from its villages; two communes share nothing', async () => {
    const [first, second] = await Promise.all(['04606', '04465'].map(async (code) => list(`&unit=${await communeOf(code)}`)));
    expect(first?.total).toBeGreaterThan(10);
    expect(second?.total).toBeGreaterThan(3);
    const codes = new Set(first?.items.map((item) => item.code));
    expect(second?.items.filter((item) => codes.has(item.code))).toEqual([]);
  });

  test('days count in the province’s time, both ends included', async () => {
    const all = await list();
    const [item] = all.items.slice(5);
    if (!item) throw new Error('there is no report');
    const day = Temporal.Instant.from(item.sentAt).toZonedDateTimeISO(app.context.config.TIME_ZONE).toPlainDate();
    const of = await list(`&from=${day}&to=${day}`);
    expect(of.items.map((one) => one.code)).toContain(item.code);
    expect((await list(`&from=${day.add({ days: 1 })}`)).items.map((one) => one.code)).not.toContain(item.code);
    expect((await list(`&to=${day.subtract({ days: 1 })}`)).items.map((one) => one.code)).not.toContain(item.code);
  });

  test('words find with and without tones, and a code finds its report', async () => {
    const withTones = await list(`&q=${encodeURIComponent('ổ gà')}`);
    expect(withTones.total).toBeGreaterThan(0);
    expect((await list('&q=O+GA')).total).toBe(withTones.total);
    const [item] = withTones.items;
    expect((await list(`&q=${item?.code}`)).items.map((one) => one.code)).toEqual([item?.code]);
  });

  test('a box keeps what lies in it', async () => {
    const all = await list();
    const item = all.items.find((one) => one.place.lat !== null);
    const [lat, lon] = [item?.place.lat ?? 0, item?.place.lon ?? 0];
    const near = await list(`&box=${lat - 0.01},${lon - 0.01},${lat + 0.01},${lon + 0.01}`);
    expect(near.items.map((one) => one.code)).toContain(item?.code);
    expect(near.items.every((one) => Math.abs((one.place.lat ?? 90) - lat) <= 0.01)).toBe(true);
  });

  test('begins with what matters, says each state in a word, and leads to each report', async () => {
    const { status, text } = await visit(app).get('/reports');
    expect(status).toBe(200);
    expect(text.match(/<h1/g)?.length).toBe(1);
    expect(text).toMatch(/Tháng này có .*phản ánh, kiến nghị được gửi tới/);
    expect(text).toContain('href="/reports/new"');
    expect(text).toMatch(/class="pill/);
    const [{ sent = 0 } = {}] = await rows(sql<{ sent: number }>`select count(*)::integer as sent from reports.report
      where sent_at >= date_trunc('month', ${app.context.clock.now().toString()}::timestamptz at time zone 'Asia/Ho_Chi_Minh') at time zone 'Asia/Ho_Chi_Minh'`);
    expect(text).toContain(`<span class="figure good">${sent}</span> phản ánh`);
  });

  test('in English too, and to be passed on with a sentence', async () => {
    const english = await ask('/reports?lang=en');
    expect(english.text).toContain('og:description');
    const { text } = await visit(app, 'lang=en').get('/reports');
    expect(text).toContain('og:description');
  });
});

describe('the map', () => {
  test('shades each commune by its count, the counts add up, and the table says the same', async () => {
    const { text } = await visit(app).get('/reports?view=map');
    const { total } = await list();
    const counts = [...text.matchAll(/aria-label="[^"]*, (\d+) việc"/g)].map((match) => Number(match[1]));
    const outside = Number(/(\d+) việc gửi chung/.exec(text)?.[1] ?? 0);
    expect(counts.length).toBeGreaterThan(10);
    expect(counts.reduce((sum, count) => sum + count, 0) + outside).toBe(total);
    const table = [...text.matchAll(/class="number" data-label="Số việc">(\d+)</g)].map((match) => Number(match[1]));
    const inOrder = (numbers: readonly number[]) => numbers.toSorted((a, b) => a - b);
    expect(inOrder(table)).toEqual(inOrder(counts));
  });

  test('of a commune has circles whose numbers add up, each leading to what it counts', async () => {
    const unit = await communeOf('04606');
    const { text } = await visit(app).get(`/reports?view=map&unit=${unit}`);
    const circles = [...text.matchAll(/<a href="([^"]+)" aria-label="(\d+) việc gần [^"]*" class="(?:open|done)">/g)];
    const without = Number(/(\d+) việc không gắn với một chỗ/.exec(text)?.[1] ?? 0);
    const { total, items } = await list(`&unit=${unit}`);
    expect(circles.length).toBeGreaterThan(2);
    expect(circles.reduce((sum, match) => sum + Number(match[2]), 0) + without).toBe(total);
    for (const [, href = '', count] of circles) {
      const address = href.replaceAll('&amp;', '&');
      if (Number(count) === 1) expect(items.map((item) => `/reports/${item.code}`)).toContain(address);
      else expect((await list(`&${address.split('?')[1]}`.replace(/&view=map/, ''))).total).toBe(Number(count));
    }
  });

  test('is drawn by us: no address of anybody else', async () => {
    const { text } = await visit(app).get('/reports?view=map');
    const foreign = [...text.matchAll(/(?:src|href)="(https?:\/\/[^"]+)"/g)]
      .map((match) => match[1] ?? '')
      .filter((href) => !href.startsWith(app.address));
    expect(foreign).toEqual([]);
  });

  test('of a commune without any says so and still stands', async () => {
    const answer = await visit(app).get(`/reports?view=map&unit=${await communeOf('03085')}`);
    expect([answer.status, answer.text.includes('<svg')]).toEqual([200, true]);
  });
});

describe('for programs', () => {
  test('GeoJSON has a point for each that has a place', async () => {
    const answer = await ask('/api/v1/reports?limit=500&format=geojson');
    const body: { type: string; features: { geometry: { type: string; coordinates: [number, number] }; properties: { code: string } }[] } =
      JSON.parse(answer.text);
    const { items } = await list();
    expect(answer.type).toContain('application/geo+json');
    expect(body.type).toBe('FeatureCollection');
    expect(body.features.map((one) => one.properties.code)).toEqual(
      items.filter((item) => item.place.lat !== null).map((item) => item.code),
    );
    for (const { geometry } of body.features) {
      expect(geometry.coordinates[0]).toBeGreaterThan(100);
      expect(geometry.coordinates[1]).toBeLessThan(30);
    }
  });

  test('one report tells its steps and its answer, and no names', async () => {
    const { items } = await list('&state=answered');
    const answer = await ask(`/api/v1/reports/${items[0]?.code}`);
    const body: { steps: { step: string; words: string | null }[]; office: string | null } = JSON.parse(answer.text);
    expect(answer.status).toBe(200);
    expect(body.steps[0]?.step).toBe('send');
    expect(body.steps.find((one) => one.step === 'approve')?.words?.length).toBeGreaterThan(30);
    expect(body.steps.map((one) => one.step)).not.toContain('answer');
    expect(body.office).not.toBeNull();
  });

  test('codes are read however they are grouped', async () => {
    const { items } = await list();
    const code = items[0]?.code ?? '';
    expect((await ask(`/api/v1/reports/${code.slice(0, 4)}%20${code.slice(4, 8)}-${code.slice(8)}`)).status).toBe(200);
  });

  test('the description of the interface names both', async () => {
    const answer = await ask('/openapi.json');
    expect(answer.text).toContain('"/api/v1/reports"');
    expect(answer.text).toContain('"/api/v1/reports/{code}"');
  });

  test('the feed is well formed, has what the list has, and follows its choices', async () => {
    const unit = await communeOf('04606');
    const answer = await ask(`/reports/feed.atom?unit=${unit}&state=answered`);
    expect([answer.status, answer.type]).toEqual([200, 'application/atom+xml; charset=utf-8']);
    const { items } = await list(`&unit=${unit}&state=answered`);
    const codes = [...answer.text.matchAll(/<entry><id>[^<]*\/reports\/(\d{12})<\/id>/g)].map((match) => match[1]);
    expect(codes).toEqual(items.slice(0, 50).map((item) => item.code));
    expect(answer.text).toContain(`unit=${unit}&amp;state=answered`);
    expect(answer.text).not.toMatch(/&(?!amp;|lt;|gt;|quot;|#39;|#x27;)/);
    for (const tag of ['feed', 'entry', 'id', 'title', 'updated', 'published', 'summary', 'author', 'name'])
      expect([tag, answer.text.match(new RegExp(`<${tag}[ >]`, 'g'))?.length]).toEqual([
        tag,
        answer.text.match(new RegExp(`</${tag}>`, 'g'))?.length,
      ]);
  });
});

describe('what nobody may see', () => {
  test('is in no public answer: words, places, names, numbers, drafts, notes', async () => {
    const secrets = await rows(sql<{ secret: string; why: string }>`
      select distinct content.words as secret, 'words' as why from reports.content content join reports.report report on report.id = content.report_id
        where not report.shown and length(content.words) > 20
          and not exists (select from reports.public_face face where face.words = content.words)
      union select report.code collate "vi-x-icu", 'code' from reports.report report where not report.shown
      union select distinct words.words, 'note' from reports.event_words words where words.audience <> 'everybody' and length(words.words) > 20
        and not exists (select from reports.event_words said where said.audience = 'everybody' and said.words = words.words)
      union select distinct (content.lat::text || '|' || content.lon::text) collate "vi-x-icu", 'point' from reports.content content
        where content.lat is not null and not exists (select from reports.public_face face where face.lat = content.lat and face.lon = content.lon)
      union select person.full_name, 'person' from people.person_details person join reports.content content on content.person_id = person.person_id`);
    expect(secrets.filter(({ why }) => why === 'words').length).toBeGreaterThan(5);
    expect(secrets.filter(({ why }) => why === 'code').length).toBeGreaterThan(50);
    expect(secrets.filter(({ why }) => why === 'point').length).toBeGreaterThan(10);
    const unit = await communeOf('04606');
    const { items } = await list();
    const paths = [
      '/reports',
      '/reports?period=365',
      '/reports?view=map',
      `/reports?view=map&unit=${unit}`,
      `/reports?unit=${unit}`,
      '/reports?state=late',
      '/reports/feed.atom',
      '/api/v1/reports?limit=500',
      '/api/v1/reports?limit=500&format=geojson',
      ...items.map((item) => `/api/v1/reports/${item.code}`),
    ];
    const answers = await Promise.all(paths.map(async (path) => ({ path, text: (await ask(path)).text.normalize('NFC') })));
    const found = answers.flatMap(({ path, text }) =>
      secrets
        .filter(({ secret, why }) => (why === 'point' ? secret.split('|').every((half) => text.includes(half)) : text.includes(secret)))
        .map((one) => `${path}: ${one.why} ${one.secret}`),
    );
    expect(found).toEqual([]);
    expect(answers.filter(({ text }) => text.includes('+8490001') || text.includes('8490001'))).toEqual([]);
  });

  test('one that is not shown is as unknown as one that never was', async () => {
    const hidden = await rows(sql<{ code: string }>`select code from reports.report where not shown limit 20`);
    const never = await ask(`/api/v1/reports/${codeFrom('12345678901')}`);
    for (const { code } of hidden) {
      const answer = await ask(`/api/v1/reports/${code}`);
      expect(answer.status).toBe(404);
      expect(answer.text.replace(code, '')).toBe(never.text.replace(codeFrom('12345678901'), ''));
      expect(await publicFace(app.context.db, code)).toBeNull();
    }
  });

  test('taken from view, it is gone from every answer at once', async () => {
    const { items } = await list();
    const code = items[3]?.code ?? '';
    expect((await ask('/reports')).text).toContain(`/reports/${code}`);
    await app.context.db.transaction(
      async (tx) => {
        await sql`update reports.report set shown = false where code = ${code}`.execute(tx.rows<unknown>());
        await touch(tx, [reportsTag]);
      },
      { state: dutyState('identity') },
    );
    await expect.poll(async () => (await ask('/reports')).text.includes(`/reports/${code}`)).toBe(false);
    expect((await list()).items.map((item) => item.code)).not.toContain(code);
    expect((await ask(`/api/v1/reports/${code}`)).status).toBe(404);
    expect((await ask('/reports/feed.atom')).text).not.toContain(code);
  });

  test('an answer that was sent back is never told, the one that was approved is', async () => {
    const [found] = await rows(sql<{
      id: string;
      code: string;
      unit: string;
      at: string;
    }>`select report.id, report.code, report.unit_id as unit, now()::text as at
      from reports.report report where shown and state = 'answered' and rounds = 1 limit 1`);
    if (!found) throw new Error('there is no answered report');
    await app.context.db.transaction(
      async (tx) => {
        const draft = randomUUID();
        await sql`insert into reports.event (id, report_id, ordinal, at, step, from_state, to_state, actor_kind)
          values (${draft}::uuid, ${found.id}::uuid, 90, ${found.at}::timestamptz, 'answer', 'in-work', 'awaiting-approval', 'official')`.execute(
          tx.rows<unknown>(),
        );
        await sql`insert into reports.event_words (event_id, audience, report_id, unit_id, words)
          values (${draft}::uuid, 'everybody', ${found.id}::uuid, ${found.unit}::uuid, 'Bản nháp đã bị trả lại để sửa.')`.execute(
          tx.rows<unknown>(),
        );
      },
      { state: dutyState('identity') },
    );
    const face = await publicFace(app.context.db, found.code);
    expect(JSON.stringify(face?.steps)).not.toContain('Bản nháp');
    expect(face?.steps.find((one) => one.step === 'approve')?.words).toBeTruthy();
  });
});

describe('files', () => {
  const picture = Buffer.from(
    '/9j/4AAQSkZJRgABAQEASABIAAD/2wBDAP//////////////////////////////////////////////////////////////////////////////////////wAALCAABAAEBAREA/8QAFAABAAAAAAAAAAAAAAAAAAAACf/EABQQAQAAAAAAAAAAAAAAAAAAAAD/2gAIAQEAAD8AVN//2Q==',
    'base64',
  );

  test('only what is shown of a shown report can be had, and it may be kept for a day', async () => {
    const { hash, size } = await app.context.files.put(picture, { maxBytes: 10_000 });
    const [shown] = await rows(sql<{ id: string; unit: string }>`select id, unit_id as unit from reports.report where shown limit 1`);
    const [hidden] = await rows(sql<{ id: string; unit: string }>`select id, unit_id as unit from reports.report where not shown limit 1`);
    const upload = randomUUID();
    const now = app.context.clock.now().toString();
    await app.context.db.transaction(
      async (tx) => {
        const db = tx.rows<unknown>();
        await sql`insert into platform.upload (id, owner, purpose, declared_name, declared_bytes, received_bytes, state, sent_hash, kept_hash, kept_bytes, kind, media,
            created_at, expires_at)
          values (${upload}::uuid, 'test', 'reports.sent', 'a.jpg', ${size}, ${size}, 'taken', ${hash}, ${hash}, ${size}, 'image',
            ${JSON.stringify({ type: 'image/jpeg', width: 1, height: 1 })}::jsonb, ${now}::timestamptz, ${now}::timestamptz)`.execute(db);
        await sql`insert into reports.attachment (id, report_id, rank, role, kind, file_hash, sent_hash, bytes, unit_id, shown_hash)
          values (${upload}::uuid, ${hidden?.id}::uuid, 1, 'sent', 'image', ${hash}, ${hash}, ${size}, ${hidden?.unit}::uuid, ${hash})`.execute(
          db,
        );
      },
      { state: dutyState('identity') },
    );
    expect((await ask(`/reports/files/${hash}`)).status).toBe(404);
    expect((await ask(`/reports/files/${hash}?width=small`)).status).toBe(404);
    await app.context.db.transaction(
      (tx) =>
        sql`update reports.attachment set report_id = ${shown?.id}::uuid, unit_id = ${shown?.unit}::uuid where id = ${upload}::uuid`.execute(
          tx.rows<unknown>(),
        ),
      { state: dutyState('identity') },
    );
    const answer = await ask(`/reports/files/${hash}`);
    expect([answer.status, answer.type, answer.headers.get('cache-control')]).toEqual([
      200,
      'image/jpeg',
      'public, max-age=86400, immutable',
    ]);
    const small = await ask(`/reports/files/${hash}?width=small`);
    expect([small.status, small.type, small.headers.get('x-content-type-options')]).toEqual([200, 'image/jpeg', 'nosniff']);
    await app.context.db.transaction(
      (tx) => sql`update reports.attachment set shown_hash = null where id = ${upload}::uuid`.execute(tx.rows<unknown>()),
      { state: dutyState('identity') },
    );
    expect((await ask(`/reports/files/${hash}`)).status).toBe(404);
    // The small one may still be in memory; whether it is shown is asked each time.
    expect((await ask(`/reports/files/${hash}?width=small`)).status).toBe(404);
  });
});
