/** A running program that holds the shipped lists and the invented reports. */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { loadDemonstrationReports } from '../demonstration/index.ts';
import { loadReportsReference } from '../load/reference.ts';

const data = join(import.meta.dirname, '..', '..', '..', 'data');
const read = (path: string): Promise<string> => readFile(join(data, path), 'utf8');

/** The invented reports as they are shipped. */
export async function demonstrationFiles(): Promise<Parameters<typeof loadDemonstrationReports>[1]> {
  const [reports, steps, people] = await Promise.all([
    read('demonstration/reports/reports.csv'),
    read('demonstration/reports/steps.csv'),
    read('demonstration/people/people.csv'),
  ]);
  return { reports, steps, people };
}

export async function startWithReports(): Promise<TestApp> {
  const app = await startApp();
  await app.context.db.transaction((tx) => loadReportsReference(tx, (name) => read(`reports/${name}`)));
  await loadDemonstrationReports(app.context, await demonstrationFiles());
  return app;
}
