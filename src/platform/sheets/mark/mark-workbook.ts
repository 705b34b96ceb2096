import type { Outcome } from '../../outcome/index.ts';
import { editBoxes, editComments, type Note, noBoxes, noComments, takesNotes } from '../notes.ts';
import { openPackage, type SheetPart } from '../package.ts';
import { attempt, damaged } from '../refuse.ts';
import { defaultLimits, type Limits, type Mark, type MarkOptions } from '../types.ts';
import { escapeXml } from '../xml/encode.ts';
import { edited, Parts, withAttribute } from './parts.ts';
import { gather, type SheetFindings, sheetEdits } from './sheet-edits.ts';
import { mapSheet, type SheetMap } from './sheet-map.ts';
import { defaultStyles, StyleSheet } from './style-sheet.ts';
import { summarySheet } from './summary.ts';

const kinds = {
  styles: 'application/vnd.openxmlformats-officedocument.spreadsheetml.styles+xml',
  comments: 'application/vnd.openxmlformats-officedocument.spreadsheetml.comments+xml',
  vml: 'application/vnd.openxmlformats-officedocument.vmlDrawing',
  sheet: 'application/vnd.openxmlformats-officedocument.spreadsheetml.worksheet+xml',
};
const mostNotes = 2_000;

/**
 * The same workbook with the findings in it: the cells coloured, a note on each (unless its author had noted something there),
 * one more column after the last one with the row's findings in words, and a summary at the end; what an earlier marking had
 * added is replaced. Everything else stays: other parts byte for byte, other cells as they are written. Refuses like
 * `readWorkbook`; throws for a mark in a sheet that isn't there.
 */
export function markWorkbook(
  bytes: Uint8Array,
  marks: readonly Mark[],
  options: MarkOptions,
  limits: Limits = defaultLimits,
): Outcome<Uint8Array> {
  return attempt(() => {
    const book = openPackage(bytes, limits);
    const parts = new Parts(book);
    const stylesPart = parts.related(book.workbook, 'styles');
    const styles = new StyleSheet(stylesPart === null ? defaultStyles : (parts.text(stylesPart) ?? damaged(stylesPart)));
    const bySheet = Map.groupBy(marks, (mark) => mark.sheet);
    let summary: SheetPart | undefined;
    for (const sheet of book.sheets) {
      const text = parts.text(sheet.part) ?? damaged(sheet.part);
      const map = mapSheet(text, sheet.part);
      if (isSummary(map, styles)) summary = sheet;
      else {
        markSheet(parts, sheet, text, map, bySheet.get(sheet.name) ?? [], styles, options);
        bySheet.delete(sheet.name);
      }
    }
    const [unknown] = bySheet.keys();
    if (unknown !== undefined) throw new Error(`no sheet ${unknown}`);
    const text = summarySheet(options.summary, styles, parts.namespace);
    if (summary) parts.set(summary.part, text);
    else addSummary(parts, options.summary.name, text);
    if (stylesPart !== null) parts.set(stylesPart, styles.toText());
    else parts.add(book.workbook, 'styles', parts.free('xl/styles', '.xml'), styles.toText(), { contentType: kinds.styles });
    return parts.bytes();
  });
}

function isSummary(map: SheetMap, styles: StyleSheet): boolean {
  const first = map.rows.find((row) => row.cells.some((cell) => cell.filled));
  return first?.cells.some((cell) => cell.style > 0 && styles.ownOf(cell.style) === 'summary') ?? false;
}

function markSheet(
  parts: Parts,
  sheet: SheetPart,
  text: string,
  map: SheetMap,
  marks: readonly Mark[],
  styles: StyleSheet,
  options: MarkOptions,
): void {
  const findings = gather(marks, map);
  const edits = sheetEdits(text, map, findings, styles, { title: options.columnTitle, headerRow: options.headerRows?.[sheet.name] });
  const drawing = placeNotes(parts, sheet, map, notesOf(findings, options.notes ?? mostNotes));
  if (drawing !== null) {
    const at = map.afterNotes ?? map.rootClose;
    const declared = /xmlns:r=/.test(map.rootTag) ? '' : ` xmlns:r="${parts.relationships}"`;
    edits.push({ from: at, to: at, text: `<${map.prefix}legacyDrawing${declared} r:id="${drawing}"/>` });
  }
  parts.set(sheet.part, edited(text, edits));
}

