/** Who of a list is known already. */
import { sql } from 'kysely';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { fold, tidy } from '../../platform/text/index.ts';
import { underDuty } from '../persons/duty.ts';
import { digestsOf } from '../persons/identifiers.ts';
import { normalPhone } from '../persons/phone.ts';

/** Somebody of a list, to be looked for. */
export interface PersonCandidate {
  /** What the caller knows the line by. */
  readonly key: string;
  readonly fullName: string;
  readonly birthYear: number | null;
  /** As typed; what is no number finds nobody. */
  readonly phone?: string;
  /** Where somebody of the same name would be the same person: the unit, those around it, those it came from. */
  readonly unitIds: readonly string[];
}

export interface PersonMatch {
  readonly personId: string;
  /** The number is theirs, the name is (with no other year of birth, in one of the units), or both. */
  readonly by: 'phone' | 'name' | 'both';
  readonly unitId: string | null;
  readonly fullName: string;
  readonly birthYear: number | null;
  /** Whether name and number, or name and year of birth, say the same; otherwise a person has to decide. */
  readonly sure: boolean;
}

export interface FoundPersons {
  /** Those whom the transaction may see, the surest first. */
  readonly matches: readonly PersonMatch[];
  /** Somebody whom the transaction may not see has the number. Says nothing about who. */
  readonly numberTakenElsewhere: boolean;
}

interface FoundRow {
  readonly key: string;
  readonly personId: string;
  readonly unitId: string | null;
  readonly fullName: string;
  readonly birthYear: number | null;
}

/** A candidate as it is compared. */
interface Asked extends PersonCandidate {
  readonly search: string;
  readonly digests: readonly string[];
}

const personColumns = sql`d.person_id as "personId", d.unit_id as "unitId", d.full_name as "fullName", d.birth_year as "birthYear"`;
const usable = sql`join people.person p on p.id = d.person_id and p.state <> 'erased' and p.restricted_at is null`;

/**
 * Looks for each candidate by number and by name, year and place, all in a few statements. Runs with the rows of the actor's places (the
 * command line under the duty `identity`); the caller records the sight.
 */
export async function findPersons(
  tx: Tx,
  { vault }: Pick<Context, 'vault'>,
  candidates: readonly PersonCandidate[],
): Promise<ReadonlyMap<string, FoundPersons>> {
  const asked = candidates.map((one): Asked => {
    const phone = one.phone === undefined ? null : normalPhone(one.phone);
    return {
      ...one,
      search: fold(tidy(one.fullName)),
      digests: phone === null ? [] : digestsOf(vault, 'phone', phone).map((digest) => digest.toString('hex')),
    };
  });
  const [byNumber, elsewhere] = await withNumbers(tx, asked);
  const byName = await withNames(tx, asked);
  return new Map(
    asked.map((one) => [
      one.key,
      {
        matches: matchesOf(one, byNumber.get(one.key) ?? [], byName.get(one.key) ?? []),
        numberTakenElsewhere: elsewhere.has(one.key),
      },
    ]),
  );
}

function matchesOf(asked: Asked, byNumber: readonly FoundRow[], byName: readonly FoundRow[]): readonly PersonMatch[] {
  const named = new Set(byName.map((row) => row.personId));
  const numbered = new Set(byNumber.map((row) => row.personId));
  const all = new Map([...byNumber, ...byName].map((row) => [row.personId, row]));
  return [...all.values()]
    .map(({ key: _key, ...row }): PersonMatch => {
      const sameName = fold(row.fullName) === asked.search;
      const sameYear = asked.birthYear !== null && row.birthYear === asked.birthYear;
      const otherYear = asked.birthYear !== null && row.birthYear !== null && !sameYear;
      const number = numbered.has(row.personId);
      const by = number ? (sameName && named.has(row.personId) ? 'both' : 'phone') : 'name';
      return { ...row, by, sure: sameName && !otherYear && (number || sameYear) };
    })
    .toSorted(
      (a, b) => Number(b.sure) - Number(a.sure) || Number(a.by === 'name') - Number(b.by === 'name') || (a.personId < b.personId ? -1 : 1),
    );
}

/** Whom the transaction sees with each number, and the candidates whose number somebody else has. */
async function withNumbers(
  tx: Tx,
  asked: readonly Asked[],
): Promise<readonly [ReadonlyMap<string, readonly FoundRow[]>, ReadonlySet<string>]> {
  const pairs = asked.flatMap((one) => one.digests.map((digest) => ({ key: one.key, digest })));
  if (pairs.length === 0) return [new Map(), new Set()];
  const list = sql`unnest(${pairs.map((one) => one.key)}::text[], ${pairs.map((one) => one.digest)}::text[]) as asked (key, digest)`;
  const holders = () =>
    sql<FoundRow>`select distinct asked.key, ${personColumns} from ${list}
      join people.identifier i on i.digest = decode(asked.digest, 'hex') and i.kind = 'phone' and i.ended_at is null
      join people.person_details d on d.person_id = i.person_id ${usable}`.execute(tx.rows<unknown>());
  const seen = await holders();
  const all = await underDuty(tx, 'identity', holders);
  const known = new Set(seen.rows.map((row) => `${row.key} ${row.personId}`));
  return [
    Map.groupBy(seen.rows, (row) => row.key),
    new Set(all.rows.filter((row) => !known.has(`${row.key} ${row.personId}`)).map((row) => row.key)),
  ];
}

async function withNames(tx: Tx, asked: readonly Asked[]): Promise<ReadonlyMap<string, readonly FoundRow[]>> {
  // A list has thousands of lines in a few hundred places: each place's units are sent once.
  const places = new Map<readonly string[], number>();
  const placeOf = (units: readonly string[]): number => {
    const place = places.get(units) ?? places.size;
    places.set(units, place);
    return place;
  };
  const lines = asked
    .filter((one) => one.search !== '')
    .map((one) => ({ key: one.key, search: one.search, year: one.birthYear, place: placeOf(one.unitIds) }));
  const around = [...places].map(([units, place]) => ({ place, units }));
  const found =
    await sql<FoundRow>`select asked.key, ${personColumns} from jsonb_to_recordset(${JSON.stringify(lines)}::jsonb) as asked (key text, search text, year integer, place integer)
    join jsonb_to_recordset(${JSON.stringify(around)}::jsonb) as around (place integer, units uuid[]) on around.place = asked.place
    join people.person_details d on d.search_name = asked.search and d.unit_id = any (around.units)
      and (asked.year is null or d.birth_year is null or d.birth_year = asked.year) ${usable}`.execute(tx.rows<unknown>());
  return Map.groupBy(found.rows, (row) => row.key);
}
