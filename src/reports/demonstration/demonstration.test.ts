import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import type { TestApp } from '../../../test/support/app.ts';
import { visit } from '../../../test/support/visitor.ts';
import { dutyState } from '../../platform/session/index.ts';
import { codeIn } from '../code.ts';
import { type StepName, states, transition } from '../model.ts';
import { demonstrationFiles, startWithReports } from '../public/world.fixture.ts';
import { loadDemonstrationReports } from './index.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startWithReports();
});
afterAll(() => app.close());

const rows = <T>(query: ReturnType<typeof sql<T>>): Promise<T[]> =>
  app.context.db.transaction(async (tx) => (await query.execute(tx.rows<unknown>())).rows, { state: dutyState('identity') });

describe('the invented reports', () => {
  test('are loaded once, and quickly also where others work on the same machine', async () => {
    expect(await loadDemonstrationReports(app.context, await demonstrationFiles())).toBe(false);
    const files = await demonstrationFiles();
    const more = {
      ...files,
      reports: files.reports.replaceAll(/\bR(\d{4})\b/g, 'S$1'),
      steps: files.steps.replaceAll(/\bR(\d{4})\b/g, 'S$1'),
    };
    const began = performance.now();
    expect(await loadDemonstrationReports(app.context, more)).toBe(true);
    expect(performance.now() - began).toBeLessThan(6_000);
    const [{ n = 0 } = {}] = await rows(sql<{ n: number }>`select count(*)::integer as n from reports.report`);
    expect(n).toBeGreaterThan(700);
  });

  test('stand in every state, and nobody can take them for real', async () => {
    const found = await rows(sql<{ state: string; origin: string }>`select distinct state, origin from reports.report`);
    expect(new Set(found.map((row) => row.state))).toEqual(new Set<string>(states));
    expect([...new Set(found.map((row) => row.origin))]).toEqual(['demonstration']);
  });

  test('each has a code that is read back, its own', async () => {
    const found = await rows(sql<{ code: string }>`select code from reports.report`);
    expect(found.filter(({ code }) => codeIn(code) !== code)).toEqual([]);
    expect(new Set(found.map(({ code }) => code)).size).toBe(found.length);
  });

  test('each step follows from the one before, none lies ahead, and the last one is the state', async () => {
    const events = await rows(sql<{
      report: string;
      ordinal: number;
      step: StepName;
      from: string | null;
      to: string;
      at: Temporal.Instant;
      state: string;
    }>`
      select event.report_id as report, ordinal, step, from_state as "from", to_state as "to", at, report.state from reports.event event
      join reports.report report on report.id = event.report_id order by report_id, ordinal`);
    const now = app.context.clock.now();
    for (const [, list] of Map.groupBy(events, (event) => event.report)) {
      list.forEach((event, at) => {
        const before = list[at - 1];
        expect(event.ordinal).toBe(at + 1);
        expect(event.from).toBe(before?.to ?? null);
        if (event.from !== null) expect(transition(event.step).from).toContain(event.from);
        if (before) expect(Temporal.Instant.compare(before.at, event.at)).toBeLessThanOrEqual(0);
        expect(Temporal.Instant.compare(event.at, now)).toBeLessThan(1);
      });
      expect(list.at(-1)?.to).toBe(list[0]?.state);
    }
  });

  test('what is open has a deadline, what was answered has one that was judged; some were late', async () => {
    const [found] = await rows(sql<{ open: number; unjudged: number; late: number; good: number }>`select
      (select count(*)::integer from reports.report where closed_at is null and answered_at is null and due_at is null) as open,
      (select count(*)::integer from reports.report report where answered_at is not null and not exists
        (select from reports.deadline where report_id = report.id and step = 'answer' and met_at is not null)) as unjudged,
      (select count(*)::integer from reports.deadline where on_time = false) as late,
      (select count(*)::integer from reports.deadline where on_time) as good`);
    expect(found).toMatchObject({ open: 0, unjudged: 0 });
    expect(found?.late).toBeGreaterThan(20);
    expect(found?.good).toBeGreaterThan((found?.late ?? 0) * 2);
  });

  test('nothing private is shown, and what is shown has words that somebody looked at', async () => {
    const [found] = await rows(sql<{ wrong: number; faceless: number; unlooked: number }>`select
      (select count(*)::integer from reports.report where shown and privacy <> 'public') as wrong,
      (select count(*)::integer from reports.report report where shown <> exists (select from reports.public_face where report_id = report.id)) as faceless,
      (select count(*)::integer from reports.public_face where shown_by is null or words = '') as unlooked`);
    expect(found).toEqual({ wrong: 0, faceless: 0, unlooked: 0 });
  });

  test('some were spoken and wait for somebody who understands them', async () => {
    const found = await rows(sql<{ language: string }>`select distinct language from reports.report where listening`);
    expect(found.length).toBeGreaterThan(0);
    expect(found.map((row) => row.language)).not.toContain('vi');
  });

  test('one of the made-up listeners, without any role, hears what waits; whoever keeps the list sees all of them', async () => {
    const citizen = visit(app, await app.signedIn('citizen'));
    const page = await citizen.get('/account/listening');
    const file = /src="(\/account\/listening\/\d{12}\/files\/[0-9a-f-]{36})"/.exec(page.text)?.[1] ?? '';
    expect(file).not.toBe('');
    const sound = await app.app.inject({ url: file, headers: { cookie: await app.signedIn('citizen') } });
    expect([sound.statusCode, sound.headers['content-type']]).toEqual([200, 'audio/webm']);
    const centre = visit(app, await app.signedIn('intake-officer'));
    const list = (await centre.get('/console/reports/listeners')).text;
    for (const name of ['Nông Văn Chiến', 'Giàng A Páo', 'Lò Thị Mai']) expect(list).toContain(name);
  });

  test('a draft that nobody approved is among officials', async () => {
    const [found] = await rows(sql<{
      n: number;
    }>`select count(*)::integer as n from reports.event_words words join reports.event event on event.id = words.event_id
      where words.audience = 'everybody' and event.step <> 'approve'`);
    expect(found?.n).toBe(0);
  });
});
