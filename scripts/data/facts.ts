/** Facts that no table carries: who went where in 2020 and in 2024, and what the sources leave open. Sources: data/territory/README.md. */

export const RECORD_START = '2009-04-01';
export const COMMUNES_START = '2019-01-01';
export const DAY_2020 = '2020-02-01';
export const DAY_2025_JANUARY = '2025-01-01';
export const DAY_2025_JULY = '2025-07-01';

export const DOCUMENT_2020 = '871/NQ-UBTVQH14';
export const DOCUMENT_2024 = '1246/NQ-UBTVQH15';
export const DOCUMENT_2025 = '1673/NQ-UBTVQH15';
export const DOCUMENT_PROVINCES = '202/2025/QH15';
export const DOCUMENT_LEVELS = '72/2025/QH15';

/** Communes that ended on 01/02/2020: code, name, the code that took them in. */
export const ABSORBED_2020: readonly (readonly [code: string, name: string, into: string])[] = [
  ['04432', 'Yên Hưng', '04420'],
  ['04444', 'Hoàng Thắng', '04441'],
  ['04534', 'Minh Tiến', '04531'],
  ['04549', 'Văn Tiến', '04558'],
  ['04552', 'Phúc Lộc', '04543'],
  ['04555', 'Văn Lãng', '04783'],
  ['04723', 'Tích Cốc', '04726'],
];

/** Communes that moved from district 140 to district 133 on 01/02/2020, with the population that the resolution names. */
export const MOVED_2020: readonly (readonly [code: string, population: number])[] = [
  ['04624', 5567],
  ['04660', 4688],
  ['04663', 7103],
  ['04675', 2826],
  ['04678', 5472],
  ['04681', 6584],
  ['04684', 4778],
];
export const MOVED_FROM = '140';
export const MOVED_TO = '133';
/** Population of district 140 after the move, as quoted from the resolution by an encyclopaedia. */
export const LEFT_POPULATION_2020 = 116_804;

/** What two communes were before 01/02/2020: code, name, type. */
export const BEFORE_2020: readonly (readonly [code: string, name: string, type: string])[] = [
  ['04624', 'Nông trường Nghĩa Lộ', 'thi-tran'],
  ['04672', 'Sơn Thịnh', 'xa'],
];

/** Two communes that became one under the code of one of them on 01/01/2025: new code, name, predecessors. */
export const MERGED_2025_JANUARY: readonly (readonly [code: string, name: string, type: string, from: readonly [string, string]])[] = [
  ['04264', 'Hồng Hà', 'phuong', ['04264', '04267']],
  ['04510', 'Thành Thịnh', 'xa', ['04507', '04510']],
];
/** Communes taken in by one that goes on, 01/01/2025: code, into, whether only the outlines tell it. */
export const ABSORBED_2025_JANUARY: readonly (readonly [code: string, into: string, inferred: boolean])[] = [
  ['04528', '04522', true],
  ['04561', '04567', true],
  ['04774', '04762', false],
];
/** Codes that no longer exist on 30/06/2025 because of the two tables above. */
export const GONE_BEFORE_JULY_2025: readonly string[] = ['04267', '04507', '04528', '04561', '04774'];

/** Communes that 01/07/2025 left as they were, except for the parent. */
export const UNCHANGED_2025: readonly string[] = ['04423', '04462', '04474', '04489', '04603', '04693'];

export const NOTE_2020_ABSORBED =
  'Nơi nhận theo phương án của tỉnh (Báo Yên Bái, 2019) và báo cáo lấy ý kiến cử tri (Báo Chính phủ, 2019); chưa đối chiếu với nguyên văn nghị quyết.';
export const NOTE_2020_MOVED = 'Đã đối chiếu khoản 1 Điều 1 của bản sao nghị quyết và tin của Cổng thông tin điện tử tỉnh ngày 22/01/2020.';
export const NOTE_2020_RETYPED = 'Đã đối chiếu với tin của Cổng thông tin điện tử tỉnh ngày 22/01/2020; chưa rõ số khoản.';
export const NOTE_2020_SPLIT =
  'Tỷ lệ theo dân số: 37.018 người của bảy xã, thị trấn chuyển đi (theo nghị quyết) và 116.804 người còn lại (trích lại qua bách khoa thư, chưa đối chiếu nguyên văn).';
export const NOTE_2025_JANUARY =
  'Ngày theo danh mục của cơ quan thống kê ngày 01/01/2025, ngày hiệu lực chính xác chưa kiểm chứng; số nghị quyết theo báo chí (11/2024), còn mâu thuẫn với nguồn khác.';
export const NOTE_2025_INFERRED = `Nơi nhận suy ra từ ranh giới sau 01/07/2025, chưa có văn bản. ${NOTE_2025_JANUARY}`;
export const NOTE_2025_JULY = 'Đã đối chiếu từng khoản với bản sao công khai của nghị quyết.';
export const NOTE_2025_PROVINCE =
  'Số và ngày nghị quyết đối chiếu qua phần căn cứ của Nghị quyết 1673/NQ-UBTVQH15; mã 15 theo công văn của cơ quan thống kê.';
export const NOTE_2025_LEVEL =
  'Luật tổ chức chính quyền hai cấp; ngày 01/07/2025 đối chiếu với Điều 2 Nghị quyết 1673/NQ-UBTVQH15; chưa đối chiếu điều khoản của luật.';
