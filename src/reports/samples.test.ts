/** What programs of others read of reports has the shape that they know: `/api/v1`, Open311, webhooks and the open data. */
import { parse } from 'csv-parse/sync';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../../test/support/app.ts';
import { samplesOf } from '../../test/support/samples.ts';
import { queueWebhooks, webhookTypes } from '../developers/index.ts';
import { actorOf, liveProgram, openReceiver, program, type Receiver, webhook } from '../developers/programs.fixture.ts';
import { changeWebhook } from '../developers/webhooks/commands.ts';
import { deliverDue } from '../developers/webhooks/deliver.ts';
import { dutyState, ownState } from '../platform/session/index.ts';
import { photo } from './citizen/form.fixture.ts';
import { columns } from './figures/columns.ts';
import { publishFigures } from './figures/publish.ts';
import { uses } from './figures/use.ts';
import { doors, reportKinds, states, stepNames, urgencies } from './model.ts';
import { tellsPrograms, webhookEventOf } from './open311/webhook.ts';
import { startWithReports } from './public/world.fixture.ts';

const { json, xml, csv } = samplesOf(import.meta.dirname);
let app: TestApp;
let live: { readonly id: string; readonly key: string };
let sandbox: { readonly id: string; readonly key: string };
let receiver: Receiver;
beforeAll(async () => {
  app = await startWithReports();
  live = await liveProgram(app);
  sandbox = await program(app);
  receiver = await openReceiver();
  await rareOnes();
  await publishFigures(app.context);
}, 240_000);
afterAll(async () => {
  await receiver.close();
  await app?.close();
});

/** What the invented reports have not: a picture that everybody sees, and a shown report that was merged into a shown one. */
async function rareOnes(): Promise<void> {
  await app.context.db.transaction(
    async (tx) => {
      const rows = tx.rows<unknown>();
      const hash = 'a'.repeat(64);
      const { rows: found } = await sql<{
        id: string;
      }>`select id from reports.report where shown and state = 'answered' order by sent_at desc limit 3`.execute(rows);
      const [pictured, merged, master] = found.map(({ id }) => id);
      await sql`insert into reports.attachment (id, report_id, rank, role, kind, file_hash, sent_hash, bytes, shown_hash, unit_id)
        select ${tx.ids.next()}::uuid, id, 0, 'sent', 'image', ${hash}, ${hash}, 10, ${hash}, unit_id from reports.report where id = ${pictured}::uuid`.execute(
        rows,
      );
      await sql`update reports.report set state = 'merged', master_id = ${master}::uuid where id = ${merged}::uuid`.execute(rows);
    },
    { state: dutyState('identity') },
  );
}

/** Byte order marks too. */
async function text(path: string, init: RequestInit = {}): Promise<string> {
  const response = await fetch(`${app.address}${path}`, { headers: { accept: '*/*' }, ...init });
  return new TextDecoder('utf-8', { ignoreBOM: true }).decode(await response.arrayBuffer());
}
const read = async (path: string, init: RequestInit = {}) => JSON.parse(await text(path, init));
const readAll = (paths: readonly string[]) => Promise.all(paths.map((path) => read(path)));

