import sharp from 'sharp';
import { describe, expect, test } from 'vitest';
import { cardSvg, linesOf } from './card.ts';
import { openPictures } from './pictures.ts';
import { renderPng } from './png.ts';

const letter = (text: string, family = 'Be Vietnam Pro', weight = 400) =>
  `<svg xmlns="http://www.w3.org/2000/svg" width="120" height="120"><rect width="120" height="120" fill="#fff"/><text x="20" y="90" font-family="${family}" font-size="80" font-weight="${weight}">${text}</text></svg>`;
const pixels = async (svg: string) =>
  sharp(await renderPng(svg))
    .greyscale()
    .raw()
    .toBuffer();
/** Share of dark pixels. */
const ink = (bytes: Buffer) => bytes.filter((value) => value < 128).length / bytes.length;

describe('the drawing', () => {
  test('has the size that the SVG says', async () => {
    expect(await sharp(await renderPng(letter('a'))).metadata()).toMatchObject({ format: 'png', width: 120, height: 120 });
  });

  test('shows Vietnamese letters, each another, and none as the box of an unknown letter', async () => {
    const box = await pixels(letter('\ue000'));
    expect(ink(box)).toBeGreaterThan(0.02);
    const seen = new Set([box.toString('hex')]);
    const letters = ['ữ', 'ư', 'u', 'ậ', 'ẵ', 'ỗ', 'Ừ', 'Ỹ', 'đ', 'Đ'];
    for (const one of letters) {
      const drawn = await pixels(letter(one));
      expect([one, ink(drawn) > 0.02]).toEqual([one, true]);
      seen.add(drawn.toString('hex'));
    }
    expect(seen.size).toBe(letters.length + 1);
  });

  test('is in our own font, in both weights, whatever fonts the machine has', async () => {
    const own = await pixels(letter('ữ'));
    expect(await pixels(letter('ữ', 'Times New Roman, serif'))).toEqual(own);
    expect(ink(await pixels(letter('ữ', 'Be Vietnam Pro', 600)))).toBeGreaterThan(ink(own) * 1.1);
    expect(process.env.FONTCONFIG_FILE).toBeUndefined();
  });

  test.each([
    ['a file', '<image href="file:///etc/passwd" width="9" height="9"/>'],
    ['another site', '<image xlink:href=\'https://evil.example/x.png\' width="9" height="9"/>'],
    ['a drawing elsewhere', '<use href="/etc/x.svg#a"/>'],
    ['a style sheet', '<style>@import "x.css";</style>'],
    ['a fill elsewhere', '<rect fill="url(http://evil.example/#a)" width="9" height="9"/>'],
    ['a script', '<script>alert(1)</script>'],
  ])('refuses what refers to %s', async (_what, inside) => {
    const svg = `<svg xmlns="http://www.w3.org/2000/svg" xmlns:xlink="http://www.w3.org/1999/xlink" width="9" height="9">${inside}</svg>`;
    await expect(renderPng(svg)).rejects.toThrow('outside itself');
  });

  test('refuses an entity, a giant and what is no drawing; takes links and own patterns', async () => {
    await expect(renderPng('<!DOCTYPE svg [<!ENTITY a "a">]><svg xmlns="http://www.w3.org/2000/svg"/>')).rejects.toThrow('outside itself');
    await expect(renderPng('<svg xmlns="http://www.w3.org/2000/svg" width="9000" height="9000"/>')).rejects.toThrow(/pixel limit/);
    await expect(renderPng(' '.repeat(1_000_001))).rejects.toThrow(RangeError);
    await expect(renderPng('không phải SVG')).rejects.toThrow();
    const own = '<defs><pattern id="p" width="2" height="2"/></defs><a href="/units"><rect fill="url(#p)" width="9" height="9"/></a>';
    expect((await renderPng(`<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9">${own}</svg>`)).length).toBeGreaterThan(60);
  });
});

describe('the card', () => {
  const card = { product: 'YenBai-S', title: 'Tỉnh', address: 'example.vn/units' };

  test('keeps its lines inside, even of the widest letters and of a word without an end', async () => {
    for (const text of ['MỘT WẮM '.repeat(40), 'W'.repeat(300), 'Thôn, bản, tổ dân phố '.repeat(20), '8'.repeat(300)]) {
      const { data, info } = await sharp(await renderPng(cardSvg({ ...card, title: text, text })))
        .greyscale()
        .raw()
        .toBuffer({ resolveWithObject: true });
      const dark = (left: number, top: number, right: number, bottom: number) => {
        let count = 0;
        for (let y = top; y < bottom; y += 1)
          for (let x = left; x < right; x += 1) if ((data[y * info.width * info.channels + x * info.channels] ?? 0) < 128) count += 1;
        return count;
      };
      expect([text.slice(0, 8), dark(1150, 130, 1200, 630), dark(64, 130, 1150, 630) > 10_000]).toEqual([text.slice(0, 8), 0, true]);
    }
  });

  test('any text stays text', () => {
    const svg = cardSvg({ ...card, text: '<image href="x"/> & "y"' });
    expect(svg).toContain('&lt;image');
    expect(svg).not.toContain('<image');
  });

  test('lines break between words, and say where something is left out', () => {
    expect(linesOf('một hai ba', 40, 2)).toEqual({ lines: ['một hai ba'], whole: true });
    const { lines, whole } = linesOf('xã phường thôn bản '.repeat(20), 60, 3);
    expect([lines.length, whole, lines[2]?.endsWith('…')]).toEqual([3, false, true]);
    expect(linesOf('', 40, 2).lines).toEqual([]);
    expect(linesOf('Nhu\u031b\u0303ng', 40, 1).lines).toEqual(['Những']);
  });
});

describe('many pictures', () => {
  test('the same is drawn once, two at a time, and beyond a dozen waiting one is told to come again', async () => {
    let now = 0;
    let most = 0;
    const drawn: string[] = [];
    const open: (() => void)[] = [];
    const pictures = openPictures(async (svg) => {
      now += 1;
      most = Math.max(most, now);
      await new Promise<void>((resolve) => open.push(resolve));
      now -= 1;
      drawn.push(svg);
      return Buffer.from(svg);
    });
    const asked = Array.from({ length: 15 }, (_, index) => pictures.of(`svg ${index}`));
    const same = pictures.of('svg 0');
    expect(await asked[14]).toEqual({ ok: false, refusal: { code: 'http.busy' } });
    while (drawn.length < 14) {
      open.shift()?.();
      await new Promise((resolve) => setImmediate(resolve));
    }
    expect([(await Promise.all(asked.slice(0, 14))).every((one) => one.ok), most, drawn.length]).toEqual([true, 2, 14]);
    expect(await same).toEqual(await pictures.of('svg 0'));
    expect(drawn.length).toBe(14);
  });

  test('a drawing that fails gives its place back', async () => {
    const failures = Array.from({ length: 5 }, () => new Error('no'));
    const pictures = openPictures(async () => {
      const failure = failures.pop();
      if (failure) throw failure;
      return Buffer.from('x');
    });
    for (let i = 0; i < 5; i += 1) await expect(pictures.of('a')).rejects.toThrow('no');
    expect(await pictures.of('a')).toMatchObject({ ok: true });
  });
});
