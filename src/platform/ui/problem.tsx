import type { ComponentChildren } from 'preact';
import type { Lang } from '../i18n/index.ts';
import { PageHeading } from './heading.tsx';
import { Icon } from './icon.tsx';
import { texts } from './messages.gen.ts';

/**
 * The content of every error page: what happened, that nothing is lost, what to do now, and a number to give on the phone.
 * `kept` replaces the sentence about what is kept; null where nothing could have been lost.
 */
export function Problem(props: {
  lang: Lang;
  title: string;
  happened: ComponentChildren;
  kept?: ComponentChildren | null;
  advice: ComponentChildren;
  reference?: string | undefined;
  children?: ComponentChildren;
}) {
  const t = texts[props.lang];
  return (
    <div class="problem">
      <PageHeading title={props.title} intro={props.happened} />
      {props.kept !== null && (
        <p class="problem-line">
          <Icon name="good" />
          <span>{props.kept ?? t.nothing_lost()}</span>
        </p>
      )}
      <p class="problem-line">
        <Icon name="forward" />
        <span>{props.advice}</span>
      </p>
      <div class="actions">
        {props.children}
        <a class="button secondary" href="/">
          <Icon name="home" />
          <span>{t.to_front_page()}</span>
        </a>
      </div>
      {props.reference !== undefined && (
        <p class="muted">
          {t.reference_number()} <strong class="code">{props.reference}</strong>
          <br />
          {t.reference_use()}
        </p>
      )}
    </div>
  );
}
