/** Units as CSV: the columns that an import of units takes, and a few for people. */
import type { Lang } from '../../platform/i18n/index.ts';
import type { UnitItem } from '../queries/index.ts';

const columns = [
  'id',
  'code',
  'name',
  'type',
  'level',
  'parent_code',
  'parent_level',
  'valid_from',
  'valid_to',
  'lat',
  'lon',
  'coord_basis',
  'aliases',
  'origin',
  'type_name',
  'parent_name',
] as const;

/** UTF-8 with a byte order mark: without it, spreadsheets read Vietnamese as another encoding. */
export const csvStart = `\uFEFF${columns.join(',')}\r\n`;

/**
 * A text as a cell. A spreadsheet runs a cell that begins like a formula; the apostrophe in front makes it text again
 * (OWASP, CSV injection).
 */
export function textCell(text: string | null): string {
  if (text === null) return '';
  const safe = /^[=+\-@\t\r]/.test(text) ? `'${text}` : text;
  return /[",;\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

function numberCell(number: number | null): string {
  return number === null ? '' : String(number);
}

export function csvLine(unit: UnitItem, lang: Lang): string {
  const cells: Readonly<Record<(typeof columns)[number], string>> = {
    id: unit.id,
    code: textCell(unit.code),
    name: textCell(unit.name),
    type: textCell(unit.type),
    level: textCell(unit.level),
    parent_code: textCell(unit.parentCode),
    parent_level: textCell(unit.parentLevel),
    valid_from: unit.validFrom,
    valid_to: unit.validTo ?? '',
    lat: numberCell(unit.lat),
    lon: numberCell(unit.lon),
    coord_basis: textCell(unit.coordBasis),
    aliases: textCell(unit.aliases.join('|')),
    origin: unit.origin,
    type_name: textCell(unit.typeName[lang]),
    parent_name: textCell(unit.parentName),
  };
  return `${columns.map((column) => cells[column]).join(',')}\r\n`;
}
