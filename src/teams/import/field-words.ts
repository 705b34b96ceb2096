/** How lists call their columns, folded. Whole headers first; then the beginnings and parts that decide what is left. */
import { fold } from '../../platform/text/index.ts';
import type { Field } from './model.ts';

const headers: Readonly<Record<Field, readonly string[]>> = {
  name: ['họ và tên', 'họ tên', 'tên thành viên', 'họ và tên thành viên', 'họ tên thành viên', 'thành viên', 'họ, tên', 'full name', 'tên'],
  phone: [
    'số điện thoại',
    'điện thoại',
    'sđt',
    'số đt',
    'đt',
    'di động',
    'số di động',
    'điện thoại di động',
    'số zalo',
    'điện thoại liên hệ',
    'phone',
    'sdt',
  ],
  birth: [
    'năm sinh',
    'ngày sinh',
    'ngày tháng năm sinh',
    'ngày, tháng, năm sinh',
    'sinh năm',
    'ns',
    'năm sinh nam',
    'năm sinh nữ',
    'ngày sinh nam',
    'ngày sinh nữ',
    'year of birth',
  ],
  role: [
    'vai trò',
    'chức danh trong tổ',
    'chức vụ trong tổ',
    'vai trò trong tổ',
    'nhiệm vụ trong tổ',
    'chức danh tổ',
    'phân công',
    'nhiệm vụ',
    'chức vụ',
    'chức danh',
    'role',
  ],
  force: [
    'lực lượng',
    'thành phần',
    'đơn vị công tác',
    'cơ quan công tác',
    'nơi công tác',
    'nghề nghiệp',
    'lực lượng nòng cốt',
    'đơn vị, tổ chức',
    'tổ chức',
    'đoàn thể',
    'chức vụ, đơn vị công tác',
    'chức vụ chính quyền',
    'chức vụ, đơn vị',
    'core force',
  ],
  village: [
    'thôn',
    'bản',
    'tdp',
    'tổ dân phố',
    'thôn bản',
    'thôn, bản',
    'thôn, bản, tổ dân phố',
    'thôn/bản/tdp',
    'thôn bản tổ dân phố',
    'tên thôn',
    'địa bàn',
    'địa bàn phụ trách',
    'khu dân cư',
    'thôn tổ',
    'village',
  ],
  commune: [
    'xã',
    'phường',
    'thị trấn',
    'xã phường',
    'xã, phường, thị trấn',
    'xã/phường/thị trấn',
    'tên xã',
    'mã xã',
    'đơn vị',
    'đơn vị hành chính',
    'cấp xã',
    'commune',
  ],
  district: ['huyện', 'thị xã', 'thành phố', 'huyện, thị xã, thành phố', 'quận huyện', 'tên huyện', 'district'],
  team: [
    'tổ',
    'tên tổ',
    'tổ cnscđ',
    'tổ công nghệ số cộng đồng',
    'tên tổ cnscđ',
    'tên tổ công nghệ số cộng đồng',
    'tổ chuyển đổi số cộng đồng',
    'team',
  ],
  level: ['cấp', 'cấp tổ', 'loại tổ', 'tổ cấp', 'level'],
  'decision-number': [
    'số qđ',
    'số quyết định',
    'quyết định',
    'quyết định số',
    'số qđ thành lập',
    'quyết định thành lập',
    'số, ký hiệu',
    'qđ thành lập',
  ],
  'decision-day': [
    'ngày qđ',
    'ngày quyết định',
    'ngày ban hành',
    'ngày ký',
    'ngày ký quyết định',
    'ngày ban hành quyết định',
    'ngày thành lập',
  ],
  'decision-issuer': ['cơ quan ban hành', 'nơi ban hành', 'đơn vị ban hành', 'cấp ban hành', 'cơ quan ban hành quyết định'],
  from: ['từ ngày', 'ngày vào', 'ngày tham gia', 'ngày bắt đầu', 'tham gia từ', 'bắt đầu', 'thời gian tham gia', 'từ', 'from'],
  to: ['đến ngày', 'ngày thôi', 'ngày kết thúc', 'thôi tham gia', 'đến', 'ngày nghỉ', 'to'],
  term: ['hết nhiệm kỳ', 'nhiệm kỳ', 'nhiệm kỳ đến', 'hết hạn', 'thời hạn', 'ngày hết nhiệm kỳ', 'term until'],
  note: ['ghi chú', 'ghi chú khác', 'note'],
};

/** Headers that name no field: looked over without a word. */
const skipped = [
  'stt',
  'tt',
  'số tt',
  'số thứ tự',
  'dân tộc',
  'giới tính',
  'nam',
  'nữ',
  'trình độ',
  'trình độ chuyên môn',
  'lỗi',
  'email',
  'e mail',
  'cccd',
  'số cccd',
  'cmnd',
  'địa chỉ',
];

const whole: ReadonlyMap<string, Field> = new Map(
  Object.entries(headers).flatMap(([field, words]) => words.map((word) => [fold(word), field as Field] as const)),
);
const none: ReadonlySet<string> = new Set(skipped.map(fold));

/** What decides in longer headers, the first that is found. */
const parts: readonly (readonly [RegExp, Field])[] = [
  [/\b(?:dien thoai|sdt|so dt|di dong)\b/, 'phone'],
  [/\b(?:nam sinh|ngai sinh|thang nam sinh)\b/, 'birth'],
  [/\b(?:so|so ki hieu) (?:qd|quiet dinh)\b/, 'decision-number'],
  [/\bngai (?:\w+ )*(?:qd|quiet dinh)\b/, 'decision-day'],
  [/\bban hanh\b/, 'decision-issuer'],
  [/\b(?:ho va ten|ho ten)\b/, 'name'],
  [/\btrong to\b/, 'role'],
  [/\bnhiem ki\b/, 'term'],
  [/\b(?:don vi cong tac|noi cong tac|luc luong|thanh phan)\b/, 'force'],
  [/\b(?:chuc vu|chuc danh|vai tro)\b/, 'role'],
  [/\b(?:thon|ban|tdp|to dan pho)\b/, 'village'],
  [/\b(?:xa|phuong|thi tran)\b/, 'commune'],
  [/\b(?:huien)\b/, 'district'],
  [/\bten to\b/, 'team'],
  [/\btu ngai\b/, 'from'],
  [/\bden ngai\b/, 'to'],
  [/\bghi chu\b/, 'note'],
];

/** Longer than this is a sentence, no header. */
const LONGEST_HEADER = 60;

/** What a header means; null where it means nothing to us, undefined where it isn't a header at all. */
export function fieldOfHeader(header: string): Field | null | undefined {
  const folded = fold(header);
  if (folded === '' || folded.length > LONGEST_HEADER) return undefined;
  const exact = whole.get(folded);
  if (exact !== undefined) return exact;
  if (none.has(folded)) return null;
  return parts.find(([pattern]) => pattern.test(folded))?.[1];
}
