import { type ComponentChildren, Fragment } from 'preact';
import type { Lang, RichText } from '../i18n/index.ts';
import { Icon } from './icon.tsx';
import { texts } from './messages.gen.ts';

/** How a figure or state stands: it always comes with a word, never as colour alone. */
export type Tone = 'plain' | 'info' | 'good' | 'waiting' | 'danger';

/**
 * A text with marks. `<good>`, `<waiting>`, `<danger>` colour a figure, `<b>` is strong; any other mark becomes a link when
 * `links` has its name, and plain words when not.
 */
export function Rich({ text, links = {} }: { text: RichText | string; links?: Readonly<Record<string, string>> }) {
  if (typeof text === 'string') return <>{text}</>;
  return (
    <>
      {text.map((part, index) => {
        if (typeof part === 'string') return part;
        const inner = <Rich text={part.parts} links={links} />;
        const href = links[part.mark];
        if (href !== undefined) return <a href={href}>{inner}</a>;
        if (part.mark === 'b') return <strong>{inner}</strong>;
        if (part.mark === 'good' || part.mark === 'waiting' || part.mark === 'danger')
          return <span class={`figure ${part.mark}`}>{inner}</span>;
        return <Fragment key={index}>{inner}</Fragment>;
      })}
    </>
  );
}

/** The head of a page without figures: where we are, the title, one sentence of what can be done here, and links beside. */
export function PageHeading(props: {
  title: ComponentChildren;
  eyebrow?: ComponentChildren;
  intro?: ComponentChildren;
  children?: ComponentChildren;
}) {
  return (
    <header class="page-heading">
      {props.eyebrow && <p class="eyebrow">{props.eyebrow}</p>}
      <h1>{props.title}</h1>
      {props.intro && <p class="intro">{props.intro}</p>}
      {props.children}
    </header>
  );
}

/**
 * The sentence with which a page of figures starts, such that a leader could read it out. It is the page's `h1` unless the
 * page has a heading of its own.
 */
export function Answer(props: {
  text: RichText | string;
  eyebrow?: ComponentChildren;
  links?: Readonly<Record<string, string>>;
  underHeading?: boolean;
}) {
  const sentence = <Rich text={props.text} links={props.links ?? {}} />;
  return (
    <div class="page-heading">
      {props.eyebrow && <p class="eyebrow">{props.eyebrow}</p>}
      {props.underHeading ? <p class="answer">{sentence}</p> : <h1 class="answer">{sentence}</h1>}
    </div>
  );
}

/** The way from the front page to here; the last entry is this page. */
export function Breadcrumb({ lang, steps }: { lang: Lang; steps: readonly { label: string; href?: string }[] }) {
  return (
    <nav class="breadcrumb" aria-label={texts[lang].breadcrumb()}>
      <ol>
        {steps.map((step) => (
          <li key={step.label}>
            {step.href === undefined ? <span aria-current="page">{step.label}</span> : <a href={step.href}>{step.label}</a>}
          </li>
        ))}
      </ol>
    </nav>
  );
}

export interface Chip {
  readonly label: string;
  readonly href: string;
  readonly current?: boolean;
}

/** Choices as links: they work without script and can be shared. `label` names the choice for screen readers. */
export function Chips({ label, items, shown }: { label: string; items: readonly Chip[]; shown?: boolean }) {
  return (
    <nav class="chips" aria-label={label}>
      {shown && (
        <span class="chips-label" aria-hidden="true">
          {label}
        </span>
      )}
      <ul>
        {items.map((item) => (
          <li key={item.href}>
            <a class="chip" href={item.href} aria-current={item.current ? 'true' : undefined}>
              {item.current && <Icon name="done" small />}
              {item.label}
            </a>
          </li>
        ))}
      </ul>
    </nav>
  );
}
