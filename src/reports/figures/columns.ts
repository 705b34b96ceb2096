/** The columns of the open data, with what each means: the file, its description and the page are made from this list. */
import type { Names } from '../core/types.ts';

/** A published row as it is read back. */
export interface OpenRow {
  readonly id: string;
  readonly month: string;
  readonly kind: string;
  readonly unitId: string;
  readonly categoryCode: string;
  readonly organisationId: string | null;
  readonly door: string;
  readonly state: string;
  readonly coarsened: readonly string[];
  readonly receiveMinutes: number | null;
  readonly receivedOnTime: boolean | null;
  readonly answerMinutes: number | null;
  readonly answeredOnTime: boolean | null;
  readonly pausedMinutes: number;
  readonly returns: number;
  readonly extensions: number;
  readonly reopens: number;
  readonly answers: number;
  readonly judgements: number;
  readonly notSatisfied: number;
  readonly satisfied: boolean | null;
  readonly returnedBy: readonly string[];
  readonly lateOffice: string | null;
  readonly standingDays: number | null;
  readonly notAcceptedReason: string | null;
  readonly shown: boolean;
  readonly followers: number;
}

interface RowNames {
  readonly units: ReadonlyMap<string, string>;
  readonly categories: ReadonlyMap<string, string>;
  readonly offices: ReadonlyMap<string, string>;
}

export interface OpenColumn {
  readonly name: string;
  readonly type: 'text' | 'month' | 'integer' | 'boolean';
  readonly means: Names;
  readonly value: (row: OpenRow, names: RowNames) => string | number | null;
}

const yesNo = (value: boolean | null): string | null => (value === null ? null : value ? 'true' : 'false');
/** The name of an office; what stands where none is told stays as it is. */
const officeName = (office: string, { offices }: RowNames): string => offices.get(office) ?? office;

