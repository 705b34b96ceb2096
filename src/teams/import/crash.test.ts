/** `kill -9` in the middle of applying a list, and of taking it back: all or nothing. */
import { spawn } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { sql } from 'kysely';
import { afterAll, beforeAll, expect, test } from 'vitest';
import { testDataKeys } from '../../../test/support/people.ts';
import { applyImport } from './apply/apply.ts';
import { undoImport } from './apply/undo.ts';
import { type ImportWorld, openImportWorld, sheetOf } from './world.fixture.ts';

let world: ImportWorld;
let dir: string;
beforeAll(async () => {
  world = await openImportWorld();
  dir = await mkdtemp(join(tmpdir(), 'yenbai-crash-'));
});
afterAll(async () => {
  await world?.app.close();
  await rm(dir, { recursive: true, force: true });
});

const state = async () =>
  (
    await world.rows(
      sql<{
        all: string;
      }>`select concat((select count(*) from teams.team), ' ', (select count(*) from teams.membership), ' ', (select count(*) from people.person),
        ' ', (select count(*) from teams.import_change), ' ', (select count(*) from audit.entry), ' ', (select count(*) from platform.outbox), ' ',
        (select string_agg(state, ',' order by id) from teams.import_batch)) as all`,
    )
  )[0]?.all;

const sessionsOfChild = async () =>
  (
    await world.rows(
      sql<{
        n: number;
      }>`select count(*)::integer as n from pg_stat_activity where datname = current_database() and application_name = 'yenbai'`,
    )
  )[0]?.n;

/** Runs a program that does it and is killed with everything written and nothing committed. */
async function killed(what: 'apply' | 'undo', batchId: string): Promise<void> {
  const root = join(import.meta.dirname, '../../..');
  const script = `import { runnerImport } from 'vite'; await runnerImport(${JSON.stringify(join(import.meta.dirname, 'crash-child.fixture.ts'))}, { configFile: false, root: ${JSON.stringify(root)}, logLevel: 'error', oxc: { jsx: { runtime: 'automatic', importSource: 'preact' } } });`;
  const child = spawn(process.execPath, ['--input-type=module', '-e', script], {
    cwd: root,
    env: {
      ...process.env,
      TEAMS_IMPORT_CHILD: [what, batchId, world.app.database.url('yenbai_app'), dir].join('\n'),
      TEAMS_IMPORT_KEYS: testDataKeys,
    },
    stdio: ['ignore', 'pipe', 'pipe'],
  });
  let said = '';
  child.stderr.on('data', (chunk: Buffer) => {
    said += chunk.toString();
  });
  await new Promise<void>((resolve, reject) => {
    child.stdout.once('data', () => resolve());
    child.once('exit', () => reject(new Error(`the child ended: ${said}`)));
  });
  child.removeAllListeners('exit');
  const gone = new Promise((resolve) => child.once('exit', resolve));
  child.kill('SIGKILL');
  await gone;
  for (let again = 100; again > 0 && (await sessionsOfChild()) !== 0; again -= 1) await sleep(50);
  expect(await sessionsOfChild()).toBe(0);
}

test('a program killed in the middle leaves nothing half, and the next one does it whole', { timeout: 180_000 }, async () => {
  const people = Array.from({ length: 40 }, (_, at) => [
    at + 1,
    `Lò Văn Người ${String.fromCharCode(65 + (at % 26))}`,
    1950 + at,
    '',
    at === 0 ? 'Tổ trưởng' : 'Thành viên',
    'Công an',
    'Thôn 1',
    '',
  ]);
  const { batchId } = await world.check([sheetOf('XÃ PÁ HU', people)]);
  const before = await state();
  await killed('apply', batchId);
  expect(await state()).toBe(before);
  const applied = await applyImport(world.app.context, world.leader, batchId);
  expect(applied).toMatchObject({ ok: true, value: { added: 40 } });

  const whole = await state();
  await killed('undo', batchId);
  expect(await state()).toBe(whole);
  expect((await undoImport(world.app.context, world.leader, batchId)).ok).toBe(true);
});
