/** The page of a shown report that is kept for strangers: nothing of anybody is in it, and nothing old is. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { visit } from '../../../test/support/visitor.ts';
import { touch } from '../../platform/cache/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import { anonymous, dutyState } from '../../platform/session/index.ts';
import { codeFrom, spokenCode } from '../code.ts';
import type { ReportInput } from '../contract.ts';
import { recomputeDeadlines } from '../core/deadlines-store.ts';
import type { Who } from '../core/types.ts';
import { answerWords, communeOffice, openWorld, personOf, resultOf, type World } from '../core/world.fixture.ts';
import { reportsPrivacy } from '../privacy.ts';
import { reportTag } from '../tags.ts';
import { follow } from './follow.ts';

let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.close());

const shownWords = 'Ổ gà sâu trên đường thôn';
const secret = {
  words: 'Ổ gà trước cửa nhà tôi, nhà thứ ba sau trường.',
  place: 'Nhà ông Vàng A Sử',
  name: 'Giàng A Chư',
  phone: '0900000123',
};

/** A browser with a ticket: its cookie, and how the program knows it. */
function browserOf(mark: string) {
  const value = mark.repeat(22).slice(0, 22);
  return {
    cookie: `reports_ticket=${value}`,
    who: { actor: anonymous, ticket: createHash('sha256').update(value).digest('hex') },
  };
}
const sender = browserOf('s');
const follower = browserOf('f');

interface Report {
  readonly id: string;
  readonly code: string;
}

async function sent(over: Partial<ReportInput> = {}, who: Who = sender.who): Promise<Report> {
  const place = {
    how: 'unit',
    unitId: world.commune,
    lat: null,
    lon: null,
    accuracyMetres: null,
    words: secret.place,
    atHome: true,
  } as const;
  const contact = { name: secret.name, phone: secret.phone };
  return resultOf(await world.submit(who, world.input({ words: secret.words, place, contact, ...over })));
}

const face = { words: shownWords, placeWords: 'Đường thôn', place: 'none', attachments: [] } as const;
const show = async ({ id }: Report) => void resultOf(await world.step('publisher', id, 'show', { face }));
async function shown(over: Partial<ReportInput> = {}): Promise<Report> {
  const report = await sent(over);
  await show(report);
  return report;
}

interface Page {
  readonly status: number;
  readonly text: string;
  readonly headers: Headers;
}
async function ask(path: string, headers: Readonly<Record<string, string>> = {}): Promise<Page> {
  const response = await fetch(`${world.app.address}${path}`, { headers: { accept: 'text/html', ...headers } });
  return { status: response.status, text: await response.text(), headers: response.headers };
}
const page = ({ code }: Report, cookie?: string) => ask(`/reports/${code}`, cookie === undefined ? {} : { cookie });
const policy = ({ headers }: Page) => headers.get('cache-control');
const withoutToken = (text: string) => text.replaceAll(/<input type="hidden" name="_csrf"[^>]*>/g, '');

/** The page as it would be made now, which a passer-by with some cookie gets, but for the token of its form. */
const fresh = async (report: Report): Promise<string> => withoutToken((await page(report, 'theme=x')).text);
/** What strangers get has become what would be made now, and shows these words. */
async function isFresh(report: Report, words = ''): Promise<void> {
  await expect.poll(async () => (await page(report)).text === (await fresh(report))).toBe(true);
  expect((await page(report)).text).toContain(words);
}

