/** The desk through its pages: who sees what, wrong inputs, two at once, several at once. */
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { spokenCode } from '../code.ts';
import { centre, department, inWork, openTestDesk, peoplesCommitteeOf, type Sent, type TestDesk } from './desk.fixture.ts';

const own = peoplesCommitteeOf('04606');
const other = peoplesCommitteeOf('04465');
/** Why it can't be done, who decides, when. */
const cannot = { 'cannot.reason': 'no-money', 'cannot.whoDecides': 'UBND tỉnh', 'cannot.byDay': '31/12/2030' };
const substance = 'Đã san gạt đất đá, rải cấp phối và mở lại một làn xe từ chiều qua.';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk?.close());

const words = (html: string): string =>
  html
    .replace(/<[^>]+>/g, ' ')
    .replace(/&quot;|&#34;/g, '"')
    .replace(/\s+/g, ' ');

async function stateOf({ id }: Sent): Promise<string> {
  const [row] = await desk.rows(sql<{ state: string }>`select state from reports.report where id = ${id}::uuid`);
  return row?.state ?? '';
}

describe('who sees what', () => {
  test('another commune sees nothing of a report, and can do nothing with it', async () => {
    const sent = await inWork(desk, 'commune-officer', own);
    const stranger = await desk.as('other-commune-officer');
    await stranger.get('/console/reports/templates');
    expect((await stranger.get(`/console/reports/${sent.code}`)).status).toBe(404);
    expect((await stranger.get('/console/reports?view=all')).text).not.toContain(sent.code);
    expect((await stranger.get(`/console/reports?q=${sent.code}`)).text).not.toContain(`/console/reports/${sent.code}`);
    expect((await stranger.get('/console/reports?q=sat lo cau treo')).text).not.toContain(sent.code);
    expect((await stranger.post(`/console/reports/${sent.code}/steps/note`, { revision: '1', 'note.wordsToOfficials': 'x' })).status).toBe(
      404,
    );
    const several = await stranger.post('/console/reports/bulk', {
      report: `${sent.id}:4`,
      step: 'assign',
      person: desk.person('other-commune-officer'),
    });
    expect(several.status).toBe(422);
    expect(several.text).not.toContain(sent.code);
    expect(await stateOf(sent)).toBe('in-work');
  });

  test('an agency sees only what was handed to it', async () => {
    const sent = await desk.send();
    const agency = await desk.as('agency-handler');
    expect((await agency.get(`/console/reports/${sent.code}`)).status).toBe(404);
    expect((await desk.step(centre, sent, 'hand', { category: 'road-damage', organisationId: department })).status).toBe(303);
    const page = await agency.get(`/console/reports/${sent.code}`);
    expect(page.status).toBe(200);
    expect(page.text).toContain('Đường sạt lở');
    expect((await agency.get('/console/reports')).text).toContain(sent.code);
  });

  test('a committee sees what it was handed from outside of its commune', async () => {
    const sent = await inWork(desk, 'other-commune-officer', other);
    const page = await (await desk.as('other-commune-officer')).get(`/console/reports/${sent.code}`);
    expect(page.text).toContain('Đường sạt lở');
  });

  test('offices see no name and no number, whatever they ask for; the centre sees them and the trail says so', async () => {
    const sent = await inWork(desk, 'commune-officer', own);
    for (const key of ['commune-officer', 'commune-leader', 'province-supervisor', 'publisher']) {
      const page = await (await desk.as(key)).get(`/console/reports/${sent.code}?sender=show`);
      expect(page.status, key).toBe(200);
      expect(page.text, key).not.toMatch(/Lò Thị Mai|900000001/);
    }
    const before = await (await desk.as(centre)).get(`/console/reports/${sent.code}`);
    expect(before.text).not.toMatch(/Lò Thị Mai|900000001/);
    const shown = await (await desk.as(centre)).get(`/console/reports/${sent.code}?sender=show`);
    expect(shown.text).toContain('Lò Thị Mai');
    expect(shown.text).toContain('tel:+84900000001');
    const looks = await desk.rows(
      sql<{ actor_id: string }>`select actor_id from audit.entry where action = 'reports.see-sender' and subject_id = ${sent.id}`,
    );
    expect(looks.map((row) => row.actor_id)).toEqual([desk.person(centre)]);
  });

  test('whoever sees a report without having it in hand has no step to take', async () => {
    const sent = await desk.send();
    const answer = await desk.step('commune-officer', sent, 'answer', { words: substance });
    expect(answer.status).toBe(403);
    expect(await stateOf(sent)).toBe('sent');
  });
});

describe('wrong inputs keep everything that was typed', () => {
  test('a refusal without its reason', async () => {
    const sent = await desk.send();
    const answer = await desk.step(centre, sent, 'not-accept', { wordsToSender: 'Xin gửi về xã Púng Luông.' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Xin gửi về xã Púng Luông.');
    expect(await stateOf(sent)).toBe('sent');
  });

  test('a refusal without words says the reason and the right door', async () => {
    const sent = await desk.send();
    expect((await desk.step(centre, sent, 'not-accept', { reason: 'in-court' })).status).toBe(303);
    const page = await (await desk.as(centre)).get(`/console/reports/${sent.code}`);
    expect(words(page.text)).toContain('Đang hoặc đã được Tòa án giải quyết. Hỏi Tòa án đang giữ hồ sơ');
  });

  test('handing over without an office takes nothing in', async () => {
    const sent = await desk.send();
    const answer = await desk.step(centre, sent, 'hand', { category: 'road-damage', wordsToOfficials: 'Gấp, trước mưa.' });
    expect(answer.status).toBe(422);
    expect(answer.text).toContain('Gấp, trước mưa.');
    expect(await stateOf(sent)).toBe('sent');
  });

  test('a code that is none, a report into itself', async () => {
    const sent = await desk.send();
    const wrong = await desk.step(centre, sent, 'merge', { master: '1234 5678 9012' });
    expect(wrong.status).toBe(422);
    expect(wrong.text).toContain('1234 5678 9012');
    expect((await desk.step(centre, sent, 'merge', { master: sent.code })).status).toBe(422);
  });

  test('an answer that says nothing, or has no evidence, stays with its writer', async () => {
    const sent = await inWork(desk, 'commune-officer', own);
    const empty = await desk.step('commune-officer', sent, 'answer', { words: 'Đã ghi nhận.' });
    expect(empty.status).toBe(422);
    const bare = await desk.step('commune-officer', sent, 'answer', { words: substance });
    expect(bare.status).toBe(422);
    expect(bare.text).toContain(substance);
    const day = await desk.step('commune-officer', sent, 'answer', {
      words: substance,
      'cannot.reason': 'no-money',
      'cannot.whoDecides': 'UBND tỉnh',
      'cannot.byDay': '31/02/2027',
    });
    expect(day.status).toBe(422);
    expect(day.text).toContain('UBND tỉnh');
    expect(await stateOf(sent)).toBe('in-work');
  });

  test('an unknown step, an unknown report, a file of another report', async () => {
    const sent = await desk.send();
    const who = await desk.as(centre);
    await who.get(`/console/reports/${sent.code}`);
    expect((await who.post(`/console/reports/${sent.code}/steps/explode`, { revision: '1' })).status).toBe(404);
    expect((await who.get('/console/reports/000000000000')).status).toBe(404);
    expect((await who.get(`/console/reports/${sent.code}/files/${sent.id}`)).status).toBe(404);
  });

  test('a strange address of the list shows the list', async () => {
    const who = await desk.as(centre);
    for (const query of ['view=nothing', 'after=x', 'after=late~yesterday~1', 'unit=%27', 'category=%00', 'days=4', 'q=%25%25%25'])
      expect((await who.get(`/console/reports?${query}`)).status, query).toBe(200);
  });
});

describe('two at once', () => {
  test('who comes second is told who was first, sees the new state, and keeps what was typed', async () => {
    const sent = await desk.send();
    await desk.step(centre, sent, 'hand', { category: 'road-damage', organisationId: own });
    const officer = await desk.as('commune-officer');
    const seen = /name="revision" value="(\d+)"/.exec((await officer.get(`/console/reports/${sent.code}`)).text)?.[1] ?? '';
    expect((await desk.step(centre, sent, 'take-back', { wordsToOfficials: 'Nhầm cơ quan.' })).status).toBe(303);
    await officer.get(`/console/reports/${sent.code}`);
    const late = await officer.post(`/console/reports/${sent.code}/steps/return`, {
      revision: seen,
      'return.reason': 'not-our-field',
      'return.wordsToOfficials': 'Đường tỉnh, Sở Xây dựng quản lý.',
    });
    // The report is no longer in this office's hands, so the step is nobody's here; the words stay to be copied.
    expect([403, 409]).toContain(late.status);
    expect(late.text).toContain('Đường tỉnh, Sở Xây dựng quản lý.');

    const again = await inWork(desk, 'commune-officer', own);
    const form = /name="revision" value="(\d+)"/.exec((await officer.get(`/console/reports/${again.code}`)).text)?.[1] ?? '';
    await desk.step(centre, again, 'note', { wordsToOfficials: 'Đã gọi cho trưởng bản.' });
    await desk.step('commune-leader', again, 'assign', { assigneeId: desk.person('commune-officer') });
    await officer.get(`/console/reports/${again.code}`);
    const second = await officer.post(`/console/reports/${again.code}/steps/ask-extension`, {
      revision: form,
      'ask-extension.reason': 'weather',
      'ask-extension.amount': '3',
      'ask-extension.wordsToSender': 'Mưa to, xe không vào được.',
    });
    expect(second.status).toBe(409);
    expect(second.text).toContain('Mưa to, xe không vào được.');
    expect(second.text).toContain('value="3"');
    expect(words(second.text)).toContain('Trần Văn Quyết');
    expect(await stateOf(again)).toBe('in-work');
    // The form that is shown again carries what it shows: sent once more, it goes.
    const now = /name="revision" value="(\d+)"/.exec(second.text)?.[1] ?? '';
    const third = await officer.post(`/console/reports/${again.code}/steps/ask-extension`, {
      revision: now,
      'ask-extension.reason': 'weather',
      'ask-extension.amount': '3',
      'ask-extension.wordsToSender': 'Mưa to, xe không vào được.',
    });
    expect(third.status).toBe(303);
    expect(await stateOf(again)).toBe('extension-asked');
  });
});

describe('several at once', () => {
  test('each goes by itself; the answer says which went, which not, and why', async () => {
    const [first, second, third] = [await desk.send(), await desk.send(), await desk.send()];
    const who = await desk.as(centre);
    await who.get('/console/reports');
    const form = new URLSearchParams({ step: 'hand', office: own, back: '/console/reports?view=intake' });
    for (const [report, revision] of [
      [first, 1],
      [second, 99],
      [third, 1],
    ] as const)
      form.append('report', `${report.id}:${revision}`);
    const answer = await who.post('/console/reports/bulk', form);
    expect(answer.status).toBe(200);
    expect(await Promise.all([first, second, third].map(stateOf))).toEqual(['handed', 'sent', 'handed']);
    const [done = '', not = ''] = words(answer.text).split('Chưa làm được');
    expect(done).toContain(spokenCode(first.code));
    expect(done).toContain(spokenCode(third.code));
    expect(not).toContain(spokenCode(second.code));
  });

  test('nothing ticked, and a way back to somewhere else', async () => {
    const who = await desk.as(centre);
    await who.get('/console/reports');
    const answer = await who.post('/console/reports/bulk', { step: 'hand', office: own, back: 'https://example.org/' });
    expect(answer.status).toBe(422);
    expect(answer.text).not.toContain('example.org');
  });

  test('assigning to somebody who does not work there changes nothing', async () => {
    const sent = await inWork(desk, 'commune-officer', own);
    const who = await desk.as('commune-leader');
    await who.get(`/console/reports/${sent.code}`);
    const answer = await who.post('/console/reports/bulk', {
      report: `${sent.id}:4`,
      step: 'assign',
      person: desk.person('agency-handler'),
    });
    expect(answer.status).toBe(422);
    const [row] = await desk.rows(sql<{ assignee_id: string }>`select assignee_id from reports.report where id = ${sent.id}::uuid`);
    expect(row?.assignee_id).not.toBe(desk.person('agency-handler'));
  });
});

describe('from sent to answered', () => {
  test('with a template, sent back once, approved by somebody else', async () => {
    const sent = await inWork(desk, 'commune-officer', own);
    const officer = await desk.as('commune-officer');
    await officer.get('/console/reports/templates');
    const title = 'Đường đang sửa';
    expect((await officer.post('/console/reports/templates', { title: '', body: 'x' })).status).toBe(422);
    const added = await officer.post('/console/reports/templates', {
      title,
      body: 'Đoạn đường [tên] đang được sửa, xong trước ngày [ngày].',
      category: 'roads',
    });
    expect([added.status, added.location]).toEqual([303, '/console/reports/templates']);
    const page = await officer.get(`/console/reports/${sent.code}`);
    const template = new RegExp(`<option value="([^"]+)"[^>]*>${title}`).exec(page.text)?.[1] ?? '';
    const begun = await officer.get(`/console/reports/${sent.code}?template=${template}`);
    expect(begun.text).toContain('Đoạn đường [tên] đang được sửa');

    const answer = await desk.step('commune-officer', sent, 'answer', {
      words: substance,
      ...cannot,
    });
    expect(answer.status).toBe(303);
    expect((await desk.step('commune-leader', sent, 'send-back', { wordsToOfficials: 'Ghi rõ làn nào.' })).status).toBe(303);
    const mended = await officer.get(`/console/reports/${sent.code}`);
    expect(mended.text).toContain('Ghi rõ làn nào.');
    expect(/name="answer.words"[^>]*>([^<]*)/.exec(mended.text)?.[1] ?? '').toContain('San gạt'.toLowerCase());
    await desk.step('commune-officer', sent, 'answer', {
      words: `${substance} Làn bên núi.`,
      ...cannot,
    });
    expect((await (await desk.as('commune-leader')).get(`/console/reports/${sent.code}`)).text).toContain('Làn bên núi.');
    expect((await desk.step('commune-leader', sent, 'approve')).status).toBe(303);
    expect(await stateOf(sent)).toBe('answered');
  });

  test('shown to everybody only after it was seen as everybody will see it', async () => {
    const sent = await desk.send();
    const publisher = await desk.as('publisher');
    await publisher.get(`/console/reports/${sent.code}`);
    const face = {
      revision: '1',
      'show.face.words': 'Đường sạt lở ở bản Mù, xe máy không qua được.',
      'show.face.placeWords': 'bản Mù',
      'show.face.place': 'coarse',
    };
    const preview = await publisher.post(`/console/reports/${sent.code}/steps/show`, { ...face, do: 'preview' });
    expect(preview.status).toBe(200);
    expect(words(preview.text)).toContain('Mọi người sẽ thấy như sau');
    expect(await desk.rows(sql`select from reports.public_face where report_id = ${sent.id}::uuid`)).toHaveLength(0);
    expect((await publisher.post(`/console/reports/${sent.code}/steps/show`, { ...face, do: 'go' })).status).toBe(303);
    expect(await desk.rows(sql`select from reports.public_face where report_id = ${sent.id}::uuid`)).toHaveLength(1);
    expect((await desk.step('publisher', sent, 'unshow', { wordsToSender: 'Có tên người khác.' })).status).toBe(422);
  });
});

describe('several offices', () => {
  test('an office that is asked for a part finishes it with a file; only then can the one that leads answer', async () => {
    const sent = await inWork(desk, 'commune-officer', own);
    expect((await (await desk.as('agency-handler')).get(`/console/reports/${sent.code}`)).status).toBe(404);
    expect((await desk.step('commune-officer', sent, 'ask-part', { wordsToOfficials: 'Nhờ kiểm tra mố cầu.' })).status).toBe(422);
    const asked = await desk.step('commune-officer', sent, 'ask-part', {
      organisationId: department,
      wordsToOfficials: 'Nhờ kiểm tra mố cầu.',
    });
    expect(asked.status).toBe(303);
    const early = await desk.step('commune-officer', sent, 'answer', { words: substance, ...cannot });
    expect(early.status).toBe(409);
    expect(early.text).toContain(substance);
    const partner = await desk.as('agency-handler');
    expect((await partner.get(`/console/reports/${sent.code}`)).text).toContain('Nhờ kiểm tra mố cầu.');
    expect((await partner.get('/console/reports')).text).toContain(sent.code);
    const photo = new Uint8Array(
      await sharp({ create: { width: 64, height: 48, channels: 3, background: '#456' } })
        .jpeg()
        .toBuffer(),
    );
    const done = await desk.step('agency-handler', sent, 'finish-part', { wordsToOfficials: 'Mố cầu còn tốt.' }, { after: photo });
    expect(done.status).toBe(303);
    const page = await (await desk.as('commune-officer')).get(`/console/reports/${sent.code}`);
    const evidence = /name="answer.evidence" value="([^"]+)"/.exec(page.text)?.[1] ?? '';
    expect(evidence).not.toBe('');
    expect((await desk.step('commune-officer', sent, 'answer', { words: substance, evidence })).status).toBe(303);
    const picture = await partner.get(`/console/reports/${sent.code}/files/${evidence}`);
    expect([picture.status, picture.text.length > 100]).toEqual([200, true]);
    expect((await (await desk.as('other-commune-officer')).get(`/console/reports/${sent.code}/files/${evidence}`)).status).toBe(404);
  });

  test('a file that is none is refused by its name; the good one and the words go on with the form', async () => {
    const sent = await inWork(desk, 'commune-officer', own);
    const photo = new Uint8Array(
      await sharp({ create: { width: 64, height: 48, channels: 3, background: '#654' } })
        .jpeg()
        .toBuffer(),
    );
    const mixed = await desk.step(
      'commune-officer',
      sent,
      'answer',
      { words: substance },
      { after: photo, before: new TextEncoder().encode('<script>') },
    );
    expect(mixed.status).toBe(422);
    expect(mixed.text).toContain('before.jpg');
    expect(mixed.text).toContain(substance);
    const kept = /name="answer.kept" value="([^"]+)"/.exec(mixed.text)?.[1] ?? '';
    expect(kept).toMatch(/:after$/);
    expect((await desk.step('commune-officer', sent, 'answer', { words: substance, kept })).status).toBe(303);
  });
});

