/** The real program with a small list of matters, persons who act, and ways to send and to take steps. */
import { createHash } from 'node:crypto';
import { sql } from 'kysely';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { openActors } from '../../people/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Outcome } from '../../platform/outcome/index.ts';
import { type Actor, anonymous, dutyState, ownState, rowState, system } from '../../platform/session/index.ts';
import { type ReportInput, reportsRights, type StepInput, uploadPurposes } from '../contract.ts';
import { loadReportsReference } from '../load/reference.ts';
import type { StepName } from '../model.ts';
import { takeStep } from './steps/take-step.ts';
import { submitReport } from './submit/submit.ts';
import type { ReportView, Who } from './types.ts';
import { reportById } from './view.ts';

export const smallLists: Readonly<Record<string, string>> = {
  'categories.csv': `code,from,to,parent,kind,rank,name_vi,name_en,hint_vi,hint_en,icon,place,privacy,intake,urgency,notice,near_metres
t-roads,2025-07-01,,,field,1,Đường,Roads,,,map,required,public,centre,normal,,
t-pothole,2025-07-01,,t-roads,field,1,Ổ gà,Pothole,,,map,required,public,centre,normal,,50
t-lamp,2025-07-01,,t-roads,field,2,Đèn đường,Street lamp,,,map,required,public,direct,normal,,50
t-bridge,2025-07-01,,t-roads,field,3,Cầu,Bridge,,,map,required,public,centre,urgent,t-danger,50
t-old,2025-07-01,2026-11-30,t-roads,field,4,Loại cũ,Old kind,,,map,required,public,centre,normal,,
t-ask,2025-07-01,,,question,2,Hỏi,Ask,,,map,optional,public,centre,normal,,
t-secret,2025-07-01,,,proposal,3,Kín,Private,,,map,none,private,centre,complex,,
t-complaint,2025-07-01,,,question,4,Đơn,Complaint,,,map,none,private,centre,normal,t-stop,
`,
  'questions.csv': `category,code,from,to,rank,answer,required,label_vi,label_en,options
t-roads,passable,2025-07-01,,1,choice,no,Qua được không?,Can people pass?,"[{""code"":""all"",""vi"":""Được"",""en"":""Yes""},{""code"":""none"",""vi"":""Không"",""en"":""No""}]"
t-bridge,width,2025-07-01,,1,number,yes,Rộng mấy mét?,How wide?,[]
t-bridge,cars,2025-07-01,,2,yes-no,no,Ô tô qua được?,Cars?,[]
`,
  'notices.csv': `code,from,to,effect,title_vi,title_en,text_vi,text_en,actions,source
t-danger,2025-07-01,,warn,Gọi trước,Call first,Gọi.,Call.,[],thử
t-stop,2025-07-01,,stop,Nơi khác,Elsewhere,Nơi khác.,Elsewhere.,[],thử
`,
  'emergency-numbers.csv': `number,from,to,rank,name_vi,name_en,source
199,2025-07-01,,9,Thử,Test,thử
`,
  'routes.csv': `id,category,unit_level,unit_code,from,to,target,organisation_id,source
0190bfff-0000-7000-8000-000000000001,t-roads,,,2025-07-01,,unit-office,,thử
0190bfff-0000-7000-8000-000000000002,t-bridge,,,2025-07-01,,organisation,0190a000-0000-7000-8000-000000000003,thử
0190bfff-0000-7000-8000-000000000003,t-roads,commune,04465,2025-07-01,,organisation,0190a000-0000-7000-8000-000000000004,thử
`,
  'deadline-rules.csv': `id,step,category,urgency,from,to,amount,unit,source
${['t-roads', 't-ask', 't-secret', 't-complaint']
  .flatMap((category) =>
    ['urgent', 'normal', 'complex'].flatMap((urgency) => [
      `${category}-receive-${urgency},receive,${category},${urgency},2025-07-01,,8,working-hours,thử`,
      `${category}-answer-${urgency},answer,${category},${urgency},2025-07-01,,${{ urgent: '4,working-hours', normal: '3,working-days' }[urgency] ?? '10,working-days'},thử`,
    ]),
  )
  .join('\n')}
t-lamp-answer-normal,answer,t-lamp,normal,2025-07-01,,5,working-days,thử
`,
  'reasons.csv': `code,kind,from,to,rank,name_vi,name_en,door_vi,door_en,door_href
t-not-here,not-accepted,2025-07-01,,1,Không ở đây,Not here,Nơi kia,There,/x
t-not-ours,return,2025-07-01,,1,Không thuộc thẩm quyền,Not ours,,,
t-unclear,needs-more,2025-07-01,,1,Chưa rõ,Unclear,,,
t-rain,extension,2025-07-01,,1,Mưa lũ,Rain,,,
t-name,unshown,2025-07-01,,1,Có tên người,A name,,,
t-not-done,dissatisfied,2025-07-01,,1,Chưa làm,Not done,,,
t-money,cannot,2025-07-01,,1,Chưa có vốn,No money,,,
`,
  'empty-phrases.csv': `phrase,from,to
đã chuyển,2025-07-01,
đã ghi nhận,2025-07-01,
đã chuyển đơn vị chức năng xem xét giải quyết,2025-07-01,
`,
};

