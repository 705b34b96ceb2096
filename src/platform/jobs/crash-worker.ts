/** The worker program of the crash test: runs jobs that note their starts and ends, and is killed in the middle of them. */
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { pino } from 'pino';
import { systemClock } from '../clock/index.ts';
import { openDatabase } from '../db/index.ts';
import { uuidIds } from '../ids/index.ts';
import { openJobs } from './index.ts';

const [url = '', worker = '', seconds = '1'] = process.argv.slice(2);
const db = openDatabase({ url, role: 'yenbai_app', clock: systemClock('UTC'), ids: uuidIds, poolSize: 4 });
const jobs = openJobs({ url, timeZone: 'UTC', log: pino({ level: 'silent' }) });

const note = (what: string, job: string) =>
  sql`insert into platform.noted (worker, what, job) values (${worker}, ${what}, ${job}::uuid)`.execute(db.rows());

await jobs.start([
  {
    name: 'crash.work',
    concurrency: 8,
    handle: async (_payload, { id }) => {
      await note('begun', id);
      await sleep(Number(seconds) * 1000);
      await note('done', id);
    },
  },
]);
