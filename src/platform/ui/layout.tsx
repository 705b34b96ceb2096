import type { Lang } from '../i18n/index.ts';
import { Chips } from './heading.tsx';
import { Icon } from './icon.tsx';
import { texts } from './messages.gen.ts';
import { type Display, type NavigationLink, textSizes, themes, type View } from './view.ts';

/**
 * The frame of every page. It depends on the page only by its address, for which this mark stands; so a frame is rendered
 * once for each combination of language, display, reader and navigation.
 */
export const pathMark = '\u0001path\u0001';

const MOST_SIDE_BY_SIDE = 3;

/** The sign of demonstration data, the header with the ways through the site, and the brocade band. */
export function Header({ view }: { view: View }) {
  const t = texts[view.lang];
  // More ways than fit beside one another are a menu on wide screens too.
  const folded = view.navigation.length > MOST_SIDE_BY_SIDE;
  return (
    <>
      <a class="skip" href="#main">
        {t.skip_to_content()}
      </a>
      <header class="site-header">
        {view.demonstration && (
          <p class="demonstration">
            {t.demonstration()}
            {view.demonstrationPath !== undefined && (
              <>
                {' · '}
                <a class="demonstration-link" href={view.demonstrationPath}>
                  {t.try_out()}
                </a>
              </>
            )}
          </p>
        )}
        <div class="site-bar">
          <a class="brand" href="/">
            {view.productName}
          </a>
          {!folded && (
            <nav class="site-nav wide-only" aria-label={t.main_navigation()}>
              <NavigationList links={view.navigation} />
            </nav>
          )}
          <div class="site-tools wide-only">
            {view.searchPath !== undefined && (
              <a href={view.searchPath}>
                <Icon name="search" small />
                {t.search()}
              </a>
            )}
            <Tools view={view} />
          </div>
          {view.searchPath !== undefined && (
            <a class="tab phone-only" href={view.searchPath}>
              <Icon name="search" />
              <span>{t.search()}</span>
            </a>
          )}
          {view.actor.kind !== 'system' && (
            <a class="tab phone-only" href={view.actor.kind === 'anonymous' ? '/sign-in' : '/account'} rel="nofollow">
              <Icon name="people" />
              <span>{view.actor.kind === 'anonymous' ? t.sign_in() : t.own_page_short()}</span>
            </a>
          )}
          <details class={folded ? 'menu' : 'menu phone-only'}>
            <summary class="tab">
              <Icon name="menu" />
              <span>{t.menu()}</span>
            </summary>
            <nav class="menu-panel" aria-label={t.main_navigation()}>
              <NavigationList links={view.navigation} />
              <div class={folded ? 'menu-tools phone-only' : 'menu-tools'}>
                <Tools view={view} />
              </div>
            </nav>
          </details>
        </div>
        <div class="brocade" />
      </header>
    </>
  );
}

function NavigationList({ links }: { links: readonly NavigationLink[] }) {
  return (
    <ul>
      {links.map((link) => (
        <li key={link.href}>
          <a href={link.href} aria-current={link.current ? 'page' : undefined}>
            {link.label}
          </a>
        </li>
      ))}
    </ul>
  );
}

function Tools({ view }: { view: View }) {
  const t = texts[view.lang];
  const other: Lang = view.lang === 'vi' ? 'en' : 'vi';
  return (
    <>
      <a href="#display">
        <Icon name="display" small />
        {t.display_short()}
      </a>
      <a href={`/language?to=${other}&back=${pathMark}`} hreflang={other} rel="nofollow">
        <Icon name="language" small />
        <span lang={other}>{t.other_language()}</span>
      </a>
      <Self view={view} />
    </>
  );
}

/** The way in for whoever isn't known, and to one's own page for whoever is. The address is the same on every page, so public pages stay the same for all. */
function Self({ view }: { view: View }) {
  const t = texts[view.lang];
  const { kind, name } = view.actor;
  if (kind === 'system') return <span class="actor">{name}</span>;
  return kind === 'anonymous' ? (
    <a class="actor" href="/sign-in" rel="nofollow">
      <Icon name="people" small />
      {t.sign_in()}
    </a>
  ) : (
    <a class="actor" href="/account">
      <Icon name="people" small />
      {name || t.own_page()}
    </a>
  );
}

/** The end of every page: how it looks, whose it is, its day; on paper its address. */
export function Footer({ view }: { view: View }) {
  const t = texts[view.lang];
  return (
    <footer class="site-footer">
      <section class="display" id="display" aria-labelledby="display-title" tabIndex={-1}>
        <h2 id="display-title">{t.display_title()}</h2>
        <Chips label={t.text_size()} shown items={textSizes.map((size) => choice(`${size}\u00A0%`, view.display, { size }))} />
        <Chips label={t.colours()} shown items={themes.map((theme) => choice(themeWords(view.lang)[theme], view.display, { theme }))} />
      </section>
      <p class="site-name">
        <strong>{view.productName}</strong>
        {view.provinceName !== undefined && <> · {view.provinceName}</>}
      </p>
      <p class="muted small">{t.page_of({ day: view.today })}</p>
      {view.demonstration && <p class="muted small">{t.demonstration_long()}</p>}
      <p class="print-only small">
        {t.address_of_page()} {view.origin ?? ''}
        {pathMark}
      </p>
    </footer>
  );
}

function choice(label: string, display: Display, change: Partial<Display>) {
  const [name, value] = Object.entries(change)[0] ?? ['', ''];
  return {
    label,
    href: `/display?${name}=${value}&back=${pathMark}`,
    current: (display as unknown as Record<string, unknown>)[name] === value,
  };
}

function themeWords(lang: Lang): Record<Display['theme'], string> {
  const t = texts[lang];
  return { auto: t.theme_auto(), light: t.theme_light(), dark: t.theme_dark(), sunlight: t.theme_sunlight() };
}
