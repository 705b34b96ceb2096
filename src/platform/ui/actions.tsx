import type { ComponentChildren } from 'preact';
import type { Lang } from '../i18n/index.ts';
import { FormToken } from './form.tsx';
import { Icon, type IconName } from './icon.tsx';
import { texts } from './messages.gen.ts';
import type { View } from './view.ts';

/** `primary` once on a page; `quiet` is a link with the size of a button. */
type ButtonKind = 'primary' | 'secondary' | 'good' | 'danger' | 'quiet';

interface Look {
  kind?: ButtonKind;
  icon?: IconName;
  /** As wide as its place, with large words: the two great choices of a citizen's screen. */
  large?: boolean;
  children: ComponentChildren;
}

const looks = ({ kind = 'primary', large }: Look) => `button ${kind}${large ? ' large' : ''}`;

/** A button of a form: sends it unless `type` says otherwise. */
export function Button(props: Look & { type?: 'submit' | 'button'; name?: string; value?: string; formAction?: string }) {
  return (
    <button class={looks(props)} type={props.type ?? 'submit'} name={props.name} value={props.value} formaction={props.formAction}>
      {props.icon && <Icon name={props.icon} />}
      <span>{props.children}</span>
    </button>
  );
}

/** A link that looks like a button: it goes somewhere and changes nothing. */
export function ButtonLink(props: Look & { href: string; download?: boolean }) {
  return (
    <a class={looks(props)} href={props.href} download={props.download}>
      {props.icon && <Icon name={props.icon} />}
      <span>{props.children}</span>
    </a>
  );
}

/** Buttons beside each other, under each other where there is no room. */
export function Actions({ children }: { children: ComponentChildren }) {
  return <div class="actions">{children}</div>;
}

export interface QuietLink {
  readonly href: string;
  readonly label: string;
  readonly download?: boolean;
  /** The link leaves our site. */
  readonly external?: boolean;
}

/** Ways to take a page along: Excel, CSV, print, which shows only where a script can do it. Passing it on is the page’s `sharing`. */
export function QuietLinks({ lang, links, print }: { lang: Lang; links: readonly QuietLink[]; print?: boolean }) {
  const t = texts[lang];
  return (
    <ul class="quiet-links" aria-label={t.quiet_links()}>
      {links.map((link) => (
        <li key={link.href}>
          <a href={link.href} download={link.download} rel={link.external ? 'external noopener' : undefined}>
            {link.label}
            {link.external && <Icon name="external" small />}
            {link.external && <span class="sr-only"> ({t.external()})</span>}
          </a>
        </li>
      ))}
      {print && (
        <li hidden data-needs="print">
          <button type="button" class="linkish" data-do="print">
            {t.print()}
          </button>
        </li>
      )}
    </ul>
  );
}

/** Instead of “are you sure?”: it is done, and one tap takes it back. `fields` go along with the form. */
export function UndoBar(props: {
  view: View;
  message: ComponentChildren;
  action: string;
  label?: string;
  fields?: Readonly<Record<string, string>>;
}) {
  const { lang } = props.view;
  return (
    <form class="undo" method="post" action={props.action}>
      <FormToken view={props.view} />
      {Object.entries(props.fields ?? {}).map(([name, value]) => (
        <input key={name} type="hidden" name={name} value={value} />
      ))}
      <p role="status">{props.message}</p>
      <Button kind="quiet" icon="undo">
        {props.label ?? texts[lang].undo()}
      </Button>
    </form>
  );
}

/** The pages of a longer list. `summary` says what is shown: “1–50 of 173 communes”. */
export function Pager({ lang, summary, previous, next }: { lang: Lang; summary?: string; previous?: string | null; next?: string | null }) {
  const t = texts[lang];
  return (
    <nav class="pager" aria-label={t.pages()}>
      {previous && (
        <a class="button secondary" href={previous} rel="prev">
          <Icon name="previous" />
          <span>{t.previous_page()}</span>
        </a>
      )}
      {summary && <p class="muted">{summary}</p>}
      {next && (
        <a class="button secondary" href={next} rel="next">
          <span>{t.next_page()}</span>
          <Icon name="next" />
        </a>
      )}
    </nav>
  );
}
