/** Reports by SMS: what people write on old telephones, what gateways do twice, and what nobody else may learn. */
import { sql } from 'kysely';
import { afterAll, beforeAll, beforeEach, describe, expect, test } from 'vitest';
import { takeSms } from '../../../platform/messaging/inbound.ts';
import { dutyState } from '../../../platform/session/index.ts';
import { codeFrom, spokenCode } from '../../code.ts';
import { emergencyNumbers, reportByCode } from '../../core/index.ts';
import { openWorld, resultOf, type World } from '../../core/world.fixture.ts';
import { texts } from '../messages.gen.ts';
import { reportSms } from './handler.ts';
import { readSms, soundsDangerous } from './read.ts';

const t = texts.vi;
let world: World;
beforeAll(async () => {
  world = await openWorld();
});
afterAll(() => world.app.close());
beforeEach(() => world.rows(sql`delete from people.throttle`));

let numbers = 0;
/** A number that nobody used before. */
const newNumber = (): string => `+8490${String(1_000_000 + ++numbers)}`;
let messages = 0;
const say = async (sender: string, rest: string, id = `message-${++messages}`): Promise<string | null> =>
  reportSms.answer(world.app.context, { id, sender, rest }, 'vi');
const codeIn = (answer: string | null): string => /\d{4} \d{4} \d{4}/.exec(answer ?? '')?.[0].replaceAll(' ', '') ?? '';
const byCode = (code: string) => world.app.context.db.transaction((tx) => reportByCode(tx, code), { state: dutyState('identity') });
const reportsBySms = async (): Promise<number> =>
  (await world.rows(sql<{ n: number }>`select count(*)::int as n from reports.report where door = 'sms'`))[0]?.n ?? 0;

describe('what was meant', () => {
  const code = codeFrom('48291356002');
  test.each<[string, ReturnType<typeof readSms>]>([
    ['', { kind: 'help' }],
    ['  ', { kind: 'help' }],
    ['🔥🔥🔥', { kind: 'help' }],
    ['?!.', { kind: 'help' }],
    ['alo', { kind: 'help' }],
    ['1234', { kind: 'help' }],
    ['0912345678', { kind: 'help' }],
    [`: ${spokenCode(code)}`, { kind: 'status', code }],
    [code, { kind: 'status', code }],
    [code.replace(/(\d{4})/g, '$1.'), { kind: 'status', code }],
    [`${spokenCode(code)} ?`, { kind: 'status', code }],
    [`${spokenCode(code)} 2 cây đổ`, { kind: 'more', code, words: '2 cây đổ' }],
    [`${code}: nhà ở đầu bản`, { kind: 'more', code, words: 'nhà ở đầu bản' }],
    [code.slice(0, 11) + ((Number(code[11]) + 1) % 10), { kind: 'wrong-code' }],
    [code.slice(0, 11), { kind: 'wrong-code' }],
    [`${code}7`, { kind: 'wrong-code' }],
    ['đường hỏng', { kind: 'new', words: 'đường hỏng' }],
    ['0912345678 gọi dọa nạt dân', { kind: 'new', words: '0912345678 gọi dọa nạt dân' }],
    ['👉 cầu gãy ở bản 😡', { kind: 'new', words: 'cầu gãy ở bản 😡' }],
  ])('%s', (text, meaning) => {
    expect(readSms(text)).toEqual(meaning);
  });

  test.each([
    ['Chay nha o ban Hat', true],
    ['CỨU VỚI nước lũ cuốn trôi người', true],
    ['co danh nhau truoc cho', true],
    ['dân bản cần chạy nhanh thủ tục', false],
    ['đèn đường không sáng', false],
  ])('%s: in danger %s', (words, danger) => {
    expect(soundsDangerous(words)).toBe(danger);
  });
});

