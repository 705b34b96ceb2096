/** What becomes of a report, for its sender and for anybody: nothing private leaves, whatever is asked. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { type Answer, type Visitor, visit } from '../../../test/support/visitor.ts';
import { officesFor, openActors } from '../../people/index.ts';
import { touch } from '../../platform/cache/index.ts';
import { dutyState, type Right, rowState } from '../../platform/session/index.ts';
import { fold } from '../../platform/text/index.ts';
import { codeFrom } from '../code.ts';
import { reportsRights, type StepInput } from '../contract.ts';
import { routeReport, takeStep } from '../core/index.ts';
import { reportTag } from '../tags.ts';
import { fieldsIn, multipart, photo } from './form.fixture.ts';

let app: TestApp;
let commune = '';

beforeAll(async () => {
  app = await startApp();
  const { rows: found } = await sql<{
    unit_id: string;
  }>`select unit_id from territory.unit_version where code = '04606' and upper(valid) is null`.execute(app.context.db.rows<unknown>());
  commune = found[0]?.unit_id ?? '';
});
afterAll(() => app?.close());

const rows = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(app.database.open('yenbai_owner').rows<unknown>())).rows;
const words = 'Ổ gà sâu trước cửa nhà tôi, xe ngã hai lần.';
const secret = 'Nhà thứ ba sau trường';

interface Sent {
  readonly visitor: Visitor;
  readonly code: string;
  readonly id: string;
}

/** Sends one with a photo, as a browser without account or as somebody signed in. */
async function send(who?: string): Promise<Sent> {
  const visitor = visit(app, who === undefined ? '' : await app.signedIn(who));
  const say = await visitor.get('/reports/new?category=road-damage');
  const staged = await visitor.post('/reports/new', multipart({ ...fieldsIn(say.text), words, go: 'where' }, [['photos', await photo()]]));
  const look = await visitor.post('/reports/new', { ...fieldsIn(staged.text), commune, place_words: secret, at_home: 'yes', go: 'near' });
  const fields = fieldsIn(look.text);
  const sent = await visitor.post('/reports/new', { ...fields, name: 'Giàng A Chư', phone: '0900000123', go: 'send' });
  const code = /(\d{12})/.exec(sent.location)?.[1] ?? '';
  return { visitor, code, id: new Map(Object.entries(fields)).get('id') ?? '' };
}

/** A step of an official, as the desk takes it. */
async function step(key: string, right: Right, sent: Sent, input: Omit<StepInput, 'reportId' | 'revision'>): Promise<void> {
  const { db, clock } = app.context;
  const personId = demonstrationPeople.get(key)?.id ?? '';
  const actor = await db.transaction((tx) => openActors(db, clock).byPerson(tx, personId));
  const [report] = await rows(sql<{ revision: number }>`select revision from reports.report where id = ${sent.id}::uuid`);
  const outcome = await db.transaction(
    (tx) => takeStep(tx, app.context, { actor, ticket: null }, { ...input, reportId: sent.id, revision: report?.revision ?? 0 }),
    { state: rowState(actor, right) },
  );
  expect(outcome, input.step).toMatchObject({ ok: true });
}

const centre = (sent: Sent, input: Omit<StepInput, 'reportId' | 'revision'>) => step('intake-officer', reportsRights.intake, sent, input);
const office = (sent: Sent, input: Omit<StepInput, 'reportId' | 'revision'>) => step('commune-officer', reportsRights.handle, sent, input);
const approver = (sent: Sent, input: Omit<StepInput, 'reportId' | 'revision'>) =>
  step('commune-leader', reportsRights.approve, sent, input);

const answerText = 'Ngày 25/11/2026 Tổ duy tu đã vá ổ gà bằng đá dăm và nhựa nguội, xe đi lại bình thường.';

async function officeOf(): Promise<string> {
  const { db, clock } = app.context;
  const [office] = await officesFor(db, { unitId: commune, receives: 'cases', on: clock.today().toString() });
  return office?.id ?? '';
}

