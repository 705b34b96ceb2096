/** Looking for persons who serve or could serve, inside the actor's places. */
import { sql } from 'kysely';
import { findPersons } from '../../../people/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import { fold } from '../../../platform/text/index.ts';
import { inSight, type Sight } from '../access.ts';
import { namesOf } from '../people.ts';

/** Whether the text is meant as a telephone number rather than a name. */
export const looksLikeNumber = (text: string): boolean => /^[+(\d][\d\s().+-]{6,}$/.test(text);

interface FoundMember {
  readonly personId: string;
  readonly name: string;
  readonly teamId: string;
  readonly teamName: string;
  readonly unitId: string;
}

/** Most persons whose names are read for one search, so that a search of a whole country stays short. */
const MOST_READ = 20_000;

/** Those who serve today in teams of the sight and whose name has all these words, in any spelling. The caller records the sight. */
export async function membersNamed(
  tx: Tx,
  sight: Sight,
  words: string,
  { today, limit }: { readonly today: string; readonly limit: number },
): Promise<readonly FoundMember[]> {
  const wanted = fold(words).split(' ').filter(Boolean);
  if (wanted.length === 0) return [];
  const serving = await sql<{ person_id: string; team_id: string; name: string; unit_id: string }>`
    select m.person_id, v.team_id, v.name, v.unit_id from teams.team_version v join teams.membership m on m.team_id = v.team_id and m.valid @> ${today}::date
    where v.valid @> ${today}::date and ${inSight(sight, 'v', today)} order by m.person_id limit ${MOST_READ}`.execute(tx.rows<unknown>());
  const names = await namesOf(
    tx,
    serving.rows.map((row) => row.person_id),
  );
  const fits = new Set([...names].filter(([, name]) => hasAll(fold(name), wanted)).map(([id]) => id));
  return serving.rows
    .filter((row) => fits.has(row.person_id))
    .slice(0, limit)
    .map((row) => ({
      personId: row.person_id,
      name: names.get(row.person_id) ?? '',
      teamId: row.team_id,
      teamName: row.name,
      unitId: row.unit_id,
    }));
}

const hasAll = (name: string, words: readonly string[]): boolean => words.every((word) => name.includes(word));

interface FoundPerson {
  readonly personId: string;
  readonly name: string;
  readonly birthYear: number | null;
  readonly unitId: string | null;
}

interface Finding {
  readonly persons: readonly FoundPerson[];
  /** Somebody outside the actor's places has the number. */
  readonly elsewhere: boolean;
}

/** Persons of the actor's places with this name or number. The caller records the sight. */
export async function lookUp(
  tx: Tx,
  context: Pick<Context, 'vault'>,
  who: { readonly name: string; readonly birthYear: number | null; readonly phone: string },
  unitIds: readonly string[],
): Promise<Finding> {
  const candidate = {
    key: 'who',
    fullName: who.name,
    birthYear: who.birthYear,
    unitIds,
    ...(who.phone === '' ? {} : { phone: who.phone }),
  };
  const found = (await findPersons(tx, context, [candidate])).get('who');
  return {
    persons: (found?.matches ?? []).map((match) => ({
      personId: match.personId,
      name: match.fullName,
      birthYear: match.birthYear,
      unitId: match.unitId,
    })),
    elsewhere: found?.numberTakenElsewhere ?? false,
  };
}