describe('a new report', () => {
  test('goes to the queue with its number sealed, and is answered with code, time and how to ask', async () => {
    const sender = newNumber();
    const answer = await say(sender, ' Đường vào bản sạt, xe máy không đi được');
    const code = codeIn(answer);
    expect(answer).toContain(t.sms_taken({ code: spokenCode(code) }));
    expect(answer).toContain(t.sms_ask({ code: spokenCode(code) }));
    const report = await byCode(code);
    expect(report).toMatchObject({ door: 'sms', state: 'sent', unitId: world.root, language: 'vi' });
    expect(answer).toContain('ngày 0'); // a day in the first third of December
    const [row] = await world.app.context.db.transaction(
      async (tx) =>
        (
          await sql<{
            sealed: string;
            how: string;
            digests: Buffer[];
          }>`select sealed_contact as sealed, how_to_answer as how, contact_digests as digests
            from reports.reporter where report_id = ${report?.id ?? ''}::uuid`.execute(tx.rows<unknown>())
        ).rows,
      { state: dutyState('identity') },
    );
    expect(row?.how).toBe('sms');
    expect(row?.sealed).not.toContain(sender.slice(3));
    expect(row?.digests).toHaveLength(world.app.context.vault.keys.length);
    expect(await world.rows(sql`select from reports.ticket where report_id = ${report?.id ?? ''}::uuid`)).toEqual([]);
  });

  test('the same message once, however the gateway brings it, also ten times at once', async () => {
    const sender = newNumber();
    const before = await reportsBySms();
    const first = await say(sender, ' đèn đường tắt cả tuần', 'gw-1');
    expect(codeIn(await say(sender, ' đèn đường tắt cả tuần', 'gw-1'))).toBe(codeIn(first));
    // The sender hears nothing and writes again: another message, the same matter.
    expect(codeIn(await say(sender, ' Den duong tat ca tuan', 'gw-2'))).toBe(codeIn(first));
    // The gateway splits a text differently the second time: its own name says that it is the same.
    expect(codeIn(await say(sender, ' đèn đường tắt cả', 'gw-1'))).toBe(codeIn(first));
    expect((await reportsBySms()) - before).toBe(1);
    const other = newNumber();
    const answers = await Promise.all(Array.from({ length: 10 }, () => say(other, ' nước sinh hoạt bị đục', 'gw-3')));
    expect(new Set(answers.map(codeIn)).size).toBe(1);
    expect((await reportsBySms()) - before).toBe(2);
  });

  test.each([
    ['đường sạt ở xã Trạm Tấu, xe không đi được', true],
    ['duong sat o xa tram tau', true],
    ['cây đổ chắn đường ở Trạm Tấu', true],
    ['ông Trạm Tấu lấn đường', false],
    ['đường từ xã Trạm Tấu đi xã Hạnh Phúc hỏng', false],
  ])('%s: the commune is known %s', async (words, known) => {
    const report = await byCode(codeIn(await say(newNumber(), ` ${words}`)));
    expect(report?.unitId).toBe(known ? world.commune : world.root);
  });

  test('where somebody may be in danger the numbers come first, and the report is taken all the same', async () => {
    const answer = (await say(newNumber(), ' chay nha o ban Hat, co nguoi mac ket')) ?? '';
    const known = await emergencyNumbers(world.app.context.db, '2026-12-07');
    expect(known.map((one) => one.number)).toEqual(expect.arrayContaining(['113', '114', '115']));
    for (const { number } of known) expect(answer.indexOf(number)).toBeGreaterThanOrEqual(0);
    expect(answer.indexOf('114')).toBeLessThan(answer.indexOf(spokenCode(codeIn(answer))));
    expect(await byCode(codeIn(answer))).toMatchObject({ state: 'sent' });
  });

  test('a flood of one number is told what was not taken, and danger is still answered; others go on', async () => {
    const sender = newNumber();
    for (let n = 0; n < 5; n += 1) expect(codeIn(await say(sender, ` việc thứ ${n} ở đầu bản`))).not.toBe('');
    const before = await reportsBySms();
    expect(await say(sender, ' việc thứ sáu ở đầu bản')).toBe(t.sms_too_many({ most: 5 }));
    expect(await say(sender, ' nhà cháy ở đầu bản')).toMatch(/114.*CHƯA được ghi/s);
    // What was taken before is no new report.
    expect(codeIn(await say(sender, ' việc thứ 0 ở đầu bản'))).not.toBe('');
    expect(await reportsBySms()).toBe(before);
    // A day later there is room again.
    world.app.database.clock.set('2026-12-08T02:30:00Z');
    expect(codeIn(await say(sender, ' việc của ngày hôm sau'))).not.toBe('');
    world.app.database.clock.set('2026-12-07T02:00:00Z');
    for (let n = 0; n < 30; n += 1) await say(sender, ` lại việc ${n} ở bản`);
    expect(await say(sender, ' alo alo alo')).toBeNull();
    expect(codeIn(await say(newNumber(), ' cống tắc trước chợ'))).not.toBe('');
  });

  test('nothing to read, a huge text and a word that is none are answered in words, and leave nothing', async () => {
    const before = await reportsBySms();
    const sender = newNumber();
    expect(await say(sender, '')).toBe(t.sms_help());
    expect(await say(sender, ' 😡😡')).toBe(t.sms_help());
    expect(await say(sender, ` ${'a'.repeat(6_000)}`)).toBe(t.sms_too_long());
    expect(await reportsBySms()).toBe(before);
  });

  test('through the gateway’s door: the answer lies with the messages', async () => {
    const sender = newNumber();
    const { context } = world.app;
    expect(await takeSms(context, { id: 'g-1', from: sender, text: 'PA cầu treo gãy ván' })).toBe(true);
    await takeSms(context, { id: 'g-1', from: sender, text: 'PA cầu treo gãy ván' });
    const rows = await context.db.transaction(
      async (tx) =>
        (
          await sql`select from platform.message where purpose = 'reports.sms' and idempotency_key = 'inbound:g-1'`.execute(
            tx.rows<unknown>(),
          )
        ).rows,
      { state: dutyState('messaging') },
    );
    expect(rows).toHaveLength(1);
  });
});

