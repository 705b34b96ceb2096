/** The form without script, wrong inputs first: no error loses a word or a photo. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { type Answer, type Visitor, visit } from '../../../test/support/visitor.ts';
import { dutyState } from '../../platform/session/index.ts';
import { fold } from '../../platform/text/index.ts';
import { iconNamed } from '../../platform/ui/icon.tsx';
import { codeIn } from '../code.ts';
import { categoriesOn } from '../core/index.ts';
import { fieldsIn, multipart, photo } from './form.fixture.ts';

let app: TestApp;
let commune = '';

beforeAll(async () => {
  app = await startApp();
  const { rows } = await sql<{
    unit_id: string;
  }>`select unit_id from territory.unit_version where code = '04606' and upper(valid) is null`.execute(app.context.db.rows<unknown>());
  commune = rows[0]?.unit_id ?? '';
});
afterAll(() => app?.close());

const rows = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(app.database.open('yenbai_owner').rows<unknown>())).rows;
const problems = (answer: Answer): string[] =>
  [...(/id="problems"[\s\S]*?<\/ul>/.exec(answer.text)?.[0] ?? '').matchAll(/<a href="#f-([^"]+)"/g)].map((found) => found[1] ?? '');
const title = (answer: Answer): string => /<h1[^>]*>(.*?)<\/h1>/s.exec(answer.text)?.[1]?.replace(/<[^>]+>/g, '') ?? '';

/** Goes on in the form: what the page holds, with some of it typed over. */
const go = (
  visitor: Visitor,
  page: Answer,
  typed: Readonly<Record<string, string>>,
  files: Parameters<typeof multipart>[1] = [],
): Promise<Answer> =>
  visitor.post(
    '/reports/new',
    files.length > 0 ? multipart({ ...fieldsIn(page.text), ...typed }, files) : { ...fieldsIn(page.text), ...typed },
  );

const uploadsIn = (answer: Answer): string[] => new Map(Object.entries(fieldsIn(answer.text))).get('uploads')?.split(' ') ?? [];
const begin = async (visitor: Visitor, category = 'road-damage'): Promise<Answer> => visitor.get(`/reports/new?category=${category}`);
const words = 'Ổ gà sâu giữa đường, xe máy ngã hai lần.\nTừ tuần trước.';

/** To the last piece with everything right. */
async function toLook(visitor: Visitor, more: Readonly<Record<string, string>> = {}): Promise<Answer> {
  const say = await begin(visitor);
  const where = await go(visitor, say, { words, go: 'where', ...more });
  return go(visitor, where, { commune, place_words: 'Gần cầu treo', go: 'near' });
}