describe('who gets it', () => {
  test('not whoever brings anything of their own: their page stays with nobody in between', async () => {
    const report = await shown();
    await page(report);
    const session = await world.app.signedIn('citizen');
    const path = `/reports/${report.code}`;
    for (const answer of [
      await page(report, sender.cookie),
      await page(report, follower.cookie),
      await page(report, session),
      await page(report, 'lang=en'),
      await page(report, ''),
      await ask(path, { authorization: 'Bearer x' }),
      await ask(path, { 'x-api-key': 'x' }),
      await ask(`${path}?sent=1`),
      await ask(`${path}?done=followed`),
      await ask(`${path}?followed=instead`),
    ])
      expect([answer.status, policy(answer)]).toEqual([200, 'private, no-store']);
    expect(policy(await page(report))).toBe('no-cache');
  });

  test('not what is unknown or not shown', async () => {
    const hidden = await sent();
    const answer = await page(hidden);
    expect([answer.status, policy(answer)]).toEqual([200, 'private, no-store']);
    expect(answer.text).not.toContain(secret.words);
    const unknown = await ask(`/reports/${codeFrom('12345678901')}`);
    expect([unknown.status, policy(unknown)]).toEqual([404, 'private, no-store']);
  });

  test('one rendering serves all strangers, however the link was passed on and the code is written', async () => {
    const report = await shown();
    await isFresh(report);
    const first = await page(report);
    const { misses } = world.app.context.cache.statistics;
    for (const path of [
      `/reports/${report.code}`,
      `/reports/${report.code}?utm_source=zalo&zarsrc=30`,
      `/reports/${report.code}?x=1`,
      `/reports/${encodeURIComponent(spokenCode(report.code))}`,
    ]) {
      const answer = await ask(path);
      expect([answer.text, answer.headers.get('etag')]).toEqual([first.text, first.headers.get('etag')]);
      expect(answer.headers.getSetCookie()).toEqual([]);
    }
    expect(world.app.context.cache.statistics.misses).toBe(misses);
    expect((await ask(`/reports/${report.code}?lang=en`)).text).toContain('<html lang="en"');
    expect((await page(report)).text).toBe(first.text);
    const again = await ask(`/reports/${report.code}`, { 'if-none-match': String(first.headers.get('etag')) });
    expect(again.status).toBe(304);
  });
});

describe('whoever came first', () => {
  const others = async (): Promise<readonly (readonly [who: string, cookie: string, own: string])[]> => [
    ['the sender', sender.cookie, secret.words],
    ['who helped', await world.app.signedIn('team-member'), '_csrf'],
    ['who follows', follower.cookie, 'Thôi theo dõi'],
    ['an official', await world.app.signedIn('intake-officer'), '_csrf'],
  ];

  test('leaves nothing in what strangers get, and gets nothing of it', async () => {
    const mine = await shown();
    const neighbours = resultOf(
      await world.submit(
        { actor: await world.actor('team-member'), ticket: null },
        world.input({ door: 'helper', onBehalf: { personId: null, consent: 'spoken' }, words: secret.words, contact: secret }),
      ),
    );
    await show(neighbours);
    for (const report of [mine, neighbours]) {
      const { db } = world.app.context;
      await db.transaction((tx) => follow(tx, follower.who, report.code), { state: dutyState('identity') });
      await isFresh(report, '1 người cũng gặp');
      const strangerFirst = (await page(report)).text;
      const before = new Map(
        await Promise.all((await others()).map(async ([who, cookie]) => [who, withoutToken((await page(report, cookie)).text)] as const)),
      );
      // Forgotten, and made anew after all the others were here.
      await db.transaction((tx) => touch(tx, [reportTag(report.id)]));
      const visitors = await others();
      for (const [, cookie] of visitors) await page(report, cookie);
      const strangerLast = await page(report);
      expect(strangerLast.text).toBe(strangerFirst);
      for (const [who, cookie] of visitors) expect(withoutToken((await page(report, cookie)).text), who).toBe(before.get(who));
      expect(policy(strangerLast)).toBe('no-cache');
      expect(strangerLast.headers.getSetCookie()).toEqual([]);
      const sentinels = [
        ...Object.values(secret),
        'Thôi theo dõi',
        '_csrf',
        'name="satisfied"',
        '/account',
        `/reports/${report.code}/letter`,
      ];
      for (const one of sentinels) expect(strangerLast.text, one).not.toContain(one);
      expect(strangerLast.text).toContain(shownWords);
      expect(strangerLast.text).toContain(`action="/reports/${report.code}/follow"`);
    }
  });

  test('keeps what is theirs while strangers’ page is kept', async () => {
    const report = await shown();
    await page(report);
    await page(report);
    const { db } = world.app.context;
    await db.transaction((tx) => follow(tx, follower.who, report.code), { state: dutyState('identity') });
    for (const [who, cookie, own] of await others()) {
      const answer = await page(report, cookie);
      expect([policy(answer), answer.text.includes(own)], who).toEqual(['private, no-store', true]);
    }
  });
});

