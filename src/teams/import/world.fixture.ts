/** The real program, people who act, and the commune Pá Hu of 2022 without the demonstration's teams, to send lists in for. */
import { sql } from 'kysely';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { demonstrationPeople } from '../../../test/support/people.ts';
import { openActors, rosterPersons } from '../../people/index.ts';
import { type Actor, dutyState } from '../../platform/session/index.ts';
import { type MessyCell, type MessySheet, messyWorkbook } from '../../platform/sheets/messy.fixture.ts';
import { type CheckOptions, checkImport } from './check.ts';
import type { Finding } from './model.ts';

/** The day of the lists: the map of before the mergers. */
export const listDay = '2022-05-31';

export interface ImportWorld {
  readonly app: TestApp;
  /** Sends lists in for the communes that are part of today's commune 04606. */
  readonly officer: Actor;
  /** Applies them there. */
  readonly leader: Actor;
  readonly stranger: Actor;
  readonly province: Actor;
  rows<T>(query: ReturnType<typeof sql<T>>): Promise<readonly T[]>;
  /** Checks a workbook and gives the batch, or throws with the refusal. */
  check(
    sheets: readonly MessySheet[],
    options?: Partial<CheckOptions> & { readonly actor?: Actor; readonly name?: string },
  ): Promise<Checked>;
  /** What the check made of each line, in the order of the file. */
  lines(batchId: string): Promise<readonly Line[]>;
  /** Who serves in a commune and its villages on a day: `unit|name|role|force`. */
  serving(code: string, day: string): Promise<readonly string[]>;
}

export interface Checked {
  readonly batchId: string;
  readonly counts: Readonly<Record<string, number>>;
}

export interface Line {
  readonly rowNo: number;
  readonly action: string;
  readonly codes: readonly string[];
  readonly findings: readonly Finding[];
}

export const header = ['STT', 'Họ và tên', 'Năm sinh', 'Số điện thoại', 'Vai trò', 'Lực lượng', 'Thôn', 'Từ ngày'];

/** A sheet of a commune with a title that names it. */
export function sheetOf(commune: string, rows: readonly (readonly MessyCell[])[], name = 'Danh sách'): MessySheet {
  return { name, title: [`DANH SÁCH TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG ${commune}`], header, rows };
}

export async function openImportWorld(): Promise<ImportWorld> {
  const app = await startApp();
  const { db, clock, files } = app.context;
  const rows = async <T>(query: ReturnType<typeof sql<T>>) => (await query.execute(db.rows<unknown>())).rows;
  const actorOf = (key: string) => db.transaction((tx) => openActors(db, clock).byPerson(tx, demonstrationPeople.get(key)?.id ?? ''));
  await clearTeams(rows, '04606');
  const officer = await actorOf('commune-officer');
  return {
    app,
    officer,
    leader: await actorOf('commune-leader'),
    stranger: await actorOf('other-commune-officer'),
    province: await actorOf('policy-officer'),
    rows,
    async check(sheets, { actor = officer, name = 'danh-sach.xlsx', ...options } = {}) {
      const bytes = messyWorkbook(sheets, { extras: false });
      const { hash } = await files.put(bytes, { maxBytes: 50_000_000 });
      const outcome = await checkImport(
        app.context,
        actor,
        { fileName: name, bytes, hash },
        { asOf: listDay, complete: false, lang: 'vi', ...options },
      );
      if (!outcome.ok) throw new Error(JSON.stringify(outcome.refusal));
      return { batchId: outcome.value.batchId, counts: { ...outcome.value.counts } };
    },
    async lines(batchId) {
      const found = await db.transaction(
        async (tx) =>
          (
            await sql<{ row_no: number; action: string; findings: Finding[] }>`select row_no, action, findings from teams.import_row
              where batch_id = ${batchId}::uuid order by row_no`.execute(tx.rows<unknown>())
          ).rows,
        { state: { 'yenbai.duty': 'archive' } },
      );
      return found.map((row) => ({
        rowNo: row.row_no,
        action: row.action,
        codes: row.findings.map(({ code }) => code),
        findings: row.findings,
      }));
    },
    async serving(code, day) {
      return db.transaction(
        async (tx) => {
          const found = await sql<{ unit: string; person: string; role: string; force: string }>`select u.level_id || ' ' || u.name as unit,
              d.person_id as person, d.role, d.core_force as force
            from teams.roster_days d join territory.units_on(${day}::date) u on u.unit_id = d.unit_id
            left join territory.units_on(${day}::date) above on above.unit_id = u.parent_id
            where d.valid @> ${day}::date and (u.code = ${code} or above.code = ${code})`.execute(tx.rows<unknown>());
          const people = await rosterPersons(
            tx,
            null,
            found.rows.map(({ person }) => person),
          );
          return found.rows
            .map(({ unit, person, role, force }) => [unit, people.get(person)?.fullName ?? '', role, force].join('|'))
            .toSorted();
        },
        { state: dutyState('identity') },
      );
    },
  };
}

/** Takes the demonstration's teams of a commune of 2022 and its villages away: what a list brings there is all there is. */
async function clearTeams(rows: ImportWorld['rows'], code: string): Promise<void> {
  const teams = sql`(select v.team_id from teams.team_version v join territory.units_on(${listDay}::date) u on u.unit_id = v.unit_id
    left join territory.units_on(${listDay}::date) above on above.unit_id = u.parent_id where code_of.code in (u.code, above.code))`;
  const ids = (
    await rows(sql<{ id: string }>`select distinct t.id from (values (${code})) code_of (code), teams.team t where t.id in ${teams}`)
  ).map(({ id }) => id);
  const memberships = sql`(select id from teams.membership where team_id = any (${ids}::uuid[]))`;
  await rows(sql`delete from teams.confirmation where team_id = any (${ids}::uuid[])`);
  await rows(sql`delete from teams.card where membership_id in ${memberships}`);
  await rows(sql`delete from teams.leave where membership_id in ${memberships}`);
  await rows(sql`delete from teams.membership where team_id = any (${ids}::uuid[])`);
  await rows(sql`delete from teams.team_version where team_id = any (${ids}::uuid[])`);
  await rows(sql`delete from teams.team where id = any (${ids}::uuid[])`);
}
