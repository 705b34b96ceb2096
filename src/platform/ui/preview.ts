/** What the head of a public page says to those who show a preview of it (Open Graph), and how our own pictures read it back. */
import type { Sharing } from './sharing.tsx';
import type { View } from './view.ts';

/** Size of preview pictures, in pixels: what messengers show whole. */
export const pictureSize = { width: 1200, height: 630 } as const;

/** Names that messengers and campaigns add to addresses; they name no other page. */
const ADDED = /^(?:utm_\w+|fbclid|gclid|zarsrc|zalo_\w+)(?:=|$)/;

/** The address of a page without what others added to it, so that it is one page for everybody. Keeps marks of the page cache. */
export function canonicalPath(path: string): string {
  const [before = '/', query] = path.split('#', 1)[0]?.split(/\?(.*)/s) ?? [];
  const kept = (query ?? '').split('&').filter((part) => part !== '' && !ADDED.test(part));
  return kept.length === 0 ? before : `${before}?${kept.join('&')}`;
}

/** The page's whole address; only its path where nobody has said how we are reached. */
export function addressToShare(view: View): string {
  return `${view.origin ?? ''}${canonicalPath(view.path)}`;
}

/** Where something about a page is found: `/share`, its picture, its sheet. */
export function sharePath(view: View, kind: '' | '/picture.png' | '/poster'): string {
  return `/share${kind}?path=${encodeURIComponent(canonicalPath(view.path))}${view.lang === 'en' ? '&lang=en' : ''}`;
}

/** The lines of the head. */
export function previewHead(view: View, page: { readonly title: string; readonly sharing: Sharing }): string {
  const { sharing } = page;
  const title = sharing.title ?? page.title;
  const property = (name: string, content: string) => `<meta property="og:${name}" content="${escapeHtml(content)}">`;
  const address = escapeHtml(addressToShare(view));
  return [
    `<link rel="canonical" href="${address}">`,
    property('type', 'website'),
    property('site_name', view.productName),
    property('locale', view.lang === 'vi' ? 'vi_VN' : 'en_GB'),
    property('title', title),
    property('description', sharing.text),
    `<meta property="og:url" content="${address}">`,
    property('image', `${view.origin ?? ''}${sharePath(view, '/picture.png')}`),
    property('image:type', 'image/png'),
    property('image:width', String(pictureSize.width)),
    property('image:height', String(pictureSize.height)),
    property('image:alt', `${title}. ${sharing.text}`),
    '<meta name="twitter:card" content="summary_large_image">',
    sharing.picture === undefined ? '' : `<meta name="share-picture" content="${escapeHtml(sharing.picture)}">`,
  ].join('');
}

/** A page as its own head tells it. */
export interface Preview {
  readonly title: string;
  readonly text: string;
  /** Own path of an SVG, where the page has one. */
  readonly picture: string | null;
}

/** Reads what `previewHead` wrote; null for a page that isn't to be shared. */
export function readPreview(html: string): Preview | null {
  const head = html.slice(0, Math.max(0, html.indexOf('</head>')));
  const content = (name: string) => {
    const found = new RegExp(`<meta (?:property|name)="${name}" content="([^"]*)">`).exec(head)?.[1];
    return found === undefined ? null : unescapeHtml(found);
  };
  const [title, text] = [content('og:title'), content('og:description')];
  return title === null || text === null ? null : { title, text, picture: content('share-picture') };
}

const replacements: Readonly<Record<string, string>> = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;', "'": '&#39;' };
const originals = new Map(Object.entries(replacements).map(([sign, written]) => [written, sign]));

export function escapeHtml(text: string): string {
  return text.replace(/[&<>"']/g, (c) => replacements[c] ?? c);
}

function unescapeHtml(text: string): string {
  return text.replace(/&(?:amp|lt|gt|quot|#39);/g, (written) => originals.get(written) ?? written);
}
