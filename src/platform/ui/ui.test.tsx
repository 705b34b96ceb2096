import { renderToString } from 'preact-render-to-string';
import { beforeAll, describe, expect, test } from 'vitest';
import { useAssets } from './assets.ts';
import { GalleryPage } from './gallery.page.tsx';
import {
  Answer,
  canonicalPath,
  DataTable,
  DateField,
  defaultDisplay,
  ErrorSummary,
  FormToken,
  Help,
  Icon,
  Problem,
  QrPicture,
  QuietLinks,
  Rich,
  readDisplay,
  readPreview,
  renderDocument,
  TextField,
  UndoBar,
  type View,
  writeDisplay,
} from './index.ts';

const view: View = {
  lang: 'vi',
  path: '/units?q=<b>"&on=2022-05-31',
  actor: { name: '', kind: 'anonymous' },
  demonstration: true,
  productName: 'Tên <sản phẩm>',
  display: { theme: 'dark', size: 150 },
  formToken: 'abc',
  navigation: [{ href: '/units', label: 'Đơn vị', current: true }],
  today: '2026-11-22',
  origin: 'https://example.org',
};

beforeAll(() => useAssets(null));

test('a document carries language, display and what keeps it safe', () => {
  const html = renderDocument(view, {
    title: 'Đơn vị <i>',
    description: '"x"',
    body: <p>{'<script>'}</p>,
    scripts: ['a/b.client.ts'],
    wide: true,
  });
  expect(html).toMatch(/^<!doctype html>\n<html lang="vi" data-theme="dark" data-size="150">/);
  expect(html).toContain('<title>Đơn vị &lt;i&gt; · Tên &lt;sản phẩm&gt;</title>');
  expect(html).toContain('<meta name="description" content="&quot;x&quot;">');
  expect(html).toContain('<script type="module" src="/assets/a/b.client.ts"></script>');
  expect(html).toContain('<main id="main" tabindex="-1" class="wide"><p>&lt;script></p></main>');
  expect(html).toContain('aria-current="page">Đơn vị</a>');
  expect(html).toContain('Dữ liệu minh họa');
  expect(html).toContain('/language?to=en&amp;back=%2Funits%3Fq%3D%3Cb%3E%22%26on%3D2022-05-31');
  expect(html).toContain('https://example.org/units?q=&lt;b&gt;&quot;&amp;on=2022-05-31');
  expect(html).not.toContain('\u0001');
});

test('the frame is kept between pages and still knows each page’s address', () => {
  const first = renderDocument(view, { title: 'A', body: <p /> });
  const second = renderDocument({ ...view, path: '/other' }, { title: 'A', body: <p /> });
  expect(second).toContain('back=%2Fother');
  expect(second).not.toContain('%2Funits');
  expect(renderDocument(view, { title: 'A', body: <p /> })).toBe(first);
  expect(renderDocument({ ...view, lang: 'en', demonstration: false }, { title: 'A', body: <p /> })).not.toContain('minh họa');
});

test('nothing in the gallery needs an inline style, handler or script', () => {
  for (const lang of ['vi', 'en'] as const) {
    const html = renderDocument({ ...view, lang }, { title: 'Mẫu', body: <GalleryPage view={{ ...view, lang }} /> });
    expect(html).not.toMatch(/\sstyle=|\son[a-z]+=|javascript:/);
    expect(html).not.toMatch(/<script(?![^>]*\ssrc=)/);
    expect(html.match(/<svg(?![^>]*(?:aria-hidden|role="img"))/)).toBeNull();
    for (const id of [...html.matchAll(/(?:aria-describedby|for|aria-labelledby)="([^"]+)"/g)].flatMap(([, ids]) =>
      (ids ?? '').split(' '),
    )) {
      expect(html).toContain(`id="${id}"`);
    }
  }
});

