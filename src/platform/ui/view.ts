import type { Lang } from '../i18n/index.ts';
import type { Actor } from '../session/index.ts';

/** How a person wants pages to look: chosen by links to `/display`, kept in a cookie, rendered as attributes of `<html>`. */
export interface Display {
  readonly theme: Theme;
  readonly size: TextSize;
}
/** `auto` follows the device; `sunlight` is black on white with thick lines. */
export type Theme = (typeof themes)[number];
/** Size of all text in per cent of what the browser would show. */
export type TextSize = (typeof textSizes)[number];

export const themes = ['auto', 'light', 'dark', 'sunlight'] as const;
export const textSizes = [100, 125, 150, 175, 200] as const;
export const defaultDisplay: Display = { theme: 'auto', size: 100 };

/** Reads the choice from its cookie or from the parameters of `/display`; what is missing or unknown stays as in `before`. */
export function readDisplay(source: { theme?: unknown; size?: unknown } | string | undefined, before: Display = defaultDisplay): Display {
  const [theme, size] = typeof source === 'string' ? source.split('.') : [source?.theme, source?.size];
  return {
    theme: themes.find((known) => known === theme) ?? before.theme,
    size: textSizes.find((known) => String(known) === String(size)) ?? before.size,
  };
}

/** The choice as the value of its cookie: `dark.150`. */
export function writeDisplay(display: Display): string {
  return `${display.theme}.${display.size}`;
}

export interface NavigationLink {
  readonly href: string;
  readonly label: string;
  /** Whether the page lies under this entry. */
  readonly current: boolean;
}

/** What every page knows about its request. */
export interface View {
  readonly lang: Lang;
  /** Path and query as asked for. */
  readonly path: string;
  readonly actor: { readonly name: string; readonly kind: Actor['kind'] };
  readonly demonstration: boolean;
  /** Setting: how the product is named in the header and in titles. */
  readonly productName: string;
  readonly provinceName?: string | undefined;
  readonly display: Display;
  /** For forms that write; null where the page has none (such pages can be cached). */
  readonly formToken: string | null;
  readonly navigation: readonly NavigationLink[];
  /** The ISO day of the page. */
  readonly today: string;
  /** Where people search: the page that takes `q`. No search in the header without it. */
  readonly searchPath?: string | undefined;
  /** Where a demonstration says what can be tried. */
  readonly demonstrationPath?: string | undefined;
  /** The public address without a path, printed at the foot of paper. */
  readonly origin?: string | undefined;
}
