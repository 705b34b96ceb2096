import { describe, expect, test } from 'vitest';
import { refusalLine } from '../../console/words/index.ts';
import { parseImport } from './parse.ts';

describe('a file that cannot be read is refused as a whole, with what to do', () => {
  const head = 'name,type,parent_code,valid_from\n';
  test.each<[string, Uint8Array, string]>([
    ['nothing', Buffer.from(''), 'import-empty'],
    ['only spaces', Buffer.from(' \n\n'), 'import-empty'],
    ['a workbook', Buffer.from([0x50, 0x4b, 0x03, 0x04, 1, 2, 3]), 'import-workbook'],
    ['UTF-16 with mark', Buffer.concat([Buffer.from([0xff, 0xfe]), Buffer.from(head, 'utf16le')]), 'import-utf16'],
    ['UTF-16 without', Buffer.from(head, 'utf16le'), 'import-utf16'],
    ['Latin-1', Buffer.from(`${head}Xã Mù,xã,00001,2020-01-01`, 'latin1'), 'import-encoding'],
    ['bytes', Buffer.from([1, 2, 0, 9, 200, 3, 4, 5, 7]), 'import-binary'],
    ['lost letters', Buffer.from(`${head}M\uFFFD,thôn,00001,2020-01-01`), 'import-letters-lost'],
    [
      'letters encoded twice',
      Buffer.from(`${head}${Buffer.from('Yên Bái').toString('latin1')},xa,00001,2020-01-01`),
      'import-twice-encoded',
    ],
    ['no header', Buffer.from('Nà Hẩu,thôn,00001,2020-01-01\n'), 'import-no-header'],
    ['missing columns', Buffer.from('name,parent_code\nNà Hẩu,00001\n'), 'import-columns-missing'],
    ['a column twice', Buffer.from(`Tên,${head}a,b,thôn,00001,2020-01-01`), 'import-column-twice'],
    ['an open quotation mark', Buffer.from(`${head}"Nà Hẩu,thôn,00001,2020-01-01\n`), 'import-quotes'],
    ['only a header', Buffer.from(head), 'import-no-rows'],
    ['too large', Buffer.alloc(20_000_001, 65), 'import-too-large'],
  ])('%s', async (_, bytes, code) => {
    const parsed = await parseImport({ kind: 'units', fileName: 'u.csv', bytes });
    expect(parsed.ok ? 'ok' : parsed.refusal.code).toBe(`territory.${code}`);
    expect(parsed.ok ? '' : refusalLine(parsed.refusal, 'vi')).not.toContain('territory.');
  });
});