describe('/api/v1/reports', () => {
  test('the list, as JSON and as GeoJSON', async () => {
    const list = await readAll(['/api/v1/reports?limit=500', '/api/v1/reports?limit=3']);
    expect(json('api-list.json', list, { 'items[].kind': reportKinds, 'items[].state': states })).toEqual([]);
    const map = await readAll(['/api/v1/reports?limit=500&format=geojson', '/api/v1/reports?limit=3&format=geojson']);
    const words = { type: ['FeatureCollection'], 'features[].type': ['Feature'], 'features[].geometry.type': ['Point'] };
    expect(
      json('api-list-geojson.json', map, { ...words, 'features[].properties.kind': reportKinds, 'features[].properties.state': states }),
    ).toEqual([]);
  });

  test('one report', async () => {
    const { items }: { items: { code: string }[] } = await read('/api/v1/reports?limit=500');
    const all = await readAll(items.map(({ code }) => `/api/v1/reports/${code}`));
    const words = {
      kind: reportKinds,
      'files[].kind': ['image', 'video', 'audio', 'document'],
      'files[].role': ['sent', 'before', 'after', 'document', 'spoken-answer'],
      state: states,
      urgency: urgencies,
      'steps[].step': stepNames,
      'steps[].state': states,
    };
    expect(json('api-report.json', all, words)).toEqual([]);
  });

  test('a report that is sent, and problem documents', async () => {
    const id = app.context.ids.next();
    let cookie = '';
    const send = async (body: object) => {
      const headers = { 'content-type': 'application/json', 'idempotency-key': id, cookie };
      const response = await fetch(`${app.address}/api/v1/reports`, { method: 'POST', headers, body: JSON.stringify(body) });
      cookie ||= response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      return response.json();
    };
    const place = { commune: '04606', village: '', words: 'Gần cầu', lat: null, lon: null, accuracyMetres: null, atHome: false };
    const common = { schema: 1, id, capturedAt: null, answers: {}, language: 'vi', keepPrivate: false, answerBy: 'page' };
    const report = { ...common, category: 'road-damage', words: 'Ổ gà.', place, contact: { name: '', phone: '' } };
    const problems = [
      await send({ ...report, words: 7 }),
      await send({ ...report, schema: 9 }),
      await send(report),
      await send({ ...report, category: 'none' }),
      ...(await readAll(['/api/v1/reports?state=moon', '/api/v1/reports/000000000000', '/api/v1/nothing'])),
    ];
    expect(json('api-problem.json', problems)).toEqual([]);
    expect(json('api-sent.json', [await send(report), await send(report)])).toEqual([]);
  });

  test('what pages that a phone keeps read: the ground, and how an upload stands', async () => {
    const ground = await readAll(['/api/v1/reports/ground', '/api/v1/reports/ground?lang=en']);
    expect(json('api-ground.json', ground, { 'categories[].kind': reportKinds })).toEqual([]);
    const inBase64 = (plain: string) => Buffer.from(plain).toString('base64');
    const bytes = await (await photo()).arrayBuffer();
    const stateOf = async (sent: ArrayBuffer) => {
      const response = await fetch(`${app.address}/api/v1/uploads`, {
        method: 'POST',
        headers: {
          'tus-resumable': '1.0.0',
          'upload-length': String(bytes.byteLength),
          'content-type': 'application/offset+octet-stream',
          'upload-metadata': `filename ${inBase64('anh.jpg')},purpose ${inBase64('reports-sent')}`,
        },
        body: sent,
      });
      const cookie = response.headers.getSetCookie()[0]?.split(';')[0] ?? '';
      const { pathname } = new URL(response.headers.get('location') ?? '', app.address);
      return read(pathname, { headers: { cookie, accept: 'application/json', 'tus-resumable': '1.0.0' } });
    };
    const uploads = await Promise.all([bytes, bytes.slice(0, 100), new ArrayBuffer(bytes.byteLength)].map(stateOf));
    expect(json('api-upload.json', uploads)).toEqual([]);
  });

  test('figures', async () => {
    const answers = await readAll(['unit', 'category', 'office', 'month'].map((by) => `/api/v1/reports/figures?by=${by}`));
    const unit = answers[0].lines[0].key;
    const more = await read(`/api/v1/reports/figures?from=2020-01&to=2099-12&unit=${unit}&category=road-damage&office=${unit}`);
    expect(json('api-figures.json', [...answers, more], { 'uses[]': uses, 'activeUse[].what': uses })).toEqual([]);
  });
});

describe('Open311', () => {
  const home = '/open311/v2';
  const both = async (name: string, path: string, init?: RequestInit) => ({
    name,
    json: await read(`${home}${path.replace('*', 'json')}`, init),
    xml: await text(`${home}${path.replace('*', 'xml')}`, init),
  });
  const statuses = { '[].status': ['open', 'closed'], '[].status_detail': states };

  test('discovery, services and definitions', async () => {
    const discovery = await both('discovery', '/discovery.*');
    expect([...json('open311-discovery.json', [discovery.json]), ...xml('open311-discovery.xml', discovery.xml)]).toEqual([]);
    const services = await both('services', '/services.*');
    expect([
      ...json('open311-services.json', [services.json], { '[].type': ['realtime'] }),
      ...xml('open311-services.xml', services.xml),
    ]).toEqual([]);
    const asking = (services.json as { metadata: boolean; service_code: string }[]).filter(({ metadata }) => metadata);
    const definitions = await readAll(asking.map(({ service_code: code }) => `${home}/services/${code}.json`));
    expect(json('open311-service.json', definitions, { 'attributes[].datatype': ['text', 'number', 'singlevaluelist'] })).toEqual([]);
    expect(xml('open311-service.xml', await text(`${home}/services/road-damage.xml`))).toEqual([]);
  });

  test('requests and updates, of the real system and of the sandbox', async () => {
    const requests = await both('requests', '/requests.*?page_size=500');
    const updates = await both('updates', '/servicerequestupdates.*?page_size=500');
    const tried = await read(`${home}/requests.json?page_size=500&jurisdiction_id=sandbox`);
    expect([...json('open311-requests.json', [requests.json], statuses), ...xml('open311-requests.xml', requests.xml)]).toEqual([]);
    expect([...json('open311-updates.json', [updates.json], statuses), ...xml('open311-updates.xml', updates.xml)]).toEqual([]);
    expect(json('open311-sandbox.json', [tried], statuses)).toEqual([]);
  });

  test('what was sent, its token, and errors', async () => {
    const form = (more: Readonly<Record<string, string>>) => ({
      method: 'POST',
      body: new URLSearchParams({
        api_key: live.key,
        service_code: 'road-damage',
        description: 'Ổ gà.',
        address_string: 'Cầu',
        lat: '21.4831',
        long: '104.4572',
        ...more,
      }),
    });
    const sent = await both('sent', '/requests.*', { ...form({ account_id: 'a1' }), headers: { 'idempotency-key': 'held' } });
    const other = await read(`${home}/requests.json`, { ...form({ description: 'Biển đổ.' }) });
    expect([...json('open311-sent.json', [sent.json, other]), ...xml('open311-sent.xml', sent.xml)]).toEqual([]);
    const token = await both('token', `/tokens/held.*?api_key=${live.key}`);
    expect([...json('open311-token.json', [token.json]), ...xml('open311-token.xml', token.xml)]).toEqual([]);
    const errors = await Promise.all([
      both('key', '/requests.*', { ...form({ api_key: '' }) }),
      both('wrong', '/requests.*', form({ lat: 'north' })),
      both('unknown', '/requests/1.*'),
    ]);
    for (const error of errors) expect([...json('open311-error.json', [error.json]), ...xml('open311-error.xml', error.xml)]).toEqual([]);
  });
});

