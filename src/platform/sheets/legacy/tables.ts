/**
 * The two ways of writing Vietnamese with fonts of one byte a character, as they appear in Unicode files: the bytes as
 * characters of Windows-1252.
 */

/**
 * TCVN 5712:1993, VN3 (ABC), the fonts .VnTime, .VnArial and so on. Small letters and capitals without tones have codes;
 * fonts whose name ends in H show the same codes as capitals. Left out: 0xB0 to 0xB4, where fonts have signs (° ²).
 */
const tcvn3 =
  '¡Ă ¢Â £Ê ¤Ô ¥Ơ ¦Ư §Đ ¨ă ©â ªê «ô ¬ơ \u00ADư ®đ ' +
  'µà ¶ả ·ã ¸á ¹ạ »ằ ¼ẳ ½ẵ ¾ắ Æặ Çầ Èẩ Éẫ Êấ Ëậ Ìè Îẻ Ïẽ Ðé Ñẹ Òề Óể Ôễ Õế Öệ ' +
  '×ì Øỉ Üĩ Ýí Þị ßò áỏ âõ ãó äọ åồ æổ çỗ èố éộ êờ ëở ìỡ íớ îợ ïù ñủ òũ óú ôụ õừ öử ÷ữ øứ ùự úỳ ûỷ üỹ ýý þỵ';

export const tcvn3Letters: ReadonlyMap<string, string> = new Map(tcvn3.split(' ').map((pair) => [pair.slice(0, 1), pair.slice(1)]));

/** VNI for Windows (VNI-Times …): a base letter and then a sign for what is on it; these letters stand alone. */
const vniAlone: Readonly<Record<string, string>> = { ô: 'ơ', ö: 'ư', ñ: 'đ', í: 'í', ì: 'ì', æ: 'ỉ', ó: 'ĩ', ò: 'ị', î: 'ỵ' };

/** Tone or hat of each sign, as combining characters. */
const vniSigns: Readonly<Record<string, string>> = {
  ù: '\u0301',
  ø: '\u0300',
  û: '\u0309',
  õ: '\u0303',
  ï: '\u0323',
  â: '\u0302',
  á: '\u0302\u0301',
  à: '\u0302\u0300',
  å: '\u0302\u0309',
  ã: '\u0302\u0303',
  ä: '\u0302\u0323',
  ê: '\u0306',
  é: '\u0306\u0301',
  è: '\u0306\u0300',
  ú: '\u0306\u0309',
  ü: '\u0306\u0303',
  ë: '\u0306\u0323',
};

/** Which signs go on which letter. */
const tones = 'ùøûõï';
const vniOn: Readonly<Record<string, string>> = {
  a: `${tones}âáàåãäêéèúüë`,
  e: `${tones}âáàåãä`,
  o: `${tones}âáàåãä`,
  u: tones,
  y: 'ùøûõ',
  ô: tones,
  ö: tones,
};

/** All that VNI writes, two characters and one. */
export const vniLetters: ReadonlyMap<string, string> = new Map(
  [
    ...Object.entries(vniAlone),
    ...Object.entries(vniOn).flatMap(([base, signs]) =>
      [...signs].map((sign): [string, string] => [base + sign, `${vniAlone[base] ?? base}${vniSigns[sign] ?? ''}`.normalize('NFC')]),
    ),
  ].flatMap(([from, to]): [string, string][] => {
    const first = from.slice(0, 1);
    const capitals: [string, string][] = [first.toUpperCase() + from.slice(1), from.toUpperCase()].map((key) => [key, to.toUpperCase()]);
    return [[from, to], ...capitals];
  }),
);
