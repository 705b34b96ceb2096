import { readdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { pino } from 'pino';
import { rebuildCoverage } from '../../src/indicators/index.ts';
import { loadLegalDocuments } from '../../src/legal/index.ts';
import { loadDemonstrationPeople, loadPeopleReference } from '../../src/people/index.ts';
import { loadCalendar } from '../../src/platform/calendar/store.ts';
import { systemClock } from '../../src/platform/clock/index.ts';
import { openVault, readDataKeys } from '../../src/platform/crypto/index.ts';
import { migrate, openDatabase } from '../../src/platform/db/index.ts';
import { uuidIds } from '../../src/platform/ids/index.ts';
import { installJobs } from '../../src/platform/jobs/index.ts';
import { system } from '../../src/platform/session/index.ts';
import { loadReportsReference } from '../../src/reports/index.ts';
import { loadDemonstrationRosters, loadTeamsReference } from '../../src/teams/index.ts';
import { loadDemonstration, loadReference } from '../../src/territory/load/index.ts';
import { testDataKeys } from './people.ts';

const root = fileURLToPath(new URL('../..', import.meta.url));

/**
 * Fills the database that every test gets a copy of: the newest shape, without data. Runs once per test run; `directUrl` may act
 * as yenbai_owner. No session may be left open.
 */
export async function prepareTemplate(directUrl: string): Promise<void> {
  await migrate({ directUrl, dir: path.join(root, 'db', 'migrations'), mode: 'demonstration' });
  await withDb(directUrl, 'yenbai_owner', (db) => db.direct(installJobs));
}

/** Adds what a demonstration starts with, for the tests of whole pages and journeys. */
export async function prepareShippedTemplate(directUrl: string): Promise<void> {
  await withDb(directUrl, 'yenbai_app', async (db) => {
    const context = { db, clock: systemClock('Asia/Ho_Chi_Minh'), ids: uuidIds, log: pino({ level: 'silent' }) };
    for (const { text } of await shipped('legal')) await db.transaction((tx) => loadLegalDocuments(tx, system, text));
    await loadReference(context, await shipped('territory'));
    await loadDemonstration(context, await shipped('demonstration'));
    const file = (name: string) => readFile(path.join(root, 'data', name), 'utf8');
    await db.transaction(async (tx) => {
      const [hours = '', years = '', days = ''] = await Promise.all(['hours', 'years', 'days'].map((name) => file(`calendar/${name}.csv`)));
      await loadCalendar(tx, { hours, years, days });
      await loadPeopleReference(tx, (name) => file(`people/${name}`));
      await loadTeamsReference(tx, (name) => file(`teams/${name}`));
      await loadReportsReference(tx, (name) => file(`reports/${name}`));
    });
    const vault = openVault(readDataKeys(testDataKeys));
    const people = await file('demonstration/people/people.csv');
    await loadDemonstrationPeople({ db, vault }, { people });
    await loadDemonstrationRosters(
      { db, vault },
      { teams: await file('demonstration/teams/teams.csv'), members: await file('demonstration/teams/members.csv'), people },
    );
    await db.transaction(rebuildCoverage);
  });
  // As the seed does: the planner knows what is in the tables.
  await withDb(directUrl, 'yenbai_owner', (db) => db.direct((client) => client.query('analyze')));
}

async function withDb(
  url: string,
  role: 'yenbai_owner' | 'yenbai_app',
  work: (db: ReturnType<typeof openDatabase>) => Promise<unknown>,
): Promise<void> {
  const db = openDatabase({ url, role, clock: systemClock('Asia/Ho_Chi_Minh'), ids: uuidIds, applicationName: 'test template' });
  try {
    await work(db);
  } finally {
    await db.close();
  }
}

async function shipped(folder: string): Promise<{ name: string; text: string }[]> {
  const names = (await readdir(path.join(root, 'data', folder))).filter((name) => name.endsWith('.csv')).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(path.join(root, 'data', folder, name), 'utf8') })));
}
