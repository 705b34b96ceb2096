/**
 * Workbooks as offices have them, for tests: merged titles, several and hidden sheets, days as numbers and as text, legacy
 * fonts, formulas, blank tails, and around them everything a marking must not touch: pictures, notes, rules, printer settings.
 * Built part by part, not by our own writer, so that it can be a witness for it.
 */
import { strToU8, zipSync } from 'fflate';
import { columnName } from './cells.ts';
import { tcvn3Letters, vniLetters } from './legacy/tables.ts';
import { messyExtras } from './messy-extras.fixture.ts';
import { daySerial } from './read/days.ts';

export type MessyCell =
  | null
  | string
  | number
  | boolean
  /** A day as Excel keeps it: a number with a format of days. */
  | { readonly day: string }
  /** A number with a format, as `0000000000`. */
  | { readonly number: number; readonly format: string }
  /** Written in a legacy font (`tcvn3` in .VnTime, `vni` in VNI-Times); give the text in Unicode. */
  | { readonly legacy: string; readonly font: 'tcvn3' | 'vni' | 'tcvn3-capitals' }
  /** As it stands in a font of this name. */
  | { readonly text: string; readonly font: string }
  | { readonly formula: string; readonly value?: string | number | boolean }
  | { readonly error: string }
  /** Parts with their own fonts. */
  | { readonly rich: readonly { readonly text: string; readonly font?: string }[] }
  /** A text in the cell itself instead of the shared ones. */
  | { readonly inline: string };

export interface MessySheet {
  readonly name: string;
  readonly hidden?: boolean;
  /** Lines above the header, each merged across all columns. */
  readonly title?: readonly string[];
  readonly header?: readonly string[];
  readonly rows: readonly (readonly MessyCell[])[];
  readonly merges?: readonly string[];
  /** Formatted rows without anything in them, at the end. */
  readonly blankTail?: number;
}

export interface Mess {
  readonly from1904?: boolean;
  /** Pictures, notes, rules and so on around the first sheet: true. */
  readonly extras?: boolean;
}

const main = 'http://schemas.openxmlformats.org/spreadsheetml/2006/main';
const relation = 'http://schemas.openxmlformats.org/officeDocument/2006/relationships';
const office = 'application/vnd.openxmlformats-officedocument';
const head = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\r\n';

/** The bytes of the workbook; the same input gives the same bytes. */
export function messyWorkbook(sheets: readonly MessySheet[], { from1904 = false, extras = true }: Mess = {}): Uint8Array {
  const looks = new Looks();
  const strings = new Map<string, number>();
  const extra = extras ? messyExtras(sheets[0]?.name ?? '') : null;
  const parts = new Map<string, Uint8Array | string>();
  for (const [i, sheet] of sheets.entries())
    parts.set(`xl/worksheets/sheet${i + 1}.xml`, sheetXml(sheet, looks, strings, from1904, i === 0 ? extra : null));
  const tags = sheets.map(
    (sheet, i) =>
      `<sheet name="${escapeSigns(sheet.name)}" sheetId="${i + 3}"${sheet.hidden ? ' state="hidden"' : ''} r:id="rId${i + 1}"/>`,
  );
  parts.set(
    'xl/workbook.xml',
    `${head}<workbook xmlns="${main}" xmlns:r="${relation}"><fileVersion appName="xl" lastEdited="7"/><workbookPr${from1904 ? ' date1904="1"' : ''} defaultThemeVersion="124226"/><bookViews><workbookView xWindow="0" yWindow="0" windowWidth="20490" windowHeight="7755" activeTab="0"/></bookViews><sheets>${tags.join('')}</sheets>${extra?.definedNames ?? ''}<calcPr calcId="162913"/></workbook>`,
  );
  const targets = [
    ...sheets.map((_sheet, i) => ['worksheet', `worksheets/sheet${i + 1}.xml`]),
    ['styles', 'styles.xml'],
    ['sharedStrings', 'sharedStrings.xml'],
  ];
  parts.set('xl/_rels/workbook.xml.rels', relationships([...targets, ...(extra?.workbookRelations ?? [])]));
  parts.set('xl/styles.xml', looks.xml());
  parts.set(
    'xl/sharedStrings.xml',
    `${head}<sst xmlns="${main}" count="${strings.size}" uniqueCount="${strings.size}">${[...strings.keys()].join('')}</sst>`,
  );
  parts.set('_rels/.rels', relationships([['officeDocument', 'xl/workbook.xml'], ...(extra?.packageRelations ?? [])]));
  for (const [name, content] of extra?.parts ?? []) parts.set(name, content);
  const overrides = [
    ['xl/workbook.xml', `${office}.spreadsheetml.sheet.main+xml`],
    ['xl/styles.xml', `${office}.spreadsheetml.styles+xml`],
    ['xl/sharedStrings.xml', `${office}.spreadsheetml.sharedStrings+xml`],
    ...sheets.map((_sheet, i) => [`xl/worksheets/sheet${i + 1}.xml`, `${office}.spreadsheetml.worksheet+xml`]),
    ...(extra?.overrides ?? []),
  ].map(([name, kind]) => `<Override PartName="/${name}" ContentType="${kind}"/>`);
  const defaults = `<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/><Default Extension="xml" ContentType="application/xml"/>${extra?.defaults ?? ''}`;
  const types = `${head}<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">${defaults}${overrides.join('')}</Types>`;
  const all = [['[Content_Types].xml', types], ...parts] as const;
  return zipSync(Object.fromEntries(all.map(([name, content]) => [name, typeof content === 'string' ? strToU8(content) : content])), {
    level: 6,
    mtime: new Date(2022, 4, 31, 8, 0, 0),
  });
}

