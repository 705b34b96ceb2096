/** What a new installation is given: the facts shipped in data/, and in a demonstration the invented ones too. */
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { rebuildCoverage } from '../indicators/index.ts';
import { loadLegalDocuments } from '../legal/index.ts';
import { loadDemonstrationPeople, loadPeopleReference } from '../people/index.ts';
import { loadCalendar } from '../platform/calendar/store.ts';
import type { Context } from '../platform/module/index.ts';
import { system } from '../platform/session/index.ts';
import { loadDemonstrationReports, loadReportsReference, publishFigures } from '../reports/index.ts';
import { loadDemonstrationCards, loadDemonstrationRosters, loadTeamsReference } from '../teams/index.ts';
import { loadDemonstration, loadReference } from '../territory/index.ts';
import { type Ground, projectDir } from './open.ts';
import type { Progress } from './progress.ts';

const dataDir = join(projectDir, 'data');

const file = (path: string): Promise<string> => readFile(join(dataDir, path), 'utf8');

async function files(folder: string): Promise<{ name: string; text: string }[]> {
  const names = (await readdir(join(dataDir, folder))).filter((name) => name.endsWith('.csv')).sort();
  return Promise.all(names.map(async (name) => ({ name, text: await readFile(join(dataDir, folder, name), 'utf8') })));
}

/** Loads what is missing; what is there stays as people have made it. Harmless to repeat, and after a crash it goes on. */
export async function seed(ground: Ground, context: Context, progress: Progress): Promise<void> {
  const report = (done: number, total: number, label: string) => progress.count(done, total, label);
  const legal = await files('legal');
  for (const { text } of legal) await context.db.transaction((tx) => loadLegalDocuments(tx, system, text));
  await loadReference(context, await files('territory'), report);
  await context.db.transaction(async (tx) => {
    const [hours = '', years = '', days = ''] = await Promise.all(['hours', 'years', 'days'].map((name) => file(`calendar/${name}.csv`)));
    await loadCalendar(tx, { hours, years, days });
    await loadPeopleReference(tx, (name) => file(`people/${name}`));
    await loadTeamsReference(tx, (name) => file(`teams/${name}`));
    await loadReportsReference(tx, (name) => file(`reports/${name}`));
  });
  if (ground.config.YENBAI_MODE !== 'demonstration') return;
  await loadDemonstration(context, await files('demonstration'), report);
  const people = await file('demonstration/people/people.csv');
  await loadDemonstrationPeople(context, { people });
  const [teams, members] = await Promise.all(['teams', 'members'].map((name) => file(`demonstration/teams/${name}.csv`)));
  if (await loadDemonstrationRosters(context, { teams: teams ?? '', members: members ?? '', people })) {
    // The planner knows nothing yet of what was just loaded, and autovacuum comes minutes later.
    await ground.openDb('yenbai_owner', 'seed').direct((client) => client.query('analyze'));
    await context.db.transaction(rebuildCoverage);
  }
  await loadDemonstrationCards(context, await file('demonstration/teams/cards.csv'));
  const [reports, steps] = await Promise.all(['reports', 'steps'].map((name) => file(`demonstration/reports/${name}.csv`)));
  if (await loadDemonstrationReports(context, { reports: reports ?? '', steps: steps ?? '', people })) await publishFigures(context);
}