export const roadsOffice = '0190a000-0000-7000-8000-000000000003';
export const moneyOffice = '0190a000-0000-7000-8000-000000000004';
export const communeOffice = '0190a000-0000-7000-8001-000000004606';

export const personOf = (key: string): string => demonstrationPeople.get(key)?.id ?? '';
export const codeOf = (outcome: Outcome<unknown>): string => (outcome.ok ? 'ok' : outcome.refusal.code);

/** The value, or a failure that names the refusal. */
export function resultOf<T>(outcome: Outcome<T>): T {
  if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
  return outcome.value;
}

/** A browser with a ticket of its own. */
export const browser = (name: string): Who => ({ actor: anonymous, ticket: createHash('sha256').update(name).digest('hex') });

const rightOf: Readonly<Record<string, (typeof reportsRights)[keyof typeof reportsRights]>> = {
  'intake-officer': reportsRights.intake,
  'commune-officer': reportsRights.handle,
  'other-commune-officer': reportsRights.handle,
  'agency-handler': reportsRights.handle,
  'commune-leader': reportsRights.approve,
  'agency-leader': reportsRights.approve,
  publisher: reportsRights.publish,
  'province-supervisor': reportsRights.see,
};

export const answerWords = 'Ngày 08/12 tổ quản lý đường đã đổ nhựa, lấp kín ổ gà dài 4 m và dựng lại biển báo.';

export interface World {
  readonly app: TestApp;
  readonly commune: string;
  readonly elsewhere: string;
  readonly root: string;
  rows<T>(query: ReturnType<typeof sql<T>>): Promise<readonly T[]>;
  actor(key: string): Promise<Actor>;
  /** What is sent; `over` replaces fields. */
  input(over?: Partial<ReportInput>): ReportInput;
  submit(who: Who, input: ReportInput): Promise<Outcome<{ id: string; code: string; repeated: boolean }>>;
  /** Sent by a browser of its own: id, code and the browser. */
  sent(over?: Partial<ReportInput>): Promise<{ id: string; code: string; who: Who }>;
  /** A step by somebody of people.csv, or as the given one, with the revision of now unless one is given. */
  step(
    by: string | Who,
    reportId: string,
    step: StepName,
    over?: Partial<StepInput>,
  ): Promise<Outcome<{ state: string; revision: number }>>;
  /** As the duty `identity` sees it, or somebody of people.csv by their right. */
  view(reportId: string, by?: string): Promise<ReportView>;
  /** An upload that is ready. */
  upload(owner: string, kind?: 'image' | 'audio' | 'video' | 'document', purpose?: string): Promise<string>;
  /** Brings a new report into the state before somebody works on it: handed to the office of the commune. */
  handed(over?: Partial<ReportInput>, organisationId?: string): Promise<{ id: string; code: string; who: Who }>;
  /** Taken by the office of the commune, whose answer waits for approval. */
  drafted(id: string): Promise<void>;
  /** Taken, answered and approved by the office of the commune. */
  answered(id: string, approver?: string | Who): Promise<void>;
  close(): Promise<void>;
}

let made = 0;

