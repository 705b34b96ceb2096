/** What the invented reports stand on: categories, rules, routes, offices and places of a day, read at once. */
import { sql } from 'kysely';
import { organisationsOn } from '../../people/index.ts';
import { readCalendar } from '../../platform/calendar/store.ts';
import type { WorkingCalendar } from '../../platform/calendar/working-day.ts';
import type { Tx } from '../../platform/db/index.ts';
import { categoriesOn } from '../core/categories.ts';
import type { Rule } from '../core/deadlines-store.ts';
import type { Category } from '../core/types.ts';
import type { Urgency } from '../model.ts';
import type { DemonstrationOfficial } from './files.ts';

interface RouteRow {
  readonly category: string;
  readonly unit: string | null;
  readonly target: string;
  readonly organisation: string | null;
}

interface RuleRow extends Rule {
  readonly step: string;
  readonly category: string | null;
  readonly urgency: Urgency;
}

interface UnitRow {
  readonly id: string;
  readonly parent: string | null;
  readonly code: string | null;
  readonly name: string;
  readonly typeName: string;
}

interface Office {
  readonly id: string;
  readonly unitId: string | null;
}

export interface DemonstrationGround {
  readonly calendar: WorkingCalendar;
  readonly category: (code: string) => Category;
  readonly rule: (step: 'receive' | 'answer', category: string, urgency: Urgency) => Rule;
  /** The unit itself and what is above it, nearest first. */
  readonly chain: (unitId: string) => readonly UnitRow[];
  /** The office for a matter, and the one that is tried when the first gives it back. */
  readonly offices: (category: string, unitId: string) => readonly [string, string];
  readonly root: string;
  /** Who of an office acts in a role; null where nobody is made up for it. */
  readonly official: (organisationId: string | null, role: 'handler' | 'leader') => string | null;
  readonly centre: string | null;
  readonly publisher: string | null;
}

/** Reads it all. Throws where a report's category or a rule for it is missing. */
export async function readGround(
  tx: Tx,
  people: readonly DemonstrationOfficial[],
  timeZone: string,
  today: string,
): Promise<DemonstrationGround> {
  const db = tx.rows<unknown>();
  const calendar = await readCalendar(tx, timeZone);
  const categories = new Map((await categoriesOn(tx, today)).map((one) => [one.code, one]));
  const rules = await sql<RuleRow>`select id, amount, unit, step, category_code as category, urgency from reports.deadline_rule
    where valid @> ${today}::date`.execute(db);
  const routes = await sql<RouteRow>`select category_code as category, unit_id as unit, target, organisation_id as organisation
    from reports.route where valid @> ${today}::date`.execute(db);
  const found = await sql<UnitRow>`select unit.unit_id as id, unit.parent_id as parent, unit.code, unit.name, type.name_vi as "typeName"
    from territory.units_on(${today}::date) unit join territory.unit_types type on type.id = unit.type_id`.execute(db);
  const units = new Map(found.rows.map((row) => [row.id, row]));
  const offices: Office[] = (await organisationsOn(tx, today)).filter((one) => one.receives.includes('cases'));
  const atUnit = new Map(offices.filter((one) => one.unitId !== null).map((one) => [one.unitId, one.id]));
  const [root] = found.rows.filter((row) => row.parent === null && atUnit.has(row.id));
  if (!root) throw new Error('No office receives cases for the whole province (data/people/organisations.csv)');

  const category = (code: string): Category => {
    const one = categories.get(code);
    if (!one) throw new Error(`reports.csv: there is no category ${code}`);
    return one;
  };
  function* above(code: string): Generator<string> {
    for (let one: Category | undefined = category(code); one; one = one.parentCode === null ? undefined : categories.get(one.parentCode))
      yield one.code;
  }
  const chain = (unitId: string): readonly UnitRow[] => {
    const list: UnitRow[] = [];
    for (let unit = units.get(unitId); unit; unit = unit.parent === null ? undefined : units.get(unit.parent)) list.push(unit);
    return list;
  };
  const unitOffice = (unitId: string): string =>
    chain(unitId)
      .map((unit) => atUnit.get(unit.id))
      .find((id) => id !== undefined) ?? (atUnit.get(root.id) as string);
  const ofUnitCode = new Map(
    offices.flatMap((one) => (one.unitId === null ? [] : ([[one.id, units.get(one.unitId)?.code ?? '']] as const))),
  );
  const acting = { handler: ['commune-officer', 'agency-handler'], leader: ['commune-leader', 'agency-leader'] };
  return {
    calendar,
    category,
    chain,
    root: root.id,
    rule: (step, code, urgency) => {
      const candidates = rules.rows.filter((row) => row.step === step && row.urgency === urgency);
      const near = [...above(code)].map((one) => candidates.find((row) => row.category === one)).find((row) => row !== undefined);
      const rule = near ?? candidates.find((row) => row.category === null);
      if (!rule) throw new Error(`No deadline rule for ${step}, ${code}, ${urgency}`);
      return { id: rule.id, amount: rule.amount, unit: rule.unit };
    },
    offices: (code, unitId) => {
      const places: (string | null)[] = [...chain(unitId).map((unit) => unit.id), null];
      const own = unitOffice(unitId);
      for (const one of above(code)) {
        for (const place of places) {
          const route = routes.rows.find((row) => row.category === one && row.unit === place);
          if (route) return route.organisation === null ? [own, atUnit.get(root.id) as string] : [route.organisation, own];
        }
      }
      return [own, atUnit.get(root.id) as string];
    },
    official: (organisationId, role) => {
      if (organisationId === null) return null;
      const code = ofUnitCode.get(organisationId);
      return (
        people.find(
          (one) =>
            acting[role].includes(one.role) && (one.organisationId === organisationId || (code !== undefined && one.unitCode === code)),
        )?.id ?? null
      );
    },
    centre: people.find((one) => one.role === 'intake-officer')?.id ?? null,
    publisher: people.find((one) => one.role === 'publisher')?.id ?? null,
  };
}