describe('what', () => {
  test('three taps from the front page to the form, and no personal answer on the way', async () => {
    const visitor = visit(app);
    const first = await visitor.get('/reports/new');
    expect(first.status).toBe(200);
    expect(first.text).toContain('href="/reports/new?category=roads"');
    expect(visitor.cookies.size).toBe(0);
    const second = await visitor.get('/reports/new?category=roads');
    expect(second.text).toContain('href="/reports/new?category=road-damage"');
    const third = await visitor.get('/reports/new?category=road-damage');
    expect(third.text).toContain('name="words"');
    expect((await visitor.get('/')).text).toContain('href="/reports/new"');
  });

  test('the emergency numbers can be called from the first page', async () => {
    const page = await visit(app).get('/reports/new');
    for (const number of ['111', '112', '113', '114', '115']) expect(page.text).toContain(`href="tel:${number}"`);
  });

  test('a category that does not exist shows the tiles, and says so', async () => {
    const page = await visit(app).get('/reports/new?category=nothing&unit=zzz');
    expect(page.status).toBe(200);
    expect(page.text).toContain('Mục này không còn nhận');
  });

  test('a notice that stops leaves no form: the right door and numbers, whatever is posted', async () => {
    const visitor = visit(app);
    const page = await begin(visitor, 'in-danger');
    expect(page.text).toContain('href="tel:114"');
    expect(page.text).not.toContain('name="words"');
    const forced = await visitor.post('/reports/new', { category: 'in-danger', noticed: 'yes', words, at: 'look', go: 'send' });
    expect(forced.text).toContain('href="tel:114"');
    expect(forced.text).not.toContain('name="words" rows');
  });

  test('a notice that leads elsewhere comes first; sending stays possible', async () => {
    const visitor = visit(app);
    const page = await begin(visitor, 'ask-procedure');
    expect(page.text).not.toMatch(/<textarea[^>]*name="words"/);
    const after = await go(visitor, page, { noticed: 'yes' });
    expect(after.text).toMatch(/<textarea[^>]*name="words"/);
  });

  test('who does not read finds the way by the pictures: none is unknown, and no two side by side are the same', async () => {
    const drawn = await categoriesOn(app.context.db, app.context.clock.today().toString());
    expect(drawn.filter(({ icon }) => iconNamed(icon) !== icon)).toEqual([]);
    expect(['no such drawing', 'toString', ''].map(iconNamed)).toEqual(['document', 'document', 'document']);
    for (const [parent, level] of Map.groupBy(drawn, (one) => one.parentCode ?? '')) {
      const twice = level.filter((one) => level.some((other) => other.code !== one.code && other.icon === one.icon));
      expect([parent, twice]).toEqual([parent, []]);
    }
    const page = await visit(app).get('/reports/new');
    const shown = [...page.text.matchAll(/class="report-tile"[^>]*><svg[^>]*>(.*?)<\/svg>/g)].map(([, drawing]) => drawing);
    expect(shown.length).toBe(drawn.filter(({ parentCode }) => parentCode === null).length);
    expect(new Set(shown).size).toBe(shown.length);
  });

  test('another category keeps everything that was written', async () => {
    const visitor = visit(app);
    const say = await begin(visitor);
    const tiles = await go(visitor, say, { words, go: 'what' });
    expect(tiles.text).toContain('name="category" value="utilities"');
    const group = await go(visitor, tiles, { category: 'utilities' });
    const other = await go(visitor, group, { category: 'street-light' });
    expect(fieldsIn(other.text)).toMatchObject({ words, category: 'street-light' });
  });
});

