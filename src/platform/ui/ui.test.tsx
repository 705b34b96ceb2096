import { renderToString } from 'preact-render-to-string';
import { expect, test } from 'vitest';
import { GalleryPage } from './gallery.page.tsx';
import {
  Answer,
  DataTable,
  DateField,
  defaultDisplay,
  ErrorSummary,
  FormToken,
  Icon,
  Problem,
  QuietLinks,
  Rich,
  readDisplay,
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
  expect(html).toContain('/display?lang=en&amp;back=%2Funits%3Fq%3D%3Cb%3E%22%26on%3D2022-05-31');
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
  expect(renderToString(<QuietLinks lang="vi" links={[]} print share />).match(/<li hidden/g)).toHaveLength(2);
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
