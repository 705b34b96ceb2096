import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { count as countRows, recount, rowsOf } from '../../../scripts/recount.ts';
import { readCalendar } from '../../platform/calendar/store.ts';
import { minutesOfWorkingDay, workingTimeBetween } from '../../platform/calendar/working-time.ts';
import type { Who } from '../core/types.ts';
import { communeOffice, moneyOffice, openWorld, personOf, resultOf, roadsOffice, type World } from '../core/world.fixture.ts';
import { answeredStates, endStates, states } from '../model.ts';
import { type Figures, type Grouping, groupings, mostLifted } from './figures.ts';
import { publishFigures } from './publish.ts';
import { least } from './rows.ts';
import { intervalOf } from './share.ts';
import { workedTime } from './worked.ts';

let world: World;
const at = (text: string) => world.app.database.clock.set(Temporal.Instant.from(`${text}+07:00`).toString());

/** Somebody else who approves for the office. */
const deputy = async (): Promise<Who> => ({
  actor: { ...(await world.actor('commune-leader')), id: personOf('second-operator') },
  ticket: null,
});
const sorted = (list: readonly string[]) => list.toSorted((a, b) => (a < b ? -1 : 1));
const rate = async (who: Who, id: string, satisfied: boolean) => resultOf(await world.step(who, id, 'rate', { satisfied, revision: null }));
const reopen = async (who: Who, id: string) =>
  resultOf(await world.step(who, id, 'reopen', { reason: 't-not-done', words: 'Vẫn hỏng.', revision: null }));
const returned = async (by: string, id: string) =>
  resultOf(await world.step(by, id, 'return', { reason: 't-not-ours', wordsToOfficials: 'Không phải việc của cơ quan tôi.' }));
const handedTo = async (id: string, organisationId: string) => {
  resultOf(await world.step('intake-officer', id, 'hand', { organisationId }));
};

/** Judged in all ways: how often, how often not satisfied, and what was said last. */
async function fillJudged(): Promise<void> {
  at('2026-11-09T09:00');
  const ways: readonly (readonly ('good' | 'bad' | 'reopen' | 'answer')[])[] = [
    ['bad', 'reopen', 'answer'],
    ['reopen', 'answer'],
    ['bad', 'reopen', 'answer', 'good'],
    ['good', 'reopen'],
    ['bad', 'bad', 'good'],
    ['bad', 'reopen', 'answer', 'reopen'],
    ['good'],
    [],
  ];
  for (const way of ways) {
    const { id, who } = await world.handed();
    await world.answered(id);
    let approvals = 1;
    for (const act of way) {
      if (act === 'reopen') await reopen(who, id);
      else if (act === 'answer') await world.answered(id, approvals++ % 2 === 1 ? await deputy() : 'commune-leader');
      else await rate(who, id, act === 'good');
    }
  }
}

/** Given back, and late at somebody else than who has it in the end. */
async function fillReturned(): Promise<void> {
  at('2026-10-05T09:00');
  // Enough to be told: late at the commune, which gave them back, and now at the roads office.
  const late = [];
  for (let index = 0; index < 6; index += 1) late.push(await world.handed());
  // Given back in time and handed on in time; given back in time and late at the centre; given back by two.
  const early = await world.handed();
  const between = await world.handed();
  const twice = await world.handed({}, roadsOffice);
  // Late at an office that nobody else was late at.
  const lone = await world.handed({}, moneyOffice);
  at('2026-10-06T09:00');
  for (const { id } of [early, between]) await returned('commune-officer', id);
  await returned('agency-handler', twice.id);
  await handedTo(early.id, roadsOffice);
  await handedTo(twice.id, communeOffice);
  at('2026-10-20T09:00');
  for (const { id } of [...late, twice]) await returned('commune-officer', id);
  resultOf(await world.step('intake-officer', lone.id, 'take-back', { wordsToOfficials: 'Việc của cơ quan khác.' }));
  for (const { id } of [...late, between, twice, lone]) await handedTo(id, roadsOffice);
  // Waits for its sender.
  const asked = await world.handed({}, roadsOffice);
  resultOf(await world.step('agency-handler', asked.id, 'take'));
  resultOf(await world.step('agency-handler', asked.id, 'ask-more', { reason: 't-unclear', wordsToSender: 'Ở đâu?' }));
}

