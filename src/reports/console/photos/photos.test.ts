/** Covering parts of a photo: what nobody outside ever gets, whoever asks and however. Unhappy paths first. */
import { sql } from 'kysely';
import sharp from 'sharp';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type Answer, visit } from '../../../../test/support/visitor.ts';
import { fieldsIn, multipart } from '../../citizen/form.fixture.ts';
import { openTestDesk, type Sent, type TestDesk } from '../desk.fixture.ts';

let desk: TestDesk;
beforeAll(async () => {
  desk = await openTestDesk();
});
afterAll(() => desk?.close());

interface Pictured extends Sent {
  readonly photo: string;
}

let shade = 100;

/** A report with a photo of one light colour, sent by the form. */
async function withPhoto(): Promise<Pictured> {
  shade += 3;
  const bytes = await sharp({ create: { width: 400, height: 200, channels: 3, background: { r: 230, g: shade, b: 90 } } })
    .jpeg()
    .toBuffer();
  const sender = visit(desk.app);
  const commune = await desk.unit('04606');
  const file = new File([new Uint8Array(bytes)], 'anh.jpg', { type: 'image/jpeg' });
  let page = await sender.get('/reports/new?category=road-damage');
  page = await sender.post(
    '/reports/new',
    multipart({ ...fieldsIn(page.text), words: 'Đường sạt lở nặng.', go: 'where' }, [['photos', file]]),
  );
  page = await sender.post('/reports/new', { ...fieldsIn(page.text), commune, place_words: 'Gần cầu', go: 'look' });
  const sent = await sender.post('/reports/new', { ...fieldsIn(page.text), go: 'send' });
  const code = /\/reports\/(\d{12})/.exec(sent.location)?.[1] ?? '';
  const [row] = await desk.rows(sql<{ id: string; photo: string }>`select report.id, attachment.id as photo from reports.report
    join reports.attachment on attachment.report_id = report.id where report.code = ${code}`);
  if (!row) throw new Error(`not sent: ${sent.status}`);
  return { id: row.id, code, photo: row.photo };
}

const address = ({ code, photo }: Pictured): string => `/console/reports/${code}/photos/${photo}`;
const box = (left: number, top: number, right: number, bottom: number, row = 0): Record<string, string> => ({
  [`left.${row}`]: String(left),
  [`top.${row}`]: String(top),
  [`right.${row}`]: String(right),
  [`bottom.${row}`]: String(bottom),
});

async function cover(key: string, report: Pictured, fields: Readonly<Record<string, string>>): Promise<Answer> {
  const who = await desk.as(key);
  // Any page with a form gives the token.
  await who.get('/reports/new?category=road-damage');
  return who.post(address(report), { do: 'save', ...fields });
}
const attachment = async ({ photo }: Pictured) => {
  const [row] = await desk.rows(
    sql<{ covers: unknown; shown: string | null; file: string }>`select covers, shown_hash as shown, file_hash as file
      from reports.attachment where id = ${photo}::uuid`,
  );
  if (!row) throw new Error('the photo is gone');
  return row;
};
const show = (report: Pictured): Promise<Answer> =>
  desk.step('publisher', report, 'show', {
    'face.words': 'Đường sạt lở nặng, xe không qua được.',
    'face.place': 'coarse',
    'face.attachments': report.photo,
  });

describe('what is not covered', () => {
  test('photos of others: out of reach, by who may not decide what is public, of another report, and what is no photo', async () => {
    const [report, other] = [await withPhoto(), await withPhoto()];
    expect((await cover('other-commune-officer', report, box(0, 0, 500, 500))).status).toBe(404);
    expect((await cover('commune-officer', report, box(0, 0, 500, 500))).status).toBe(403);
    expect((await cover('citizen', report, box(0, 0, 500, 500))).status).toBe(403);
    expect((await cover('publisher', { ...report, photo: other.photo }, box(0, 0, 500, 500))).status).toBe(404);
    expect((await cover('publisher', { ...report, photo: 'nothing' }, box(0, 0, 500, 500))).status).toBe(404);
    expect((await visit(desk.app).get(address(report))).status).toBe(303);
    expect((await attachment(report)).covers).toEqual([]);
  });

  test('boxes outside of the picture, turned inside out, half written, or none at all: all that was typed comes back', async () => {
    const report = await withPhoto();
    for (const [fields, words] of [
      [box(0, 0, 1001, 500), 'ghi số từ 0 đến 1000'],
      [{ ...box(0, 0, 10, 10), 'left.0': '-5' }, 'ghi số từ 0 đến 1000'],
      [{ ...box(0, 0, 10, 10), 'left.0': 'abc' }, 'ghi số từ 0 đến 1000'],
      [box(500, 0, 400, 500), 'bên phải phải lớn hơn'],
      [{ 'left.2': '10' }, 'Ô 3'],
      [{}, 'Chưa có ô nào'],
    ] as const) {
      const answer = await cover('publisher', report, fields);
      expect(answer.status).toBe(422);
      expect(answer.text).toContain(words);
      for (const value of Object.values(fields)) if (/^\d+$/.test(value)) expect(answer.text).toContain(`value="${value}"`);
    }
    expect((await attachment(report)).shown).toBeNull();
  });
});

