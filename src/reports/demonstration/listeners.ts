/** Who listens in a demonstration, and what there is to be heard. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import { fixedId } from '../../platform/ids/index.ts';
import type { DemonstrationOfficial } from './files.ts';
import type { Lived } from './live.ts';

/** An official, the leader of a team, and somebody with no role at all: each kind of listener can be tried. */
const named = [
  { key: 'province-supervisor', language: 'tay', kind: 'official' },
  { key: 'team-leader', language: 'mong', kind: 'team' },
  { key: 'citizen', language: 'thai', kind: 'respected' },
] as const;

/** Days before today from which they listen. */
const SINCE = 200;

/** Names them for the whole province, by the centre, from a while ago; those who are named already stay as they are. */
export async function insertListeners(tx: Tx, people: readonly DemonstrationOfficial[]): Promise<void> {
  const from = tx.clock.today().subtract({ days: SINCE }).toString();
  const by = people.find((person) => person.key === 'intake-officer')?.id ?? null;
  for (const { key, language, kind } of named) {
    const person = people.find((one) => one.key === key);
    if (!person) continue;
    await sql`insert into reports.listener (id, language, person_id, kind, valid, added_at, added_by)
      values (${fixedId(`demonstration-listener:${key}`)}::uuid, ${language}, ${person.id}::uuid, ${kind}, daterange(${from}::date, null),
        ${tx.clock
          .now()
          .subtract({ hours: SINCE * 24 })
          .toString()}::timestamptz, ${by}::uuid) on conflict do nothing`.execute(tx.rows<unknown>());
  }
}

/** What was spoken and not written has a recording: the same for all of them, because no real voice is in a demonstration. */
export async function insertVoices(
  tx: Tx,
  { hash, size }: { readonly hash: string; readonly size: number },
  lived: readonly Lived[],
): Promise<void> {
  const rows = lived
    .filter(({ told }) => told.words === '')
    .map(({ told, report, organisations }) => ({
      id: fixedId(`demonstration-voice:${told.key}`),
      report: report.id,
      person: told.personId,
      unit: report.unitId,
      organisations: `{${organisations.join(',')}}`,
    }));
  await sql`insert into reports.attachment (id, report_id, rank, role, kind, file_hash, sent_hash, bytes, person_id, unit_id, organisations)
    select id, report, 1, 'sent', 'audio', ${hash}, ${hash}, ${size}, person, unit, organisations::uuid[]
    from jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) as r (id uuid, report uuid, person uuid, unit uuid, organisations text)`.execute(
    tx.rows<unknown>(),
  );
}