/** Reports in many states: some alike, some rare. */
async function fill(): Promise<void> {
  await fillReturned();
  await fillJudged();
  at('2026-12-07T09:00');
  for (let index = 0; index < 12; index += 1) {
    const { id, who } = await world.handed();
    await world.answered(id);
    if (index < 11) resultOf(await world.step(who, id, 'rate', { satisfied: index % 3 > 0, revision: null }));
  }
  // Late, and still with the office.
  for (let index = 0; index < 3; index += 1) await world.handed();
  at('2026-12-15T10:30');
  const late = await world.handed();
  at('2026-12-22T10:30');
  await world.answered(late.id);
  resultOf(await world.step(late.who, late.id, 'reopen', { reason: 't-not-done', words: 'Vẫn hỏng.', revision: null }));
  const rare = await world.sent({ categoryCode: 't-secret', door: 'web' });
  resultOf(await world.step('intake-officer', rare.id, 'not-accept', { reason: 't-not-here', wordsToSender: 'Xin gửi nơi kia.' }));
  const merged = await world.sent();
  resultOf(await world.step('intake-officer', merged.id, 'merge', { masterId: late.id }));
  const asked = await world.handed();
  resultOf(await world.step('commune-officer', asked.id, 'take'));
  resultOf(await world.step('commune-officer', asked.id, 'ask-more', { reason: 't-unclear', wordsToSender: 'Ở đâu?' }));
  at('2026-12-24T08:15');
  resultOf(await world.step(asked.who, asked.id, 'give-more', { words: 'Trước cổng.', revision: null }));
  const back = await world.handed();
  await world.sent({ place: { ...world.input().place, unitId: world.elsewhere } });
  resultOf(await world.step('commune-officer', back.id, 'return', { reason: 't-not-ours', wordsToOfficials: 'Không phải xã tôi.' }));
  const gone = await world.sent();
  resultOf(await world.step(gone.who, gone.id, 'withdraw', { revision: null }));
  await world.sent({ categoryCode: 't-ask' });
}

beforeAll(async () => {
  world = await openWorld();
  await fill();
});
afterAll(() => world.close());

/** Publishes, and waits until the pages kept so far are known to be old. */
async function publish() {
  const publication = await publishFigures(world.app.context);
  await expect.poll(async () => (await api('unit')).publication?.id, { timeout: 10_000 }).toBe(publication.id);
  return publication;
}
async function get(path: string, headers: Readonly<Record<string, string>> = {}) {
  const answer = await fetch(`${world.app.address}${path}`, { headers: { accept: '*/*', 'accept-encoding': 'identity', ...headers } });
  const rawPayload = Buffer.from(await answer.arrayBuffer());
  const body = rawPayload.toString();
  return { statusCode: answer.status, headers: answer.headers, rawPayload, body, json: () => JSON.parse(body) };
}
const csv = async () => (await get('/reports/open-data.csv')).body;
const api = async (by: string) => JSON.parse((await get(`/api/v1/reports/figures?by=${by}`)).body);