describe('what changes', () => {
  test('each step, each follower and each new face is seen at once', async () => {
    const report = await shown();
    await isFresh(report, shownWords);
    const step = async (
      by: string | typeof sender.who,
      ...rest: Parameters<World['step']> extends [unknown, unknown, ...infer Rest] ? Rest : never
    ) => {
      resultOf(await world.step(by, report.id, ...rest));
      await isFresh(report);
    };
    const { db } = world.app.context;
    const states: string[] = [];
    await step('intake-officer', 'receive');
    await step('intake-officer', 'ask-more', { reason: 't-unclear', wordsToSender: 'Chỗ nào?' });
    await isFresh(report, 'Thời hạn tạm dừng');
    await step(sender.who, 'give-more', { words: 'Gần nhà ông Sùng' });
    await step('intake-officer', 'classify', { category: 't-pothole' });
    await step('intake-officer', 'hand', { organisationId: communeOffice });
    await step('commune-officer', 'take');
    await step('commune-officer', 'ask-extension', { reason: 't-rain', wordsToSender: 'Mưa lũ', wordsToOfficials: 'Mưa lũ', amount: 2 });
    await step('commune-leader', 'grant-extension');
    await isFresh(report, 'Đã được thêm thời gian');
    await step('publisher', 'show', { face: { ...face, words: 'Đường thôn có ổ gà' } });
    await isFresh(report, 'Đường thôn có ổ gà');
    await db.transaction((tx) => follow(tx, follower.who, report.code), { state: dutyState('identity') });
    await isFresh(report, '1 người cũng gặp');
    const photo = await world.upload(personOf('commune-officer'));
    await step('commune-officer', 'answer', { words: answerWords, uploads: [{ id: photo, role: 'after' }] });
    expect((await page(report)).text).not.toContain(answerWords);
    await step('commune-leader', 'approve');
    await isFresh(report, answerWords);
    await step(sender.who, 'rate', { satisfied: false, reason: 't-not-done', words: 'Mưa xong lại hỏng' });
    await step(sender.who, 'reopen', { reason: 't-not-done' });
    for (const { step: name } of (await world.view(report.id)).events) states.push(name);
    expect(states.length).toBeGreaterThan(13);
    const { text } = await page(report);
    for (const own of ['Chỗ nào?', 'nhà ông Sùng', 'Mưa xong lại hỏng']) expect(text).not.toContain(own);
  });

  test('taken from view, it is gone at commit, also for whoever has its mark', async () => {
    const report = await shown();
    const before = await page(report);
    expect((await page(report)).text).toBe(before.text);
    resultOf(await world.step('publisher', report.id, 'unshow', { reason: 't-name', wordsToSender: 'Có tên người.' }));
    await expect.poll(async () => policy(await page(report))).toBe('private, no-store');
    expect((await page(report)).text).not.toContain(shownWords);
    expect((await ask(`/reports/${report.code}`, { 'if-none-match': String(before.headers.get('etag')) })).status).toBe(200);
    await show(report);
    await isFresh(report, shownWords);
  });

  test('a change of another report leaves it alone', async () => {
    const [one, other] = [await shown(), await shown()];
    await isFresh(one);
    await isFresh(other);
    const { misses } = world.app.context.cache.statistics;
    resultOf(await world.step('intake-officer', other.id, 'receive'));
    await isFresh(other);
    await page(one);
    expect(world.app.context.cache.statistics.misses).toBe(misses + 1);
  });

  test('nothing changed but the hour: in time until the moment itself, late right after it', async () => {
    const { clock } = world.app.database;
    const now = clock.now();
    const report = await shown();
    resultOf(await world.step('intake-officer', report.id, 'receive'));
    const { deadlines } = await world.view(report.id);
    const due = deadlines.find((one) => one.metAt === null)?.dueAt;
    if (due === undefined) throw new Error('nothing is due');
    try {
      await isFresh(report, 'Có trả lời trước');
      clock.set(due.toString());
      expect((await page(report)).text).toContain('Có trả lời trước');
      expect((await page(report)).text).not.toContain('Đã quá hạn');
      clock.set(due.add({ milliseconds: 1 }).toString());
      expect((await page(report)).text).toContain('Đã quá hạn trả lời');
      await isFresh(report, 'Đã quá hạn trả lời');
    } finally {
      clock.set(now.toString());
    }
  });
});

