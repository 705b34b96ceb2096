/** GeoReport v2, asked as any client asks: plain requests, and XML read by somebody else's reader. */
import { XMLParser, XMLValidator } from 'fast-xml-parser';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { visit } from '../../../test/support/visitor.ts';
import { queueWebhooks } from '../../developers/index.ts';
import { liveProgram, openReceiver, program, webhook } from '../../developers/programs.fixture.ts';
import { moveSandbox } from '../../developers/sandbox/move.ts';
import { deliverDue } from '../../developers/webhooks/deliver.ts';
import type { OutboxEvent } from '../../platform/outbox/index.ts';
import { codeFrom, codeIn } from '../code.ts';
import { openWorld, resultOf, type World } from '../core/world.fixture.ts';
import { escapeXml } from './format.ts';
import { webhookEventOf } from './webhook.ts';

let world: World;
let live: { id: string; key: string };
let sandbox: { id: string; key: string };
beforeAll(async () => {
  world = await openWorld();
  live = await liveProgram(world.app);
  sandbox = await program(world.app);
});
afterAll(() => world.close());

const home = () => `${world.app.address}/open311/v2`;
const xml = new XMLParser({ ignoreAttributes: false, parseTagValue: false, processEntities: true });
interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  readonly json: Record<string, string | number | boolean | null | undefined>[];
}

async function ask(path: string, init: RequestInit = {}): Promise<Answer> {
  const response = await fetch(home() + path, init);
  const text = await response.text();
  const json = (response.headers.get('content-type') ?? '').includes('json') ? [JSON.parse(text)].flat() : [];
  return { status: response.status, headers: response.headers, text, json };
}

const good = () => ({ service_code: 't-pothole', address_id: world.commune, description: 'Ổ gà to trước trường học.' });
function file(
  fields: Record<string, string>,
  { key = live.key, format = 'json', headers = {} }: { key?: string; format?: string; headers?: Record<string, string> } = {},
) {
  return ask(`/requests.${format}`, {
    method: 'POST',
    body: new URLSearchParams({ ...(key === '' ? {} : { api_key: key }), ...fields }),
    headers,
  });
}
const reports = async () => Number((await world.rows(sql<{ n: bigint }>`select count(*) as n from reports.report`))[0]?.n);
const show = async (id: string) =>
  resultOf(
    await world.step('publisher', id, 'show', {
      face: { words: 'Ổ gà <to> & sâu "ở" cổng\u0007 trường', placeWords: 'Cổng trường', place: 'none', attachments: [] },
    }),
  );

