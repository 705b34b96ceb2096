import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { readRoles } from '../roles/catalogue.ts';
import { type DemonstrationRole, toTry } from './people.ts';

/** One card of the page. */
export interface RoleCard {
  readonly key: string;
  readonly group: DemonstrationRole['group'];
  readonly name: string;
  readonly role: string;
  readonly meaning: string;
  /** Where the person lives or works. */
  readonly place: string;
  readonly tryThis: string;
  readonly hasPhone: boolean;
}

/** Everybody with role, meaning and place as they are now. */
export async function roleCards(
  reader: Reader,
  people: readonly DemonstrationRole[],
  today: string,
  lang: Lang,
): Promise<readonly RoleCard[]> {
  const roles = await readRoles(reader);
  const found = await sql<{ id: string; place: string | null }>`select person.id, coalesce(organisation.short_name, unit.name) as place
    from people.person
    left join people.organisation_version organisation on organisation.organisation_id = person.organisation_id and organisation.valid @> ${today}::date
    left join territory.unit_versions unit on unit.unit_id = person.unit_id and unit.valid @> ${today}::date
    where person.id = any (${people.map(({ id }) => id)}::uuid[]) and person.origin = 'demonstration' and person.state = 'active'`.execute(
    reader.rows<unknown>(),
  );
  const places = new Map(found.rows.map(({ id, place }) => [id, place ?? '']));
  return people
    .filter(({ id }) => places.has(id))
    .map((person) => {
      const role = roles.get(person.role);
      return {
        key: person.key,
        group: person.group,
        name: person.name,
        role: role?.names[lang] ?? person.role,
        meaning: role?.meanings[lang] ?? '',
        place: places.get(person.id) ?? '',
        tryThis: toTry(person, lang),
        hasPhone: person.phone !== '',
      };
    });
}