/** A Unicode text as it stands in a file that was written with a legacy font. */
export function legacyText(text: string, font: 'tcvn3' | 'vni' | 'tcvn3-capitals'): string {
  const letters = font === 'vni' ? vniLetters : tcvn3Letters;
  const back = new Map([...letters].toReversed().map(([from, to]) => [to, from]));
  return [...(font === 'tcvn3-capitals' ? text.toLowerCase() : text).normalize('NFC')].map((letter) => back.get(letter) ?? letter).join('');
}

function relationships(targets: readonly (readonly string[])[]): string {
  const lines = targets.map(([type, target], i) => `<Relationship Id="rId${i + 1}" Type="${relation}/${type}" Target="${target}"/>`);
  return `${head}<Relationships xmlns="http://schemas.openxmlformats.org/package/2006/relationships">${lines.join('')}</Relationships>`;
}

/** Styles, made when a cell first needs them. */
class Looks {
  private readonly fonts = [
    '<font><sz val="11"/><name val="Times New Roman"/></font>',
    '<font><b/><sz val="14"/><name val="Times New Roman"/></font>',
  ];
  private readonly formats: string[] = [];
  private readonly styles = ['<xf numFmtId="0" fontId="0" fillId="0" borderId="0" xfId="0"/>'];

  style({ font = 0, format, fill = 0, border = 1 }: { font?: number; format?: string; fill?: number; border?: number }): number {
    let formatId = 0;
    if (format !== undefined) {
      if (!this.formats.includes(format)) this.formats.push(format);
      formatId = 164 + this.formats.indexOf(format);
    }
    const xf = `<xf numFmtId="${formatId}" fontId="${font}" fillId="${fill}" borderId="${border}" xfId="0"${formatId ? ' applyNumberFormat="1"' : ''}/>`;
    const found = this.styles.indexOf(xf);
    return found >= 0 ? found : this.styles.push(xf) - 1;
  }

  font(name: string): number {
    const font = `<font><sz val="12"/><name val="${name}"/></font>`;
    const found = this.fonts.indexOf(font);
    return found >= 0 ? found : this.fonts.push(font) - 1;
  }

  xml(): string {
    const formats = this.formats.map((code, i) => `<numFmt numFmtId="${164 + i}" formatCode="${escapeSigns(code)}"/>`);
    const thin = ['left', 'right', 'top', 'bottom'].map((side) => `<${side} style="thin"><color auto="1"/></${side}>`).join('');
    return (
      `${head}<styleSheet xmlns="${main}">${formats.length > 0 ? `<numFmts count="${formats.length}">${formats.join('')}</numFmts>` : ''}` +
      `<fonts count="${this.fonts.length}">${this.fonts.join('')}</fonts><fills count="3"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill><fill><patternFill patternType="solid"><fgColor theme="8" tint="0.59999389629810485"/><bgColor indexed="64"/></patternFill></fill></fills>` +
      `<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${thin}<diagonal/></border></borders><cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>` +
      `<cellXfs count="${this.styles.length}">${this.styles.join('')}</cellXfs><cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles><dxfs count="1"><dxf><font><color rgb="FF9C0006"/></font></dxf></dxfs><tableStyles count="0"/></styleSheet>`
    );
  }
}

type Extras = ReturnType<typeof messyExtras>;