describe('what can be reported', () => {
  test('services are the lowest categories of the day, without those that stop somebody, in JSON and XML', async () => {
    const { json, headers, status } = await ask('/services.json');
    expect(status).toBe(200);
    expect(headers.get('content-type')).toBe('application/json; charset=utf-8');
    const codes = json.map((service) => service.service_code);
    expect(codes).toEqual(expect.arrayContaining(['t-pothole', 't-lamp', 't-bridge', 't-ask']));
    expect(codes).not.toContain('t-roads');
    expect(codes).not.toContain('t-complaint');
    expect(codes).not.toContain('t-old');
    expect(json.find((service) => service.service_code === 't-pothole')).toEqual({
      service_code: 't-pothole',
      service_name: 'Ổ gà',
      description: '',
      metadata: true,
      type: 'realtime',
      keywords: 'Đường',
      group: 'Đường',
    });
    const answer = await ask('/services.xml');
    expect(answer.headers.get('content-type')).toBe('text/xml; charset=utf-8');
    expect(answer.text.startsWith('<?xml version="1.0" encoding="UTF-8"?>\n<services>')).toBe(true);
    const { service } = xml.parse(answer.text).services;
    expect(service.map((one: { service_code: string }) => one.service_code)).toEqual(codes);
    expect(service[0].metadata).toMatch(/^(true|false)$/);
  });

  test('a definition has the questions of the category and of those above it', async () => {
    const { json } = await ask('/services/t-bridge.json?lang=en');
    const [definition] = json as unknown as { service_code: string; attributes: Record<string, unknown>[] }[];
    expect(definition?.service_code).toBe('t-bridge');
    expect(definition?.attributes.map(({ code, datatype, required, order }) => [code, datatype, required, order])).toEqual([
      ['passable', 'singlevaluelist', false, 1],
      ['width', 'number', true, 2],
      ['cars', 'singlevaluelist', false, 3],
    ]);
    expect(definition?.attributes[0]?.values).toEqual([
      { key: 'all', name: 'Yes' },
      { key: 'none', name: 'No' },
    ]);
    const parsed = xml.parse((await ask('/services/t-bridge.xml?lang=en')).text).service_definition;
    expect(parsed.attributes.attribute[0].values.value).toEqual([
      { key: 'all', name: 'Yes' },
      { key: 'none', name: 'No' },
    ]);
    expect((await ask('/services/t-roads.json')).status).toBe(404);
    expect((await ask('/services/nothing.xml')).status).toBe(404);
    expect((await ask('/services/t-bridge.csv')).status).toBe(404);
  });

  test('discovery leads to both, and says where keys come from', async () => {
    const [discovery] = (await ask('/discovery.json')).json as unknown as { endpoints: Record<string, unknown>[]; key_service: string }[];
    expect(discovery?.endpoints.map(({ type }) => type)).toEqual(['production', 'test']);
    expect(discovery?.endpoints[0]).toMatchObject({ url: home(), formats: ['text/xml', 'application/json'] });
    expect(discovery?.key_service).toBe(`${world.app.address}/developers/apps`);
    expect(XMLValidator.validate((await ask('/discovery.xml')).text)).toBe(true);
  });
});

