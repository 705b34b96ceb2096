/** The way back of a spoken report: its answer is read aloud by a person, judged by voice, and printed in large type. Unhappy paths first. */
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, visit } from '../../../test/support/visitor.ts';
import { codeFrom } from '../code.ts';
import { centre, inWork, openTestDesk, peoplesCommitteeOf, type Sent, type TestDesk } from '../console/desk.fixture.ts';
import { nameListener, recording, type SpokenReport, sendSpoken } from './voice.fixture.ts';

const own = peoplesCommitteeOf('04606');
const substance = 'Đã san gạt đất đá, rải cấp phối và mở lại một làn xe từ chiều qua.';
const listening = '/console/reports/listening';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
  await nameListener(desk, 'team-leader', 'mong');
  await nameListener(desk, 'team-member', 'dao');
});
afterAll(() => desk?.close());

const picture = async (): Promise<Uint8Array<ArrayBuffer>> =>
  new Uint8Array(
    await sharp({ create: { width: 64, height: 48, channels: 3, background: '#765' } })
      .jpeg()
      .toBuffer(),
  );
const bytesOf = async (file: File): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await file.arrayBuffer());
const codeOf = (answer: Answer): string => answer.text.replace(/<[^>]+>/g, ' ').replace(/\s+/g, ' ');

/** Answered and waiting for the leader, or approved. */
async function answered(report: Sent, approve = true): Promise<void> {
  await inWork(desk, 'commune-officer', own, report);
  const answer = await desk.step('commune-officer', report, 'answer', { words: substance }, { after: await picture() });
  expect(answer.status).toBe(303);
  if (approve) expect((await desk.step('commune-leader', report, 'approve')).status).toBe(303);
}

/** Reads the answer aloud on the page of those who listen. */
async function speakAsListener(key: string, report: Sent, file: File): Promise<Answer> {
  const who = await desk.as(key);
  // Any page with a form gives the token.
  await who.get('/reports/new?category=road-damage');
  const page = await who.get(listening);
  const form = new FormData();
  const from = page.text.indexOf(`${listening}/${report.code}/spoken`);
  form.set('revision', /name="revision" value="(\d+)"/.exec(page.text.slice(Math.max(0, from)))?.[1] ?? '1');
  form.set(`spoken.${report.code}`, file);
  return who.post(`${listening}/${report.code}/spoken`, form);
}

const speak = async (key: string, report: Sent, file: File): Promise<Answer> =>
  desk.step(key, report, 'speak', {}, { 'spoken-answer': await bytesOf(file) });

const spokenFiles = (report: Sent) =>
  desk.rows(sql<{ id: string }>`select id from reports.attachment where report_id = ${report.id}::uuid and role = 'spoken-answer'`);

