import { cellPlace, columnName } from '../cells.ts';
import type { MarkOptions, SummaryCell } from '../types.ts';
import { escapeXml, textElement } from '../xml/encode.ts';
import { xmlHead } from './parts.ts';
import type { StyleSheet } from './style-sheet.ts';

/** The sheet with the summary. Its first cell carries the colour by which it is recognised later. */
export function summarySheet(summary: MarkOptions['summary'], styles: StyleSheet, namespace: string): string {
  const heading = styles.text('summary', 'bold');
  const plain = styles.text('summary', 'regular');
  const links: string[] = [];
  const rows = summary.rows.length > 0 ? summary.rows : [[summary.name]];
  const lines = rows.map((cells, i) => {
    const inside = (cells.length > 0 ? cells : ['']).map((cell, at) => {
      const ref = `${columnName(at + 1)}${i + 1}`;
      const link = linkOf(cell, ref);
      if (link) links.push(link);
      const bold = i === 0 || (typeof cell === 'object' && cell.bold);
      return summaryCell(cell, ref, bold ? heading : plain);
    });
    return `<row r="${i + 1}">${inside.join('')}</row>`;
  });
  const widths = [28, 12, 70, 40].map((width, i) => `<col min="${i + 1}" max="${i + 1}" width="${width}.7109375" customWidth="1"/>`);
  const hyperlinks = links.length > 0 ? `<hyperlinks>${links.join('')}</hyperlinks>` : '';
  return `${xmlHead}<worksheet xmlns="${namespace}"><sheetViews><sheetView workbookViewId="0"/></sheetViews><sheetFormatPr defaultRowHeight="15"/><cols>${widths.join('')}</cols><sheetData>${lines.join('')}</sheetData>${hyperlinks}</worksheet>`;
}

function summaryCell(cell: SummaryCell, ref: string, style: number): string {
  if (typeof cell === 'number') return `<c r="${ref}" s="${style}"><v>${Number.isFinite(cell) ? cell : 0}</v></c>`;
  const text = typeof cell === 'string' ? cell : cell.text;
  return `<c r="${ref}" s="${style}" t="inlineStr"><is>${textElement(text)}</is></c>`;
}

function linkOf(cell: SummaryCell, ref: string): string | null {
  if (typeof cell !== 'object' || !cell.goTo) return null;
  const { sheet, ref: to } = cell.goTo;
  const place = cellPlace(to) ? to : `A${to}`;
  return `<hyperlink ref="${ref}" location="${escapeXml(`'${sheet.replaceAll("'", "''")}'!${place}`)}" display="${escapeXml(cell.text.slice(0, 255))}"/>`;
}