describe('sending and reading', () => {
  test('a report is filed, read back with its key, shown to everybody once it is shown, and answered', async () => {
    const filed = await file({
      ...good(),
      'attribute[passable]': 'none',
      first_name: 'An',
      last_name: 'Giàng',
      phone: '0912345678',
      email: 'an@example.org',
    });
    expect(filed.status).toBe(201);
    const code = String(filed.json[0]?.service_request_id);
    expect(codeIn(code)).toBe(code);
    expect(filed.json[0]?.token).toBeUndefined();
    const [row] = await world.rows(sql<{ id: string; door: string }>`select id, door from reports.report where code = ${code}`);
    expect(row?.door).toBe('open311');
    const view = await world.view(row?.id ?? '');
    expect(view.content).toMatchObject({ words: 'Ổ gà to trước trường học.', answers: { passable: 'none' } });

    // Not shown: a stranger finds nothing, the program how it stands and no words.
    expect((await ask(`/requests/${code}.json`)).status).toBe(404);
    const own = await ask(`/requests/${code}.json?api_key=${live.key}`);
    expect(own.json[0]).toMatchObject({
      service_request_id: code,
      status: 'open',
      status_detail: 'sent',
      description: null,
      lat: null,
      service_code: 't-pothole',
    });
    const foreign = await liveProgram(world.app, 'team-member');
    expect((await ask(`/requests/${code}.json`, { headers: { authorization: `Bearer ${foreign.key}` } })).status).toBe(404);

    const id = row?.id ?? '';
    resultOf(await world.step('intake-officer', id, 'receive'));
    resultOf(await world.step('intake-officer', id, 'classify', { category: 't-pothole' }));
    resultOf(await world.step('intake-officer', id, 'hand', { organisationId: '0190a000-0000-7000-8001-000000004606' }));
    await world.answered(id);
    await show(id);
    const shown = await ask(`/requests/${code}.json`);
    expect(shown.json[0]).toMatchObject({ status: 'closed', status_detail: 'answered', address_id: world.commune });
    expect(shown.json[0]?.status_notes).toContain('đổ nhựa');
    expect(String(shown.json[0]?.requested_datetime)).toMatch(/^\d{4}-\d{2}-\d{2}T\d{2}:\d{2}:\d{2}Z$/);
    expect(shown.text).not.toContain('0912345678');
    // What somebody wrote stands between tags as text, whatever it looks like.
    const { text } = await ask(`/requests/${code}.xml`);
    expect(XMLValidator.validate(text)).toBe(true);
    expect(xml.parse(text).service_requests.request.description).toBe('Ổ gà <to> & sâu "ở" cổng trường');
    const updates = await ask(`/servicerequestupdates.json?service_request_id=${code}`);
    expect(updates.json.map((update) => update.status_detail)).toEqual(['sent', 'received', 'handed', 'in-work', 'answered']);
    expect(updates.json.at(-1)?.description).toContain('đổ nhựa');
    expect(updates.text).not.toContain('note');
    const token = await ask(`/tokens/${code}.xml`);
    expect(xml.parse(token.text).service_requests.request).toEqual({ service_request_id: code, token: code });
  });

  test('a sent report reaches the desk of the commune', async () => {
    const filed = await file({ ...good(), description: 'Nắp cống vỡ gần bưu điện.' });
    const desk = visit(world.app, await world.app.signedIn('intake-officer'));
    const code = String(filed.json[0]?.service_request_id);
    expect((await desk.get(`/console/reports/${code}`)).text).toContain('Nắp cống vỡ gần bưu điện.');
  });

  test('lists by code, service, status, time and page; codes alone count where they are given', async () => {
    const clock = world.app.database.clock;
    const made: string[] = [];
    for (let n = 0; n < 3; n++) {
      clock.set(world.app.context.clock.now().add({ minutes: 1 }).toString());
      const { id, code } = await world.sent({ categoryCode: 't-lamp' });
      await show(id);
      made.unshift(code);
    }
    const codes = async (query: string) => (await ask(`/requests.json?${query}`)).json.map((one) => one.service_request_id);
    expect(await codes('service_code=t-lamp')).toEqual(made);
    expect(await codes('service_code=t-lamp&status=closed')).toEqual([]);
    expect(await codes('service_code=t-lamp&status=open,closed')).toEqual(made);
    expect(await codes('service_code=t-lamp&page_size=2')).toEqual(made.slice(0, 2));
    expect(await codes('service_code=t-lamp&page_size=2&page=2')).toEqual(made.slice(2));
    expect(await codes(`service_request_id=${made[0]},${made[2]}&service_code=t-ask&start_date=2020-01-01T00:00:00Z`)).toEqual([
      made[0],
      made[2],
    ]);
    expect(await codes('service_code=t-lamp&start_date=2020-01-01T00:00:00Z')).toEqual([]);
    expect(await codes('service_code=t-lamp&start_date=2026-12-01T00:00:00+07:00'.replace('+', '%2B'))).toEqual(made);
    expect(await codes('service_code=t-lamp&start_date=2026-12-01T00:00:00+07:00')).toEqual(made);
    const later = world.app.context.clock.now().add({ hours: 1 }).toString();
    expect(await codes(`service_code=t-lamp&updated_after=${later}`)).toEqual([]);
    // A change is seen though the answer was kept.
    resultOf(
      await world.step(
        'publisher',
        (await world.rows(sql<{ id: string }>`select id from reports.report where code = ${made[0] ?? ''}`))[0]?.id ?? '',
        'unshow',
        { reason: 't-name', wordsToSender: 'Có tên người.' },
      ),
    );
    await expect.poll(() => codes('service_code=t-lamp')).toEqual(made.slice(1));
  });

  test('the same Idempotency-Key is one report, however often and however fast it is sent', async () => {
    const before = await reports();
    const headers = { 'idempotency-key': 'phone-7/1' };
    const answers = await Promise.all(Array.from({ length: 5 }, () => file(good(), { headers })));
    expect(new Set(answers.map(({ json }) => json[0]?.service_request_id)).size).toBe(1);
    expect(answers.map(({ status }) => status).toSorted()).toEqual([200, 200, 200, 200, 201]);
    expect(await reports()).toBe(before + 1);
    const bearer = { headers: { authorization: `Bearer ${live.key}` } };
    const found = await ask(`/tokens/${encodeURIComponent(headers['idempotency-key'])}.json`, bearer);
    expect(found.json[0]?.service_request_id).toBe(answers[0]?.json[0]?.service_request_id);
    expect((await ask('/tokens/never-sent.json', bearer)).status).toBe(404);
    expect((await ask(`/tokens/${encodeURIComponent(headers['idempotency-key'])}.json`)).status).toBe(404);
  });

  test('a client that reads XML as numbers loses zeros at the beginning of an id, and finds its report all the same', async () => {
    const sent = await file(good(), { key: sandbox.key, format: 'xml' });
    const code: string = xml.parse(sent.text).service_requests.request.service_request_id;
    expect(code).toMatch(/^000\d{9}$/);
    const asNumber = String(Number(code));
    const query = `api_key=${sandbox.key}`;
    for (const path of [`/requests/${asNumber}.json?${query}`, `/requests.json?service_request_id=${asNumber}&${query}`])
      expect((await ask(path)).json.map((one) => one.service_request_id)).toEqual([code]);
    expect((await ask(`/tokens/${asNumber}.json?${query}`)).json[0]?.service_request_id).toBe(code);
    // A real one: the check digit decides, so no other report is ever found instead.
    const zeros = codeFrom('00012345678');
    const real = String((await file(good())).json[0]?.service_request_id);
    await world.rows(sql`update reports.report set code = ${zeros} where code = ${real} returning id`);
    const own = `api_key=${live.key}`;
    expect((await ask(`/requests/${Number(zeros)}.json?${own}`)).json[0]?.service_request_id).toBe(zeros);
    expect((await ask(`/tokens/${Number(zeros)}.xml?${own}`)).text).toContain(`<service_request_id>${zeros}</service_request_id>`);
    expect((await ask(`/requests/${Number(zeros) + 1}.json?${own}`)).status).toBe(404);
  });

  test('words that end in the name of a commune are a place; pictures as files come along, links are only written down', async () => {
    const named = await file({ service_code: 't-pothole', address_string: 'Cạnh trạm y tế, xã Trạm Tấu', description: 'Ổ gà.' });
    expect(named.status).toBe(201);
    const linked = await file({ ...good(), media_url: 'https://example.org/a.jpg' });
    const [row] = await world.rows(
      sql<{ id: string }>`select id from reports.report where code = ${String(linked.json[0]?.service_request_id)}`,
    );
    expect((await world.view(row?.id ?? '')).content?.words).toContain('https://example.org/a.jpg');
    const form = new FormData();
    for (const [name, value] of Object.entries({ api_key: live.key, ...good() })) form.set(name, value);
    const png = Buffer.from('iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==', 'base64');
    form.set('media', new Blob([png], { type: 'image/png' }), 'a.png');
    const sent = await ask('/requests.json', { method: 'POST', body: form });
    expect(sent.status).toBe(201);
    const [withFile] = await world.rows(
      sql<{ id: string }>`select id from reports.report where code = ${String(sent.json[0]?.service_request_id)}`,
    );
    expect((await world.view(withFile?.id ?? '')).attachments).toHaveLength(1);
  });
});

