/** Every page of citizens around reports can be heard; the language is chosen without leaving what is being written. */
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { type Answer, type Visitor, visit } from '../../../test/support/visitor.ts';
import { soundOf } from '../../platform/speech/index.ts';
import { fieldsIn, multipart } from '../citizen/form.fixture.ts';

let app: TestApp;
let commune = '';
beforeAll(async () => {
  app = await startApp();
  const found = await sql<{ id: string }>`select unit_id as id from territory.units_on(${app.context.clock.today().toString()}::date)
    where code = '04606'`.execute(app.context.db.rows<unknown>());
  commune = found.rows[0]?.id ?? '';
});
afterAll(() => app?.close());

/** The texts of the one slot of a page. */
function heard({ text }: Answer): string {
  const slots = [...text.matchAll(/data-listen [^>]*data-texts="([^"]*)"|data-texts="([^"]*)"/g)];
  expect(slots).toHaveLength(1);
  expect(text.includes('platform-ui-listen')).toBe(true);
  return (slots[0]?.[1] ?? slots[0]?.[2] ?? '').replaceAll('&quot;', '"').replaceAll('&amp;', '&');
}

async function form(who: Visitor, from: Answer, fields: Readonly<Record<string, string>>): Promise<Answer> {
  return who.post('/reports/new', multipart({ ...fieldsIn(from.text), ...fields }, []));
}

describe('what can be heard', () => {
  test('each piece of the form, then the page after sending, and the report', async () => {
    const who = visit(app);
    expect(heard(await who.get('/reports/new'))).toContain('Hãy chọn việc muốn nói');
    const group = heard(await who.get('/reports/new?category=roads'));
    expect(group).toContain('Giao thông, đường sá.');
    expect(group).toContain('Đường hỏng, ổ gà, sụt lún.');
    const say = await who.get('/reports/new?category=road-damage');
    expect(heard(say)).toContain('Hãy kể việc gì đang xảy ra');
    const where = await form(who, say, { words: 'Đường sạt lở ở gần cầu treo', go: 'where' });
    expect(heard(where)).toContain('Việc này ở đâu?');
    const look = await form(who, where, { commune, place_words: 'Gần cầu treo', go: 'near' });
    expect(heard(look)).toMatch(/sắp gửi/);
    const sent = await form(who, look, { go: 'send' });
    const code = /\/reports\/(\d{12})/.exec(sent.location)?.[1] ?? '';
    expect(heard(await who.get(`/reports/${code}?sent=1`))).toContain('Đã gửi. Mã số');
    expect(heard(await who.get(`/reports/${code}`))).toContain('Phản ánh đã gửi');
    expect(heard(await who.get('/reports/mine'))).toContain('đã gửi hoặc đang theo dõi');
  });

  test('what stops or leads elsewhere says whom to call, from the lists', async () => {
    const who = visit(app);
    const stops = heard(await who.get('/reports/new?category=petition-denunciation'));
    expect(stops).toContain('Tố cáo có thủ tục riêng.');
    expect(stops).toContain('Gọi 113: công an.');
    expect(heard(await who.get('/reports/new?category=bridge'))).toContain('Gọi 114');
  });

  test('looking up, also where the code is wrong', async () => {
    const who = visit(app);
    expect(heard(await who.get('/reports/look-up'))).toContain('mười hai chữ số');
    expect(heard(await who.get('/reports/look-up?code=123'))).toContain('mười hai chữ số');
  });

  test('what is gone from the lists is left out, a name that nobody registered is a fault', async () => {
    const { db } = app.context;
    expect((await soundOf(db, ['reports.category.nothing', 'reports.new'])).texts).toHaveLength(1);
    await expect(soundOf(db, ['reports.nothing'])).rejects.toThrow(/isn't registered/);
  });
});
