import { strFromU8, strToU8, unzipSync, zipSync } from 'fflate';
import { describe, expect, test } from 'vitest';
import { defaultLimits, markWorkbook, readWorkbook, sheetsRefusalText } from './index.ts';
import { messyWorkbook } from './messy.fixture.ts';

const good = messyWorkbook([
  {
    name: 'A',
    rows: [
      ['a', 'b'],
      ['c', 'd'],
    ],
  },
]);
const sheet1 = 'xl/worksheets/sheet1.xml';

/** The workbook with parts put in or changed. */
function changed(parts: Readonly<Record<string, string | Uint8Array | ((text: string) => string)>>): Uint8Array {
  const all = unzipSync(good);
  for (const [name, what] of Object.entries(parts)) {
    if (typeof what === 'function') all[name] = strToU8(what(strFromU8(all[name] ?? new Uint8Array())));
    else all[name] = typeof what === 'string' ? strToU8(what) : Uint8Array.from(what);
  }
  return zipSync(all, { level: 6 });
}

function codeOf(bytes: Uint8Array, limits = defaultLimits): string {
  const outcome = readWorkbook(bytes, limits);
  if (outcome.ok) return 'read';
  for (const lang of ['vi', 'en'] as const) {
    const words = sheetsRefusalText(outcome.refusal, lang);
    expect(words?.advice.length).toBeGreaterThan(20);
    expect(`${words?.title}${words?.advice}`).not.toMatch(/undefined|NaN/);
  }
  // What is refused as a file is refused for marking too; damage inside a part that marking doesn't read isn't its matter.
  const marking = markWorkbook(bytes, [], { columnTitle: 'Lỗi', summary: { name: 'x', rows: [] } }, limits);
  if (!/too-many-(rows|columns|cells)|damaged|unsafe-xml/.test(outcome.refusal.code))
    expect(marking.ok ? 'marked' : marking.refusal.code).toBe(outcome.refusal.code);
  return outcome.refusal.code;
}

const ole = (name: string) =>
  Buffer.concat([
    Buffer.from([0xd0, 0xcf, 0x11, 0xe0, 0xa1, 0xb1, 0x1a, 0xe1]),
    Buffer.alloc(600),
    Buffer.from(name, 'utf16le'),
    Buffer.alloc(400),
  ]);
const withType = (part: string, kind: string) => (text: string) =>
  text.replace('</Types>', `<Override PartName="/${part}" ContentType="${kind}"/></Types>`);

describe('other files', () => {
  test.each([
    ['empty', new Uint8Array(), 'sheets.empty-file'],
    ['an old workbook', ole('Workbook'), 'sheets.old-xls'],
    ['one with a password', ole('EncryptedPackage'), 'sheets.encrypted'],
    ['an old Word file', ole('WordDocument'), 'sheets.not-a-workbook'],
    ['a picture', Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10, 0, 0, 0]), 'sheets.not-a-workbook'],
    ['a PDF', Buffer.from('%PDF-1.7\n'), 'sheets.not-a-workbook'],
    ['a web page named .xls', Buffer.from('<html><body><table><tr><td>a</td></tr></table></body></html>'), 'sheets.web-page'],
    [
      'a table of 2003',
      Buffer.from('<?xml version="1.0"?><Workbook xmlns="urn:schemas-microsoft-com:office:spreadsheet"/>'),
      'sheets.web-page',
    ],
    ['CSV', Buffer.from('Họ tên,Thôn\nA,B\n'), 'sheets.text-file'],
    ['a zip of pictures', zipSync({ 'a.txt': strToU8('a') }), 'sheets.not-a-workbook'],
    [
      'LibreOffice',
      zipSync({ mimetype: strToU8('application/vnd.oasis.opendocument.spreadsheet'), 'content.xml': strToU8('<x/>') }),
      'sheets.open-document',
    ],
    [
      'Word',
      changed({ '[Content_Types].xml': (text) => text.replace('spreadsheetml.sheet.main', 'wordprocessingml.document.main') }),
      'sheets.not-a-workbook',
    ],
    [
      '.xlsb',
      changed({ '[Content_Types].xml': withType('xl/workbook.bin', 'application/vnd.ms-excel.sheet.binary.macroEnabled.main') }),
      'sheets.binary-workbook',
    ],
  ])('%s', (_what, bytes, code) => expect(codeOf(bytes)).toBe(code));
});