describe('errors of the standard', () => {
  test.each<[string, Record<string, string>, number]>([
    ['no service_code', { description: 'x' }, 400],
    ['an unknown service', { service_code: 'nothing', description: 'x' }, 404],
    ['a service that can’t be chosen', { service_code: 't-roads', description: 'x' }, 404],
    ['no place', { service_code: 't-pothole', description: 'Ổ gà.' }, 400],
    ['half a point', { service_code: 't-pothole', lat: '21.5', description: 'Ổ gà.' }, 400],
    ['a point that is none', { service_code: 't-pothole', lat: 'north', long: '104', description: 'Ổ gà.' }, 400],
    ['a point far away', { service_code: 't-pothole', lat: '48.8', long: '2.3', description: 'Ổ gà.' }, 400],
    ['a unit that is none', { service_code: 't-pothole', address_id: "x' or 1=1", description: 'Ổ gà.' }, 400],
    ['a required answer missing', { service_code: 't-bridge', description: 'Cầu.', address_string: 'xã Trạm Tấu' }, 400],
    [
      'an answer that is none',
      { service_code: 't-pothole', description: 'Ổ gà.', address_string: 'xã Trạm Tấu', 'attribute[passable]': 'maybe' },
      400,
    ],
    ['no words', { service_code: 't-ask' }, 400],
    ['a link that is none', { service_code: 't-ask', description: 'Hỏi.', media_url: 'file:///etc/passwd' }, 400],
    ['another place', { service_code: 't-ask', description: 'Hỏi.', jurisdiction_id: 'sfgov.org' }, 404],
  ])('%s', async (_name, fields, status) => {
    const before = await reports();
    const answer = await file(fields);
    expect([answer.status, answer.json[0]?.code]).toEqual([status, status]);
    expect(String(answer.json[0]?.description).length).toBeGreaterThan(20);
    const asXml = await file(fields, { format: 'xml' });
    expect(asXml.status).toBe(status);
    expect(xml.parse(asXml.text).errors.error.code).toBe(String(status));
    expect(await reports()).toBe(before);
  });

  test('reading', async () => {
    for (const [path, status] of [
      ['/requests.json?start_date=yesterday', 400],
      ['/requests.json?end_date=2026-13-01T00:00:00Z', 400],
      ['/requests.json?start_date=2026-01-01T00:00:00Z&end_date=2026-12-01T00:00:00Z', 400],
      ['/requests.json?status=solved', 400],
      ['/requests.json?page=0', 400],
      ['/requests.json?page_size=1001', 400],
      ['/requests.json?jurisdiction_id=sfgov.org', 404],
      ['/requests.json?jurisdiction_id=localhost', 200],
      ['/requests/482913560027.json', 404],
      ['/requests/%00.json', 404],
      ['/tokens/nothing.json', 404],
    ] as const) {
      const answer = await ask(path);
      expect([path, answer.status]).toEqual([path, status]);
      if (status !== 200) expect(answer.json[0]?.code).toBe(status);
    }
    expect((await ask('/requests.yaml')).status).toBe(404);
  });

  test('another method is 405 and says which are allowed', async () => {
    for (const [method, path] of [
      ['PUT', '/requests.json'],
      ['DELETE', '/services.xml'],
      ['POST', '/services.json'],
    ] as const) {
      const answer = await ask(path, { method });
      expect([answer.status, answer.headers.get('allow')?.includes('GET')]).toEqual([405, true]);
    }
  });

  test('XML entities: XML that comes in is refused unread, and no entity is ever expanded', async () => {
    const before = await reports();
    const bomb = `<?xml version="1.0"?><!DOCTYPE a [<!ENTITY b "bang"><!ENTITY c "&b;&b;&b;"><!ENTITY f SYSTEM "file:///etc/hostname">]><request><service_code>t-ask</service_code><description>&c;&f;</description></request>`;
    for (const type of ['application/xml', 'text/xml', 'application/json'])
      for (const format of ['xml', 'json']) {
        const body = type.endsWith('json') ? '{"service_code":"t-ask"}' : bomb;
        const answer = await ask(`/requests.${format}`, { method: 'POST', body, headers: { 'content-type': type } });
        expect([type, answer.status]).toEqual([type, 415]);
        expect(answer.text).not.toContain('bang');
      }
    expect(await reports()).toBe(before);
    const filed = await file({ service_code: 't-ask', description: bomb });
    expect(filed.status).toBe(201);
    expect(escapeXml('<!ENTITY a "&b;">\ud800\u0000')).toBe('&lt;!ENTITY a &quot;&amp;b;&quot;&gt;\ufffd');
  });
});

