/** A province's list as it comes: a sheet for each district, everything written in several ways. Invented, the same every time. */
import type { MessyCell, MessySheet } from '../../platform/sheets/messy.fixture.ts';

export interface VillageToFill {
  readonly village: string;
  readonly commune: string;
  readonly district: string;
}

const families = ['Nguyễn', 'Trần', 'Lò', 'Giàng', 'Vàng', 'Hoàng', 'Sùng', 'Lý', 'Đặng', 'Hà', 'Bàn', 'Triệu'];
const middles = ['Văn', 'Thị', 'A', 'Hữu', 'Đức', 'Minh', 'Thu', 'Quang'];
const given = [
  'An',
  'Bình',
  'Cường',
  'Dở',
  'Giang',
  'Hạnh',
  'Khánh',
  'Lử',
  'Mai',
  'Nam',
  'Páo',
  'Quý',
  'Sử',
  'Thắng',
  'Uyên',
  'Vinh',
  'Xuân',
  'Yến',
];
const forces = [
  'Đoàn thanh niên',
  'GV trường TH',
  'Trưởng thôn',
  'Hội LHPN',
  'Công an viên',
  'Y tế thôn',
  'Cựu chiến binh',
  'MTTQ',
  'Nông dân',
  'Bưu điện',
];
const roles = ['Tổ trưởng', 'TỔ PHÓ', 'Thành viên', 'tv', '', 'Tổ viên'];

/** A small generator with a seed: the same numbers on every machine. */
function numbers(seed: number): (below: number) => number {
  let state = seed;
  return (below) => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0;
    return Math.floor((state / 2 ** 32) * below);
  };
}

/** About one row in a hundred is faulty, one in three is written oddly. */
export function messyProvince(villages: readonly VillageToFill[], rows: number): readonly MessySheet[] {
  const next = numbers(20_220_531);
  const pick = (list: readonly string[]): string => list[next(list.length)] ?? '';
  const perVillage = Math.ceil(rows / villages.length);
  const sheets = new Map<string, MessyCell[][]>();
  let made = 0;
  for (const { village, commune, district } of villages) {
    for (let at = 0; at < perVillage && made < rows; at += 1, made += 1) {
      const name = `${pick(families)} ${pick(middles)} ${pick(given)} ${pick(given)}`;
      const odd = next(12);
      const phone = 912_000_000 + made;
      const written: MessyCell =
        odd === 0 ? name.toLocaleUpperCase('vi') : odd === 1 ? name.normalize('NFD') : odd === 2 ? { legacy: name, font: 'tcvn3' } : name;
      const sheet = sheets.get(district) ?? [];
      sheet.push([
        sheet.length + 1,
        written,
        odd === 3 ? `12/05/${1950 + next(55)}` : 1950 + next(55),
        next(100) === 0 ? '12345' : odd === 4 ? `0${phone}`.replace(/(\d{4})(\d{3})(\d{3})/, '$1.$2.$3') : odd === 5 ? '' : phone,
        at === 0 ? 'Tổ trưởng' : (roles[1 + next(roles.length - 1)] ?? ''),
        pick(forces),
        odd === 6 ? `${village}, xã ${commune}` : village,
        commune,
        odd === 7 ? { day: '2022-03-15' } : odd === 8 ? '44635' : '',
      ]);
      sheets.set(district, sheet);
    }
  }
  const header = [
    'TT',
    'Họ và tên',
    'Ngày, tháng, năm sinh',
    'SĐT',
    'Chức danh trong Tổ',
    'Lực lượng',
    'Thôn, bản, TDP',
    'Xã/Phường/Thị trấn',
    'Từ ngày',
  ];
  return [...sheets].map(([district, body]) => ({
    name: district.slice(0, 31),
    title: ['DANH SÁCH THÀNH VIÊN TỔ CÔNG NGHỆ SỐ CỘNG ĐỒNG', district],
    header,
    rows: body,
    blankTail: 200,
  }));
}