/** Figures counted from the reports themselves, one by one, knowing nothing of the rows. */
async function naive() {
  const calendar = await readCalendar(world.app.context.db, 'Asia/Ho_Chi_Minh');
  const now = world.app.database.clock.now();
  const ids = await world.rows(sql<{ id: string }>`select id from reports.report`);
  const views = await Promise.all(ids.map(({ id }) => world.view(id)));
  const sum = {
    received: 0,
    notAccepted: 0,
    merged: 0,
    returned: 0,
    answered: 0,
    reopened: 0,
    waiting: 0,
    rated: 0,
    satisfied: 0,
    dissatisfied: 0,
  };
  const standing: number[] = [];
  const onTime = { n: 0, of: 0 };
  const takenIn = { n: 0, of: 0 };
  const minutes: number[] = [];
  let paused = 0;
  for (const view of views) {
    const steps = (step: string) => view.events.filter((event) => event.step === step);
    sum.received += 1;
    sum.notAccepted += steps('not-accept').length;
    sum.merged += steps('merge').length;
    sum.returned += steps('return').length > 0 ? 1 : 0;
    const [answer] = steps('approve');
    sum.answered += answer ? 1 : 0;
    sum.reopened += steps('reopen').length > 0 ? 1 : 0;
    sum.waiting += endStates.includes(view.state) || answeredStates.includes(view.state) ? 0 : 1;
    const said = view.events.flatMap(({ step, facts }) =>
      step === 'rate' ? [facts.satisfied === true] : step === 'reopen' ? [false] : [],
    );
    if (said.length > 0) {
      sum.rated += 1;
      sum.satisfied += said.at(-1) ? 1 : 0;
      sum.dissatisfied += said.includes(false) ? 1 : 0;
    }
    if (view.state === 'needs-more' && view.pausedSince)
      standing.push(Math.floor(workingTimeBetween(view.pausedSince, now, calendar) / minutesOfWorkingDay(calendar)));
    const verdict = (step: 'receive' | 'answer') => {
      const all = view.deadlines.filter((one) => one.step === step);
      const inTime = all.map((one) =>
        one.metAt
          ? Temporal.Instant.compare(one.metAt, one.dueAt) <= 0
          : Temporal.Instant.compare(one.pausedSince ?? now, one.dueAt) > 0
            ? false
            : null,
      );
      if (inTime.includes(false)) return false;
      if (view.closedAt === null && inTime.includes(null)) return null;
      return inTime.includes(true) ? true : null;
    };
    for (const [into, step] of [
      [takenIn, 'receive'],
      [onTime, 'answer'],
    ] as const) {
      const is = verdict(step);
      if (is === null) continue;
      into.of += 1;
      into.n += is ? 1 : 0;
    }
    if (answer) {
      const still = view.deadlines.filter((one) => one.round === 1).reduce((total, one) => total + one.pausedMinutes, 0);
      minutes.push(workingTimeBetween(view.sentAt, answer.at, calendar) - still);
    }
    paused += view.deadlines.reduce((total, one) => total + one.pausedMinutes, 0);
    if (view.closedAt === null && view.pausedSince) paused += workingTimeBetween(view.pausedSince, now, calendar);
  }
  return { ...sum, onTime, takenIn, minutes: minutes.toSorted((a, b) => a - b), paused, standing };
}

async function agrees() {
  const told = (await api('unit')).total;
  const known = await naive();
  const { n, of } = told.onTime;
  const { received, notAccepted, merged, returned, answered, reopened, waiting } = told;
  expect({
    received,
    notAccepted,
    merged,
    returned,
    answered,
    reopened,
    waiting,
    rated: told.rated.n,
    satisfied: told.satisfied.n,
    dissatisfied: told.dissatisfied.n,
  }).toEqual({
    received: known.received,
    notAccepted: known.notAccepted,
    merged: known.merged,
    returned: known.returned,
    answered: known.answered,
    reopened: known.reopened,
    waiting: known.waiting,
    rated: known.rated,
    satisfied: known.satisfied,
    dissatisfied: known.dissatisfied,
  });
  expect(told.standing).toEqual({ n: known.standing.length, longest: known.standing.length === 0 ? null : Math.max(...known.standing) });
  expect({ n, of }).toEqual(known.onTime);
  expect({ n: told.takenIn.n, of: told.takenIn.of }).toEqual(known.takenIn);
  expect(told.minutes).toEqual({
    of: known.minutes.length,
    median: known.minutes[Math.ceil(known.minutes.length / 2) - 1],
    p90: known.minutes[Math.ceil(known.minutes.length * 0.9) - 1],
  });
  const paused = rowsOf(await csv()).reduce((sum, row) => sum + Number(row.paused_minutes), 0);
  expect(paused).toBe(known.paused);
}

