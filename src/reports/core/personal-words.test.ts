import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { codeFrom, spokenCode } from '../code.ts';
import { type PersonalKind, personalWordsIn } from './personal-words.ts';

const kindsIn = (text: string): readonly PersonalKind[] => personalWordsIn(text).map((one) => one.kind);
const seed = { seed: 21_2027, numRuns: 300 };

describe('what tells about a person', () => {
  test.each<[PersonalKind, string, string]>([
    ['phone', 'Gọi 0912345678 gặp anh Páo', '0912345678'],
    ['phone', 'Gọi 0912.345.678, chiều', '0912.345.678'],
    ['phone', 'Gọi (0912) 345-678!', '(0912) 345-678'],
    ['phone', 'Zalo +84 912 345 678', '+84 912 345 678'],
    ['phone', 'số 84912345678', '84912345678'],
    ['phone', 'số 0 9 1 2 3 4 5 6 7 8 nhé', '0 9 1 2 3 4 5 6 7 8'],
    ['phone', 'máy bàn 0216 3852 123', '0216 3852 123'],
    ['phone', 'gọi không chín một hai ba bốn năm sáu bảy tám nhé', 'không chín một hai ba bốn năm sáu bảy tám'],
    ['citizen-id', 'số 015188004321', '015188004321'],
    ['citizen-id', 'CCCD 015 188 004 321', '015 188 004 321'],
    ['citizen-id', 'căn cước công dân số: 0151.8800.4321', '0151.8800.4321'],
    ['citizen-id', 'chứng minh nhân dân 060 123 456', '060 123 456'],
    ['plate', 'xe 21B1-123.45 chạy ẩu', '21B1-123.45'],
    ['plate', 'xe tải 24C-12345', '24C-12345'],
    ['plate', 'ô tô 30A 123.45', '30A 123.45'],
    ['plate', 'xe 21b1-123.45', '21b1-123.45'],
    ['plate', 'biển 21F3-4567', '21F3-4567'],
    ['plate', 'biển 21AA-123.45', '21AA-123.45'],
    ['email', 'thư tới pao.giang@example.com.vn.', 'pao.giang@example.com.vn'],
    ['email', 'thư paogiang a còng gmail chấm com', 'paogiang a còng gmail chấm com'],
    ['home', 'Nhà ông Sùng đổ rác ra suối', 'Nhà ông Sùng'],
    ['home', 'hộ bà Lò Thị Mai lấn đường', 'hộ bà Lò Thị Mai'],
    ['home', 'Ông Giàng A Páo ở thôn 3 đổ đất', 'Ông Giàng A Páo ở thôn 3'],
    ['home', 'do Nguyễn Văn Bình, số nhà 12 gây ra', 'Nguyễn Văn Bình, số nhà 12'],
  ])('%s in “%s”', (kind, text, found) => {
    expect(personalWordsIn(text).map((one) => [one.kind, one.text])).toEqual([[kind, found]]);
  });

  test.each([
    'Đường sạt lở từ ngày 03-12-2026 08:30, xe máy không qua được.',
    'Từ 07.12.2026 1530 chưa ai đến.',
    'Lúc 08:30 ngày 7/12/2026, mưa to.',
    'Dự toán 84.912.345.678 đồng, đã chi 123.456.789.012 đ.',
    'Hỗ trợ 912 345 678 đồng cho 1.250 hộ.',
    'Phản ánh trước mang mã 4829 1356 0027 đã đóng.'.replace('4829 1356 0027', spokenCode(codeFrom('48291356002'))),
    'Gọi 113, 114 hoặc 1900 1234, 1022.',
    'Lớp 12A 2026 học ở nhà văn hóa; quốc lộ 32C 2026 hỏng.',
    'Cách 15 km, rộng 20m 12345 bước, Km 35+600.',
    'Theo Quyết định 45/2026/QĐ-UBND và Nghị quyết 57-NQ/TW.',
    'Ổ gà trước số nhà 12 đường Trần Hưng Đạo, phường Yên Bái.',
    'Trường Nguyễn Huệ ở thôn 3 dột mái.',
    'Ông trưởng bản đã báo. Bà con bản Mù cần cầu.',
    'Tọa độ 21.45678, 104.91234; hệ số 0.912345678.',
    'Nhà ông ấy bị ngập.',
    '',
  ])('nothing in “%s”', (text) => {
    expect(personalWordsIn(text)).toEqual([]);
  });

  test('a card that is said to be one counts though its digits are those of a code', () => {
    const code = codeFrom('01518800432');
    expect(kindsIn(`mã ${code}`)).toEqual([]);
    expect(kindsIn(`số căn cước ${code}`)).toEqual(['citizen-id']);
  });

  test('all of it, in its order', () => {
    const text = 'Anh Lò Văn Tài ở bản Mù, 0912 345 678, xe 21B1-123.45, thư tai@example.com, CCCD 015188004321.';
    expect(kindsIn(text)).toEqual(['home', 'phone', 'plate', 'email', 'citizen-id']);
  });
});

