import { columnName } from '../cells.ts';
import { mainNamespace, relationshipNamespace, xmlHead } from '../mark/parts.ts';
import { editBoxes, editComments, noBoxes, noComments } from '../notes.ts';
import type { ColumnToWrite, SheetToWrite } from '../types.ts';
import { escapeXml, textElement } from '../xml/encode.ts';
import { type NewPart, writeZip } from '../zip/write-zip.ts';
import { SharedTexts, sheetXml } from './sheet.ts';
import { writtenStyles } from './styles.ts';

const office = 'application/vnd.openxmlformats-officedocument';
const packageNamespace = 'http://schemas.openxmlformats.org/package/2006';

/**
 * A workbook: bold frozen header with filter, typed columns, drop-downs from a hidden sheet of codes. Times New Roman, A4
 * across. Throws for a day or number that is none.
 */
export function writeWorkbook(sheets: readonly SheetToWrite[], codeSheet = 'Danh mục'): Uint8Array {
  const lists = codeLists(sheets);
  const shared = new SharedTexts();
  const names = uniqueNames([...sheets.map((sheet) => sheet.name), ...(lists.size > 0 ? [codeSheet] : [])]);
  const listNames = new Map([...lists.keys()].map((values, i) => [values, `_list.${i + 1}`]));
  const parts: NewPart[] = [];
  const filters: string[] = [];
  let drawings = 0;
  for (const [i, sheet] of sheets.entries()) {
    const written = sheetXml(sheet, shared, ({ kind, values }) => (kind === 'code' && values ? listNames.get(values) : undefined), i === 0);
    parts.push(part(`xl/worksheets/sheet${i + 1}.xml`, written.pieces));
    filters.push(definedName('_xlnm._FilterDatabase', `${quoted(names[i] ?? '')}!${written.filter}`, ` localSheetId="${i}" hidden="1"`));
    if (written.notes.length === 0) continue;
    drawings++;
    parts.push(
      part(`xl/worksheets/_rels/sheet${i + 1}.xml.rels`, [
        relationships([`vmlDrawing:../drawings/vmlDrawing${drawings}.vml`, `comments:../comments${drawings}.xml`]),
      ]),
      part(`xl/comments${drawings}.xml`, [editComments(noComments, written.notes).text]),
      part(`xl/drawings/vmlDrawing${drawings}.vml`, [editBoxes(noBoxes, written.notes, new Set(), [`_x0000_s${drawings * 1024 - 1}"`])]),
    );
  }
  if (lists.size > 0) parts.push(part(`xl/worksheets/sheet${sheets.length + 1}.xml`, codes([...lists.keys()], shared)));
  const ranges = [...lists.keys()].map((values, i) => {
    const column = columnName(i + 1);
    return definedName(`_list.${i + 1}`, `${quoted(names.at(-1) ?? '')}!$${column}$1:$${column}$${Math.max(1, values.length)}`, '');
  });
  const sheetTags = names.map(
    (name, i) => `<sheet name="${escapeXml(name)}" sheetId="${i + 1}"${i >= sheets.length ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`,
  );
  const workbook = `${xmlHead}<workbook xmlns="${mainNamespace}" xmlns:r="${relationshipNamespace}"><bookViews><workbookView activeTab="0"/></bookViews><sheets>${sheetTags.join('')}</sheets><definedNames>${[...filters, ...ranges].join('')}</definedNames></workbook>`;
  const sheetTargets = names.map((_name, i) => `worksheet:worksheets/sheet${i + 1}.xml`);
  return writeZip([
    part('[Content_Types].xml', [contentTypes(names.length, drawings)]),
    part('_rels/.rels', [relationships(['officeDocument:xl/workbook.xml'])]),
    part('xl/workbook.xml', [workbook]),
    part('xl/_rels/workbook.xml.rels', [relationships([...sheetTargets, 'styles:styles.xml', 'sharedStrings:sharedStrings.xml'])]),
    part('xl/styles.xml', [writtenStyles]),
    ...parts,
    part('xl/sharedStrings.xml', sharedStrings(shared)),
  ]);
}

/** The lists of codes, each once. */
function codeLists(sheets: readonly SheetToWrite[]): Set<readonly string[]> {
  const found = (column: ColumnToWrite) => (column.kind === 'code' && column.values ? [column.values] : []);
  return new Set(sheets.flatMap((sheet) => sheet.columns.flatMap(found)));
}

function codes(lists: readonly (readonly string[])[], shared: SharedTexts): string[] {
  const longest = lists.reduce((most, values) => Math.max(most, values.length), 0);
  const rows = Array.from({ length: longest }, (_row, i) => {
    const cells = lists.map((values, at) => {
      const value = values[i];
      return value === undefined ? '' : `<c r="${columnName(at + 1)}${i + 1}" t="s"><v>${shared.number(value)}</v></c>`;
    });
    return `<row r="${i + 1}">${cells.join('')}</row>`;
  });
  return [`${xmlHead}<worksheet xmlns="${mainNamespace}"><sheetData>`, ...rows, '</sheetData></worksheet>'];
}

/** Names that Excel takes: 31 characters, no signs of formulas, none twice. */
function uniqueNames(wanted: readonly string[]): string[] {
  const taken = new Set<string>();
  return wanted.map((name) => {
    const clean =
      name
        .replace(/[:\\/?*[\]']/g, ' ')
        .trim()
        .slice(0, 31) || 'Sheet';
    let unique = clean;
    for (let i = 2; taken.has(unique.toLowerCase()); i++) unique = `${clean.slice(0, 27)} ${i}`;
    taken.add(unique.toLowerCase());
    return unique;
  });
}

const quoted = (name: string) => `'${name}'`;

function definedName(name: string, value: string, attributes: string): string {
  return `<definedName name="${name}"${attributes}>${escapeXml(value)}</definedName>`;
}

function sharedStrings(shared: SharedTexts): string[] {
  const pieces = [`${xmlHead}<sst xmlns="${mainNamespace}" count="${shared.count}" uniqueCount="${shared.size}">`];
  for (const text of shared.texts) pieces.push(`<si>${textElement(text)}</si>`);
  pieces.push('</sst>');
  return pieces;
}

/** `type:target`, numbered from rId1. */
function relationships(targets: readonly string[]): string {
  const lines = targets.map((one, i) => {
    const [type = '', target = ''] = one.split(':');
    return `<Relationship Id="rId${i + 1}" Type="${relationshipNamespace}/${type}" Target="${target}"/>`;
  });
  return `${xmlHead}<Relationships xmlns="${packageNamespace}/relationships">${lines.join('')}</Relationships>`;
}

function contentTypes(sheets: number, drawings: number): string {
  const override = (name: string, kind: string) =>
    `<Override PartName="/xl/${name}.xml" ContentType="${office}.spreadsheetml.${kind}+xml"/>`;
  const each = (count: number, line: (i: number) => string) => Array.from({ length: count }, (_one, i) => line(i + 1)).join('');
  return (
    `${xmlHead}<Types xmlns="${packageNamespace}/content-types"><Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>` +
    `${drawings > 0 ? `<Default Extension="vml" ContentType="${office}.vmlDrawing"/>` : ''}${override('workbook', 'sheet.main')}${override('styles', 'styles')}${override('sharedStrings', 'sharedStrings')}` +
    `${each(sheets, (i) => override(`worksheets/sheet${i}`, 'worksheet'))}${each(drawings, (i) => override(`comments${i}`, 'comments'))}</Types>`
  );
}

function part(name: string, pieces: readonly string[]): NewPart {
  return { name, content: Buffer.from(pieces.join('')) };
}