describe('what a workbook may not bring', () => {
  test.each([
    ['macros by their part', { 'xl/vbaProject.bin': 'x' }, 'sheets.macros'],
    [
      'macros by their kind',
      { '[Content_Types].xml': (text: string) => text.replace('spreadsheetml.sheet.main', 'ms-excel.sheet.macroEnabled.main') },
      'sheets.macros',
    ],
    ['macro sheets', { 'xl/macrosheets/sheet1.xml': '<x/>' }, 'sheets.macros'],
    [
      'links to files',
      {
        'xl/externalLinks/externalLink1.xml': '<x/>',
        'xl/externalLinks/_rels/externalLink1.xml.rels':
          '<Relationships><Relationship Id="rId1" Type="x/externalLinkPath" Target="file:///C:/DS%20xa.xlsx" TargetMode="External"/></Relationships>',
      },
      'sheets.external-links',
    ],
    ['links without their target', { 'xl/externalLinks/externalLink1.xml': '<x/>' }, 'sheets.external-links'],
    [
      'sources of data',
      {
        'xl/_rels/workbook.xml.rels': (text: string) =>
          text.replace('</Relationships>', '<Relationship Id="rId90" Type="x/connections" Target="connections.xml"/></Relationships>'),
      },
      'sheets.external-links',
    ],
    [
      'pictures from elsewhere',
      {
        'xl/drawings/_rels/drawing1.xml.rels':
          '<Relationships><Relationship Id="rId1" Type="x/image" Target="http://x.test/a.png" TargetMode="External"/></Relationships>',
      },
      'sheets.external-links',
    ],
    ['a DOCTYPE', { [sheet1]: (text: string) => text.replace('?>', '?><!DOCTYPE x [<!ENTITY a "b">]>') }, 'sheets.unsafe-xml'],
    [
      'a billion laughs',
      { 'xl/sharedStrings.xml': '<!DOCTYPE l [<!ENTITY a "lol"><!ENTITY b "&a;&a;">]><sst>&b;</sst>' },
      'sheets.unsafe-xml',
    ],
    ['another encoding', { [sheet1]: (text: string) => text.replace('UTF-8', 'UTF-7') }, 'sheets.unsafe-xml'],
    ['a path upwards', { '../../etc/cron.d/x': 'x' }, 'sheets.unsafe-names'],
    ['an absolute path', { '/etc/passwd': 'x' }, 'sheets.unsafe-names'],
    ['one name twice', { 'XL/Workbook.xml': '<x/>' }, 'sheets.unsafe-names'],
  ])('%s', (_what, parts, code) => expect(codeOf(changed(parts))).toBe(code));

  test('a link that a person may click is allowed, and the linked file is named', () => {
    expect(codeOf(good)).toBe('read');
    const linked = readWorkbook(
      changed({
        'xl/externalLinks/_rels/externalLink1.xml.rels':
          '<Relationships><Relationship Id="rId1" Type="x/externalLinkPath" Target="DS%20xa.xlsx" TargetMode="External"/></Relationships>',
      }),
    );
    expect(linked).toMatchObject({ refusal: { params: { name: 'DS xa.xlsx' } } });
  });
});

describe('too much', () => {
  const big = strToU8(`<worksheet>${' '.repeat(20_000_000)}</worksheet>`);

  test('a part that unpacks to much more than it is', () => {
    const before = process.memoryUsage().rss;
    expect(codeOf(changed({ [sheet1]: big }))).toBe('sheets.bomb');
    expect(process.memoryUsage().rss - before).toBeLessThan(400_000_000);
  });

  test('a part that is larger than it says', () => {
    const bytes = Buffer.from(changed({ [sheet1]: strToU8(`<worksheet><sheetData>${'<row/>'.repeat(400_000)}</sheetData></worksheet>`) }));
    // Both records of the part get a small size.
    for (let at = bytes.indexOf(sheet1); at >= 0; at = bytes.indexOf(sheet1, at + 1)) {
      if (bytes.readUInt32LE(at - 30) === 0x04034b50) bytes.writeUInt32LE(1000, at - 8);
      if (at >= 46 && bytes.readUInt32LE(at - 46) === 0x02014b50) bytes.writeUInt32LE(1000, at - 22);
    }
    expect(codeOf(bytes)).toBe('sheets.bomb');
  });

  test('parts that share their bytes', () => {
    const bytes = Buffer.from(good);
    const list = bytes.readUInt32LE(bytes.length - 6);
    const second = list + 46 + bytes.readUInt16LE(list + 28) + bytes.readUInt16LE(list + 30);
    bytes.writeUInt32LE(bytes.readUInt32LE(list + 42), second + 42);
    expect(['sheets.bomb', 'sheets.unsafe-names']).toContain(codeOf(bytes));
  });

  test.each([
    ['bytes', { bytes: 100 }, 'sheets.too-big'],
    ['unpacked', { unpackedBytes: 1000 }, 'sheets.bomb'],
    ['parts', { parts: 3 }, 'sheets.bomb'],
    ['sheets', { sheets: 0 }, 'sheets.too-many-sheets'],
    ['rows', { rows: 1 }, 'sheets.too-many-rows'],
    ['columns', { columns: 1 }, 'sheets.too-many-columns'],
    ['cells', { cells: 3 }, 'sheets.too-many-cells'],
  ] as const)('%s', (_what, limit, code) => expect(codeOf(good, { ...defaultLimits, ...limit })).toBe(code));

  test('long runs of spaces, in a text and in a tag', () => {
    const start = performance.now();
    const spaces = ' '.repeat(900_000);
    expect(
      codeOf(changed({ [sheet1]: `<worksheet><sheetData><row><c t="str"><v>a${spaces}b</v></c></row></sheetData></worksheet>` })),
    ).toBe('read');
    const styles = (text: string) => text.replace('<fgColor theme', `<fgColor${spaces}theme`);
    const marking = markWorkbook(changed({ 'xl/styles.xml': styles }), [{ sheet: 'A', ref: 'A1', kind: 'fault', text: 'x' }], {
      columnTitle: 'Lỗi',
      summary: { name: 'x', rows: [] },
    });
    expect(marking.ok).toBe(true);
    expect(performance.now() - start).toBeLessThan(10_000);
  });

  test('elements in elements', () => {
    expect(codeOf(changed({ [sheet1]: `<worksheet>${'<a>'.repeat(100_000)}` }))).toBe('sheets.damaged');
  });
});

