/**
 * Makes the font files: Be Vietnam Pro 400 and 600, cut to the letters of Vietnamese and English; for browsers in
 * `src/platform/ui/fonts`, for pictures drawn on the server in `src/platform/share/fonts`.
 * The result is committed; this is run again only for a new version of the font:
 * `npm pack @expo-google-fonts/be-vietnam-pro@0.4.1`, unpack it, `node scripts/fonts.ts <its folder>`. (The web packages of the
 * font split it by script, which would lose the kerning between plain and accented letters.)
 */
import { mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import subsetFont from 'subset-font';

const mostBytes = 20 * 1024;
const folder = 'src/platform/ui/fonts';
const drawingFolder = 'src/platform/share/fonts';
const sources = { 400: '400Regular/BeVietnamPro_400Regular.ttf', 600: '600SemiBold/BeVietnamPro_600SemiBold.ttf' };

/** What our pages can write: ASCII, the 134 Vietnamese letters with tones, and the signs that our texts use. */
export function fontLetters(): string {
  const ascii = Array.from({ length: 95 }, (_, index) => String.fromCharCode(32 + index)).join('');
  const tones = ['', '\u0300', '\u0309', '\u0303', '\u0301', '\u0323'];
  const vowels = [...'aăâeêioôơuưyAĂÂEÊIOÔƠUƯY'].flatMap((vowel) => tones.map((tone) => (vowel + tone).normalize('NFC'))).join('');
  return `${ascii}${vowels}đĐ\u00A0“”‘’…–—·•‹›«»×−±≥≤°²³½₫%→←↑↓✓éèêëàâäçîïöüñÉ`;
}

async function main(source: string | undefined): Promise<void> {
  if (!source) throw new Error('give the folder with the unpacked font: node scripts/fonts.ts <folder>');
  mkdirSync(folder, { recursive: true });
  for (const [weight, file] of Object.entries(sources)) {
    const whole = readFileSync(join(source, file));
    const options = { noHinting: true, keepFeatures: ['kern', 'mark', 'mkmk', 'ccmp', 'locl', 'tnum'] };
    const font = await subsetFont(whole, fontLetters(), { targetFormat: 'woff2', ...options });
    writeFileSync(
      join(drawingFolder, `be-vietnam-pro-${weight}.ttf`),
      await subsetFont(whole, fontLetters(), { targetFormat: 'sfnt', ...options }),
    );
    if (font.length > mostBytes) throw new Error(`weight ${weight} has ${font.length} bytes, more than ${mostBytes}`);
    writeFileSync(join(folder, `be-vietnam-pro-${weight}.woff2`), font);
    process.stdout.write(`be-vietnam-pro-${weight}.woff2: ${font.length} bytes\n`);
  }
  writeFileSync(join(folder, 'OFL.txt'), readFileSync(join(source, 'LICENSE_FONT')));
}

if (import.meta.main) await main(process.argv[2]);
