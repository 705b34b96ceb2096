/** The columns of each kind of table: key, the headers by which people may call it, and whether it must be there. */
import { fold } from '../../../platform/text/index.ts';
import type { ImportKind } from './types.ts';

export type TableKind = Exclude<ImportKind, 'boundaries'>;

export interface Column {
  readonly key: string;
  /** The Vietnamese header, also that of the template. */
  readonly vi: string;
  readonly more?: readonly string[];
  readonly required?: boolean;
}

const column = (key: string, vi: string, ...more: string[]): Column => ({ key, vi, more });
const required = (key: string, vi: string, ...more: string[]): Column => ({ key, vi, more, required: true });

export const tableColumns: Readonly<Record<TableKind, readonly Column[]>> = {
  units: [
    column('id', 'Định danh', 'uuid'),
    column('code', 'Mã', 'Mã đơn vị', 'Mã số'),
    required('name', 'Tên', 'Tên đơn vị'),
    required('type', 'Loại', 'Loại đơn vị'),
    column('level', 'Cấp'),
    column('parent_code', 'Mã cấp trên', 'Mã đơn vị cấp trên'),
    column('parent_level', 'Cấp của cấp trên', 'Cấp trên'),
    required('valid_from', 'Từ ngày', 'Có từ ngày', 'Hiệu lực từ'),
    column('valid_to', 'Đến ngày', 'Đến hết ngày', 'Hiệu lực đến'),
    column('lat', 'Vĩ độ', 'latitude'),
    column('lon', 'Kinh độ', 'longitude', 'lng'),
    column('coord_basis', 'Cách có tọa độ', 'Nguồn tọa độ'),
    column('aliases', 'Tên khác', 'Tên gọi khác'),
    column('origin', 'Nguồn gốc'),
    column('note', 'Ghi chú'),
  ],
  events: [
    required('event', 'Sự kiện', 'Khóa sự kiện'),
    required('kind', 'Loại sự kiện', 'Loại việc'),
    required('effective_on', 'Ngày hiệu lực', 'Có hiệu lực từ'),
    required('title', 'Tiêu đề', 'Nội dung'),
    column('document', 'Văn bản', 'Số văn bản'),
    column('clause', 'Điều khoản', 'Khoản'),
    column('verified', 'Đã đối chiếu'),
    column('verification_note', 'Ghi chú đối chiếu'),
    column('outside', 'Đơn vị ngoài dữ liệu'),
    column('from_code', 'Mã cũ', 'Mã trước', 'Mã đơn vị cũ'),
    column('from_level', 'Cấp cũ', 'Cấp trước'),
    // For units without a code, such as villages.
    column('from_id', 'Định danh cũ'),
    column('to_code', 'Mã mới', 'Mã sau', 'Mã đơn vị mới'),
    column('to_level', 'Cấp mới', 'Cấp sau'),
    column('to_id', 'Định danh mới'),
    column('to_new', 'Thành lập mới', 'Đơn vị mới'),
    column('to_name', 'Tên mới', 'Tên sau'),
    column('to_type', 'Loại mới', 'Loại đơn vị mới'),
    column('to_parent_code', 'Mã cấp trên mới'),
    column('to_parent_level', 'Cấp của cấp trên mới'),
    column('to_lat', 'Vĩ độ mới'),
    column('to_lon', 'Kinh độ mới'),
    column('to_coord_basis', 'Cách có tọa độ mới'),
    column('share_num', 'Tỷ lệ tử số', 'Tử số'),
    column('share_den', 'Tỷ lệ mẫu số', 'Mẫu số'),
    column('back_num', 'Tỷ lệ ngược tử số'),
    column('back_den', 'Tỷ lệ ngược mẫu số'),
    column('basis', 'Cơ sở tỷ lệ', 'Tính theo'),
  ],
  population: [
    required('code', 'Mã', 'Mã đơn vị'),
    column('level', 'Cấp'),
    column('on', 'Ngày tra mã', 'Theo mã ngày'),
    required('day', 'Ngày số liệu', 'Ngày', 'Thời điểm'),
    required('value', 'Số dân', 'Dân số', 'Số người', 'population'),
    required('basis', 'Cách có số liệu', 'Cơ sở'),
    required('source', 'Nguồn', 'Nguồn số liệu'),
  ],
};

/** The column of the checked file that says what is wrong with a row; it is ignored when the file comes back. */
export const errorColumns = { vi: 'Lỗi cần sửa', en: 'error' } as const;

const ignored = new Set(Object.values(errorColumns).map(fold));
const byHeader: Readonly<Record<TableKind, ReadonlyMap<string, string>>> = {
  units: headersOf(tableColumns.units),
  events: headersOf(tableColumns.events),
  population: headersOf(tableColumns.population),
};

function headersOf(columns: readonly Column[]): ReadonlyMap<string, string> {
  return new Map(columns.flatMap(({ key, vi, more = [] }) => [key, vi, ...more].map((header) => [fold(header), key] as const)));
}

/** The column that a header means: a key, `ignored` for our own error column, or null. */
export function columnOf(kind: TableKind, header: string): string | 'ignored' | null {
  const folded = fold(header);
  return ignored.has(folded) ? 'ignored' : (byHeader[kind].get(folded) ?? null);
}