describe('“Tôi cũng gặp” from the kept page', () => {
  test('works for a newcomer without script, who has a page of their own afterwards', async () => {
    const report = await shown();
    await page(report);
    const newcomer = visit(world.app);
    const kept = await newcomer.get(`/reports/${report.code}`);
    expect([kept.text, newcomer.token, newcomer.cookies.size]).toEqual([(await page(report)).text, '', 0]);
    const followed = await newcomer.post(`/reports/${report.code}/follow`);
    expect([followed.status, followed.location]).toEqual([303, `/reports/${report.code}?done=followed`]);
    const own = await newcomer.get(followed.location);
    expect(own.text).toContain('Đã ghi: bạn cũng gặp việc này');
    expect(own.text).toContain('Thôi theo dõi');
    await isFresh(report, '1 người cũng gặp');
    expect((await newcomer.get(`/reports/${report.code}`)).text).toContain('Thôi theo dõi');
    expect((await newcomer.post(`/reports/${report.code}/unfollow`)).status).toBe(303);
    await isFresh(report);
    expect((await page(report)).text).not.toContain('người cũng gặp');
  });

  test('whoever kept an old page and has a cookie by now is told to load it again, and that helps', async () => {
    const report = await shown();
    const late = visit(world.app, 'theme=x');
    const refused = await late.post(`/reports/${report.code}/follow`);
    expect(refused.status).toBe(403);
    expect(refused.text).toContain('tải lại trang');
    await late.get(`/reports/${report.code}`);
    expect((await late.post(`/reports/${report.code}/follow`)).status).toBe(303);
  });

  test('nothing else is taken without a token', async () => {
    const report = await shown();
    for (const action of ['unfollow', 'withdraw', 'rate', 'reopen', 'object', 'more']) {
      const answer = await visit(world.app).post(`/reports/${report.code}/${action}`);
      expect([action, answer.status]).toEqual([action, 403]);
    }
  });
});

// The last: it uses up what this address may try.
test('codes of reports that are not shown are still counted as tried', async () => {
  const hidden = await sent();
  const statuses: number[] = [];
  for (let n = 0; n < 40 && statuses.at(-1) !== 429; n += 1) statuses.push((await page(hidden)).status);
  expect(statuses.at(-1)).toBe(429);
  const report = await shown();
  expect((await page(report)).status).toBe(200);
});

describe('what changes without a step of its own', () => {
  /** Kept, and asked for once more, so that the next one comes from memory. */
  async function kept(over: Partial<ReportInput> = {}, who: Who = sender.who): Promise<Report> {
    const report = await sent(over, who);
    await show(report);
    await isFresh(report);
    await page(report);
    return report;
  }
  const transaction = <T>(fn: (tx: Tx) => Promise<T>): Promise<T> => world.app.context.db.transaction(fn, { state: dutyState('identity') });

  test('the report into which it was merged is merged on', async () => {
    const child = await kept();
    const [master, last] = [await sent(), await sent()];
    for (const one of [master, last]) await show(one);
    resultOf(await world.step('intake-officer', child.id, 'merge', { masterId: master.id }));
    await isFresh(child, master.code);
    resultOf(await world.step('intake-officer', master.id, 'merge', { masterId: last.id }));
    await isFresh(child, last.code);
  });

  test('a holiday moves its deadline', async () => {
    const report = await kept();
    const before = (await page(report)).text;
    const due = (await world.view(report.id)).dueAt?.toZonedDateTimeISO('Asia/Ho_Chi_Minh').toPlainDate().toString() ?? '';
    await world.rows(
      sql`insert into platform.calendar_day (day, kind, name_vi, name_en, source) values (${due}::date, 'holiday', 'Thử', 'Test', 'thử')`,
    );
    expect(await transaction((tx) => recomputeDeadlines(tx, world.app.context))).toBeGreaterThan(0);
    await isFresh(report);
    expect((await page(report)).text).not.toBe(before);
  });

  test('the sender is forgotten: the words of the place of a home go', async () => {
    const who = { actor: await world.actor('citizen'), ticket: null };
    const report = await kept({}, who);
    expect((await page(report)).text).toContain(face.placeWords);
    await world.app.context.db.transaction((tx) => reportsPrivacy(world.app.context).erasePerson(tx, personOf('citizen')), {
      state: dutyState('privacy'),
    });
    await isFresh(report);
    expect((await page(report)).text).not.toContain(face.placeWords);
  });
});