describe('an answer that is read aloud', () => {
  test('not before there is an answer, not by strangers, not by a listener of another language', async () => {
    const report = await sendSpoken(desk);
    expect((await speak(centre, report, recording())).status).toBe(409);
    expect((await speakAsListener('team-leader', report, recording())).status).toBe(404);
    await answered(report);
    const other = await desk.as('other-commune-officer');
    await other.get('/console/reports/templates');
    expect((await other.post(`/console/reports/${report.code}/steps/speak`, { revision: '9' })).status).toBe(404);
    expect((await (await desk.as('team-member')).get(listening)).text).not.toContain(report.code);
    expect((await speakAsListener('team-member', report, recording())).status).toBe(404);
    expect((await speakAsListener('citizen', report, recording())).status).toBe(403);
    expect(await spokenFiles(report)).toHaveLength(0);
  });

  test('a picture and nothing at all are not taken; nothing that was sent is lost', async () => {
    const report = await sendSpoken(desk);
    await answered(report);
    const wrong = await desk.step('commune-officer', report, 'speak', {}, { 'spoken-answer': await picture() });
    expect(wrong.status).toBe(422);
    const none = await desk.step('commune-officer', report, 'speak');
    expect(none.status).toBe(422);
    expect((await speakAsListener('team-leader', report, new File([await picture()], 'anh.jpg', { type: 'image/jpeg' }))).status).toBe(422);
    expect(await spokenFiles(report)).toHaveLength(0);
  });

  test('a recording of a draft stays inside until the words are approved', async () => {
    const report = await sendSpoken(desk);
    await answered(report, false);
    expect((await speak('commune-officer', report, recording())).status).toBe(303);
    const [file] = await spokenFiles(report);
    const before = await report.sender.get(`/reports/${report.code}`);
    expect(before.text).not.toContain('<audio');
    expect((await report.sender.get(`/reports/${report.code}/files/${file?.id}`)).status).toBe(404);
    expect((await desk.step('commune-leader', report, 'approve')).status).toBe(303);
    const after = await report.sender.get(`/reports/${report.code}`);
    expect(after.text).toContain(`src="/reports/${report.code}/files/${file?.id}"`);
    expect((await report.sender.get(`/reports/${report.code}/files/${file?.id}`)).status).toBe(200);
  });

  test('those who understand the language find it in their list, read it aloud, and the sender hears a person', async () => {
    const report = await sendSpoken(desk);
    await answered(report);
    const listener = await desk.as('team-leader');
    const list = await listener.get(listening);
    expect(list.text).toContain('Chờ bản đọc tiếng Mông');
    expect(list.text).toContain(substance);
    expect((await listener.get('/console')).text).toContain('Câu trả lời chờ bản đọc');
    expect((await (await desk.as('commune-officer')).get(`/console/reports/${report.code}`)).text).toContain('Chờ bản đọc tiếng Mông');
    expect((await speakAsListener('team-leader', report, recording())).location).toBe(`${listening}?done=spoken`);
    expect((await listener.get(listening)).text).not.toContain(`${listening}/${report.code}/spoken`);
    const page = await report.sender.get(`/reports/${report.code}`);
    expect(page.text).toContain('Nghe câu trả lời bằng tiếng Mông');
    expect(page.text).toContain('Do người biết tiếng Mông đọc');
    expect(page.text).toMatch(/<audio[^>]*preload="none"/);
    const stranger = visit(desk.app);
    expect((await stranger.get(`/reports/${report.code}`)).text).not.toContain('<audio');
    const [file] = await spokenFiles(report);
    expect((await stranger.get(`/reports/${report.code}/files/${file?.id}`)).status).toBe(404);
    // Recorded again: the last one is heard.
    expect((await speak('commune-officer', report, recording())).status).toBe(303);
    const again = await report.sender.get(`/reports/${report.code}`);
    expect(again.text).not.toContain(String(file?.id));
    expect(again.text.match(/<audio/g)).toHaveLength(1);
  });
});

const judge = (report: SpokenReport, fields: Readonly<Record<string, string>>, file?: File): Promise<Answer> => {
  const form = new FormData();
  for (const [name, value] of Object.entries(fields)) form.set(name, value);
  if (file) form.set('recording', file);
  return report.sender.post(`/reports/${report.code}/rate`, form);
};
const judgements = (report: Sent) =>
  desk.rows(sql<{ kind: string }>`select kind from reports.attachment where report_id = ${report.id}::uuid and role = 'judgement'`);