/** In the order of the file. Empty means not known, or not yet. */
export const columns: readonly OpenColumn[] = [
  {
    name: 'id',
    type: 'text',
    means: {
      vi: 'Mã dòng, rút ngẫu nhiên mỗi lần công bố; không phải mã phản ánh',
      en: 'Id of the row, drawn anew each time; not the code of the report',
    },
    value: (row) => row.id,
  },
  { name: 'month', type: 'month', means: { vi: 'Tháng gửi', en: 'Month in which it was sent' }, value: (row) => row.month.slice(0, 7) },
  {
    name: 'kind',
    type: 'text',
    means: {
      vi: 'field: phản ánh hiện trường; question: hỏi đáp; proposal: kiến nghị',
      en: 'field (something at a place), question, proposal',
    },
    value: (row) => row.kind,
  },
  {
    name: 'unit_id',
    type: 'text',
    means: { vi: 'Xã, phường (hoặc cấp trên nếu ít dòng giống nhau)', en: 'Commune, or the unit above where few rows are alike' },
    value: (row) => row.unitId,
  },
  {
    name: 'unit',
    type: 'text',
    means: { vi: 'Tên của đơn vị đó', en: 'Name of that unit' },
    value: (row, { units }) => units.get(row.unitId) ?? '',
  },
  {
    name: 'category',
    type: 'text',
    means: {
      vi: 'Mã lĩnh vực (hoặc lĩnh vực ở trên nếu ít dòng giống nhau)',
      en: 'Code of the category, or the one above where few rows are alike',
    },
    value: (row) => row.categoryCode,
  },
  {
    name: 'category_name',
    type: 'text',
    means: { vi: 'Tên lĩnh vực', en: 'Name of the category' },
    value: (row, { categories }) => categories.get(row.categoryCode) ?? '',
  },
  {
    name: 'office_id',
    type: 'text',
    means: {
      vi: 'Cơ quan đang giữ hoặc giữ sau cùng; trống khi chưa giao hoặc ít dòng giống nhau',
      en: 'The office that has or last had it; empty while none had, or where few rows are alike',
    },
    value: (row) => row.organisationId,
  },
  {
    name: 'office',
    type: 'text',
    means: { vi: 'Tên cơ quan', en: 'Name of the office' },
    value: (row, { offices }) => (row.organisationId === null ? null : (offices.get(row.organisationId) ?? '')),
  },
  {
    name: 'door',
    type: 'text',
    means: { vi: 'Gửi bằng cách nào; other khi ít dòng giống nhau', en: 'How it came; other where few rows are alike' },
    value: (row) => row.door,
  },
  {
    name: 'state',
    type: 'text',
    means: { vi: 'Đang ở bước nào lúc công bố', en: 'Where it stands at the time of publication' },
    value: (row) => row.state,
  },
  {
    name: 'coarsened',
    type: 'text',
    means: {
      vi: 'Cột nào đã được làm thô: door, category, organisation (cơ quan), unit',
      en: 'What was made coarser: door, category, organisation (the office), unit',
    },
    value: (row) => row.coarsened.join(' '),
  },
  {
    name: 'receive_minutes',
    type: 'integer',
    means: {
      vi: 'Phút làm việc từ lúc gửi đến lúc tiếp nhận (hoặc không tiếp nhận), không tính lúc dừng',
      en: 'Working minutes from sending until it was taken in (or not), pauses not counted',
    },
    value: (row) => row.receiveMinutes,
  },
  {
    name: 'received_on_time',
    type: 'boolean',
    means: {
      vi: 'Tiếp nhận đúng hạn; chưa tiếp nhận mà đã quá hạn là false; trống khi còn hạn',
      en: 'Taken in on time; false when it is late and still open; empty while there is time',
    },
    value: (row) => yesNo(row.receivedOnTime),
  },
  {
    name: 'answer_minutes',
    type: 'integer',
    means: {
      vi: 'Phút làm việc từ lúc gửi đến câu trả lời đầu tiên, không tính lúc dừng',
      en: 'Working minutes from sending until the first answer, pauses not counted',
    },
    value: (row) => row.answerMinutes,
  },
  {
    name: 'answered_on_time',
    type: 'boolean',
    means: {
      vi: 'Mọi lần trả lời đều đúng hạn; chưa trả lời mà đã quá hạn là false; trống khi còn hạn',
      en: 'Every answer was on time; false when one is late, also while it is open; empty while there is time',
    },
    value: (row) => yesNo(row.answeredOnTime),
  },
  {
    name: 'paused_minutes',
    type: 'integer',
    means: { vi: 'Phút làm việc dừng tính hạn', en: 'Working minutes for which its time stood still' },
    value: (row) => row.pausedMinutes,
  },
  {
    name: 'returns',
    type: 'integer',
    means: { vi: 'Số lần trả lại vì không thuộc thẩm quyền', en: 'How often an office gave it back' },
    value: (row) => row.returns,
  },
  {
    name: 'returned_by_ids',
    type: 'text',
    means: {
      vi: 'Các cơ quan đã trả lại, theo thứ tự, cách nhau một dấu cách; other khi quá ít để nêu tên',
      en: 'The offices that gave it back, in order, with a space between; other where they are too few to be named',
    },
    value: (row) => row.returnedBy.join(' '),
  },
  {
    name: 'returned_by',
    type: 'text',
    means: { vi: 'Tên các cơ quan đó, cách nhau dấu chấm phẩy', en: 'Names of these offices, with a semicolon between' },
    value: (row, names) => row.returnedBy.map((office) => officeName(office, names)).join('; '),
  },
  {
    name: 'late_office_id',
    type: 'text',
    means: {
      vi: 'Cơ quan giữ việc lúc hết hạn trả lời lần đầu, nếu khác office_id; centre: nơi tiếp nhận; other: quá ít để nêu tên; trống khi là chính cơ quan ở office_id hoặc không trễ',
      en: 'The office that had it when its time to answer was first over, where that is not office_id; centre: the receiving centre; other: too few to be named; empty where it is office_id, or not late',
    },
    value: (row) => row.lateOffice,
  },
  {
    name: 'late_office',
    type: 'text',
    means: { vi: 'Tên cơ quan đó', en: 'Name of that office' },
    value: (row, names) => (row.lateOffice === null ? null : officeName(row.lateOffice, names)),
  },
  {
    name: 'extensions',
    type: 'integer',
    means: { vi: 'Số lần gia hạn', en: 'How often its time was extended' },
    value: (row) => row.extensions,
  },
  {
    name: 'reopens',
    type: 'integer',
    means: { vi: 'Số lần người gửi mở lại', en: 'How often the sender opened it again' },
    value: (row) => row.reopens,
  },
  {
    name: 'answers',
    type: 'integer',
    means: { vi: 'Số câu trả lời đã gửi', en: 'How many answers were given' },
    value: (row) => row.answers,
  },
  {
    name: 'judgements',
    type: 'integer',
    means: {
      vi: 'Số lần người gửi đánh giá; mở lại là một lần chưa hài lòng, trừ khi vừa bấm chưa hài lòng cho chính câu trả lời đó',
      en: 'How often the sender judged an answer; opening it again says not satisfied, unless that was just said of the same answer',
    },
    value: (row) => row.judgements,
  },
  {
    name: 'not_satisfied',
    type: 'integer',
    means: { vi: 'Trong đó bao nhiêu lần chưa hài lòng', en: 'How many of these said not satisfied' },
    value: (row) => row.notSatisfied,
  },
  {
    name: 'satisfied',
    type: 'boolean',
    means: {
      vi: 'Lần đánh giá sau cùng có hài lòng không, kể cả khi sau đó đã có câu trả lời mới; trống khi chưa bao giờ đánh giá',
      en: 'The sender’s last judgement, whatever was answered since; empty where there never was one',
    },
    value: (row) => yesNo(row.satisfied),
  },
  {
    name: 'standing_days',
    type: 'integer',
    means: {
      vi: 'Đang đứng yên chờ người gửi bổ sung: bao nhiêu ngày làm việc trọn vẹn; trống khi thời hạn đang chạy hoặc đã xong',
      en: 'Whole working days for which its time stands still now, waiting for its sender; empty where it runs, or is over',
    },
    value: (row) => row.standingDays,
  },
  {
    name: 'not_accepted_reason',
    type: 'text',
    means: { vi: 'Lý do không tiếp nhận', en: 'Why it was not accepted' },
    value: (row) => row.notAcceptedReason,
  },
  {
    name: 'shown',
    type: 'boolean',
    means: { vi: 'Mọi người xem được', en: 'Whether everybody can see it' },
    value: (row) => yesNo(row.shown),
  },
  { name: 'followers', type: 'integer', means: { vi: 'Số người theo dõi', en: 'How many follow it' }, value: (row) => row.followers },
];
