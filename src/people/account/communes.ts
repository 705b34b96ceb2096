import { sql } from 'kysely';
import type { Reader, Tx } from '../../platform/db/index.ts';
import { collator } from '../../platform/text/index.ts';

/** The communes of today, by name, as choices of a field. */
export async function communesToChoose(tx: Reader & Pick<Tx, 'clock'>): Promise<readonly { value: string; label: string }[]> {
  const found = await sql<{
    value: string;
    label: string;
  }>`select unit_id as value, name as label from territory.units_on(${tx.clock.today().toString()}::date)
    where level_id = 'commune'`.execute(tx.rows<unknown>());
  return found.rows.toSorted((a, b) => collator.compare(a.label, b.label));
}