/** To an answer that was approved. */
async function answered(who?: string): Promise<Sent> {
  const sent = await send(who);
  await centre(sent, { step: 'receive' });
  await centre(sent, { step: 'classify', category: 'road-damage', urgency: 'normal' });
  await centre(sent, { step: 'hand', organisationId: await officeOf() });
  await office(sent, { step: 'take' });
  await office(sent, {
    step: 'answer',
    words: answerText,
    cannot: { reason: await cannotReason(), whoDecides: 'Sở Xây dựng', byDay: '2027-01-01' },
  });
  await approver(sent, { step: 'approve' });
  return sent;
}

async function cannotReason(): Promise<string> {
  const [found] = await rows(sql<{ code: string }>`select code from reports.reason where kind = 'cannot' order by rank limit 1`);
  return found?.code ?? '';
}

const page = async (visitor: Visitor, sent: Sent, query = ''): Promise<Answer> => visitor.get(`/reports/${sent.code}${query}`);
const show = async (sent: Sent): Promise<void> => {
  await rows(sql`update reports.report set shown = true where id = ${sent.id}::uuid`);
  await rows(sql`insert into reports.public_face (report_id, words, place_words, shown_at, search)
    values (${sent.id}::uuid, 'Ổ gà sâu trên đường thôn', 'xã Trạm Tấu', now(), ${fold('Ổ gà sâu trên đường thôn')})`);
};

describe('a code', () => {
  test('of a wrong length, with a wrong digit, of nothing: each says what to do', async () => {
    const visitor = visit(app);
    for (const [typed, says] of [
      ['4829 1356', 'Mã có 12 chữ số'],
      ['482913560020', 'Có một chữ số chưa đúng'],
      [codeFrom('12345678901'), 'Không có phản ánh nào mang mã này'],
      ['<script>', 'Mã có 12 chữ số'],
    ] as const) {
      const answer = await visitor.get(`/reports/look-up?code=${encodeURIComponent(typed)}`);
      expect(answer.status, typed).toBe(404);
      expect(answer.text).toContain(says);
      expect(answer.text).not.toContain('<script>"');
    }
    expect((await visitor.get('/reports/482913560020')).text).toContain('Có một chữ số chưa đúng');
  });

  test('in the middle of what was pasted is found, two of them are not guessed at', async () => {
    const sent = await send();
    const visitor = visit(app);
    const [a, b, c] = [sent.code.slice(0, 4), sent.code.slice(4, 8), sent.code.slice(8)];
    for (const typed of [
      `mã ${a}.${b}.${c} nhé`,
      `Mã phản ánh của tôi: ${a} ${b} ${c}\nhttps://x.vn/reports/`,
      `gửi 3 ảnh, ${a}-${b}-${c}`,
    ])
      expect((await visitor.get(`/reports/look-up?code=${encodeURIComponent(typed)}`)).location, typed).toBe(`/reports/${sent.code}`);
    for (const typed of [`${sent.code} hay ${codeFrom('12345678901')}`, `${sent.code}1`])
      expect((await visitor.get(`/reports/look-up?code=${encodeURIComponent(typed)}`)).status, typed).toBe(404);
  });
});

