/** The made-up persons as the shipped file describes them: who they are, and what to try as each. */
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import type { Lang } from '../../platform/i18n/index.ts';
import { type DemonstrationPerson, readDemonstrationPeople } from '../load/demonstration.ts';

const FILE = join('data', 'demonstration', 'people', 'people.csv');

export const demonstrationGroups = ['citizens', 'team', 'commune', 'agencies', 'province', 'operation'] as const;
export type DemonstrationGroup = (typeof demonstrationGroups)[number];

/** A row of people.csv. */
export interface DemonstrationRole extends DemonstrationPerson {
  readonly group: DemonstrationGroup;
  /** The page to begin with. */
  readonly leads_to: string;
  readonly try_vi: string;
  readonly try_en: string;
}

/** What to try as this person. */
export const toTry = (role: DemonstrationRole, lang: Lang): string => (lang === 'vi' ? role.try_vi : role.try_en);

/** The shipped file: above this one, in the sources and in what is built of them. Throws where the installation has none. */
function shippedFile(): string {
  for (let folder = import.meta.dirname; folder !== dirname(folder); folder = dirname(folder)) {
    const file = join(folder, FILE);
    if (existsSync(file)) return file;
  }
  throw new Error(`${FILE} is missing from this installation`);
}

/** Reads everybody. Throws where a row belongs to no group or leads nowhere: it would be missing from the page. */
export function readDemonstrationRoles(): readonly DemonstrationRole[] {
  const roles = readDemonstrationPeople(readFileSync(shippedFile(), 'utf8')) as readonly DemonstrationRole[];
  for (const { key, group, leads_to: leadsTo } of roles) {
    if (!demonstrationGroups.includes(group)) throw new Error(`people.csv: ${key} is in the unknown group "${group}"`);
    if (!leadsTo.startsWith('/')) throw new Error(`people.csv: ${key} leads to "${leadsTo}", which is no page`);
  }
  return roles;
}