describe('damage', () => {
  test.each([
    ['no end', good.slice(0, good.length - 30)],
    ['half', good.slice(0, good.length / 2)],
    ['a tag that is not closed', changed({ [sheet1]: (text) => text.replace('</sheetData>', '') })],
    ['an unknown entity', changed({ [sheet1]: '<worksheet><sheetData><row><c><v>&nbsp;</v></c></row></sheetData></worksheet>' })],
    ['no sheet', changed({ 'xl/_rels/workbook.xml.rels': (text) => text.replace('sheet1.xml', 'sheet9.xml') })],
    ['a text that is not there', changed({ [sheet1]: '<worksheet><sheetData><row><c t="s"><v>999</v></c></row></sheetData></worksheet>' })],
    ['no number', changed({ [sheet1]: '<worksheet><sheetData><row><c><v>mười</v></c></row></sheetData></worksheet>' })],
    ['rows in no order', changed({ [sheet1]: '<worksheet><sheetData><row r="2"/><row r="1"/></sheetData></worksheet>' })],
    ['a cell of another row', changed({ [sheet1]: '<worksheet><sheetData><row r="2"><c r="A3"/></row></sheetData></worksheet>' })],
    ['bytes that are no text', changed({ [sheet1]: Uint8Array.from([60, 97, 62, 0xff, 0xfe, 60, 47, 97, 62]) })],
  ])('%s', (_what, bytes) => expect(['sheets.damaged', 'sheets.unsafe-xml']).toContain(codeOf(bytes)));

  test('flipped and missing bytes, 300 times: an answer each time, in time', () => {
    let seed = 20_261_123;
    const random = (below: number) => {
      seed = (Math.imul(seed, 1_664_525) + 1_013_904_223) >>> 0;
      return seed % below;
    };
    const parts = Object.entries(unzipSync(good)).filter(([name]) => /\.(xml|rels|vml)$/.test(name));
    const tally = new Map<string, number>();
    let slowest = 0;
    for (let i = 0; i < 300; i++) {
      let bytes = Uint8Array.from(good);
      if (i % 3 === 0) bytes = bytes.slice(0, random(bytes.length));
      else if (i % 3 === 1) for (let n = 0; n <= random(4); n++) bytes[random(bytes.length)] = random(256);
      else {
        // Inside a part, where no checksum helps.
        const [name, content] = parts[random(parts.length)] ?? [sheet1, new Uint8Array(1)];
        const broken = Uint8Array.from(content);
        for (let n = 0; n <= random(6); n++)
          broken[random(broken.length)] = random(2) === 0 ? 32 + random(95) : (broken[random(broken.length)] ?? 0);
        bytes = Uint8Array.from(changed({ [name]: broken }));
      }
      const start = performance.now();
      const outcome = readWorkbook(bytes);
      const marking = markWorkbook(
        bytes,
        outcome.ok && outcome.value.sheets[0] ? [{ sheet: outcome.value.sheets[0].name, ref: 'B2', kind: 'fault', text: 'x' }] : [],
        { columnTitle: 'Lỗi', summary: { name: 'x', rows: [['x']] } },
      );
      slowest = Math.max(slowest, performance.now() - start);
      const what = outcome.ok ? (marking.ok ? 'read' : marking.refusal.code) : outcome.refusal.code;
      tally.set(what, (tally.get(what) ?? 0) + 1);
    }
    expect(tally.get('sheets.damaged')).toBeGreaterThan(100);
    expect(tally.get('read')).toBeGreaterThan(10);
    expect(slowest).toBeLessThan(3000);
  });
});