describe('judging by voice', () => {
  test('a picture is no judgement, a missing reason comes back with the recording, and a stranger judges nothing', async () => {
    const report = await sendSpoken(desk);
    await answered(report);
    await report.sender.get(`/reports/${report.code}`);
    const wrong = await judge(
      report,
      { satisfied: 'no', words: 'Chưa xong đâu' },
      new File([await picture()], 'anh.jpg', { type: 'image/jpeg' }),
    );
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('Chưa xong đâu');
    expect(codeOf(wrong)).toContain('không phải là ghi âm');
    const reasonless = await judge(report, { satisfied: 'no', reopen: 'yes' }, recording('vi-sao.webm'));
    expect(reasonless.status).toBe(422);
    expect(reasonless.text).toContain('vi-sao.webm');
    const uploads = /name="uploads" value="([0-9a-f-]{36})"/.exec(reasonless.text)?.[1] ?? '';
    expect(uploads).not.toBe('');
    expect(await judgements(report)).toHaveLength(0);
    const stranger = visit(desk.app);
    await stranger.get('/reports/look-up');
    expect((await stranger.post(`/reports/${report.code}/rate`, { satisfied: 'yes', uploads })).status).toBe(403);
    // The same recording goes with the form that is right.
    expect((await judge(report, { satisfied: 'no', uploads })).location).toBe(`/reports/${report.code}?done=unhappy`);
    expect(await judgements(report)).toEqual([{ kind: 'audio' }]);
  });

  test('said into the phone without a word: officials hear it, nobody else does', async () => {
    const report = await sendSpoken(desk);
    await answered(report);
    await report.sender.get(`/reports/${report.code}`);
    const done = await judge(report, { satisfied: 'no', reason: 'not-done', reopen: 'yes' }, recording());
    expect(done.location, codeOf(done).slice(0, 400)).toBe(`/reports/${report.code}?done=reopened`);
    expect(await judgements(report)).toEqual([{ kind: 'audio' }]);
    const page = await (await desk.as('commune-officer')).get(`/console/reports/${report.code}`);
    expect(page.text).toContain('Lời đánh giá 2');
  });
});

describe('the letter', () => {
  test('only for the sender and for those who see the report, and only once there is an answer', async () => {
    const report = await sendSpoken(desk);
    expect((await report.sender.get(`/reports/${report.code}/letter`)).text).toContain('Chưa có câu trả lời');
    await answered(report);
    const stranger = await visit(desk.app).get(`/reports/${report.code}/letter`);
    expect([stranger.status, stranger.location]).toEqual([303, `/reports/${report.code}`]);
    expect((await (await desk.as('other-commune-officer')).get(`/console/reports/${report.code}/letter`)).status).toBe(404);
    for (const [who, address] of [
      [report.sender, `/reports/${report.code}/letter`],
      [await desk.as('commune-officer'), `/console/reports/${report.code}/letter`],
    ] as const) {
      const letter = await who.get(address);
      expect(letter.status).toBe(200);
      expect(letter.text).toContain(substance);
      expect(letter.text).toContain(report.code.replace(/(\d{4})(?=\d)/g, '$1 '));
      expect(letter.text).toMatch(/<svg[^>]*aria-label="Mã QR/);
      expect(letter.text.match(/answer-letter-box"/g)).toHaveLength(2);
      expect(letter.text).not.toContain('Lò Thị Mai');
    }
    const paper = async () => (await report.sender.get(`/reports/${report.code}/letter`)).text;
    expect(await paper()).toContain('Hoặc gọi 0900 000 888 (số minh họa) và đọc mã số.');
    await desk.rows(sql`delete from reports.telephone`);
    expect(await paper()).not.toContain('Hoặc gọi');
  });
});

describe('a paper slip that nobody has typed in', () => {
  test('says where to bring it; a code of nothing stays unknown', async () => {
    const code = codeFrom('48291356002');
    const somebody = visit(desk.app);
    expect((await somebody.get(`/reports/${code}`)).text).not.toContain('Phiếu này chưa được nhập');
    await desk.rows(
      sql`insert into reports.slip (code, form_id, unit_id, printed_at)
      values (${code}, ${desk.app.context.ids.next()}::uuid, ${await desk.unit('04606')}::uuid, '2026-11-20T03:00:00Z')`,
    );
    const page = await somebody.get(`/reports/${code}`);
    expect(page.status).toBe(404);
    expect(page.text).toContain('Phiếu này chưa được nhập');
    expect(page.text).toContain('20/11/2026');
    expect(page.text).toContain('xã Trạm Tấu');
  });
});
