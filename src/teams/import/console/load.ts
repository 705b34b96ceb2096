/** What the page of one list shows, shaped for it. Whoever looks sees the rows of their own places only, and the look is in the trail. */
import { sql } from 'kysely';
import { record } from '../../../audit/index.ts';
import { findPersons, type PersonMatch, rosterPersons } from '../../../people/index.ts';
import type { Tx } from '../../../platform/db/index.ts';
import type { Context } from '../../../platform/module/index.ts';
import type { Actor } from '../../../platform/session/index.ts';
import { type CoreForce, teamsRights } from '../../contract.ts';
import { coreForces } from '../../rosters/index.ts';
import type { FindingCode } from '../model.ts';
import type { Action } from '../plan/types.ts';
import type { Batch } from '../store/batches.ts';
import { type ImportRow, rowsFound, rowsWith, tally } from '../store/rows.ts';
import { shownName } from '../units/names.ts';

export interface Asked {
  readonly action: Action;
  readonly code: FindingCode | null;
  /** A commune, for its rows and those of its villages. */
  readonly place: string | null;
  readonly page: number;
}

export interface Shown {
  readonly batch: Batch;
  readonly asked: Asked;
  readonly counts: Readonly<Record<Action, number>>;
  readonly codes: readonly { readonly code: FindingCode; readonly count: number }[];
  readonly found: readonly ImportRow[];
  readonly rows: readonly ImportRow[];
  readonly count: number;
  /** Communes of the rows, by name. */
  readonly places: readonly { readonly id: string; readonly name: string }[];
  readonly unitNames: ReadonlyMap<string, string>;
  /** Names of persons of the register. */
  readonly persons: ReadonlyMap<string, string>;
  readonly choices: readonly Choice[];
  readonly forces: readonly CoreForce[];
}

/** A row whose person somebody may choose. */
export interface Choice {
  readonly row: ImportRow;
  readonly matches: readonly PersonMatch[];
  readonly chosen: string | null;
}

export const PAGE_SIZE = 50;
const MOST_FOUND = 100;
/** Rows to choose for on one page. */
const MOST_CHOICES = 30;
const choiceCodes: readonly FindingCode[] = ['E-PERSON-UNSURE', 'W-PERSON-ALIKE', 'P-PERSON-KNOWN'];

export async function loadShown(tx: Tx, context: Pick<Context, 'vault'>, actor: Actor, batch: Batch, asked: Asked): Promise<Shown> {
  const { vault } = context;
  const { actions, codes } = await tally(tx, batch.id);
  const units = await unitsOf(tx, [...new Set(actions.flatMap(({ unitId }) => unitId ?? []))], batch.asOf);
  const inPlace =
    asked.place === null ? null : [...units].filter(([id, unit]) => id === asked.place || unit.commune === asked.place).map(([id]) => id);
  const here = actions.filter(({ unitId }) => inPlace === null || (unitId !== null && inPlace.includes(unitId)));
  const count = (action: Action): number => here.filter((one) => one.action === action).reduce((sum, one) => sum + one.count, 0);
  const rows = await rowsWith(tx, vault, batch.id, {
    action: asked.action,
    unitIds: inPlace,
    limit: PAGE_SIZE,
    skip: (asked.page - 1) * PAGE_SIZE,
  });
  const found = asked.code === null ? [] : await rowsFound(tx, vault, batch.id, asked.code, MOST_FOUND);
  const choices = batch.state === 'checked' ? await loadChoices(tx, context, batch, codes) : [];
  const ids = [...new Set([...rows, ...found].flatMap((row) => row.effect.personId ?? []))];
  const persons = await rosterPersons(tx, null, ids);
  await recordLook(tx, actor, batch, [...ids, ...choices.flatMap(({ matches }) => matches.map((match) => match.personId))]);
  const communes = new Map([...units.values()].map((unit) => [unit.commune, unit.communeName]));
  return {
    batch,
    asked,
    counts: { add: count('add'), change: count('change'), end: count('end'), same: count('same'), refused: count('refused') },
    codes: [...codes].toSorted((a, b) => order(a.code) - order(b.code) || b.count - a.count),
    found,
    rows,
    count: count(asked.action),
    places: [...communes].map(([id, name]) => ({ id, name })).toSorted((a, b) => a.name.localeCompare(b.name, 'vi')),
    unitNames: new Map([...units].map(([id, unit]) => [id, unit.name])),
    persons: new Map([...persons].map(([id, person]) => [id, person.fullName])),
    choices,
    forces: await coreForces(tx),
  };
}