const words = fc.constantFrom('đường hỏng', 'nước bẩn,', 'Bà con', 'cầu gãy.', 'ở bản', '3 tháng', 'nay', 'lúc 8 giờ', 'Km 12', '–', '\n');
const saying = fc.array(words, { maxLength: 6 }).map((list) => list.join(' '));
const digits = (length: number) => fc.stringMatching(new RegExp(`^\\d{${length}}$`));
const grouped = (text: string, groups: readonly number[], by: string): string =>
  groups
    .map((length, index) => {
      const from = groups.slice(0, index).reduce((sum, one) => sum + one, 0);
      return text.slice(from, from + length);
    })
    .join(by);

describe('whatever stands around it', () => {
  test('a mobile number is found in every usual writing, and nothing else is', () => {
    const form = fc.constantFrom([10], [4, 3, 3], [3, 3, 4], [4, 6], [4, 2, 2, 2]);
    const number = fc.tuple(fc.constantFrom('3', '5', '7', '8', '9'), digits(8)).map(([first, rest]) => `0${first}${rest}`);
    fc.assert(
      fc.property(saying, number, form, fc.constantFrom(' ', '.', '-'), saying, (before, one, groups, by, after) => {
        const written = grouped(one, groups, by);
        const text = `${before} gọi ${written} ; ${after}`;
        // Grouped as a day, it reads as one.
        fc.pre(!/^\d{2}\D/.test(written));
        expect(personalWordsIn(text).map(({ kind, text: found }) => [kind, found])).toEqual([['phone', written]]);
      }),
      seed,
    );
  });

  test('a code is never taken for a card or a telephone, twelve other digits always are', () => {
    fc.assert(
      fc.property(saying, digits(11), digits(1), fc.boolean(), (before, eleven, last, apart) => {
        const own = codeFrom(eleven);
        const written = (code: string) => `${before} mã ${apart ? spokenCode(code) : code} cũ`;
        expect(kindsIn(written(own))).toEqual([]);
        const other = eleven + last;
        fc.pre(other !== own && !other.startsWith('20'));
        expect(kindsIn(written(other))).toEqual(['citizen-id']);
      }),
      seed,
    );
  });

  test('sums of money and days are none of it', () => {
    const money = fc.bigInt({ min: 1n, max: 999_999_999_999n }).map((sum) => `${sum.toLocaleString('vi-VN')} đồng`);
    const date = fc
      .date({ min: new Date('2000-01-01'), max: new Date('2040-12-31'), noInvalidDate: true })
      .map((day) => day.toISOString().slice(0, 10));
    const days = date.chain((iso) =>
      fc.constantFrom(iso, iso.split('-').reverse().join('/'), iso.split('-').reverse().join('.'), iso.split('-').reverse().join('-')),
    );
    fc.assert(
      fc.property(saying, fc.array(fc.oneof(money, days), { maxLength: 4 }), (before, list) => {
        expect(personalWordsIn(`${before} ${list.join(', ')} .`)).toEqual([]);
      }),
      seed,
    );
  });

  test('what is found stands there, in order, and no two overlap', () => {
    const bits = fc.constantFrom(
      '0912345678',
      '21B1-123.45',
      'ông Lò Văn Tài',
      'số nhà 5',
      'a@b.vn',
      '015188004321',
      '.',
      ' ',
      ',',
      'bản Mù',
      '84',
    );
    fc.assert(
      fc.property(fc.array(fc.oneof(bits, fc.string({ maxLength: 5 })), { maxLength: 20 }), (list) => {
        const text = list.join('');
        let last = 0;
        for (const one of personalWordsIn(text)) {
          expect(one.start).toBeGreaterThanOrEqual(last);
          expect(text.slice(one.start, one.end)).toBe(one.text);
          last = one.end;
        }
      }),
      seed,
    );
  });

  test('a long text of digits and capitals is read in no time', () => {
    const began = performance.now();
    for (const bit of ['0 9 ', 'Nguyễn A ', 'ông A ', '21A ', 'không ', 'a.', '1234 '])
      personalWordsIn(bit.repeat(Math.ceil(5_000 / bit.length)));
    expect(performance.now() - began).toBeLessThan(1_500);
  });
});