describe('say it', () => {
  test('nothing said is asked again', async () => {
    const visitor = visit(app);
    const answer = await go(visitor, await begin(visitor), { words: ' ... ', go: 'where' });
    expect(answer.status).toBe(422);
    expect(problems(answer)).toEqual(['words']);
  });

  test('too many words stay, with what is wrong', async () => {
    const visitor = visit(app);
    const long = 'đường '.repeat(900).trim();
    const answer = await go(visitor, await begin(visitor), { words: long, go: 'where' });
    expect(answer.status).toBe(422);
    expect(fieldsIn(answer.text).words).toBe(long);
  });

  test('marks that turn the direction of what follows are not taken in, Vietnamese and other letters are', async () => {
    const visitor = visit(app);
    const look = await toLook(visitor, { words: 'Đường hỏng \u202E\u2067xấu\u2069 quá' });
    expect(fieldsIn(look.text).words).toBe('Đường hỏng xấu quá');
    expect(look.text).not.toMatch(/[\u202A-\u202E\u2066-\u2069]/);
  });

  test('a question that has to be answered is named where it is missing', async () => {
    const visitor = visit(app);
    const [asked] = await rows(sql<{ category_code: string; label_vi: string }>`select category_code, label_vi from reports.question q
      where required and exists (select from reports.category_version v where v.code = q.category_code and v.parent_code is not null)
        and not exists (select from reports.category_version v where v.code = q.category_code and v.notice_code is not null) limit 1`);
    if (!asked) throw new Error('no question has to be answered');
    const answer = await go(visitor, await begin(visitor, asked.category_code), { words, go: 'where' });
    expect(answer.status).toBe(422);
    const summary = /id="problems"[\s\S]*?<\/ul>/.exec(answer.text)?.[0] ?? '';
    expect(summary).toContain(`Hãy trả lời câu “${asked.label_vi}”.`);
  });

  test('what looks like markup is shown as it was typed', async () => {
    const visitor = visit(app);
    const nasty = '</textarea><script>alert(1)</script> " \' & đường hỏng';
    const look = await toLook(visitor, { words: nasty });
    expect(look.text).not.toContain('<script>alert');
    expect(fieldsIn(look.text).words).toBe(nasty);
  });

  test('a file that is none of what is taken is named, and everything else stays: words, language, the good photo', async () => {
    const visitor = visit(app);
    const say = await begin(visitor);
    const bad = new File(['<?php system($_GET[0]);'], 'anh-dep.jpg', { type: 'image/jpeg' });
    const answer = await go(visitor, say, { words, language: 'mong', go: 'where' }, [
      ['photos', bad],
      ['photos', await photo()],
      ['recording', new File([], 'trong.webm', { type: 'audio/webm' })],
    ]);
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('anh-dep.jpg');
    const kept = fieldsIn(answer.text);
    expect(kept).toMatchObject({ words, language: 'mong' });
    expect(uploadsIn(answer)).toHaveLength(1);
    const preview = await fetch(`${app.address}/reports/new/files/${kept.uploads}`, {
      headers: { cookie: [...visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ') },
    });
    expect(preview.headers.get('content-type')).toBe('image/jpeg');
    expect((await visit(app).get(`/reports/new/files/${kept.uploads}`)).status).toBe(404);
  });

  test('the sixth photo is not taken, the five are; one can be taken out', async () => {
    const visitor = visit(app);
    const say = await begin(visitor);
    const six = await Promise.all([1, 2, 3, 4, 5, 6].map(async (n) => ['photos', await photo(`${n}.jpg`, `#1020${n}0`)] as const));
    const answer = await go(visitor, say, { words, go: 'stage' }, six);
    expect(problems(answer)).toEqual(['photos']);
    const kept = uploadsIn(answer);
    expect(kept).toHaveLength(5);
    const less = await go(visitor, answer, { drop: kept[1] ?? '' });
    expect(less.status).toBe(200);
    expect(uploadsIn(less)).toEqual(kept.filter((_, index) => index !== 1));
  });

  test("a stranger's photo is no part of my report", async () => {
    const mine = visit(app);
    const other = visit(app);
    const staged = await go(mine, await begin(mine), { words, go: 'stage' }, [['photos', await photo()]]);
    const { uploads = '' } = fieldsIn(staged.text);
    const answer = await go(other, await begin(other), { words, uploads, go: 'where' });
    expect(answer.status).toBe(422);
    expect(fieldsIn(answer.text).uploads).toBe('');
    expect(fieldsIn(answer.text).words).toBe(words);
  });
});

describe('where', () => {
  test('no commune, then no place: each is asked, nothing is lost', async () => {
    const visitor = visit(app);
    const where = await go(visitor, await begin(visitor), { words, go: 'where' });
    expect(title(where)).toBe('Ở đâu?');
    expect(where.text).toContain('Tả chỗ đó (cần khi không lấy vị trí)');
    expect(where.text).toContain('Trạm Tấu (xã)');
    const none = await go(visitor, where, { commune: '', go: 'near' });
    expect(none.status).toBe(422);
    expect(problems(none)).toEqual(['commune', 'place_words']);
    const strange = await go(visitor, none, { commune: 'zzz', place_words: 'gần cầu', go: 'near' });
    expect(problems(strange)).toEqual(['commune']);
    expect(fieldsIn(strange.text)).toMatchObject({ words, place_words: 'gần cầu' });
  });

  test('commune, then its villages, then words: no map anywhere', async () => {
    const visitor = visit(app);
    const where = await go(visitor, await begin(visitor), { words, go: 'where' });
    const villages = await go(visitor, where, { commune, go: 'villages' });
    const village = /<select[^>]*name="village"[\s\S]*?<option value="([0-9a-f-]{36})"/.exec(villages.text)?.[1] ?? '';
    expect(village).toMatch(/^[0-9a-f-]{36}$/);
    const look = await go(visitor, villages, { village, go: 'near' });
    expect(title(look)).toBe('Xem lại rồi gửi');
  });

  test('?unit= presets the commune', async () => {
    const visitor = visit(app);
    const say = await visitor.get(`/reports/new?category=road-damage&unit=${commune}`);
    expect(fieldsIn(say.text).commune).toBe(commune);
  });

  test('degrees that are none count as no point', async () => {
    const visitor = visit(app);
    const where = await go(visitor, await begin(visitor), { words, go: 'where' });
    const answer = await go(visitor, where, { commune, how: 'gps', lat: '999', lon: '<b>', accuracy: '-1', go: 'near' });
    expect(problems(answer)).toEqual(['place_words']);
  });

  test('a point finds its commune', async () => {
    const visitor = visit(app);
    const { rows: found } = await sql<{ lat: number; lon: number }>`select lat, lon from territory.unit_version
      where unit_id = ${commune}::uuid and upper(valid) is null`.execute(app.context.db.rows<unknown>());
    const where = await go(visitor, await begin(visitor), { words, go: 'where' });
    const look = await go(visitor, where, {
      how: 'gps',
      lat: String(found[0]?.lat),
      lon: String(found[0]?.lon),
      accuracy: '12',
      go: 'near',
    });
    expect(title(look)).toBe('Xem lại rồi gửi');
    expect(fieldsIn(look.text)).toMatchObject({ commune, how: 'gps', accuracy: '12' });
  });
});

describe('look, then send', () => {
  test('what everybody will see is apart from what only the centre sees', async () => {
    const visitor = visit(app);
    const say = await begin(visitor);
    const where = await go(visitor, say, { words, go: 'where' });
    const look = await go(visitor, where, { commune, place_words: 'Nhà thứ ba sau trường', at_home: 'yes', go: 'near' });
    const [, everybody = '', centre = ''] = look.text.split('<section class="card"');
    expect(everybody).toContain('Mọi người sẽ thấy');
    expect(everybody).not.toContain('Nhà thứ ba');
    expect(centre).toContain('Chỉ nơi tiếp nhận thấy');
    expect(centre).toContain('Nhà thứ ba');
    expect(centre).toContain('name="phone"');
  });

  test('a strange number, a call without a number: asked at their field, everything stays', async () => {
    const visitor = visit(app);
    const look = await toLook(visitor);
    const strange = await go(visitor, look, { phone: '12ab', name: 'Giàng A Chư', go: 'send' });
    expect(strange.status).toBe(422);
    expect(problems(strange)).toEqual(['phone']);
    const none = await go(visitor, strange, { phone: '', answer_by: 'call', go: 'send' });
    expect(problems(none)).toEqual(['phone']);
    expect(fieldsIn(none.text)).toMatchObject({ words, name: 'Giàng A Chư', answer_by: 'call', place_words: 'Gần cầu treo' });
  });

  test('the Enter key in a line sends nothing', async () => {
    const visitor = visit(app);
    const look = await toLook(visitor);
    const form = look.text.slice(look.text.indexOf('id="report-form"'));
    const [first = ''] = /<button[^>]*type="submit"[^>]*>/.exec(form) ?? [];
    const value = /value="([^"]*)"/.exec(first)?.[1] ?? '';
    expect(value).toBe('look');
    const again = await go(visitor, look, { name: 'Giàng A Chư', go: value });
    expect([again.status, title(again)]).toEqual([200, 'Xem lại rồi gửi']);
    expect(fieldsIn(again.text)).toMatchObject({ name: 'Giàng A Chư', words });
  });

  test('a visit needs a number, or a name and where somebody lives', async () => {
    const visitor = visit(app);
    const look = await toLook(visitor);
    const bare = await go(visitor, look, { answer_by: 'visit', go: 'send' });
    expect(problems(bare)).toEqual(['phone']);
    expect(bare.text).toContain('tên và chỗ bạn ở');
    expect((await go(visitor, bare, { name: 'Giàng A Chư', go: 'send' })).status).toBe(303);
    const nowhere = await go(visitor, await begin(visitor, 'other-matter'), { words: 'Nên mở thêm ngày nhận hồ sơ', go: 'near' });
    expect(title(nowhere)).toBe('Xem lại rồi gửi');
    const named = await go(visitor, nowhere, { name: 'Giàng A Chư', answer_by: 'visit', go: 'send' });
    expect(problems(named)).toEqual(['phone']);
    expect(named.text).toContain('vì việc này không hỏi nơi ở');
    expect((await go(visitor, named, { phone: '0900000123', go: 'send' })).status).toBe(303);
  });

  test('numbers and names with a home in what everybody will see are pointed at, and hinder nothing', async () => {
    const visitor = visit(app);
    expect((await toLook(visitor)).text).not.toContain('Trong lời của bạn có');
    const look = await toLook(visitor, { words: 'Ổ gà sâu, gọi tôi 0912 345 678' });
    expect(look.text).toContain('Trong lời của bạn có “0912 345 678”');
    expect((await go(visitor, look, { go: 'send' })).status).toBe(303);
  });

  test('sending past the pieces leads to the first that is not right', async () => {
    const visitor = visit(app);
    const answer = await go(visitor, await begin(visitor), { words, go: 'send' });
    expect(answer.status).toBe(422);
    expect(problems(answer)).toContain('commune');
  });

  test('a machine that fills in every field is stopped once; a person with a hasty browser sends again', async () => {
    const visitor = visit(app);
    const look = await toLook(visitor);
    const caught = await go(visitor, look, { website: 'https://spam.example', go: 'send' });
    expect(caught.status).toBe(422);
    expect(caught.text).toContain('ô ẩn');
    const sent = await go(visitor, caught, { go: 'send' });
    expect(sent.status).toBe(303);
  });

  test('sent: a code with its check digit, this browser is the sender, twice is once', async () => {
    const visitor = visit(app);
    const staged = await go(visitor, await begin(visitor), { words, go: 'stage' }, [['photos', await photo()]]);
    const where = await go(visitor, staged, { go: 'where' });
    const look = await go(visitor, where, { commune, place_words: 'Gần cầu treo', go: 'near' });
    const [one, two] = await Promise.all([go(visitor, look, { go: 'send' }), go(visitor, look, { go: 'send' })]);
    expect([one.status, two.status]).toEqual([303, 303]);
    expect(one.location).toBe(two.location);
    const code = /^\/reports\/(\d{12})\?sent=1$/.exec(one.location)?.[1] ?? '';
    expect(codeIn(code)).toBe(code);
    const page = await visitor.get(one.location);
    expect(page.status).toBe(200);
    expect(page.text).toContain(code.replace(/(\d{4})(?=\d)/g, '$1 '));
    expect(page.text).toMatch(/trước \d{1,2} giờ( \d\d)? ngày \d\d\/\d\d\/\d{4}/);
    expect(page.text).toContain('Ổ gà sâu giữa đường');
    const again = await go(visitor, look, { go: 'send' });
    expect(again.location).toBe(one.location);
    const found = await rows(sql<{ n: number }>`select count(*)::int as n from reports.report where code = ${code}`);
    expect(found[0]?.n).toBe(1);
  });

  test('too many from one browser wait, and lose nothing', async () => {
    const visitor = visit(app);
    const first = await toLook(visitor);
    for (let n = 0; n < 10; n += 1) expect((await go(visitor, first, { id: app.context.ids.next(), go: 'send' })).status).toBe(303);
    const refused = await go(visitor, first, { id: app.context.ids.next(), go: 'send' });
    expect(refused.status).toBe(429);
    expect(fieldsIn(refused.text)).toMatchObject({ words });
  });

  test('reports near in place and alike in words are offered: one is followed instead, or it goes on', async () => {
    const visitor = visit(app);
    const look = await toLook(visitor, { words: 'Cầu treo bản Mù gãy hai thanh, trẻ con đi học nguy hiểm' });
    const sent = await go(visitor, look, { go: 'send' });
    const code = /(\d{12})/.exec(sent.location)?.[1] ?? '';
    const text = 'Cầu treo bản Mù gãy hai thanh';
    await rows(sql`update reports.report set shown = true where code = ${code}`);
    await rows(
      sql`insert into reports.public_face (report_id, words, shown_at, search) select id, ${text}, sent_at, ${fold(text)} from reports.report where code = ${code}`,
    );
    const other = visit(app);
    const offered = await toLook(other, { words: 'cau treo ban mu gay thanh' });
    expect(title(offered)).toBe('Có phải việc này không?');
    const on = await go(other, offered, { go: 'look' });
    expect(title(on)).toBe('Xem lại rồi gửi');
    const followed = await go(other, offered, { follow: code });
    expect(followed.location).toBe(`/reports/${code}?followed=instead`);
    const [report] = await rows(sql<{ followers: number }>`select followers from reports.report where code = ${code}`);
    expect(report?.followers).toBe(1);
    expect((await other.get('/reports/mine')).text).toContain(`/reports/${code}`);
  });
});