function sheetXml(sheet: MessySheet, looks: Looks, strings: Map<string, number>, from1904: boolean, extra: Extras | null): string {
  const { title = [], header } = sheet;
  const wide = Math.max(1, header?.length ?? 0, ...sheet.rows.map((row) => row.length));
  const last = columnName(wide);
  const shared = (si: string) => {
    const known = strings.get(si);
    if (known !== undefined) return known;
    strings.set(si, strings.size);
    return strings.size - 1;
  };
  const rows: string[] = [];
  let number = 0;
  const add = (cells: string, attributes = '') => rows.push(`<row r="${number}" spans="1:${wide}"${attributes}>${cells}</row>`);
  for (const line of title) {
    number++;
    add(`<c r="A${number}" s="${looks.style({ font: 1, border: 0 })}" t="s"><v>${shared(si(line))}</v></c>`, ' ht="24" customHeight="1"');
  }
  if (header) {
    number++;
    add(
      header
        .map(
          (name, i) => `<c r="${columnName(i + 1)}${number}" s="${looks.style({ font: 1, fill: 2 })}" t="s"><v>${shared(si(name))}</v></c>`,
        )
        .join(''),
    );
  }
  for (const cells of sheet.rows) {
    number++;
    add(cells.map((cell, i) => cellXml(cell, `${columnName(i + 1)}${number}`, looks, shared, from1904)).join(''));
  }
  const used = number;
  for (let i = 0; i < (sheet.blankTail ?? 0); i++) {
    number++;
    const empty = Array.from({ length: wide }, (_cell, at) => `<c r="${columnName(at + 1)}${number}" s="${looks.style({})}"/>`);
    add(empty.join(''));
  }
  const merges = [...(sheet.merges ?? []), ...(wide > 1 ? title.map((_line, i) => `A${i + 1}:${last}${i + 1}`) : [])];
  return (
    `${head}<worksheet xmlns="${main}" xmlns:r="${relation}"><dimension ref="A1:${last}${Math.max(1, number)}"/><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/>` +
    `<cols><col min="1" max="1" width="5.7109375" customWidth="1"/>${wide > 1 ? `<col min="2" max="${wide}" width="18.28515625" customWidth="1"/>` : ''}<col min="${wide + 1}" max="16384" width="9.140625" style="0"/></cols>` +
    `<sheetData>${rows.join('')}</sheetData>${merges.length > 0 ? `<mergeCells count="${merges.length}">${merges.map((range) => `<mergeCell ref="${range}"/>`).join('')}</mergeCells>` : ''}` +
    `${extra?.afterMerges(used, last) ?? '<pageMargins left="0.7" right="0.7" top="0.75" bottom="0.75" header="0.3" footer="0.3"/>'}</worksheet>`
  );
}

function cellXml(cell: MessyCell, ref: string, looks: Looks, shared: (si: string) => number, from1904: boolean): string {
  const plain = looks.style({});
  if (cell === null) return `<c r="${ref}" s="${plain}"/>`;
  if (typeof cell === 'string') return `<c r="${ref}" s="${plain}" t="s"><v>${shared(si(cell))}</v></c>`;
  if (typeof cell === 'number') return `<c r="${ref}" s="${plain}"><v>${cell}</v></c>`;
  if (typeof cell === 'boolean') return `<c r="${ref}" s="${plain}" t="b"><v>${Number(cell)}</v></c>`;
  if ('day' in cell)
    return `<c r="${ref}" s="${looks.style({ format: 'dd/mm/yyyy;@' })}"><v>${daySerial(cell.day) - (from1904 ? 1462 : 0)}</v></c>`;
  if ('number' in cell) return `<c r="${ref}" s="${looks.style({ format: cell.format })}"><v>${cell.number}</v></c>`;
  if ('error' in cell) return `<c r="${ref}" s="${plain}" t="e"><v>${cell.error}</v></c>`;
  if ('inline' in cell) return `<c r="${ref}" s="${plain}" t="inlineStr"><is>${t(cell.inline)}</is></c>`;
  if ('formula' in cell) {
    const { value } = cell;
    const type = typeof value === 'string' ? ' t="str"' : typeof value === 'boolean' ? ' t="b"' : '';
    const kept = value === undefined ? '' : `<v>${escapeSigns(String(typeof value === 'boolean' ? Number(value) : value))}</v>`;
    return `<c r="${ref}" s="${plain}"${type}><f>${escapeSigns(cell.formula)}</f>${kept}</c>`;
  }
  if ('rich' in cell) {
    const runs = cell.rich.map(({ text, font }) => `<r>${font ? `<rPr><sz val="12"/><rFont val="${font}"/></rPr>` : ''}${t(text)}</r>`);
    return `<c r="${ref}" s="${plain}" t="s"><v>${shared(`<si>${runs.join('')}</si>`)}</v></c>`;
  }
  const written = 'legacy' in cell ? legacyText(cell.legacy, cell.font) : cell.text;
  const font = 'legacy' in cell ? { tcvn3: '.VnTime', vni: 'VNI-Times', 'tcvn3-capitals': '.VnTimeH' }[cell.font] : cell.font;
  return `<c r="${ref}" s="${looks.style({ font: looks.font(font) })}" t="s"><v>${shared(si(written))}</v></c>`;
}

const escapeSigns = (text: string) => text.replace(/[&<>"]/g, (sign) => `&#${sign.charCodeAt(0)};`);
const t = (text: string) => `<t${text.trim() === text ? '' : ' xml:space="preserve"'}>${escapeSigns(text)}</t>`;
const si = (text: string) => `<si>${t(text)}</si>`;