describe('asking and adding', () => {
  test('a wrong digit, an unknown code: said so, and nothing else', async () => {
    const sender = newNumber();
    expect(await say(sender, ` ${codeFrom('10000000001').slice(0, 11)}${(Number(codeFrom('10000000001')[11]) + 3) % 10}`)).toBe(
      t.sms_wrong_code(),
    );
    expect(await say(sender, ` ${codeFrom('10000000001')}`)).toBe(t.sms_code_unknown());
    expect(await say(sender, ` ${codeFrom('10000000001')} thêm lời`)).toBe(t.sms_code_unknown());
  });

  test('the number that sent it hears what is asked, and answers; another one neither', async () => {
    const [sender, stranger] = [newNumber(), newNumber()];
    const code = codeIn(await say(sender, ' ổ gà to ở xã Trạm Tấu'));
    const id = (await byCode(code))?.id ?? '';
    expect(await say(sender, ` ${code} gần cổng trường`)).toContain(t.sms_not_added());
    resultOf(await world.step('intake-officer', id, 'receive'));
    resultOf(await world.step('intake-officer', id, 'ask-more', { reason: 't-unclear', wordsToSender: 'Ổ gà ở trước nhà ai?' }));
    expect(await say(sender, ` ${code}`)).toContain('Ổ gà ở trước nhà ai?');
    const others = await say(stranger, ` ${code}`);
    expect(others).toContain(spokenCode(code));
    expect(others).not.toContain('nhà ai');
    expect(await say(stranger, ` ${code} trước nhà tôi`)).toContain(t.sms_other_number());
    expect((await byCode(code))?.state).toBe('needs-more');
    expect(await say(sender, ` ${code} trước cổng trường mầm non`, 'm-1')).toBe(t.sms_added({ code: spokenCode(code) }));
    expect(await say(sender, ` ${code} trước cổng trường mầm non`, 'm-1')).toBe(t.sms_added({ code: spokenCode(code) }));
    const report = await byCode(code);
    expect(report?.state).toBe('received');
    expect(report?.events.filter((event) => event.step === 'give-more').map((event) => event.words.sender)).toEqual([
      'trước cổng trường mầm non',
    ]);
    // The number stood for the sender only as long as the step took.
    expect(await world.rows(sql`select from reports.ticket where report_id = ${id}::uuid`)).toEqual([]);
  });

  test('the answer is read out to the number that asked for it', async () => {
    const sender = newNumber();
    const code = codeIn(await say(sender, ' ổ gà to trước chợ xã Trạm Tấu'));
    const id = (await byCode(code))?.id ?? '';
    resultOf(await world.step('intake-officer', id, 'receive'));
    resultOf(await world.step('intake-officer', id, 'classify', { category: 't-pothole' }));
    resultOf(await world.step('intake-officer', id, 'hand', { organisationId: '0190a000-0000-7000-8001-000000004606' }));
    await world.answered(id);
    expect(await say(sender, ` ${code}`)).toMatch(/Trả lời: .*nhựa/);
    expect(await say(newNumber(), ` ${code}`)).not.toContain('nhựa');
  });
});