describe('the publication', () => {
  test('before the first there is a page that says so, and no file', async () => {
    expect((await get('/reports/figures')).body).toContain('Chưa công bố');
    expect((await get('/reports/open-data')).statusCode).toBe(200);
    expect((await get('/reports/open-data.csv')).statusCode).toBe(404);
    expect((await get('/api/v1/reports/figures')).json()).toMatchObject({ publication: null, total: { received: 0 } });
  });

  test('every report is one row; a script that knows only the file gives the figures of the API, by everything', async () => {
    const publication = await publish();
    const [reports] = await world.rows(sql<{ n: number }>`select count(*)::int as n from reports.report`);
    expect(publication.rows).toBe(reports?.n);
    const file = await csv();
    for (const by of groupings) {
      const told = await api(by);
      const counted = recount(file, by);
      expect(counted.rows).toBe(reports?.n);
      expect(counted.total).toEqual(told.total);
      expect(counted.lines).toEqual(told.lines.map(({ key, figures }: { key: string; figures: object }) => ({ key, figures })));
    }
  });

  test('where much was lifted, lines are told by counts alone; what loses nothing keeps its shares', async () => {
    const file = rowsOf(await csv());
    const lost = (column: string) => file.filter((row) => String(row.coarsened).split(' ').includes(column)).length / file.length;
    const shares = async (by: Grouping) =>
      (await api(by)).lines.some(
        ({ figures }: { figures: Figures }) => figures.takenIn.low !== undefined || figures.minutes.median !== null,
      );
    expect(lost('unit')).toBeGreaterThan(mostLifted);
    expect([await shares('unit'), await shares('month')]).toEqual([false, true]);
    expect((await api('unit')).total.takenIn.low).toBeDefined();
    expect((await get('/reports/figures')).body).toContain('Không tính tỷ lệ theo xã');
    expect((await get('/reports/figures?by=month')).body).not.toContain('Không tính tỷ lệ');
  });

  test('totals are what the reports themselves say, counted one by one', agrees);

  test('the figures follow what happens: a judgement, a report that is not accepted', async () => {
    const before = (await api('month')).total;
    const { id, who } = await world.handed();
    await world.answered(id);
    resultOf(await world.step(who, id, 'rate', { satisfied: false, revision: null }));
    const other = await world.sent();
    resultOf(await world.step('intake-officer', other.id, 'not-accept', { reason: 't-not-here', wordsToSender: 'Xin gửi nơi kia.' }));
    expect((await api('month')).total).toEqual(before);
    await publish();
    const after = (await api('month')).total;
    expect(after.received).toBe(before.received + 2);
    expect(after.notAccepted).toBe(before.notAccepted + 1);
    expect(after.rated.n).toBe(before.rated.n + 1);
    expect(after.satisfied).toMatchObject({ n: before.satisfied.n, of: before.satisfied.of + 1 });
    await agrees();
    const file = await csv();
    expect(recount(file, 'month').total).toEqual(after);
  });

  test('every judgement ever given counts, a tap once, whatever was answered since', async () => {
    const rows = rowsOf(await csv()).filter((row) => row.month === '2026-11');
    const said = sorted(rows.map((row) => `${row.judgements} ${row.not_satisfied} ${row.satisfied}`));
    // Not satisfied and opened again by one tap is one judgement; opened again without a tap, or after a good one, is one more.
    expect(said).toEqual(['0 0 ', '1 0 true', '1 1 false', '1 1 false', '2 1 false', '2 1 true', '2 2 false', '3 2 true']);
    const { total } = recount(await csv(), 'month');
    const { figures } = recount(await csv(), 'month').lines.find(({ key }) => key === '2026-11') ?? { figures: total };
    expect([figures.rated, figures.satisfied, figures.dissatisfied]).toEqual([
      { n: 7, of: 8 },
      { n: 3, of: 7 },
      { n: 6, of: 7 },
    ]);
  });

  test('an office that gives back, or that was late, is told so when the report has gone on; the few are not named', async () => {
    const rows = rowsOf(await csv()).filter((row) => row.month === '2026-10');
    const offices = sorted(rows.map((row) => [row.office_id, row.returned_by_ids, row.late_office_id].join(' | ')));
    const told = `${roadsOffice} | ${communeOffice} | ${communeOffice}`;
    expect(offices).toEqual(
      sorted([
        ...Array.from({ length: 6 }, () => told),
        `${roadsOffice} | ${communeOffice} | `,
        `${roadsOffice} | ${communeOffice} | centre`,
        `${roadsOffice} | other ${communeOffice} | ${communeOffice}`,
        `${roadsOffice} |  | other`,
        `${roadsOffice} |  | `,
      ]),
    );
    const asked = (query: string) => get(`/api/v1/reports/figures?from=2026-10&to=2026-10&${query}`).then((answer) => answer.json());
    const view = await asked('by=office');
    const line = (key: string) => view.lines.find((one: { key: string }) => one.key === key)?.figures;
    expect(view.total).toMatchObject({ received: 11, returned: 9, onTime: { n: 0, of: 10 } });
    expect(line(communeOffice)).toMatchObject({ received: 0, returned: 9, onTime: { n: 0, of: 7 }, late: 0 });
    expect(line(roadsOffice)).toMatchObject({ received: 11, returned: 0, onTime: { n: 0, of: 1 }, standing: { n: 1 } });
    expect(line('')).toMatchObject({ received: 0, returned: 1, onTime: { n: 0, of: 2 } });
    // Asked for one office, the whole is what its line says.
    expect((await asked(`by=unit&office=${communeOffice}`)).total).toEqual(line(communeOffice));
    expect((await get(`/reports/figures?by=unit&office=${communeOffice}&from=2026-10&to=2026-10`)).body).not.toContain('Chưa có gì để đếm');
    expect((await get('/reports/open-data.csv')).body).toContain('; Ủy ban nhân dân');
  });

  test('offices of before are named where the row names its own, and enough of the month name the same', async () => {
    const rows = rowsOf(await csv());
    const named = (list: string | undefined) =>
      String(list)
        .split(' ')
        .filter((one) => !['', 'other', 'centre'].includes(one));
    for (const column of ['returned_by_ids', 'late_office_id']) {
      const told = rows.flatMap((row) =>
        [...new Set(named(row[column]))].map((office) => ({ key: `${row.month} ${office}`, own: row.office_id })),
      );
      expect(told.every(({ own }) => own !== '')).toBe(true);
      for (const [key, some] of Map.groupBy(told, (one) => one.key)) expect([key, some.length >= least]).toEqual([key, true]);
      expect(rows.some((row) => String(row[column]).includes('other'))).toBe(true);
    }
    for (const row of rows) expect(String(row.returned_by_ids).split(' ').filter(Boolean)).toHaveLength(Number(row.returns));
  });

  test('each combination has enough rows or is at the coarsest; ids are new, nothing leads back', async () => {
    const rows = rowsOf(await csv());
    const cell = (row: Readonly<Record<string, string>>) =>
      [row.month, row.unit_id, row.category, row.office_id, row.door, row.coarsened].join('|');
    for (const [key, some] of Map.groupBy(rows, cell)) {
      const coarsest = some.every((row) => row.coarsened === 'door category organisation unit' && row.unit_id === world.root);
      expect([key, some.length >= least || coarsest]).toEqual([key, true]);
    }
    expect(rows.some((row) => row.coarsened === '')).toBe(true);
    expect(rows.some((row) => row.unit_id === world.root)).toBe(true);
    expect(rows.filter((row) => row.office_id === communeOffice).length).toBeGreaterThanOrEqual(least);
    const ids = new Set(rows.map((row) => row.id));
    expect(ids.size).toBe(rows.length);
    const reports = await world.rows(sql<{ id: string; code: string }>`select id, code from reports.report`);
    const whole = await csv();
    for (const { id, code } of reports) expect([whole.includes(id), whole.includes(code)]).toEqual([false, false]);
    await publish();
    expect(rowsOf(await csv()).some((row) => ids.has(row.id ?? ''))).toBe(false);
  });

  test('old files go, the one before stays; two at once are one after the other', async () => {
    await Promise.all([publishFigures(world.app.context), publishFigures(world.app.context)]);
    const left = await world.rows(sql<{ hash: string }>`select file_hash as hash from reports.publication`);
    expect(left).toHaveLength(2);
    for (const { hash } of left) expect(await world.app.context.files.has(hash)).toBe(true);
    const [rows] = await world.rows(sql<{
      rows: number;
      n: number;
    }>`select (select rows from reports.publication order by made_at desc, id desc limit 1) as rows,
      (select count(*)::int from reports.open_row) as n`);
    expect(rows?.rows).toBe(rows?.n);
  });

  test('active use counts each person and browser once, and hides few', async () => {
    const citizen = { actor: await world.actor('citizen'), ticket: null };
    for (let index = 0; index < 3; index += 1) resultOf(await world.submit(citizen, world.input()));
    await publish();
    const use = (await api('unit')).activeUse as { month: string; what: string; persons: number | null; browsers: number | null }[];
    const sent = use.find((one) => one.month === '2026-12' && one.what === 'sent');
    const [browsers] = await world.rows(
      sql<{
        n: number;
      }>`select count(distinct digest)::int as n from reports.ticket where relation = 'sender' and given_at >= '2026-12-01'`,
    );
    // One person is too few to be told.
    expect(sent).toEqual({ month: '2026-12', what: 'sent', persons: null, browsers: browsers?.n });
    const any = use.find((one) => one.month === '2026-12' && one.what === 'any');
    expect(any?.browsers).toBe(browsers?.n);
    const [people] = await world.rows(
      sql<{
        n: number;
      }>`select count(*)::int as n from reports.active_use where persons between 1 and ${least - 1} or browsers between 1 and ${least - 1}`,
    );
    expect(people?.n).toBe(0);
    expect(personOf('citizen')).not.toBe('');
  });
});

