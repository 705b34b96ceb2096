import { mainNamespace, xmlHead } from '../mark/parts.ts';
import type { ColumnToWrite } from '../types.ts';

/** Numbers of the styles below. */
export const styleOf = { text: 1, whole: 2, day: 3, code: 4, title: 5, required: 6, above: 7, heading: 8 } as const satisfies Record<
  ColumnToWrite['kind'] | 'title' | 'required' | 'above' | 'heading',
  number
>;

const font = (extra: string, size = 11) => `<font>${extra}<sz val="${size}"/><name val="Times New Roman"/><family val="1"/></font>`;
const solid = (rgb: string) => `<fill><patternFill patternType="solid"><fgColor rgb="${rgb}"/><bgColor indexed="64"/></patternFill></fill>`;
const thin = ['left', 'right', 'top', 'bottom'].map((side) => `<${side} style="thin"><color rgb="FF9CA3AF"/></${side}>`).join('');
const xf = (numFmt: number, fontId: number, fillId: number, borderId: number, alignment = '') =>
  `<xf numFmtId="${numFmt}" fontId="${fontId}" fillId="${fillId}" borderId="${borderId}" xfId="0" applyNumberFormat="1" applyFont="1" applyFill="1" applyBorder="1"${alignment ? ` applyAlignment="1">${alignment}</xf>` : '/>'}`;
const top = '<alignment vertical="top" wrapText="1"/>';
const middle = '<alignment horizontal="center" vertical="center" wrapText="1"/>';

/** Text as `@` (so that what is typed stays as typed), whole numbers, days as 31/12/2022, titles, required titles, lines above. */
const formats = [
  xf(0, 0, 0, 0),
  xf(49, 0, 0, 1, top),
  xf(1, 0, 0, 1, top),
  xf(164, 0, 0, 1, top),
  xf(49, 0, 0, 1, top),
  xf(0, 1, 2, 1, middle),
  xf(0, 1, 3, 1, middle),
  xf(0, 0, 0, 0),
  xf(0, 2, 0, 0),
];

export const writtenStyles: string =
  `${xmlHead}<styleSheet xmlns="${mainNamespace}"><numFmts count="1"><numFmt numFmtId="164" formatCode="dd/mm/yyyy"/></numFmts>` +
  `<fonts count="3">${font('')}${font('<b/>')}${font('<b/>', 14)}</fonts>` +
  `<fills count="4"><fill><patternFill patternType="none"/></fill><fill><patternFill patternType="gray125"/></fill>${solid('FFDCE6F1')}${solid('FFFCE4D6')}</fills>` +
  `<borders count="2"><border><left/><right/><top/><bottom/><diagonal/></border><border>${thin}<diagonal/></border></borders>` +
  '<cellStyleXfs count="1"><xf numFmtId="0" fontId="0" fillId="0" borderId="0"/></cellStyleXfs>' +
  `<cellXfs count="${formats.length}">${formats.join('')}</cellXfs>` +
  '<cellStyles count="1"><cellStyle name="Normal" xfId="0" builtinId="0"/></cellStyles></styleSheet>';
