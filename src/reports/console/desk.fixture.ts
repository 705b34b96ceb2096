/** The running app with its reports: sent as citizens send them, and moved on by the officials' own forms. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { type Answer, type Visitor, visit } from '../../../test/support/visitor.ts';
import { openActors } from '../../people/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import type { ReportInput } from '../contract.ts';
import { loadReportsReference, submitReport } from '../core/index.ts';

export interface Sent {
  readonly id: string;
  readonly code: string;
}

export interface TestDesk {
  readonly app: TestApp;
  /** One signed-in browser a made-up person. */
  as(key: string): Promise<Visitor>;
  person(key: string): string;
  unit(code: string): Promise<string>;
  rows<T>(query: ReturnType<typeof sql<T>>): Promise<readonly T[]>;
  /** A report as the citizen Lò Thị Mai sends it, in the commune of that code. */
  send(input?: Partial<Omit<ReportInput, 'id' | 'place'>> & { readonly commune?: string; readonly placeWords?: string }): Promise<Sent>;
  /** Takes a step through the page of the report: opens it for its token and revision, then sends the form. */
  step(
    key: string,
    report: Sent,
    step: string,
    fields?: Readonly<Record<string, string>>,
    files?: Readonly<Record<string, Uint8Array<ArrayBuffer>>>,
  ): Promise<Answer>;
  close(): Promise<void>;
}

export const centre = 'intake-officer';
const data = join(import.meta.dirname, '..', '..', '..', 'data', 'reports');
export const peoplesCommitteeOf = (communeCode: string): string => `0190a000-0000-7000-8001-0000000${communeCode}`;
/** Sở Xây dựng. */
export const department = '0190a000-0000-7000-8000-000000000003';

/** Loads the lists of reports where the template has none yet. */
async function loadLists(app: TestApp): Promise<void> {
  await app.context.db.transaction(async (tx) => {
    const there = await sql`select from reports.category limit 1`.execute(tx.rows<unknown>());
    if (there.rows.length === 0) await loadReportsReference(tx, (name) => readFile(join(data, name), 'utf8'));
  });
}

export async function openTestDesk(): Promise<TestDesk> {
  const app = await startApp();
  await loadLists(app);
  const visitors = new Map<string, Promise<Visitor>>();
  const as = (key: string): Promise<Visitor> => {
    const known = visitors.get(key) ?? app.signedIn(key).then((cookie) => visit(app, cookie));
    visitors.set(key, known);
    return known;
  };
  const rows: TestDesk['rows'] = async (query) =>
    app.context.db.transaction(async (tx) => (await query.execute(tx.rows<unknown>())).rows, { state: dutyState('identity') });
  const person = (key: string): string => demonstrationPeople.get(key)?.id ?? '';
  const unit = async (code: string): Promise<string> => {
    const found = await rows(
      sql<{ id: string }>`select unit_id as id from territory.units_on(${app.context.clock.today().toString()}::date) where code = ${code}`,
    );
    return found[0]?.id ?? '';
  };
  const send: TestDesk['send'] = async ({ commune = '04606', placeWords = 'Gần cầu treo bản Mù', ...input } = {}) => {
    const unitId = await unit(commune);
    const { context } = app;
    const outcome = await context.db.transaction(
      async (tx) =>
        submitReport(
          tx,
          context,
          { actor: await openActors(context.db, context.clock).byPerson(tx, person('citizen')), ticket: null },
          {
            id: context.ids.next(),
            door: 'web',
            categoryCode: 'road-damage',
            words: 'Đường sạt lở, xe máy không qua được',
            answers: {},
            place: { how: 'words', unitId, lat: null, lon: null, accuracyMetres: null, words: placeWords, atHome: false },
            language: 'vi',
            uploads: [],
            keepPrivate: false,
            contact: { name: 'Lò Thị Mai', phone: '0900000001' },
            answerBy: 'page',
            capturedAt: null,
            onBehalf: null,
            ...input,
          },
        ),
      { state: dutyState('identity') },
    );
    if (!outcome.ok) throw new Error(`not sent: ${outcome.refusal.code} ${outcome.refusal.field ?? ''}`);
    return outcome.value;
  };
  const step: TestDesk['step'] = async (key, { code }, name, fields = {}, files) => {
    const who = await as(key);
    const page = await who.get(`/console/reports/${code}`);
    const revision = /name="revision" value="(\d+)"/.exec(page.text)?.[1] ?? '0';
    const all = Object.entries({
      revision,
      ...Object.fromEntries(Object.entries(fields).map(([field, value]) => [`${name}.${field}`, value])),
    });
    const to = `/console/reports/${code}/steps/${name}`;
    if (!files) return who.post(to, Object.fromEntries(all));
    const form = new FormData();
    for (const [field, value] of all) form.set(field, value);
    for (const [field, bytes] of Object.entries(files)) form.set(`${name}.${field}`, new Blob([bytes]), `${field}.jpg`);
    return who.post(to, form);
  };
  return { app, as, person, unit, rows, send, step, close: () => app.close() };
}

/** Everything that leads from sent to an office that works on it. */
export async function inWork(desk: TestDesk, officer: string, organisationId: string, report?: Sent): Promise<Sent> {
  const sent = report ?? (await desk.send());
  for (const [who, name, fields] of [
    [centre, 'hand', { organisationId, category: 'road-damage' }],
    [officer, 'take', {}],
  ] as const) {
    const answer = await desk.step(who, sent, name, fields);
    if (answer.status !== 303) throw new Error(`${name}: ${answer.status} ${answer.text.replace(/<[^>]+>/g, ' ').slice(0, 600)}`);
  }
  return sent;
}