describe('pages and files', () => {
  test('a view names what it shows; strange addresses are refused', async () => {
    for (const by of groupings) expect((await get(`/reports/figures?by=${by}`)).statusCode).toBe(200);
    const body = (await get('/reports/figures')).body;
    expect((await get('/reports/figures?category=t-secret')).body).toContain('quá ít để nói tỷ lệ');
    expect(body).toContain('khoảng tin cậy 95');
    expect((await get(`/reports/figures?unit=${world.elsewhere}&from=2026-12&to=2026-12&category=t-roads`)).statusCode).toBe(200);
    for (const query of ['from=2026-13', 'unit=x', 'office=1', 'by=person'])
      expect([
        query,
        (await get(`/reports/figures?${query}`)).statusCode,
        (await get(`/api/v1/reports/figures?${query}`)).statusCode,
      ]).toEqual([query, 400, 400]);
    expect((await get('/reports/figures/definitions')).statusCode).toBe(200);
    expect((await get('/reports/open-data.json')).json()).toMatchObject({ coarsening: { least }, publication: { least } });
    expect((await get('/reports/figures.csv')).body).toContain('received');
  });

  test('the file comes in parts and packed', async () => {
    const whole = await get('/reports/open-data.csv');
    expect(whole.headers.get('content-type')).toContain('text/csv');
    const part = await get('/reports/open-data.csv', { range: 'bytes=3-9' });
    expect([part.statusCode, part.body, part.headers.get('content-range')]).toEqual([
      206,
      whole.rawPayload.subarray(3, 10).toString(),
      `bytes 3-9/${whole.rawPayload.length}`,
    ]);
    expect((await get('/reports/open-data.csv', { range: `bytes=${whole.rawPayload.length}-` })).statusCode).toBe(416);
    const packed = await get('/reports/open-data.csv', { 'accept-encoding': 'gzip' });
    expect(packed.headers.get('content-encoding')).toBe('gzip');
    expect(packed.body).toBe(whole.body);
    const etag = String(whole.headers.get('etag'));
    expect((await get('/reports/open-data.csv', { 'if-none-match': etag })).statusCode).toBe(304);
  });
});