const order = (code: FindingCode): number => ['E', 'W', 'P'].indexOf(code.slice(0, 1));

interface NamedUnit {
  readonly name: string;
  readonly commune: string;
  readonly communeName: string;
}

/** Units of the rows with their commune, on the map of the list's day. */
async function unitsOf(tx: Tx, ids: readonly string[], asOf: string): Promise<ReadonlyMap<string, NamedUnit>> {
  const found = await sql<{
    id: string;
    name: string;
    type: string;
    level: string;
    parent: string;
    parent_name: string;
    parent_type: string;
  }>`select u.unit_id as id, u.name, u.type_id as type, u.level_id as level, p.unit_id as parent, p.name as parent_name, p.type_id as parent_type
    from territory.units_on(${asOf}::date) u left join territory.units_on(${asOf}::date) p on p.unit_id = u.parent_id
    where u.unit_id = any (${[...ids]}::uuid[])`.execute(tx.rows<unknown>());
  return new Map(
    found.rows.map((row) => {
      const own = shownName(row);
      const above = shownName({ name: row.parent_name, type: row.parent_type });
      return [
        row.id,
        row.level === 'village'
          ? { name: `${own}, ${above}`, commune: row.parent, communeName: above }
          : { name: own, commune: row.id, communeName: own },
      ];
    }),
  );
}

async function loadChoices(
  tx: Tx,
  context: Pick<Context, 'vault'>,
  batch: Batch,
  codes: readonly { readonly code: FindingCode }[],
): Promise<readonly Choice[]> {
  const rows = new Map<number, ImportRow>();
  for (const code of choiceCodes) {
    if (!codes.some((one) => one.code === code)) continue;
    for (const row of await rowsFound(tx, context.vault, batch.id, code, MOST_CHOICES)) rows.set(row.rowNo, row);
  }
  // What somebody chose can be chosen otherwise.
  const listed = [...rows.values()]
    .flatMap((row) => (row.staged?.placed ? [{ row, staged: row.staged, placed: row.staged.placed }] : []))
    .slice(0, MOST_CHOICES);
  const units = await unitsOf(
    tx,
    listed.map(({ placed }) => placed.unitId),
    batch.asOf,
  );
  const around = await sql<{
    id: string;
    parent: string;
  }>`select unit_id as id, parent_id as parent from territory.units_on(${batch.asOf}::date)
    where parent_id = any (${[...new Set([...units.values()].map((unit) => unit.commune))]}::uuid[])`.execute(tx.rows<unknown>());
  const found = await findPersons(
    tx,
    context,
    listed.map(({ row, staged, placed }) => ({
      key: String(row.rowNo),
      fullName: staged.reading.name,
      birthYear: staged.reading.birthYear,
      ...(staged.reading.phone === null ? {} : { phone: staged.reading.phone }),
      unitIds: [placed.communeId, ...around.rows.filter((one) => one.parent === placed.communeId).map((one) => one.id)],
    })),
  );
  return listed.flatMap(({ row }) => {
    const matches = found.get(String(row.rowNo))?.matches ?? [];
    return matches.length === 0 ? [] : [{ row, matches, chosen: batch.how.choices[String(row.rowNo)] ?? null }];
  });
}

async function recordLook(tx: Tx, actor: Actor, batch: Batch, persons: readonly string[]): Promise<void> {
  if (persons.length === 0) return;
  await record(tx, actor, {
    action: 'teams.see-import',
    subject: { kind: 'teams.import-batch', id: batch.id },
    fields: ['full_name', 'birth_year'],
    persons: [...new Set(persons)],
    right: teamsRights.import,
  });
}