describe('keys', () => {
  test('without one, with a wrong one and with a revoked one nothing is written: 403', async () => {
    const before = await reports();
    expect((await file(good(), { key: '' })).status).toBe(403);
    expect((await file(good(), { key: 'ybs_live_nothing' })).status).toBe(403);
    expect((await file(good(), { key: `ybs_live_${'A'.repeat(43)}` })).status).toBe(403);
    const gone = await liveProgram(world.app);
    await world.rows(sql`update developers.api_key set revoked_at = now() where app_id = ${gone.id}::uuid`);
    const answer = await file(good(), { key: gone.key });
    expect([answer.status, answer.json[0]?.description]).toEqual([403, expect.stringContaining('thu hồi')]);
    expect(await reports()).toBe(before);
  });

  test('a key of the sandbox can’t write or read anything real; a real one nothing in the sandbox', async () => {
    const before = await reports();
    const tried = await file(good(), { key: sandbox.key });
    expect(tried.status).toBe(201);
    expect(await reports()).toBe(before);
    const code = String(tried.json[0]?.service_request_id);
    expect(codeIn(code)).toBeNull();
    const real = await file(good());
    expect((await ask(`/requests/${real.json[0]?.service_request_id}.json?api_key=${sandbox.key}`)).status).toBe(404);
    expect((await ask(`/requests/${code}.json?api_key=${live.key}`)).status).toBe(404);
    expect((await file({ ...good(), jurisdiction_id: 'sandbox' })).status).toBe(403);
    const list = await ask('/requests.json?page_size=5', { headers: { authorization: `Bearer ${sandbox.key}` } });
    expect(list.json[0]?.service_request_id).toBe(code);
    const stranger = await program(world.app, 'team-member');
    expect((await ask(`/requests/${code}.json?api_key=${stranger.key}`)).status).toBe(404);
    const open = await ask('/requests.json?jurisdiction_id=sandbox');
    expect(open.json.map((one) => one.service_request_id)).not.toContain(code);
    expect(open.json.length).toBeGreaterThan(20);
  });

  test('limits are said with every answer, and kept', async () => {
    const slow = await liveProgram(world.app, 'citizen', 3);
    const answers = [];
    for (let n = 0; n < 4; n++) answers.push(await ask(`/requests.json?page_size=1&api_key=${slow.key}`));
    // A minute may end between two of them.
    const over = answers.at(-1)?.status === 429 ? answers.at(-1) : await ask(`/requests.json?page_size=1&api_key=${slow.key}`);
    expect(answers[0]?.headers.get('ratelimit-limit')).toBe('3');
    expect(Number(answers[0]?.headers.get('ratelimit-remaining'))).toBeLessThan(3);
    expect([over?.status, Number(over?.headers.get('retry-after')) > 0]).toEqual([429, true]);
    expect(over?.json[0]?.code).toBe(429);
  });

  test('when a key was last used is kept to the hour', async () => {
    const one = await liveProgram(world.app);
    await ask(`/requests.json?page_size=1&api_key=${one.key}`);
    const [key] = await world.rows(
      sql<{ at: Temporal.Instant }>`select last_used_at as at from developers.api_key where app_id = ${one.id}::uuid and kind = 'live'`,
    );
    expect(key?.at.toString()).toMatch(/:00:00Z$/);
  });
});

