import type { ComponentChildren } from 'preact';
import type { Lang } from '../i18n/index.ts';
import { FormToken } from './form.tsx';
import type { Tone } from './heading.tsx';
import { Icon, type IconName } from './icon.tsx';
import { texts } from './messages.gen.ts';
import type { View } from './view.ts';

/** A sheet with a line around it; `title` is its heading (`h2`, or `h3` when it stands under one). */
export function Card(props: {
  title?: ComponentChildren;
  level?: 2 | 3;
  aside?: ComponentChildren;
  children?: ComponentChildren;
  id?: string;
}) {
  const Heading = props.level === 3 ? 'h3' : 'h2';
  return (
    <section class="card" id={props.id}>
      {props.title !== undefined && (
        <div class="card-head">
          <Heading class="card-title">{props.title}</Heading>
          {props.aside}
        </div>
      )}
      {props.children}
    </section>
  );
}

/** A card that is one link: icon, word, and a line of what waits behind it. */
export function LinkCard({ href, icon, title, children }: { href: string; icon?: IconName; title: string; children?: ComponentChildren }) {
  return (
    <a class="card link-card" href={href}>
      {icon && <Icon name={icon} />}
      <strong>{title}</strong>
      {children && <span class="muted">{children}</span>}
    </a>
  );
}

/**
 * One figure and what it counts. `of` is the whole that it is a share of; with `share` a bar says the same.
 * Values come formatted; `share` is part and whole as numbers.
 */
export function Stat(props: {
  value: string;
  of?: string;
  label: string;
  tone?: Exclude<Tone, 'info'>;
  share?: { part: number; whole: number };
  note?: ComponentChildren;
}) {
  return (
    <div class="card stat">
      <p class="stat-value">
        <span class={`figure ${props.tone ?? 'plain'}`}>{props.value}</span>
        {props.of !== undefined && <span class="stat-of">/{props.of}</span>}
      </p>
      <p class="stat-label">{props.label}</p>
      {props.share && (
        <progress class={`bar ${props.tone ?? 'plain'}`} value={props.share.part} max={props.share.whole} aria-label={props.label} />
      )}
      {props.note && <p class="stat-note">{props.note}</p>}
    </div>
  );
}

/** Stats side by side, as many as fit. */
export function Stats({ children }: { children: ComponentChildren }) {
  return <div class="stats">{children}</div>;
}

/** A state as a word in a coloured pill. */
export function Pill({ tone = 'plain', children }: { tone?: Tone; children: ComponentChildren }) {
  return <span class={`pill ${tone}`}>{children}</span>;
}

const noticeIcons: Record<Tone, IconName> = { plain: 'info', info: 'info', good: 'good', waiting: 'clock', danger: 'danger' };

/** A remark that must be seen. `urgent` has screen readers say it at once. */
export function Notice(props: { tone?: Tone; title?: ComponentChildren; urgent?: boolean; children?: ComponentChildren }) {
  const tone = props.tone ?? 'info';
  return (
    <div class={`notice ${tone}`} role={props.urgent ? 'alert' : undefined}>
      <Icon name={noticeIcons[tone]} />
      <div>
        {props.title && <p class="notice-title">{props.title}</p>}
        {props.children}
      </div>
    </div>
  );
}

/** “What is this?” beside a word or figure: the explanation opens in place, without script. */
export function WhatIsThis({ lang, term, children }: { lang: Lang; term: string; children: ComponentChildren }) {
  return (
    <details class="what">
      <summary>
        <Icon name="question" small />
        {texts[lang].what_is({ term })}
      </summary>
      <div class="what-body">{children}</div>
    </details>
  );
}

/** Nothing to show: what is missing, why, and the one next step. */
export function EmptyState(props: { icon?: IconName; title: string; why: ComponentChildren; children?: ComponentChildren }) {
  return (
    <div class="empty">
      <Icon name={props.icon ?? 'search'} />
      <p class="empty-title">{props.title}</p>
      <p class="muted">{props.why}</p>
      {props.children && <div class="actions">{props.children}</div>}
    </div>
  );
}

/** One thing that waits for an official. */
export interface WaitingRow {
  readonly id: string;
  readonly title: string;
  readonly detail?: string | undefined;
  readonly href: string;
  /** What kind of work it is, where rows of several kinds stand together. */
  readonly kind?: string | undefined;
  /** By when, in words. */
  readonly due?: { readonly text: string; readonly overdue: boolean } | undefined;
  /** What takes one tap: each a form that posts these fields. */
  readonly actions?: readonly {
    readonly label: string;
    readonly action: string;
    readonly fields: Readonly<Record<string, string>>;
    readonly primary?: boolean;
  }[];
}