test('the display is read from cookie and address, and nonsense changes nothing', () => {
  expect(readDisplay('dark.150')).toEqual({ theme: 'dark', size: 150 });
  expect(readDisplay(writeDisplay({ theme: 'sunlight', size: 200 }))).toEqual({ theme: 'sunlight', size: 200 });
  expect(readDisplay('pink.1000')).toEqual(defaultDisplay);
  expect(readDisplay(undefined)).toEqual(defaultDisplay);
  expect(readDisplay({ size: '125' }, { theme: 'dark', size: 100 })).toEqual({ theme: 'dark', size: 125 });
});

test('marks in a text become coloured figures, strong words and links', () => {
  const text = [
    'Còn ',
    { mark: 'waiting', parts: ['100 <thôn>'] },
    ', ',
    { mark: 'how', parts: ['cách tính'] },
    { mark: 'b', parts: ['!'] },
  ];
  expect(renderToString(<Rich text={text} links={{ how: '/how' }} />)).toBe(
    'Còn <span class="figure waiting">100 &lt;thôn></span>, <a href="/how">cách tính</a><strong>!</strong>',
  );
  expect(renderToString(<Answer text="Một" underHeading />)).toContain('<p class="answer">Một</p>');
});

test('a field keeps what was typed and is tied to its hint and its problem', () => {
  const html = renderToString(
    <TextField lang="vi" name="code" label="Mã" hint="Năm chữ số" error="Thiếu một chữ số" value={'0460"'} optional />,
  );
  expect(html).toContain('value="0460&quot;"');
  expect(html).toContain('aria-describedby="f-code-hint f-code-error"');
  expect(html).toContain('aria-invalid="true"');
  expect(html).toContain('không bắt buộc');
  expect(renderToString(<TextField lang="en" name="note" label="Note" rows={3} value="<b>" />)).toContain('>&lt;b></textarea>');
  expect(renderToString(<DateField lang="vi" name="on" label="Ngày" value="30/02/2022" />)).toContain('value="30/02/2022"');
});

test('the summary of problems takes the focus and leads to the fields', () => {
  const html = renderToString(<ErrorSummary lang="vi" problems={[{ field: 'on', message: 'Không có ngày này' }]} />);
  expect(html).toContain('autofocus');
  expect(html).toContain('tabindex="-1"');
  expect(html).toContain('<a href="#f-on">Không có ngày này</a>');
  expect(renderToString(<ErrorSummary lang="vi" problems={[]} />)).toBe('');
});

test('a table names its rows, and its cells carry the column’s name for phones', () => {
  const columns = [
    { label: 'Xã', cell: (row: { name: string; people: string }) => row.name },
    { label: 'Dân số', kind: 'number' as const, cell: (row: { name: string; people: string }) => row.people },
  ];
  const html = renderToString(
    <DataTable caption="Các xã" columns={columns} rows={[{ name: 'Tú Lệ', people: '3.000' }]} total={{ name: 'Cộng', people: '3.000' }} />,
  );
  expect(html).toContain('<caption>Các xã</caption>');
  expect(html).toContain('scope="row">Tú Lệ</th>');
  expect(html).toContain('class="number" data-label="Dân số">3.000</td>');
  expect(html).toContain('<tfoot');
});

test('what only script can do is hidden until there is script', () => {
  expect(renderToString(<QuietLinks lang="vi" links={[]} print />).match(/<li hidden/g)).toHaveLength(1);
});

test('forms that write carry the token; pages without one can be cached', () => {
  expect(renderToString(<FormToken view={view} />)).toBe('<input type="hidden" name="_csrf" value="abc"/>');
  expect(renderToString(<FormToken view={{ formToken: null }} />)).toBe('');
  expect(renderToString(<UndoBar view={view} message="Đã xóa" action="/undo" fields={{ batch: '1' }} />)).toContain(
    'name="batch" value="1"',
  );
});

