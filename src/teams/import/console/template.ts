/** The workbook to fill in: the lists to choose from are those of the actor's place and of the register. */
import { sql } from 'kysely';
import type { Reader } from '../../../platform/db/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { type Actor, reach } from '../../../platform/session/index.ts';
import { type ColumnToWrite, writeWorkbook } from '../../../platform/sheets/index.ts';
import { collator } from '../../../platform/text/index.ts';
import { memberRoles, teamsRights } from '../../contract.ts';
import { coreForces } from '../../rosters/index.ts';
import { texts } from '../messages.gen.ts';
import type { Field } from '../model.ts';
import { shownName } from '../units/names.ts';
import { fieldName, roleName } from '../words.ts';

/** Rows that are ready to be filled in. */
const EMPTY_ROWS = 1_000;

const capital = (text: string): string => text.slice(0, 1).toLocaleUpperCase('vi') + text.slice(1);

export async function templateOf(reader: Reader, actor: Actor, today: string, lang: Lang): Promise<Uint8Array> {
  const t = texts[lang];
  const units = reach(actor, teamsRights.import);
  const found = await sql<{
    name: string;
    type: string;
    level: string;
  }>`select name, type_id as type, level_id as level from territory.units_on(${today}::date)
    where level_id in ('commune', 'village') and ${units === 'everywhere' ? sql`true` : sql`unit_id = any (${[...units]}::uuid[])`}`.execute(
    reader.rows<unknown>(),
  );
  const names = (level: string): readonly string[] =>
    [...new Set(found.rows.filter((row) => row.level === level).map((row) => capital(shownName(row))))].toSorted(collator.compare);
  const forces = (await coreForces(reader)).filter((force) => (force.from ?? '') <= today && (force.to === null || today < force.to));
  const text = (field: Field, more: Partial<ColumnToWrite> = {}): ColumnToWrite => ({
    title: fieldName(field, lang),
    kind: 'text',
    ...more,
  });
  const code = (field: Field, values: readonly string[], more: Partial<ColumnToWrite> = {}): ColumnToWrite => ({
    title: fieldName(field, lang),
    kind: 'code',
    values,
    ...more,
  });
  const columns: readonly ColumnToWrite[] = [
    code('commune', names('commune'), { required: true }),
    code('level', [t.template_level_village(), t.template_level_commune()]),
    code('village', names('village'), { note: t.template_note_village() }),
    text('team'),
    text('name', { required: true, width: 28 }),
    text('birth', { note: t.template_note_birth() }),
    text('phone', { width: 16 }),
    code(
      'role',
      memberRoles.map((role) => roleName(role, lang)),
      { required: true },
    ),
    code(
      'force',
      forces.map((force) => force.names[lang]),
      { required: true, width: 24 },
    ),
    text('from', { kind: 'day' }),
    text('to', { kind: 'day' }),
    text('term', { kind: 'day' }),
    text('decision-number'),
    text('decision-day', { kind: 'day' }),
    text('decision-issuer', { width: 24 }),
    text('note', { width: 24 }),
  ];
  return writeWorkbook([
    { name: t.template_sheet(), above: [t.template_title(), t.template_how()], columns, rows: [], emptyRows: EMPTY_ROWS },
  ]);
}
