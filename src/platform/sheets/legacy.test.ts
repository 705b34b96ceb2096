import { describe, expect, test } from 'vitest';
import { fromLegacyFont } from './index.ts';
import { legacyText } from './messy.fixture.ts';

const names = [
  'Nguyễn Văn Ánh',
  'Trần Thị Bé',
  'Hoàng Văn Tú',
  'Lý A Sùng',
  'Giàng Thị Mỵ',
  'Đặng Quốc Việt',
  'thôn Khe Ngang',
  'xã Châu Quế Hạ',
  'Bàn Phúc Ưng',
  'Nguyễn Thị Quyên',
  'tổ dân phố Yên Thế',
];

/** Every letter of Vietnamese with every tone. */
const letters = [...'aăâeêioôơuưy'].flatMap((vowel) =>
  ['', '\u0300', '\u0301', '\u0303', '\u0309', '\u0323'].map((tone) => (vowel + tone).normalize('NFC')),
);

describe('legacy fonts', () => {
  test.each(names)('%s, by its font', (name) => {
    expect(fromLegacyFont(legacyText(name, 'vni'), 'VNI-Times')).toMatchObject({ text: name, sure: true });
    const small = name.replace(/[À-ỹ]/g, (letter) => (letter === 'Đ' || letter === 'Ư' ? letter : letter.toLowerCase()));
    expect(fromLegacyFont(legacyText(small, 'tcvn3'), '.VnTime')).toMatchObject({ text: small, sure: true });
    expect(fromLegacyFont(name, 'Times New Roman')).toEqual({ text: name, encoding: 'unicode', sure: true });
  });

  test('every letter with every tone goes there and back', () => {
    for (const letter of letters.filter((one) => one > '\u007f')) {
      expect(fromLegacyFont(legacyText(letter, 'tcvn3'), '.VnArial').text).toBe(letter);
      expect(fromLegacyFont(legacyText(letter, 'vni'), 'VNI-Helve').text).toBe(letter);
      expect(fromLegacyFont(legacyText(letter.toUpperCase(), 'vni'), 'VNI-Times').text).toBe(letter.toUpperCase());
    }
  });

  test('fonts of capitals', () => {
    expect(fromLegacyFont('céng hßa x· héi', '.VnTimeH').text).toBe('CỘNG HÒA XÃ HỘI');
    expect(fromLegacyFont('yen bai', '.VnArialH').text).toBe('YEN BAI');
  });

  test('without a font, by letters and syllables that only one way has', () => {
    expect(fromLegacyFont('NguyÔn V¨n A')).toEqual({ text: 'Nguyễn Văn A', encoding: 'tcvn3', sure: true });
    expect(fromLegacyFont('Nguyeãn Vaên A')).toEqual({ text: 'Nguyễn Văn A', encoding: 'vni', sure: true });
    expect(fromLegacyFont('Nguyễn Văn A')).toEqual({ text: 'Nguyễn Văn A', encoding: 'unicode', sure: true });
    expect(fromLegacyFont('NguyÔn V¨n A', 'Arial')).toMatchObject({ encoding: 'tcvn3', sure: true });
  });

  test('what can be read in two ways is not sure, unless the font or the neighbours say', () => {
    expect(fromLegacyFont('Hoàng')).toEqual({ text: 'Hoàng', encoding: 'unicode', sure: false });
    expect(fromLegacyFont('Hoàng', 'Arial').sure).toBe(true);
    expect(fromLegacyFont('Hoàng', undefined, 'unicode').sure).toBe(true);
    expect(fromLegacyFont('Hoàng', undefined, 'vni')).toEqual({ text: 'Hồng', encoding: 'vni', sure: true });
  });

  test('Unicode text in a legacy font stays, where it can be nothing else', () => {
    expect(fromLegacyFont('Nguyễn', '.VnTime')).toEqual({ text: 'Nguyễn', encoding: 'unicode', sure: true });
    expect(fromLegacyFont('§µ§µ§µ', '.VnTime').sure).toBe(false);
  });

  test('decomposed letters, marks in another order, the Icelandic đ', () => {
    expect(fromLegacyFont('Nguye\u0302\u0303n').text).toBe('Nguyễn');
    expect(fromLegacyFont('vi\u0323\u0302t').text).toBe('vị\u0302t'.normalize('NFC'));
    expect(fromLegacyFont('Lâ\u0323p').text).toBe('Lập');
    expect(fromLegacyFont('Ðặng').text).toBe('Đặng');
  });

  test('other texts are left alone', () => {
    for (const text of ['José García', '12/5 m² 30°C', 'a@b.vn', '', '0912 345 678'])
      expect(fromLegacyFont(text, 'Calibri')).toEqual({ text, encoding: 'unicode', sure: true });
  });
});