describe('what is covered', () => {
  test('everybody gets the picture with black boxes and nothing else; the original stays with officials and in the trail stands who did it', async () => {
    const report = await withPhoto();
    expect((await cover('publisher', report, { ...box(0, 0, 500, 1000), ...box(900, 900, 1000, 1000, 3) })).location).toBe(
      `${address(report)}?done=saved`,
    );
    const { covers, shown, file } = await attachment(report);
    expect(covers).toEqual([
      [0, 0, 500, 1000],
      [900, 900, 1000, 1000],
    ]);
    expect(shown).not.toBe(file);
    const anybody = visit(desk.app);
    // Not shown yet: nobody outside has either.
    for (const hash of [shown, file]) expect((await anybody.get(`/reports/files/${hash}`)).status).toBe(404);
    expect((await show(report)).status).toBe(303);
    const answer = await fetch(`${desk.app.address}/reports/files/${shown}`);
    expect(answer.status).toBe(200);
    const bytes = Buffer.from(await answer.arrayBuffer());
    const { data, info } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
    const pixel = (x: number, y: number): number[] => [
      ...data.subarray((y * info.width + x) * info.channels, (y * info.width + x) * info.channels + 3),
    ];
    for (const [x, y] of [
      [2, 2],
      [180, 100],
      [2, 195],
      [395, 195],
    ] as const)
      expect(Math.max(...pixel(x, y))).toBeLessThan(12);
    expect(pixel(300, 100)[0]).toBeGreaterThan(200);
    const { exif, xmp, icc } = await sharp(bytes).metadata();
    expect([exif, xmp, icc]).toEqual([undefined, undefined, undefined]);

    for (const path of [`/reports/files/${file}`, `/reports/files/${file}?width=small`, `/reports/${report.code}/files/${report.photo}`]) {
      const found = await fetch(`${desk.app.address}${path}`);
      const got = Buffer.from(await found.arrayBuffer());
      if (found.status === 200) expect(got.equals(bytes)).toBe(true);
      else expect(found.status).toBe(404);
    }
    expect((await anybody.get(`/reports/${report.code}`)).text).not.toContain(file);
    const officials = await (await desk.as('commune-officer')).get(`/console/reports/${report.code}/files/${report.photo}`);
    expect(officials.status).toBe(200);
    const trail = await desk.rows(
      sql<{ action: string }>`select action from audit.entry where subject_id = ${report.photo} order by position`,
    );
    expect(trail.map((one) => one.action)).toEqual(['reports.cover-photo']);
  });

  test('covered anew where it is shown: the copy before is gone at once, from the pages and from the store', async () => {
    const report = await withPhoto();
    await cover('publisher', report, box(0, 0, 100, 100));
    await show(report);
    const before = (await attachment(report)).shown;
    expect((await cover('publisher', report, box(0, 0, 800, 800))).status).toBe(303);
    const { shown } = await attachment(report);
    expect(shown).not.toBe(before);
    const anybody = visit(desk.app);
    expect((await anybody.get(`/reports/files/${before}`)).status).toBe(404);
    expect((await anybody.get(`/reports/files/${shown}`)).status).toBe(200);
    await expect(desk.app.context.files.get(before ?? '')).rejects.toThrow();
  });

  test('without covers the photo is shown to nobody until somebody shows it again', async () => {
    const report = await withPhoto();
    await cover('publisher', report, box(0, 0, 800, 800));
    await show(report);
    const { shown, file } = await attachment(report);
    expect((await cover('publisher', report, { do: 'clear' })).location).toBe(`${address(report)}?done=cleared`);
    expect(await attachment(report)).toMatchObject({ covers: [], shown: null });
    const anybody = visit(desk.app);
    for (const hash of [shown, file]) expect((await anybody.get(`/reports/files/${hash}`)).status).toBe(404);
    const trail = await desk.rows(
      sql<{ action: string }>`select action from audit.entry where subject_id = ${report.photo} order by position`,
    );
    expect(trail.map((one) => one.action)).toEqual(['reports.cover-photo', 'reports.uncover-photo']);
  });

  test('the form of what everybody sees leads there, and its preview shows the covered copy', async () => {
    const report = await withPhoto();
    await (await desk.as('publisher')).get(`/console/reports/${report.code}`);
    expect((await (await desk.as('publisher')).get(`/console/reports/${report.code}`)).text).toContain(`href="${address(report)}"`);
    await cover('publisher', report, box(0, 0, 800, 800));
    const preview = await desk.step('publisher', report, 'show', {
      'face.words': 'Đường sạt lở nặng.',
      'face.place': 'coarse',
      'face.attachments': report.photo,
    });
    expect(preview.status).toBe(303);
    expect((await (await desk.as('publisher')).get(`${address(report)}/covered`)).status).toBe(200);
    // An officer of the commune looks, and has no form.
    const officer = await (await desk.as('commune-officer')).get(address(report));
    expect(officer.text).not.toContain('name="left.0"');
    expect((await (await desk.as('other-commune-officer')).get(`${address(report)}/covered`)).status).toBe(404);
  });
});
