/** After a change of the key: what offers and lines of workbooks keep sealed is sealed anew, before the old key leaves the ring. */
import { sql } from 'kysely';
import { reseal } from '../platform/crypto/index.ts';
import type { JsonObject, Tx } from '../platform/db/index.ts';
import type { JobDefinition } from '../platform/jobs/index.ts';
import type { Context } from '../platform/module/index.ts';
import { dutyState } from '../platform/session/index.ts';
import { sealPlace } from './import/store/rows.ts';
import { contactPlace } from './offers/commands.ts';

const PORTION = 500;

type Needs = Pick<Context, 'db' | 'vault'>;

/** Seals anew what stands under an older key of the ring. Harmless to repeat and to break off. Returns how many rows changed. */
export async function resealTeams({ db, vault }: Needs): Promise<number> {
  let changed = 0;
  for (const portion of [resealOffers, resealLines])
    for (let last = PORTION; last === PORTION; changed += last)
      last = await db.transaction((tx) => portion(tx, vault), { state: dutyState('privacy') });
  return changed;
}

const olderThan = (vault: Needs['vault']) => `v1.${vault.currentKey}.%`;

async function resealOffers(tx: Tx, vault: Needs['vault']): Promise<number> {
  const rows = tx.rows<unknown>();
  const found = await sql<{ id: string; sealed: string }>`select id, sealed_contact as sealed from teams.offer
    where sealed_contact is not null and sealed_contact not like ${olderThan(vault)} order by id limit ${PORTION} for update`.execute(rows);
  for (const { id, sealed } of found.rows)
    await sql`update teams.offer set sealed_contact = ${reseal(vault, sealed, contactPlace(id))} where id = ${id}::uuid`.execute(rows);
  return found.rows.length;
}

async function resealLines(tx: Tx, vault: Needs['vault']): Promise<number> {
  const rows = tx.rows<unknown>();
  const old = olderThan(vault);
  const found = await sql<{ batch_id: string; row_no: number; cells: JsonObject; reading: JsonObject }>`
    select batch_id, row_no, cells, reading from teams.import_row
    where cells ->> 'phone' not like ${old} or reading ->> 'sealed' not like ${old} order by batch_id, row_no limit ${PORTION} for update`.execute(
    rows,
  );
  for (const { batch_id, row_no, cells, reading } of found.rows) {
    const anew = (sealed: unknown) =>
      typeof sealed === 'string' ? (reseal(vault, sealed, sealPlace(batch_id, row_no)) ?? sealed) : undefined;
    const [phone, sealed] = [anew(cells.phone), anew(reading.sealed)];
    await sql`update teams.import_row set cells = ${JSON.stringify({ ...cells, ...(phone === undefined ? {} : { phone }) })}::jsonb,
        reading = ${JSON.stringify({ ...reading, ...(sealed === undefined ? {} : { sealed }) })}::jsonb
      where batch_id = ${batch_id}::uuid and row_no = ${row_no}`.execute(rows);
  }
  return found.rows.length;
}

export function resealJobs(context: Context): readonly JobDefinition[] {
  return [
    {
      name: 'teams.reseal',
      cron: '50 3 * * *',
      handle: async () => {
        const changed = await resealTeams(context);
        if (changed > 0) context.log.info({ code: 'teams-resealed', changed }, 'sealed under the current key');
      },
    },
  ];
}
