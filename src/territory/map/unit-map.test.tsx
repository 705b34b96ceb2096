import { renderToString } from 'preact-render-to-string';
import { describe, expect, test } from 'vitest';
import { layout } from './layout.ts';
import { mapTexts } from './texts.ts';
import { UnitMap, type UnitMark } from './unit-map.tsx';

const names = ['Mường Lai', '<b>"An" & \'Lạc\'</b>', 'Khánh Thiện', 'Chưa đo'];
const units = names.map((name, at) => ({
  id: `u${at}`,
  name,
  lat: 22 + at / 50,
  lon: at === 3 ? null : 104 + (at % 2) / 20,
  parentId: at === 0 ? 'a' : 'b',
}));
const drawing = layout(units, { width: 640 });
const marks = new Map<string, UnitMark>([
  ['u0', { href: '/units/u0?a=1&b=2', value: '83 %', shade: 4 }],
  ['u1', { href: '/units/u1', value: 'chưa có số liệu', shade: 'missing' }],
]);
const html = renderToString(
  <UnitMap drawing={drawing} label="Thôn đã có Tổ" marks={marks} texts={mapTexts('vi')} labels highlighted="u0" />,
);

describe('UnitMap', () => {
  test('makes every marked unit a link with name and value', () => {
    expect(html).toContain(
      '<a href="/units/u0?a=1&amp;b=2" aria-label="Mường Lai, 83 %" class="heat-4" aria-current="true"><title>Mường Lai, 83 %</title>',
    );
    expect(html.match(/<a href="\/units/g)).toHaveLength(2);
    expect(html).toContain('<title>Khánh Thiện</title>');
  });

  test('hatches what has no data, and fills nothing else by attribute', () => {
    expect(html.match(/fill="url\(#unit-map-hatch\)"/g)).toHaveLength(2);
  });

  test('escapes names and needs no inline style or script', () => {
    expect(html).not.toContain('<b>');
    expect(html).toContain('&lt;b>&quot;An&quot; &amp;');
    expect(html).not.toMatch(/ style=|<script|on[a-z]+="/);
  });

  test('has a way past the map to an end that can take the focus, and says what the map is and what is not on it', () => {
    expect(html).toContain('<a class="skip" href="#unit-map-end">Bỏ qua bản đồ</a>');
    expect(html).toMatch(/<p id="unit-map-end" class="unit-map-note" tabindex="-1">/);
    expect(html).toContain('không dùng để xác định địa giới');
    expect(html).toContain('Chưa có vị trí trên bản đồ: Chưa đo.');
  });

  test('draws district borders with a halo, and the highlighted unit above all', () => {
    expect(html).toContain('<use href="#unit-map-borders" class="unit-map-borders unit-map-halo"');
    expect(html.indexOf('href="#unit-map-current"')).toBeGreaterThan(html.lastIndexOf('unit-map-outline'));
  });

  test('two maps on a page do not share ids', () => {
    const other = renderToString(<UnitMap drawing={drawing} label="x" marks={marks} texts={mapTexts('en')} id="second" />);
    expect(other).not.toMatch(/id="unit-map|#unit-map/);
    expect(other).toContain('url(#second-hatch)');
    expect(other).toContain('Skip the map');
  });

  test('names are left out unless asked for', () => {
    const plain = renderToString(<UnitMap drawing={drawing} label="x" marks={marks} texts={mapTexts('vi')} />);
    expect(html).toMatch(/<text[^>]*>Mường Lai<\/text>/);
    expect(plain).not.toContain('<text');
  });
});