export async function openWorld(): Promise<World> {
  const app = await startApp();
  const { context } = app;
  const { db, clock } = context;
  // A Monday morning, offices are open.
  app.database.clock.set('2026-12-07T02:00:00Z');
  await db.transaction((tx) => loadReportsReference(tx, async (name) => smallLists[name] ?? ''));
  const rows = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(db.rows<unknown>())).rows;
  const unitOf = async (code: string) =>
    (
      await rows(
        sql<{ id: string }>`select unit_id as id from territory.units_on('2026-12-07') where code = ${code} and level_id = 'commune'`,
      )
    )[0]?.id ?? '';
  const [root] = await rows(sql<{ id: string }>`select unit_id as id from territory.units_on('2026-12-07') where parent_id is null`);
  const commune = await unitOf('04606');
  const actors = new Map<string, Actor>();
  const actor = async (key: string) => {
    const known =
      actors.get(key) ??
      (await db.transaction((tx) => openActors(db, clock).byPerson(tx, personOf(key)), { state: dutyState('identity') }));
    actors.set(key, known);
    return known;
  };
  const whoOf = async (by: string | Who): Promise<Who> =>
    typeof by === 'string' ? { actor: by === 'system' ? system : await actor(by), ticket: null } : by;
  const stateOf = (by: string | Who, { actor: one }: Who) => {
    if (one.kind === 'system') return rowState(system, reportsRights.intake);
    if (one.kind === 'anonymous') return dutyState('identity');
    if (typeof by !== 'string') return rowState(one, one.rights.has(reportsRights.approve) ? reportsRights.approve : reportsRights.handle);
    const right = rightOf[by];
    return right ? rowState(one, right) : ownState(one);
  };
  const world: World = {
    app,
    commune,
    elsewhere: await unitOf('04465'),
    root: root?.id ?? '',
    rows,
    actor,
    input: (over = {}) => ({
      id: context.ids.next(),
      door: 'web',
      categoryCode: 't-pothole',
      words: 'Ổ gà to trước trường học, xe máy ngã nhiều lần.',
      answers: {},
      place: { how: 'unit', unitId: commune, lat: null, lon: null, accuracyMetres: null, words: 'Trước cổng trường', atHome: false },
      language: 'vi',
      uploads: [],
      keepPrivate: false,
      contact: { name: '', phone: '' },
      answerBy: 'page',
      capturedAt: null,
      onBehalf: null,
      ...over,
    }),
    submit: (who, input) => db.transaction((tx) => submitReport(tx, context, who, input), { state: dutyState('identity') }),
    async sent(over = {}) {
      const who = browser(`browser ${++made}`);
      const { id, code } = resultOf(await world.submit(who, world.input(over)));
      return { id, code, who };
    },
    async step(by, reportId, step, over = {}) {
      const who = await whoOf(by);
      const [report] = await rows(sql<{ revision: number }>`select revision from reports.report where id::text = ${reportId}`);
      const input: StepInput = { reportId, step, revision: report?.revision ?? null, ...over };
      return db.transaction((tx: Tx) => takeStep(tx, context, who, input), { state: stateOf(by, who) });
    },
    async view(reportId, by) {
      const who = by === undefined ? null : await whoOf(by);
      const state = who === null || by === undefined ? dutyState('identity') : stateOf(by, who);
      const found = await db.transaction((tx) => reportById(tx, reportId), { state });
      if (!found) throw new Error('there is no such report');
      return found;
    },
    async upload(owner, kind = 'image', purpose = uploadPurposes.step) {
      const id = context.ids.next();
      const hash = createHash('sha256').update(id).digest('hex');
      const now = clock.now();
      await rows(sql`insert into platform.upload (id, owner, purpose, declared_name, declared_bytes, received_bytes, state, sent_hash, kept_hash, kept_bytes, kind, media, created_at, expires_at)
        values (${id}::uuid, ${owner}, ${purpose}, 'x', 10, 10, 'ready', ${hash}, ${hash}, 10, ${kind}, '{}', ${now.toString()}::timestamptz, ${now.add({ hours: 24 * 10 }).toString()}::timestamptz)`);
      return id;
    },
    async handed(over = {}, organisationId = communeOffice) {
      const report = await world.sent(over);
      resultOf(await world.step('intake-officer', report.id, 'receive'));
      resultOf(await world.step('intake-officer', report.id, 'classify', { category: over.categoryCode ?? 't-pothole' }));
      resultOf(await world.step('intake-officer', report.id, 'hand', { organisationId }));
      return report;
    },
    async drafted(id) {
      const { state } = await world.view(id);
      if (state !== 'in-work') resultOf(await world.step('commune-officer', id, 'take'));
      const photo = await world.upload(personOf('commune-officer'));
      resultOf(await world.step('commune-officer', id, 'answer', { words: answerWords, uploads: [{ id: photo, role: 'after' }] }));
    },
    async answered(id, approver = 'commune-leader') {
      await world.drafted(id);
      resultOf(await world.step(approver, id, 'approve'));
    },
    close: () => app.close(),
  };
  return world;
}