function notesOf(findings: SheetFindings, most: number): Note[] {
  return [...findings.cells].slice(0, most).map(([ref, { texts }]) => ({ ref, text: texts.join('\n') }));
}

/** Puts the notes into the sheet's parts; answers the id of a drawing that the sheet has to name from now on. */
function placeNotes(parts: Parts, sheet: SheetPart, map: SheetMap, notes: readonly Note[]): string | null {
  const commentsPart = parts.related(sheet.part, 'comments');
  const boxesPart = map.hasNotes ? parts.related(sheet.part, 'vmlDrawing') : null;
  if (notes.length === 0 && (commentsPart === null || boxesPart === null)) return null;
  const comments = (commentsPart !== null && parts.text(commentsPart)) || noComments.replace(/xmlns="[^"]*"/, `xmlns="${parts.namespace}"`);
  const boxes = (boxesPart !== null && parts.text(boxesPart)) || noBoxes;
  if (!takesNotes(comments, boxes)) return null;
  const { text, placed, removed } = editComments(comments, notes);
  if (placed.length === 0 && removed.size === 0) return null;
  if (commentsPart !== null) parts.set(commentsPart, text);
  else parts.add(sheet.part, 'comments', parts.free('xl/comments', '.xml'), text, { contentType: kinds.comments });
  const others = parts.named('.vml').filter((name) => name.toLowerCase() !== boxesPart?.toLowerCase());
  const drawings = others.map((name) => parts.text(name) ?? '');
  const drawn = editBoxes(boxes, placed, removed, drawings);
  if (boxesPart !== null) {
    parts.set(boxesPart, drawn);
    return null;
  }
  return parts.add(sheet.part, 'vmlDrawing', parts.free('xl/drawings/vmlDrawing', '.vml'), drawn, {
    contentType: kinds.vml,
    extension: 'vml',
  });
}

function addSummary(parts: Parts, wanted: string, text: string): void {
  const { workbook } = parts.book;
  const before = parts.text(workbook) ?? damaged(workbook);
  const tags = [...before.matchAll(/<((?:[\w.-]+:)?)sheet\s[^>]*>/g)].map((found) => found[0]);
  const last = tags.at(-1) ?? damaged(workbook);
  const id = parts.add(workbook, 'worksheet', parts.free('xl/worksheets/sheet', '.xml'), text, { contentType: kinds.sheet });
  const number = Math.max(...tags.map((tag) => Number(/\ssheetId\s*=\s*["'](\d+)/.exec(tag)?.[1] ?? 0))) + 1;
  const relation = /\s([\w.-]+:id)\s*=/.exec(last)?.[1] ?? 'r:id';
  const named = withAttribute(last.replace(/\sstate\s*=\s*("[^"]*"|'[^']*')/, ''), 'name', escapeXml(freeName(parts, wanted)));
  const tag = withAttribute(withAttribute(named, 'sheetId', String(number)), relation, id);
  const end = before.lastIndexOf(last) + last.length;
  const close = last.endsWith('/>') ? end : before.indexOf('>', before.indexOf('</', end)) + 1;
  parts.set(workbook, before.slice(0, close) + (last.endsWith('/>') ? tag : `${tag.slice(0, -1)}/>`) + before.slice(close));
}

/** A name that Excel takes and no sheet has. */
function freeName(parts: Parts, wanted: string): string {
  const text = parts.text(parts.book.workbook) ?? '';
  const taken = new Set([...text.matchAll(/\sname\s*=\s*"([^"]*)"/g)].map((found) => (found[1] ?? '').toLowerCase()));
  const clean =
    wanted
      .replace(/[:\\/?*[\]']/g, ' ')
      .trim()
      .slice(0, 31) || 'Sheet';
  for (let i = 1; ; i++) {
    const name = i === 1 ? clean : `${clean.slice(0, 27)} ${i}`;
    if (!taken.has(escapeXml(name).toLowerCase())) return name;
  }
}