describe('webhooks', () => {
  const tell = async (): Promise<Record<string, unknown>[]> => {
    const before = receiver.got.length;
    while ((await deliverDue(app.context, new AbortController().signal)) > 0);
    return receiver.got.slice(before).map(({ body }) => JSON.parse(body));
  };
  const words = { type: webhookTypes, 'data.status': ['open', 'closed'], 'data.state': states };

  test('of each type, and that a report is not shown any more', async () => {
    const { db } = app.context;
    await webhook(app, live.id, receiver.url, { kind: 'live' });
    const { rows } = await sql<{
      report: string;
      event: string;
      step: string;
      shown: boolean;
    }>`select distinct on (report.shown, event.step)
        report.id as report, event.id as event, event.step, report.shown from reports.event event join reports.report report on report.id = event.report_id
      where report.shown order by report.shown, event.step, event.id`.execute(db.rows<unknown>());
    const [shown] = rows;
    for (const step of stepNames) {
      if (!shown || !tellsPrograms({ step })) continue;
      const { report, event } = rows.find((row) => row.step === step) ?? shown;
      await db.transaction(async (tx) => {
        const payload = { report, event, step, from: null, to: 'received' };
        const said = await webhookEventOf(tx, app.context, { id: step, name: 'reports.step-taken', version: 1, payload });
        if (said) await queueWebhooks(tx, 'live', { ...said, id: `${said.id} ${step}` });
      });
    }
    const told = await tell();
    const gone = told.filter(({ type }) => type === 'report.unshown');
    const rest = told.filter(({ type }) => type !== 'report.unshown');
    expect(new Set(told.map(({ type }) => type))).toEqual(new Set(webhookTypes));
    expect(json('webhook.json', rest, words)).toEqual([]);
    expect(json('webhook-unshown.json', gone, { type: webhookTypes })).toEqual([]);
  });

  test('from the sandbox, and the message to try', async () => {
    const hook = await webhook(app, sandbox.id, receiver.url);
    const body = new URLSearchParams({ api_key: sandbox.key, service_code: 'road-damage', description: 'Thử.', address_string: 'Cầu' });
    await fetch(`${app.address}/open311/v2/requests.json`, { method: 'POST', body });
    expect(json('webhook-sandbox.json', await tell(), words)).toEqual([]);
    const actor = await actorOf(app, 'citizen');
    await app.context.db.transaction((tx) => changeWebhook(tx, actor, sandbox.id, hook.id, 'test'), { state: ownState(actor) });
    expect(json('webhook-test.json', await tell(), { type: ['test'] })).toEqual([]);
  });
});

describe('open data', () => {
  test('the file, its words and its description', async () => {
    const file = await text('/reports/open-data.csv');
    expect(csv('open-data.csv', file)).toEqual([]);
    const rows: Record<string, string>[] = parse(file, { columns: true, bom: true });
    const said = rows.map(({ kind, door, state }) => ({ kind, door, state }));
    expect(json('open-data-words.json', said, { kind: reportKinds, door: [...doors, 'other'], state: states })).toEqual([]);
    const words = {
      'columns[].name': columns.map(({ name }) => name),
      'columns[].type': ['text', 'month', 'integer', 'boolean'],
      'format.name': ['reports-open-data'],
      'coarsening.over[]': ['month', 'unit_id', 'category', 'office_id', 'door'],
      'coarsening.steps[]': ['door', 'organisation', 'category', 'unit'],
    };
    expect(json('open-data.json', [await read('/reports/open-data.json')], words)).toEqual([]);
  });

  test.each(['unit', 'category', 'office', 'month'])('figures by %s', async (by) => {
    expect(csv(`figures-by-${by}.csv`, await text(`/reports/figures.csv?by=${by}`))).toEqual([]);
  });
});