describe('for somebody else', () => {
  const reporterOf = async (code: string) =>
    (
      await app.context.db.transaction(
        (tx) =>
          sql`select door, helper_consent, person_id from reports.report join reports.reporter on report_id = id where code = ${code}`.execute(
            tx.rows<unknown>(),
          ),
        { state: dutyState('identity') },
      )
    ).rows;

  test('only who may; what is asked comes before what is sent', async () => {
    const citizen = visit(app, await app.signedIn('citizen'));
    const own = await citizen.get('/reports/new?category=road-damage&for=somebody');
    expect(fieldsIn(own.text).for).toBeUndefined();
    const forced = await citizen.post('/reports/new', { ...fieldsIn(own.text), for: 'somebody', words, at: 'say', go: 'where' });
    expect(forced.status).toBe(403);
    const officer = visit(app, await app.signedIn('commune-officer'));
    const say = await officer.get('/reports/new?category=road-damage&for=somebody');
    const where = await go(officer, say, { words, go: 'where' });
    const look = await go(officer, where, { commune, place_words: 'Gần cầu treo', go: 'near' });
    const pressed = title(look) === 'Xem lại rồi gửi' ? look : await go(officer, look, { go: 'look' });
    // Name and number are that person's, and are called so.
    for (const label of ['Tên của người ấy', 'Số điện thoại của người ấy']) expect(pressed.text).toContain(label);
    expect(pressed.text).not.toMatch(/Tên của bạn|Để trống cũng được/);
    const empty = await go(officer, pressed, { go: 'send' });
    expect(problems(empty)).toEqual(['consent', 'name']);
    const sent = await go(officer, empty, { consent: 'spoken', door: 'call', name: 'Bà Sùng', phone: '0900000009', go: 'send' });
    expect(sent.status).toBe(303);
    const code = /(\d{12})/.exec(sent.location)?.[1] ?? '';
    const found = await reporterOf(code);
    expect(found[0]).toEqual({ door: 'call', helper_consent: 'spoken', person_id: null });
    const told = await officer.get(sent.location);
    expect(told.text).toContain('Đọc mã này cho người ấy');
    expect(told.text).not.toContain('Ổ gà sâu');
  });

  /** To the last piece, begun by one of our own forms that hands on what it has asked. */
  async function begunElsewhere(officer: Visitor, given: Readonly<Record<string, string>>): Promise<Answer> {
    const first = await officer.get('/reports/new?category=road-damage&for=somebody');
    const say = await go(officer, first, { ...given, for: 'somebody', category: 'road-damage', at: 'what', go: 'say' });
    const where = await go(officer, say, { words, go: 'where' });
    const near = await go(officer, where, { commune, place_words: 'Gần nhà văn hóa', go: 'near' });
    return title(near) === 'Xem lại rồi gửi' ? near : go(officer, near, { go: 'look' });
  }
  const openQuestion = /<details[\s\S]*?<\/details>/g;

  test('what was asked where it began is said, not asked again, and can be changed', async () => {
    const officer = visit(app, await app.signedIn('commune-officer'));
    const look = await begunElsewhere(officer, { id: app.context.ids.next(), door: 'call', consent: 'spoken' });
    expect(title(look)).toBe('Xem lại rồi gửi');
    expect(look.text).toContain('người ấy gọi điện đến, đồng ý bằng lời');
    expect(look.text.replace(openQuestion, '')).not.toMatch(/name="(door|consent)"/);
    expect(fieldsIn(look.text)).toMatchObject({ door: 'call', consent: 'spoken' });
    const unnamed = await go(officer, look, { go: 'send' });
    expect(problems(unnamed)).toEqual(['name']);
    const sent = await go(officer, unnamed, { consent: 'paper', name: 'Bà Sùng', go: 'send' });
    const code = /(\d{12})/.exec(sent.location)?.[1] ?? '';
    expect(await reporterOf(code)).toEqual([{ door: 'call', helper_consent: 'paper', person_id: null }]);
  });

  test('a slip asks for neither: its paper is signed, and whoever keeps its code needs no name or number', async () => {
    const officer = visit(app, await app.signedIn('commune-officer'));
    const look = await begunElsewhere(officer, { id: app.context.ids.next(), door: 'slip', consent: 'paper' });
    expect(look.text).not.toMatch(/type="radio"[^>]*name="(door|consent)"|name="(door|consent)"[^>]*type="radio"/);
    expect(look.text).toContain('nửa phiếu có mã');
    expect(problems(await go(officer, look, { answer_by: 'call', go: 'send' }))).toEqual(['phone']);
    expect(problems(await go(officer, look, { consent: '', go: 'send' }))).toEqual(['consent']);
    expect((await go(officer, look, { go: 'send' })).status).toBe(303);
  });
});