describe('counting', () => {
  test('the interval is Wilson’s, and few have none', () => {
    expect(intervalOf(9, 9)).toBeNull();
    // From the literature: 81 of 263 is 0.2553 to 0.3662.
    expect(intervalOf(81, 263)).toEqual({ low: 0.2553, high: 0.3662 });
    expect(intervalOf(0, 10)).toEqual({ low: 0, high: 0.2775 });
    expect(intervalOf(10, 10)).toEqual({ low: 0.7225, high: 1 });
  });

  test('the script reads CSV as it is written: quotes, line ends, commas', () => {
    expect(rowsOf('\uFEFFa,b\r\n"x, ""y""\r\nz",2\r\n')).toEqual([{ a: 'x, "y"\r\nz', b: '2' }]);
    expect(countRows([])).toMatchObject({ received: 0, minutes: { of: 0, median: null }, standing: { n: 0, longest: null } });
    expect(states.filter((state) => !endStates.includes(state) && !answeredStates.includes(state))).toHaveLength(10);
  });

  test('working time in the database is working time in the program', async () => {
    const { db } = world.app.context;
    const calendar = await readCalendar(db, 'Asia/Ho_Chi_Minh');
    const time = workedTime(calendar, '2026-11-01', '2027-03-01');
    const start = Temporal.Instant.from('2026-11-01T17:00:00Z').epochMilliseconds;
    let seed = 5_2026;
    const next = () => {
      seed = (seed * 1_103_515_245 + 12_345) % 2_147_483_648;
      return Temporal.Instant.fromEpochMilliseconds(start + (seed % (110 * 86_400)) * 1_000 + (seed % 997));
    };
    const pairs = Array.from({ length: 300 }, () => [next(), next()].toSorted(Temporal.Instant.compare));
    const found = await sql<{
      minutes: number;
    }>`with worked as materialized (${time.rows}) select ${time.between(sql`p.a`, sql`p.b`)} as minutes
      from unnest(${pairs.map(([a]) => String(a))}::timestamptz[], ${pairs.map(([, b]) => String(b))}::timestamptz[]) with ordinality as p (a, b, n)
      order by p.n`.execute(db.rows<unknown>());
    expect(found.rows.map((row) => row.minutes)).toEqual(pairs.map(([a, b]) => (a && b ? workingTimeBetween(a, b, calendar) : -1)));
  });
});
