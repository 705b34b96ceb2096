/** Files to fill in, with one example a kind. The examples are invented and say so. */
import type { Lang } from '../../../platform/i18n/index.ts';
import { tableColumns } from './columns.ts';
import { csvLine } from './csv.ts';
import type { ImportKind } from './types.ts';

const examples: Readonly<Record<Exclude<ImportKind, 'boundaries'>, readonly Readonly<Record<string, string>>[]>> = {
  units: [
    {
      name: 'Ví dụ',
      type: 'thôn',
      parent_code: '00000',
      valid_from: '01/02/2020',
      origin: 'chính thức',
      note: 'dòng mẫu, xóa trước khi nhập',
    },
  ],
  events: [
    {
      event: '1',
      kind: 'nhập',
      effective_on: '01/07/2025',
      title: 'Ví dụ: nhập hai xã',
      verified: 'không',
      verification_note: 'dòng mẫu, xóa trước khi nhập',
      from_code: '00000',
      from_level: 'cấp xã',
      to_code: '00001',
      to_level: 'cấp xã',
      share_num: '1',
      share_den: '1',
      basis: 'toàn bộ',
    },
  ],
  population: [
    { code: '00000', level: 'cấp xã', day: '01/04/2019', value: '1.250', basis: 'tổng điều tra', source: 'dòng mẫu, xóa trước khi nhập' },
  ],
};

export interface Template {
  readonly fileName: string;
  readonly type: string;
  readonly text: string;
}

/** The template of a kind: CSV with the headers of the language, or GeoJSON with one feature. */
export function templateOf(kind: ImportKind, lang: Lang): Template {
  if (kind === 'boundaries') {
    const ring = [
      [104.5, 21.5],
      [104.6, 21.5],
      [104.6, 21.6],
      [104.5, 21.5],
    ];
    const feature = {
      type: 'Feature',
      properties: { code: '00000', name: 'Ví dụ', level: 'commune' },
      geometry: { type: 'Polygon', coordinates: [ring] },
    };
    return {
      fileName: 'boundaries.geojson',
      type: 'application/geo+json',
      text: `${JSON.stringify({ type: 'FeatureCollection', features: [feature] }, null, 2)}\n`,
    };
  }
  const columns = tableColumns[kind];
  const lines = [
    columns.map((column) => (lang === 'vi' ? column.vi : column.key)),
    ...examples[kind].map((example) => columns.map((column) => example[column.key] ?? '')),
  ];
  return { fileName: `${kind}.csv`, type: 'text/csv; charset=utf-8', text: `\uFEFF${lines.map((line) => csvLine(line)).join('\r\n')}\r\n` };
}