describe('what programs are told', () => {
  const eventOf = async (report: string, step: string) => {
    const [row] = await world.rows(
      sql<{
        id: string;
        to_state: string;
      }>`select id, to_state from reports.event where report_id = ${report}::uuid and step = ${step} order by ordinal desc limit 1`,
    );
    const payload: OutboxEvent['payload'] = { report, event: row?.id ?? '', step, from: null, to: row?.to_state ?? '' };
    return world.app.context.db.transaction((tx) =>
      webhookEventOf(tx, world.app.context, { id: 'x', name: 'reports.step-taken', version: 1, payload }),
    );
  };

  test('of what is not shown only the program that sent it, without words; of what is shown all; steps among officials nobody', async () => {
    const filed = await file({ ...good(), description: 'Lời riêng của người gửi.', phone: '0912345678' });
    const [row] = await world.rows(
      sql<{ id: string }>`select id from reports.report where code = ${String(filed.json[0]?.service_request_id)}`,
    );
    const id = row?.id ?? '';
    const told = await eventOf(id, 'send');
    expect(told).toMatchObject({ type: 'report.sent', appId: live.id, data: { state: 'sent', status: 'open', service_code: 't-pothole' } });
    expect(JSON.stringify(told)).not.toMatch(/Lời riêng|0912345678/);
    const { id: nobodys } = await world.sent();
    expect(await eventOf(nobodys, 'send')).toBeNull();
    resultOf(await world.step('intake-officer', id, 'note', { wordsToOfficials: 'Trong nội bộ.' }));
    expect(await eventOf(id, 'note')).toBeNull();
    await show(id);
    expect(await eventOf(id, 'show')).toMatchObject({ type: 'report.shown', appId: null });
    resultOf(await world.step('publisher', id, 'unshow', { reason: 't-name', wordsToSender: 'Có tên người.' }));
    const gone = await eventOf(id, 'unshow');
    expect(gone).toMatchObject({ type: 'report.unshown', appId: null });
    expect(Object.keys(gone?.data ?? {})).toEqual(['service_request_id', 'url']);
  });

  test('a step reaches the receiver of the program once', async () => {
    const receiver = await openReceiver();
    await webhook(world.app, live.id, receiver.url, { kind: 'live' });
    const filed = await file(good());
    const [row] = await world.rows(
      sql<{ id: string }>`select id from reports.report where code = ${String(filed.json[0]?.service_request_id)}`,
    );
    const said = await eventOf(row?.id ?? '', 'send');
    for (let n = 0; n < 2; n++)
      await world.app.context.db.transaction(async (tx) => {
        if (said) await queueWebhooks(tx, 'live', said);
      });
    await deliverDue(world.app.context, new AbortController().signal);
    expect(receiver.got.map(({ body }) => JSON.parse(body).data.service_request_id)).toEqual([filed.json[0]?.service_request_id]);
    await receiver.close();
  });

  test('the sandbox moves on by itself and tells each step in turn', async () => {
    const { clock, db } = world.app.context;
    const receiver = await openReceiver();
    const hook = await webhook(world.app, sandbox.id, receiver.url);
    const filed = await file({ ...good(), description: 'Thử.' }, { key: sandbox.key });
    const code = filed.json[0]?.service_request_id;
    const state = async () => (await ask(`/requests/${code}.json?api_key=${sandbox.key}`)).json[0]?.status_detail;
    expect(await state()).toBe('sent');
    world.app.database.clock.set(clock.now().add({ seconds: 25 }).toString());
    expect(await state()).toBe('received');
    await db.transaction((tx) => moveSandbox(tx));
    world.app.database.clock.set(clock.now().add({ seconds: 40 }).toString());
    await Promise.all([db.transaction((tx) => moveSandbox(tx)), db.transaction((tx) => moveSandbox(tx))]);
    expect(await db.transaction((tx) => moveSandbox(tx))).toBe(0);
    const answered = (await ask(`/requests/${code}.json?api_key=${sandbox.key}`)).json[0];
    expect([answered?.status_detail, answered?.status]).toEqual(['answered', 'closed']);
    while ((await deliverDue(world.app.context, new AbortController().signal)) > 0);
    const types = receiver.got.map(({ body }) => JSON.parse(body)).filter(({ data }) => data.service_request_id === code);
    expect(types.map(({ type }) => type).toSorted()).toEqual(['report.answered', 'report.in-work', 'report.received', 'report.sent']);
    expect(hook.secret).toMatch(/^whsec_/);
    await receiver.close();
  });
});