test('an error page says what happened, that nothing is lost, what to do, and a number', () => {
  const html = renderToString(
    <Problem lang="vi" title="Chưa mở được" happened="Nhiều người xem." advice="Thử lại sau." reference="7F3K" />,
  );
  for (const words of ['Chưa mở được', 'Nhiều người xem.', 'Không có gì bị mất', 'Thử lại sau.', '7F3K']) expect(html).toContain(words);
  expect(renderToString(<Problem lang="vi" title="a" happened="b" kept={null} advice="c" />)).not.toContain('Không có gì bị mất');
});

test('icons are hidden from screen readers: a word stands beside them', () => {
  expect(renderToString(<Icon name="search" />)).toContain('aria-hidden="true"');
});

describe('what a public page is passed on with', () => {
  const page = { title: 'Xã "A"', body: <p />, sharing: { text: 'Có <2> & nhiều hơn.' } };

  test('its head says it safely, and can be read back', () => {
    const html = renderDocument({ ...view, path: '/units?on=2022-05-31&utm_source=zalo' }, page);
    expect(html).toContain('<meta property="og:description" content="Có &lt;2&gt; &amp; nhiều hơn.">');
    expect(html).toContain('<link rel="canonical" href="https://example.org/units?on=2022-05-31">');
    expect(readPreview(html)).toEqual({ title: 'Xã "A"', text: 'Có <2> & nhiều hơn.', picture: null });
    const own = renderDocument(view, { ...page, sharing: { ...page.sharing, title: 'Khác', picture: '/a.svg?x=1&y=2' } });
    expect(readPreview(own)).toEqual({ title: 'Khác', text: 'Có <2> & nhiều hơn.', picture: '/a.svg?x=1&y=2' });
    expect(readPreview(renderDocument(view, { title: 'A', body: <meta property="og:title" content="x" /> }))).toBeNull();
  });

  test('the officials’ and personal pages have none, even if they ask for it', () => {
    for (const path of ['/console', '/console/x', '/account?a', '/sign-in', '/join']) {
      const html = renderDocument({ ...view, path }, page);
      expect([path, readPreview(html), html.includes('noindex'), html.includes('page-tools')]).toEqual([path, null, true, false]);
    }
    expect(renderDocument({ ...view, path: '/accounts' }, page)).not.toContain('noindex');
  });

  test('addresses lose what others added, and keep everything else', () => {
    expect(canonicalPath('/')).toBe('/');
    expect(canonicalPath('/units?on=~.on.~&fbclid=1&level=village#x')).toBe('/units?on=~.on.~&level=village');
    expect(canonicalPath('/units?utm_source=a&zarsrc=31')).toBe('/units');
    expect(canonicalPath('/units?q=utm_source=a')).toBe('/units?q=utm_source=a');
  });

  test('a code is drawn in few strokes and covers the same', () => {
    const html = renderToString(<QrPicture text="https://example.org/units" label="Mã" />);
    expect(html).toContain('role="img" aria-label="Mã"');
    const strokes = [...html.matchAll(/M(\d+) (\d+)h(\d+)v1h-(\d+)z/g)];
    expect(strokes.every(([, , , there, back]) => there === back)).toBe(true);
    expect(strokes.slice(0, 1)[0]?.[3]).toBe('7');
  });
});

test('help is a list of numbered steps, each about a part of the page', () => {
  const steps = [
    { part: 'Ô tìm', text: 'Gõ tên.', target: '#f-q' },
    { part: 'Bảng', text: 'Bấm vào tên.' },
  ];
  const html = renderToString(<Help lang="vi" steps={steps} />);
  expect(html).toContain('<li data-step="Bước 1 trong 2" data-target="#f-q"><strong>Ô tìm</strong><span>Gõ tên.</span></li>');
  expect(html).toContain('<li data-step="Bước 2 trong 2"><strong>Bảng</strong>');
  expect(html.match(/<button[^>]*data-tour="start"/)?.[0]).toContain('hidden');
});
