import type { VNode } from 'preact';
import { renderToString } from 'preact-render-to-string';
import { asset } from './assets.ts';
import { Help, type HelpStep } from './help.tsx';
import { Footer, Header, pathMark } from './layout.tsx';
import { texts } from './messages.gen.ts';
import { escapeHtml, previewHead } from './preview.ts';
import { Share, type Sharing } from './sharing.tsx';
import type { View } from './view.ts';

export interface Page {
  /** The page's own name; the product's name is added. */
  readonly title: string;
  readonly description?: string | undefined;
  readonly body: VNode;
  /** Page scripts by their name in the build: `territory/map/pan.client.ts`. They only improve the page. */
  readonly scripts?: readonly string[] | undefined;
  /** For pages that are one large table or map. */
  readonly wide?: boolean | undefined;
  /** For pages that are printed as one sheet: on paper nothing stands around them. */
  readonly sheet?: boolean | undefined;
  /** For pages that search engines should leave out; what is personal and the officials' part are left out in any case. */
  readonly unlisted?: boolean | undefined;
  /** Public pages: what is passed on, in previews (Open Graph) and by “Chia sẻ”, which the document adds. */
  readonly sharing?: Sharing | undefined;
  /** Public pages: up to four steps about the parts of the page; the document adds “Trợ giúp trang này”. */
  readonly help?: readonly HelpStep[] | undefined;
}

interface Frame {
  readonly head: string;
  readonly header: readonly string[];
  readonly footer: readonly string[];
}

/** Where pages are somebody's own. */
const personal = /^\/(?:console|account|sign-in|join|demo)(?:[/?]|$)/;
const toolsScript = 'platform/ui/page-tools.client.ts';

const frames = new Map<string, Frame>();
const mostFrames = 500;

/** The whole HTML document of a page. What doesn't depend on the page itself is rendered once and kept. */
export function renderDocument(view: View, page: Page): string {
  const t = texts[view.lang];
  const frame = frameOf(view);
  const back = encodeURIComponent(view.path);
  const title = page.title === view.productName ? page.title : `${page.title} · ${view.productName}`;
  const description = page.description === undefined ? '' : `<meta name="description" content="${escapeHtml(page.description)}">`;
  const isPersonal = personal.test(view.path);
  const robots = page.unlisted || isPersonal ? '<meta name="robots" content="noindex">' : '';
  const { sharing, help } = isPersonal ? {} : page;
  const preview = sharing === undefined ? '' : previewHead(view, { title: page.title, sharing });
  const tools = sharing !== undefined || help !== undefined;
  const scripts = [...(tools ? [toolsScript] : []), ...(page.scripts ?? [])]
    .map((name) => `<script type="module" src="${escapeHtml(asset(name))}"></script>`)
    .join('');
  const kind = [page.wide ? 'wide' : '', page.sheet ? 'sheet' : ''].filter(Boolean).join(' ');
  return `<!doctype html>
<html lang="${view.lang}" data-theme="${view.display.theme}" data-size="${view.display.size}">
<head><meta charset="utf-8"><title>${escapeHtml(title)}</title>${description}${robots}${preview}${frame.head}${scripts}</head>
<body>${frame.header.join(back)}<main id="main" tabindex="-1"${kind === '' ? '' : ` class="${kind}"`}>${
    tools ? renderToString(<Tools view={view} sharing={sharing} help={help} />) : ''
  }${renderToString(page.body)}</main>${frame.footer
    .slice(0, -1)
    .join(
      back,
    )}${escapeHtml(view.path)}${frame.footer.at(-1) ?? ''}<div class="busy" id="busy" hidden role="status"><progress class="bar" aria-label="${escapeHtml(
    t.working(),
  )}"></progress><span>${escapeHtml(t.working())}</span></div></body></html>`;
}

/** Beside what the page says: how to use it, and how to pass it on. */
function Tools({ view, sharing, help }: { view: View } & Pick<Page, 'sharing' | 'help'>) {
  return (
    <div class="page-tools">
      {help && <Help lang={view.lang} steps={help} />}
      {sharing && <Share view={view} sharing={sharing} />}
    </div>
  );
}

function frameOf(view: View): Frame {
  const key = JSON.stringify([
    view.lang,
    view.display.theme,
    view.display.size,
    view.actor.kind,
    view.actor.name,
    view.demonstration,
    view.productName,
    view.provinceName,
    view.today,
    view.searchPath,
    view.origin,
    asset('site.css'),
    view.navigation.map((link) => [link.href, link.label, link.current]),
  ]);
  let frame = frames.get(key);
  if (!frame) {
    if (frames.size >= mostFrames) frames.clear();
    frame = {
      head: head(),
      header: renderToString(<Header view={view} />).split(pathMark),
      footer: renderToString(<Footer view={view} />).split(pathMark),
    };
    frames.set(key, frame);
  }
  return frame;
}

/** The site script stands before the page because it decides about the fonts, which must not change after the first line is shown. */
function head(): string {
  const fonts = escapeHtml(asset('fonts.css'));
  return `<meta name="viewport" content="width=device-width, initial-scale=1"><meta name="color-scheme" content="light dark"><meta name="format-detection" content="telephone=no"><link rel="icon" href="${escapeHtml(
    asset('icon.svg'),
  )}" type="image/svg+xml"><link rel="apple-touch-icon" href="${escapeHtml(asset('icon-192.png'))}"><link rel="manifest" href="/manifest.webmanifest"><meta name="theme-color" content="#26306b"><link rel="stylesheet" href="${escapeHtml(asset('site.css'))}"><script src="${escapeHtml(
    asset('site.js'),
  )}" data-fonts="${fonts}"></script><noscript><link rel="stylesheet" href="${fonts}"></noscript>`;
}
