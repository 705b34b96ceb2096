/** The roles that there are: data, with their meaning in plain words. */
import { sql } from 'kysely';
import type { Reader } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Right } from '../../platform/session/index.ts';
import type { HoldsAt } from './model.ts';

export interface Role {
  readonly code: string;
  readonly holdsAt: HoldsAt;
  /** Its rights need a session with two factors. */
  readonly secondFactor: boolean;
  /** A grant of it needs a second person. */
  readonly powerful: boolean;
  readonly idleMinutes: number;
  readonly longestHours: number;
  readonly names: Readonly<Record<Lang, string>>;
  readonly meanings: Readonly<Record<Lang, string>>;
  readonly rights: ReadonlySet<Right>;
  /** Codes of the roles whose holders may give it, inside their place. */
  readonly granters: ReadonlySet<string>;
}

interface RoleRow {
  readonly code: string;
  readonly holds_at: HoldsAt;
  readonly second_factor: boolean;
  readonly powerful: boolean;
  readonly idle_minutes: number;
  readonly longest_hours: number;
  readonly name_vi: string;
  readonly name_en: string;
  readonly meaning_vi: string;
  readonly meaning_en: string;
  readonly rights: readonly Right[];
  readonly granters: readonly string[];
}

/** Every role by its code, in the order of lists. */
export async function readRoles(reader: Reader): Promise<ReadonlyMap<string, Role>> {
  const found = await sql<RoleRow>`select role.*,
      array(select role_right."right" from people.role_right where role_right.role = role.code order by 1) as rights,
      array(select role_granter.granter from people.role_granter where role_granter.role = role.code order by 1) as granters
    from people.role order by sort_order`.execute(reader.rows<unknown>());
  return new Map(
    found.rows.map((row) => [
      row.code,
      {
        code: row.code,
        holdsAt: row.holds_at,
        secondFactor: row.second_factor,
        powerful: row.powerful,
        idleMinutes: row.idle_minutes,
        longestHours: row.longest_hours,
        names: { vi: row.name_vi, en: row.name_en },
        meanings: { vi: row.meaning_vi, en: row.meaning_en },
        rights: new Set(row.rights),
        granters: new Set(row.granters),
      },
    ]),
  );
}