describe('who sees what', () => {
  test('the sender sees words, place and photo; the code alone shows how far it is', async () => {
    const sent = await send();
    const own = await page(sent.visitor, sent);
    expect(own.text).toContain(words);
    expect(own.text).toContain(secret);
    const photos = [...own.text.matchAll(/src="(\/reports\/\d+\/files\/[^"]+)"/g)].map((found) => found[1] ?? '');
    expect(photos).toHaveLength(1);
    const cookie = [...sent.visitor.cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const file = await fetch(`${app.address}${photos[0]}`, { headers: { cookie } });
    expect(file.headers.get('content-type')).toBe('image/jpeg');
    expect(file.headers.get('cache-control')).toContain('no-store');

    const stranger = visit(app);
    const seen = await page(stranger, sent);
    expect(seen.status).toBe(200);
    expect(seen.text).toContain('Đã gửi, đang chờ nơi tiếp nhận xem');
    for (const hidden of [words, secret, 'Giàng A Chư', '0900000123', '/files/', 'Rút lại']) expect(seen.text).not.toContain(hidden);
    expect((await stranger.get(photos[0] ?? '')).status).toBe(404);
    expect((await page(stranger, sent, '?sent=1')).text).not.toContain('Gửi cho chính mình');
    const another = visit(app, await app.signedIn('other-commune-officer'));
    expect((await page(another, sent)).text).not.toContain(words);
  });

  test('nobody but the sender adds, withdraws, judges or opens again', async () => {
    const sent = await answered();
    const stranger = visit(app);
    await stranger.get('/reports/new?category=road-damage');
    for (const action of ['more', 'withdraw', 'rate', 'reopen', 'object']) {
      const answer = await stranger.post(`/reports/${sent.code}/${action}`, { satisfied: 'no', words: 'x', objection: 'x', go: 'send' });
      expect(answer.status, action).toBe(403);
    }
    const [report] = await rows(sql<{ state: string }>`select state from reports.report where id = ${sent.id}::uuid`);
    expect(report?.state).toBe('answered');
  });

  test('a drafted answer is nobody’s business until it is approved, and internal words never', async () => {
    const sent = await send();
    await centre(sent, { step: 'receive' });
    await centre(sent, { step: 'note', wordsToOfficials: 'Người này hay phàn nàn' });
    await centre(sent, { step: 'classify', category: 'road-damage', urgency: 'normal' });
    await centre(sent, { step: 'hand', organisationId: await officeOf() });
    await office(sent, { step: 'take' });
    await office(sent, {
      step: 'answer',
      words: answerText,
      cannot: { reason: await cannotReason(), whoDecides: 'Sở', byDay: '2027-01-01' },
    });
    const before = await page(sent.visitor, sent);
    expect(before.text).not.toContain(answerText);
    expect(before.text).not.toContain('hay phàn nàn');
    await approver(sent, { step: 'approve' });
    const after = await page(sent.visitor, sent);
    expect(after.text).toContain(answerText);
    expect(after.text).not.toContain('hay phàn nàn');
    expect((await page(visit(app), sent)).text).not.toContain(answerText);
    await show(sent);
    const shown = await page(visit(app), sent);
    expect(shown.text).toContain('Ổ gà sâu trên đường thôn');
    expect(shown.text).toContain(answerText);
    for (const hidden of [words, secret]) expect(shown.text).not.toContain(hidden);
  });
});

describe('pictures', () => {
  const sources = (html: string) =>
    [...html.matchAll(/<a href="([^"]+)"><img src="([^"]+)"/g)].map(([, whole = '', small = '']) => ({ whole, small }));
  const ask = async (path: string, visitor?: Visitor) => {
    const cookie = [...(visitor?.cookies ?? [])].map(([name, value]) => `${name}=${value}`).join('; ');
    const response = await fetch(`${app.address}${path}`, cookie === '' ? {} : { headers: { cookie } });
    const bytes = (await response.arrayBuffer()).byteLength;
    return { status: response.status, type: response.headers.get('content-type'), cache: response.headers.get('cache-control'), bytes };
  };

  test('are small on every page: strangers’ may be kept, the sender’s nowhere, and nobody else gets those', async () => {
    const sent = await send();
    await show(sent);
    expect(sources((await page(visit(app), sent)).text)).toEqual([]);
    const [own] = sources((await page(sent.visitor, sent)).text);
    if (own === undefined) throw new Error('the sender sees no picture');
    expect(own.small).toBe(`${own.whole}?width=small`);
    const [whole, small] = await Promise.all([ask(own.whole, sent.visitor), ask(own.small, sent.visitor)]);
    for (const answer of [whole, small]) expect(answer).toMatchObject({ status: 200, type: 'image/jpeg', cache: 'private, no-store' });
    expect(small.bytes).toBeLessThan(whole.bytes);
    for (const path of [own.whole, own.small]) expect((await ask(path)).status).toBe(404);

    await app.context.db.transaction(
      async (tx) => {
        await sql`update reports.attachment set shown_hash = file_hash where report_id = ${sent.id}::uuid`.execute(tx.rows<unknown>());
        await touch(tx, [reportTag(sent.id)]);
      },
      { state: dutyState('identity') },
    );
    const passerBy = visit(app, 'theme=x');
    const seen = sources((await page(passerBy, sent)).text);
    const [one] = seen;
    if (one === undefined) throw new Error('others see no picture');
    expect(one.whole).toMatch(/^\/reports\/files\/[0-9a-f]{64}$/);
    expect(one.small).toBe(`${one.whole}?width=small`);
    for (const path of [one.whole, one.small])
      expect(await ask(path)).toMatchObject({ status: 200, type: 'image/jpeg', cache: 'public, max-age=86400, immutable' });
    await expect.poll(async () => sources((await page(visit(app), sent)).text)).toEqual(seen);
    expect(sources((await page(sent.visitor, sent)).text)).toEqual([own]);
  });
});

describe('what a sender does', () => {
  test('asked for more: nothing is refused, words and photo stay with an error, and then it goes on', async () => {
    const sent = await send();
    await centre(sent, { step: 'receive' });
    const [reason] = await rows(sql<{ code: string }>`select code from reports.reason where kind = 'needs-more' order by rank limit 1`);
    await centre(sent, { step: 'ask-more', reason: reason?.code ?? '', wordsToSender: 'Đoạn đường nào, gần nhà ai?' });
    const asked = await page(sent.visitor, sent);
    expect(asked.text).toContain('Đoạn đường nào, gần nhà ai?');
    expect(asked.text).toContain('Thời hạn tạm dừng');
    const empty = await sent.visitor.post(`/reports/${sent.code}/more`, multipart({ ...fieldsIn(asked.text), go: 'send' }));
    expect(empty.status).toBe(422);
    const bad = await sent.visitor.post(
      `/reports/${sent.code}/more`,
      multipart({ ...fieldsIn(empty.text), words: 'Gần nhà ông Sùng', go: 'send' }, [
        ['photos', await photo()],
        ['photos', new File(['%!PS'], 'la.exe')],
      ]),
    );
    expect(bad.status).toBe(422);
    expect(fieldsIn(bad.text)).toMatchObject({ words: 'Gần nhà ông Sùng' });
    // Whoever does not write answers by voice: what is no sound is named at its own field.
    expect(asked.text).toMatch(/<input[^>]*accept="audio\/\*"[^>]*name="recording"/);
    const mute = await sent.visitor.post(
      `/reports/${sent.code}/more`,
      multipart({ ...fieldsIn(bad.text), go: 'send' }, [['recording', new File(['%!PS'], 'tieng.webm', { type: 'audio/webm' })]]),
    );
    expect(mute.text).toContain('href="#f-recording"');
    const given = await sent.visitor.post(`/reports/${sent.code}/more`, { ...fieldsIn(bad.text), go: 'send' });
    expect(given.location).toBe(`/reports/${sent.code}?done=more`);
    const after = await page(sent.visitor, sent);
    expect(after.text).toContain('Gần nhà ông Sùng');
    expect([...after.text.matchAll(/<img src="\/reports\/\d+\/files\//g)]).toHaveLength(2);
    expect((await page(visit(app), sent)).text).not.toContain('Gần nhà ông Sùng');
  });

  test('not satisfied, with a reason, opens it again; satisfied is one tap', async () => {
    const sent = await answered();
    const own = await page(sent.visitor, sent);
    expect(own.text).toContain('Chưa hài lòng');
    const none = await sent.visitor.post(`/reports/${sent.code}/rate`, { satisfied: 'no', reopen: 'yes' });
    expect(none.status).toBe(422);
    const [before] = await rows(sql<{ state: string }>`select state from reports.report where id = ${sent.id}::uuid`);
    expect(before?.state, 'a refused reopening leaves no half of it').toBe('answered');
    const [reason] = await rows(sql<{ code: string }>`select code from reports.reason where kind = 'dissatisfied' order by rank limit 1`);
    const again = await sent.visitor.post(`/reports/${sent.code}/rate`, {
      satisfied: 'no',
      reopen: 'yes',
      reason: reason?.code ?? '',
      words: 'Mưa xong lại hỏng',
    });
    expect(again.location).toBe(`/reports/${sent.code}?done=reopened`);
    const after = await page(sent.visitor, sent);
    expect(after.text).toContain('Mưa xong lại hỏng');
    const good = await answered();
    expect((await good.visitor.post(`/reports/${good.code}/rate`, { satisfied: 'yes' })).location).toBe(`/reports/${good.code}?done=rated`);
    expect((await page(good.visitor, good)).text).toContain('Người gửi hài lòng');
  });

  test('withdrawn is over, once', async () => {
    const sent = await send();
    await page(sent.visitor, sent);
    expect((await sent.visitor.post(`/reports/${sent.code}/withdraw`)).location).toBe(`/reports/${sent.code}?done=withdrawn`);
    expect((await sent.visitor.post(`/reports/${sent.code}/withdraw`)).status).toBe(409);
    expect((await page(sent.visitor, sent)).text).toContain('Người gửi rút lại');
  });

  test('my reports: of this browser without account, of the person on any device', async () => {
    const sent = await send();
    const mine = (await sent.visitor.get('/reports/mine')).text;
    expect(mine).toContain(`/reports/${sent.code}`);
    expect(mine).toContain('Xã Trạm Tấu ·');
    expect((await visit(app).get('/reports/mine')).text).toContain('Chưa có phản ánh nào ở đây');
    const own = await send('citizen');
    const elsewhere = visit(app, await app.signedIn('citizen'));
    expect((await elsewhere.get('/account/reports')).text).toContain(`/reports/${own.code}`);
    expect((await page(elsewhere, own)).text).toContain(words);
  });

  test('the slip has the code and nothing of what was written', async () => {
    const sent = await send();
    const slip = await visit(app).get(`/reports/${sent.code}/slip`);
    expect(slip.text).toContain(sent.code.replace(/(\d{4})(?=\d)/g, '$1 '));
    expect(slip.text).not.toContain(words);
  });
});

describe('not shown', () => {
  const why = 'Trong lời có tên ông Sùng.';
  const unshow = async (sent: Sent, wordsToSender = why) => {
    const [reason] = await rows(sql<{ code: string }>`select code from reports.reason where kind = 'unshown' order by rank limit 1`);
    await step('publisher', reportsRights.publish, sent, { step: 'unshow', reason: reason?.code ?? '', wordsToSender });
  };
  const inForm = (html: string) => /<textarea[^>]*name="objection"[^>]*>([^<]*)</.exec(html)?.[1];
  const object = (sent: Sent, objection: string, by = sent.visitor) => by.post(`/reports/${sent.code}/object`, { objection });

  test('nothing to answer, said nothing, too much, by an official, twice: each says so, and words stay in the form', async () => {
    const sent = await send();
    expect((await page(sent.visitor, sent)).text).not.toContain('/object"');
    const early = await object(sent, 'Vì sao?');
    expect(early.status).toBe(409);
    expect(early.text).toContain('Không có quyết định nào cần trả lời');
    await unshow(sent);
    await page(sent.visitor, sent);
    const empty = await object(sent, '  ');
    expect(empty.status).toBe(422);
    expect(empty.text).toContain('Hãy viết vài chữ.');
    const long = 'Tên đó là tên tôi. '.repeat(300).trim();
    const much = await object(sent, long);
    expect(much.status).toBe(422);
    expect(inForm(much.text)).toBe(long);
    expect(much.text).toContain(why);
    for (const key of ['publisher', 'intake-officer']) {
      const official = visit(app, await app.signedIn(key));
      expect((await page(official, sent)).text).not.toContain(why);
      expect((await object(sent, 'x', official)).status).toBe(403);
    }
    expect((await object(sent, 'Đó là tên tôi.')).location).toBe(`/reports/${sent.code}?done=objected`);
    const twice = await object(sent, 'Đó là tên tôi.');
    expect(twice.status).toBe(409);
    expect(twice.text).toContain('Bạn đã trả lời rồi');
    const said = await app.context.db.transaction(
      async (tx) =>
        (
          await sql<{ words: string }>`select w.words from reports.event_words w join reports.event e on e.id = w.event_id
            where w.report_id = ${sent.id}::uuid and e.step = 'object'`.execute(tx.rows<unknown>())
        ).rows,
      { state: dutyState('identity') },
    );
    expect(said).toEqual([{ words: 'Đó là tên tôi.' }]);
  });

  test('the sender reads why and answers it, three times; nobody else reads either', async () => {
    const sent = await send();
    for (const n of [1, 2, 3]) {
      await unshow(sent, `${why} Lần ${n}.`);
      const own = await page(sent.visitor, sent);
      expect(own.text).toContain('Phản ánh này không công khai');
      expect(own.text).toContain(`${why} Lần ${n}.`);
      expect(inForm(own.text)).toBe('');
      const answer = await object(sent, `Đó là tên tôi, lần ${n}.`);
      expect(answer.location).toBe(`/reports/${sent.code}?done=objected`);
      const after = await sent.visitor.get(answer.location ?? '');
      expect(after.text).toContain('Đã gửi. Người duyệt công khai sẽ xem lại');
      expect(after.text).toContain(`Đó là tên tôi, lần ${n}.`);
      expect(after.text).not.toContain('name="objection"');
    }
    await unshow(sent);
    const over = await page(sent.visitor, sent);
    expect(over.text).toContain('không trả lời thêm được nữa');
    expect(over.text).not.toContain('name="objection"');
    expect((await object(sent, 'Lần nữa.')).text).toContain('Bạn đã trả lời 3 lần');
    await show(sent);
    const stranger = await page(visit(app), sent);
    expect(stranger.text).toContain('Ổ gà sâu trên đường thôn');
    for (const hidden of [why, 'Đó là tên tôi', 'name="objection"']) expect(stranger.text).not.toContain(hidden);
    expect((await page(sent.visitor, sent)).text).not.toContain('Phản ánh này không công khai');
  });
});

describe('merged', () => {
  const merge = async (sent: Sent, master: Sent) => {
    await centre(sent, { step: 'merge', masterId: master.id });
    return sent;
  };

  test('the sender reads the one answer on their own page, though the other report is shown to nobody', async () => {
    const early = await send();
    const merged = await merge(await send(), early);
    expect((await page(merged.visitor, merged)).text).toContain('Khi có trả lời, trả lời cũng hiện ở trang này.');
    const master = await answered();
    await app.context.db.transaction(
      (tx) =>
        sql`update reports.content set words = 'Ngõ nhà ông Vàng', place_words = 'Cạnh nhà ông Vàng' where report_id = ${master.id}::uuid`.execute(
          tx.rows<unknown>(),
        ),
      { state: dutyState('identity') },
    );
    expect((await page(master.visitor, master)).text).toContain('Ngõ nhà ông Vàng');
    await rows(sql`update reports.report set privacy = 'private' where id = ${master.id}::uuid`);
    const late = await merge(await send(), master);
    const own = await page(late.visitor, late);
    expect(own.text).toContain(answerText);
    expect(own.text).not.toMatch(/ông Vàng|Khi có trả lời/);
    for (const stranger of [await page(visit(app), late), await page(late.visitor, master)])
      expect(stranger.text).not.toContain(answerText);
    // Of one's own, shown or not, everybody else learns that it was merged, and no more.
    await show(late);
    const stranger = await page(visit(app), late);
    expect(stranger.text).toContain('đã ghép với một phản ánh cùng việc');
    for (const hidden of [answerText, master.code]) expect(stranger.text).not.toContain(hidden);
    await app.context.db.transaction(
      async (tx) => {
        await sql`update reports.report set shown = true, privacy = 'public' where id = ${master.id}::uuid`.execute(tx.rows<unknown>());
        await touch(tx, [reportTag(master.id)]);
      },
      { state: dutyState('identity') },
    );
    await expect.poll(async () => (await page(visit(app), late)).text.includes(`href="/reports/${master.code}"`)).toBe(true);
  });
});

describe('passed on by the system', () => {
  test('nobody is said to have looked at it, and what is done already is not said to come', async () => {
    const sent = await send();
    const before = await page(sent.visitor, sent, '?sent=1');
    expect(before.text).toContain('Nơi tiếp nhận xem và chuyển đúng cơ quan');
    await app.context.db.transaction(
      (tx) => sql`update reports.category_version set intake = 'direct' where code = 'road-damage'`.execute(tx.rows<unknown>()),
      { state: dutyState('identity') },
    );
    await app.context.db.transaction((tx) => routeReport(tx, app.context, { payload: { report: sent.id, step: 'send' } }));
    const own = await page(sent.visitor, sent, '?sent=1');
    expect(own.text).toContain('Đã vào hệ thống và được chuyển tự động');
    expect(own.text).not.toMatch(/Nơi tiếp nhận đã xem|Nơi tiếp nhận xem và chuyển/);
    const other = await send();
    await centre(other, { step: 'receive' });
    expect((await page(other.visitor, other)).text).toContain('Nơi tiếp nhận đã xem');
  });
});

describe('following', () => {
  test('only what everybody sees; twice is once; and away again', async () => {
    const sent = await send();
    const other = visit(app);
    await other.get('/reports/new?category=road-damage');
    expect((await other.post(`/reports/${sent.code}/follow`)).status).toBe(409);
    await show(sent);
    expect((await page(other, sent)).text).toContain('Tôi cũng gặp');
    for (let n = 0; n < 2; n += 1) expect((await other.post(`/reports/${sent.code}/follow`)).status).toBe(303);
    const count = async () =>
      (await rows(sql<{ followers: number }>`select followers from reports.report where id = ${sent.id}::uuid`))[0]?.followers;
    expect(await count()).toBe(1);
    expect((await page(other, sent)).text).toContain('Thôi theo dõi');
    const citizen = visit(app, await app.signedIn('citizen'));
    await page(citizen, sent);
    await citizen.post(`/reports/${sent.code}/follow`);
    expect(await count()).toBe(2);
    for (let n = 0; n < 2; n += 1) await other.post(`/reports/${sent.code}/unfollow`);
    expect(await count()).toBe(1);
    expect((await page(other, sent)).text).not.toContain(words);
  });
});

// The last: it uses up what this address may try.
describe('trying out codes', () => {
  test('however it is grouped leads to the report; trying out ends soon', async () => {
    const sent = await send();
    const grouped = sent.code.replace(/(\d{4})(?=\d)/g, '$1 - ');
    expect((await visit(app).get(`/reports/look-up?code=${encodeURIComponent(grouped)}`)).location).toBe(`/reports/${sent.code}`);
    const guesser = visit(app);
    let last = 0;
    for (let n = 0; n < 40 && last !== 429; n += 1) last = (await guesser.get(`/reports/${codeFrom(String(20000000000 + n))}`)).status;
    expect(last).toBe(429);
  });
});