describe('finding and waiting', () => {
  test('by the code said in groups, by a part of it, by words without their marks', async () => {
    const sent = await desk.send({ words: 'Trâu thả rông phá hết ngô nhà tôi', placeWords: 'Suối Giàng Pằng' });
    const who = await desk.as(centre);
    for (const q of [spokenCode(sent.code), sent.code.slice(3, 9), 'trau tha rong', 'GIÀNG PẰNG', 'phá hết ngô'])
      expect((await who.get(`/console/reports?q=${encodeURIComponent(q)}`)).text, q).toContain(`/console/reports/${sent.code}`);
    expect((await who.get('/console/reports?q=trau tha rong o dau')).text).not.toContain(sent.code);
    expect((await who.get(`/console/search?q=${encodeURIComponent('trau tha rong')}`)).text).toContain(`/console/reports/${sent.code}`);
  });

  test('overdue first, then by due time, each once over all pages', async () => {
    const ids: string[] = [];
    for (let index = 0; index < 7; index++) ids.push((await desk.send({ commune: '04465' })).id);
    await desk.rows(sql`update reports.report set due_at = now() - (row.n || ' days')::interval
      from unnest(${ids}::uuid[]) with ordinality as row (id, n) where report.id = row.id`);
    const who = await desk.as('other-commune-officer');
    const unit = await desk.unit('04465');
    const page = await who.get(`/console/reports?view=all&unit=${unit}`);
    const codes = [...page.text.matchAll(/desk-main" href="\/console\/reports\/(\d{12})"/g)].map((found) => found[1]);
    const wanted = await desk.rows(sql<{ code: string }>`select code from reports.report where id = any (${ids}::uuid[]) order by due_at`);
    expect(codes.slice(0, 7)).toEqual(wanted.map((row) => row.code));
    expect(words(page.text)).toContain('Quá hạn');
  });

  test('what waits is on the front page of whoever can do it', async () => {
    const sent = await desk.send();
    expect((await (await desk.as(centre)).get('/console')).text).toContain('/console/reports/');
    await desk.step(centre, sent, 'hand', { category: 'road-damage', organisationId: department });
    expect((await (await desk.as('agency-handler')).get('/console')).text).toContain(`/console/reports/${sent.code}`);
    expect((await (await desk.as('citizen')).get('/console/reports')).status).toBe(403);
  });
});

describe('listening', () => {
  test('somebody who understands writes it down; nobody else sees it', async () => {
    const sent = await desk.send({ language: 'mong' });
    await desk.rows(sql`update reports.report set listening = true where id = ${sent.id}::uuid`);
    const member = await desk.as('team-member');
    await member.get('/console/on-behalf');
    expect((await member.get('/console/reports/listening')).text).not.toContain(spokenCode(sent.code));
    expect((await member.post(`/console/reports/listening/${sent.code}`, { revision: '1', [`summary.${sent.code}`]: 'x' })).status).toBe(
      404,
    );
    await desk.rows(sql`insert into reports.listener (id, language, person_id, valid, added_at)
      values (${desk.app.context.ids.next()}::uuid, 'mong', ${desk.person('team-member')}::uuid, daterange('2025-07-01', null), now())`);
    const page = await member.get('/console/reports/listening');
    expect(page.text).toContain(spokenCode(sent.code));
    expect(page.text).not.toMatch(/Lò Thị Mai|Đường sạt lở/);
    const empty = await member.post(`/console/reports/listening/${sent.code}`, { revision: '1', [`summary.${sent.code}`]: ' ' });
    expect(empty.status).toBe(422);
    const done = await member.post(`/console/reports/listening/${sent.code}`, {
      revision: '1',
      [`summary.${sent.code}`]: 'Cầu treo gãy ván, trẻ em qua nguy hiểm.',
    });
    expect(done.status).toBe(303);
    expect((await (await desk.as(centre)).get(`/console/reports/${sent.code}`)).text).toContain('Cầu treo gãy ván');
  });
});