/** Things that wait, a dense line each where there is room; on phones the buttons stand under the words, as wide as the thumb needs. */
export function WaitingList({ view, rows, label }: { view: Pick<View, 'formToken'>; rows: readonly WaitingRow[]; label: string }) {
  return (
    <ul class="waiting-list" aria-label={label}>
      {rows.map((row) => (
        <li key={row.id} class={row.due?.overdue ? 'waiting-row overdue' : 'waiting-row'}>
          <a class="waiting-link" href={row.href}>
            <strong>{row.title}</strong>
            {row.kind && <span class="muted">{row.kind}</span>}
            {row.detail && <span class="muted">{row.detail}</span>}
          </a>
          {row.due && (
            <p class="waiting-due">
              <Pill tone={row.due.overdue ? 'danger' : 'plain'}>{row.due.text}</Pill>
            </p>
          )}
          {row.actions && row.actions.length > 0 && (
            <div class="waiting-actions">
              {row.actions.map((action) => (
                <form key={action.label} class="waiting-action" method="post" action={action.action}>
                  <FormToken view={view} />
                  {Object.entries(action.fields).map(([name, value]) => (
                    <input key={name} type="hidden" name={name} value={value} />
                  ))}
                  <button class={`button ${action.primary ? 'good' : 'secondary'}`} type="submit">
                    {action.primary && <Icon name="done" />}
                    <span>
                      {action.label}
                      <span class="sr-only">: {row.title}</span>
                    </span>
                  </button>
                </form>
              ))}
            </div>
          )}
        </li>
      ))}
    </ul>
  );
}

export interface Step {
  readonly title: ComponentChildren;
  readonly when?: ComponentChildren;
  readonly detail?: ComponentChildren;
  readonly state: 'done' | 'now' | 'next';
}

/** Steps or events as a vertical line; a hidden word says what the mark shows. */
export function Timeline({ lang, steps }: { lang: Lang; steps: readonly Step[] }) {
  const t = texts[lang];
  const words = { done: t.step_done(), now: t.step_now(), next: t.step_next() };
  return (
    <ol class="timeline">
      {steps.map((step, index) => (
        <li key={index} class={step.state} aria-current={step.state === 'now' ? 'step' : undefined}>
          <span class="timeline-mark">{step.state === 'done' && <Icon name="done" small />}</span>
          <p class="timeline-title">
            <span class="sr-only">{words[step.state]}: </span>
            {step.title}
          </p>
          {step.when && <p class="muted">{step.when}</p>}
          {step.detail && <div>{step.detail}</div>}
        </li>
      ))}
    </ol>
  );
}

/** Terms and what they are: name left, value right, one under the other on phones. Rows without a value are left out. */
export function DefinitionList({ rows }: { rows: readonly { term: ComponentChildren; value: ComponentChildren }[] }) {
  return (
    <dl class="definitions">
      {rows
        .filter(({ value }) => value !== null && value !== undefined && value !== '')
        .map(({ term, value }, index) => (
          <div key={index}>
            <dt>{term}</dt>
            <dd>{value}</dd>
          </div>
        ))}
    </dl>
  );
}

/** How far something is that takes longer than a second; without `value` it only says that it goes on. */
export function Progress({ label, value, max = 100, detail }: { label: string; value?: number; max?: number; detail?: ComponentChildren }) {
  return (
    <div class="progress" role="status">
      <p class="progress-label">{label}</p>
      <progress class="bar" value={value} max={max} aria-label={label} />
      {detail && <p class="muted small">{detail}</p>}
    </div>
  );
}

/** Pictures with the explanation of their colours; `swatch` is a class of the map scale: `heat-0` … `heat-4`, `heat-missing`. */
export function Legend({ label, items }: { label: string; items: readonly { swatch: HeatClass; label: string }[] }) {
  return (
    <ul class="legend" aria-label={label}>
      {items.map((item) => (
        <li key={item.label}>
          <svg class="legend-swatch" width="20" height="20" viewBox="0 0 20 20" aria-hidden="true">
            <rect class={item.swatch} width="20" height="20" rx="4" />
            {item.swatch === 'heat-missing' && <path class="hatch-line" d="M0 10 10 0M0 20 20 0M10 20 20 10" />}
          </svg>
          {item.label}
        </li>
      ))}
    </ul>
  );
}

/** Classes that fill a shape by the map scale, lightest to darkest; missing data is hatched, never white. */
export type HeatClass = 'heat-0' | 'heat-1' | 'heat-2' | 'heat-3' | 'heat-4' | 'heat-missing';

/** The hatching of missing data, once inside an `<svg>`: fill shapes by `url(#id)`. */
export function HatchPattern({ id = 'hatch' }: { id?: string }) {
  return (
    <defs>
      <pattern id={id} width="8" height="8" patternUnits="userSpaceOnUse" patternTransform="rotate(45)">
        <rect class="hatch-ground" width="8" height="8" />
        <path class="hatch-line" d="M0 0V8" />
      </pattern>
    </defs>
  );
}
