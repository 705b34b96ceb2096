/** The cards of a demonstration: every number that /demo prints says on /check what /demo says of it. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { sql } from 'kysely';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { visit } from '../../../test/support/visitor.ts';
import { loadDemonstrationRosters } from '../load/demonstration.ts';
import { loadDemonstrationCards } from './demonstration.ts';
import { texts } from './messages.gen.ts';

const t = texts.vi;
const file = (path: string) => readFile(join(import.meta.dirname, '..', '..', '..', 'data', 'demonstration', path), 'utf8');
let app: TestApp;
let cards = '';

/** The head of a file, and the rows of the teams whose members have cards. */
const only = (text: string, teams: readonly string[]): string =>
  text
    .split('\n')
    .filter((line, at) => at === 0 || teams.some((team) => line.startsWith(`${team},`) || line.startsWith(`${team}/`)))
    .join('\n');

beforeAll(async () => {
  app = await startApp();
  cards = await file('teams/cards.csv');
  const teams = [...new Set([...cards.matchAll(/^(X\d+)\//gm)].map(([, team]) => team ?? ''))];
  await loadDemonstrationRosters(app.context, {
    teams: only(await file('teams/teams.csv'), teams),
    members: only(await file('teams/members.csv'), teams),
    people: await file('people/people.csv'),
  });
});
afterAll(() => app?.close());

const check = async (number: string): Promise<string> => {
  const visitor = visit(app);
  await visitor.get('/check');
  return (await visitor.post('/check', { number })).text;
};

describe('cards of the demonstration', () => {
  test('a number that is none, and a reason that is none, stop the start', async () => {
    for (const row of ['X0080/01,12345678,', 'X0080/01,11112222333344445,', 'X0080/01,1111222233334444,stolen'])
      await expect(loadDemonstrationCards(app.context, `member,number,revoked_why\n${row}\n`)).rejects.toThrow('X0080/01');
  });

  test('nobody unknown gets one', async () => {
    expect(await loadDemonstrationCards(app.context, 'member,number,revoked_why\nX9999/01,9999888877776666,\n')).toBe(0);
    expect(await check('9999888877776666')).toContain(t.check_unknown_title());
  });

  test('they are issued once, and a later start leaves what people have done since', async () => {
    await loadDemonstrationCards(app.context, cards);
    expect(await loadDemonstrationCards(app.context, cards)).toBe(0);
    const counted = await sql<{
      all: number;
      lost: number;
    }>`select count(*)::int as all, count(*) filter (where revoked_why = 'lost')::int as lost
      from teams.card where issued_by is null`.execute(app.context.db.rows<unknown>());
    expect(counted.rows).toEqual([{ all: 3, lost: 1 }]);
  });

  test('what /demo prints can be checked at once: the good one with its name, the lost one without', async () => {
    const demo = (await visit(app).get('/demo')).text;
    expect(demo).toContain('href="/check"');
    const [good = '', other = '', lost = '', ...more] = [...demo.matchAll(/\d{4}(?: \d{4}){3}/g)].map(([number]) => number);
    expect(more).toEqual([]);
    const valid = await check(good);
    expect(valid).toContain('Lý A Nủ');
    expect(valid).toContain(t.check_valid_title());
    expect(await check(other)).toContain(t.check_valid_title());
    const worthless = await check(lost);
    expect(worthless).toContain(t.check_worthless_title());
    expect(worthless).not.toContain('Đặng Quang Hùng');
  });
});
