import type { Lang } from '../i18n/index.ts';
import { Icon } from './icon.tsx';
import { texts } from './messages.gen.ts';

/** One step of a page's help: which part of the page it is about, and what one does there. */
export interface HelpStep {
  /** The part as people see it: “Ô tìm kiếm”. */
  readonly part: string;
  /** One or two plain sentences. */
  readonly text: string;
  /** A selector of that part, best an id (`#f-q`). A step whose part is not on the page is told without pointing. */
  readonly target?: string | undefined;
}

/**
 * “Trợ giúp trang này”: up to four steps as a panel; with script a tour from part to part. The document draws it for every page
 * with `help`; pages don't place it themselves.
 */
export function Help({ lang, steps }: { lang: Lang; steps: readonly HelpStep[] }) {
  const t = texts[lang];
  const all = steps.length;
  return (
    <>
      <details class="page-tool" id="help" name="page-tools">
        <summary>
          <Icon name="question" small />
          {t.help()}
        </summary>
        <div class="page-panel">
          <ol class="help-steps">
            {steps.map((step, index) => (
              <li key={step.part} data-step={t.help_step({ n: index + 1, all })} data-target={step.target}>
                <strong>{step.part}</strong>
                <span>{step.text}</span>
              </li>
            ))}
          </ol>
          <button class="button secondary" type="button" hidden data-tour="start">
            <Icon name="forward" />
            <span>{t.help_guide()}</span>
          </button>
        </div>
      </details>
      <section class="tour" id="tour" role="dialog" aria-labelledby="tour-part" aria-describedby="tour-text" tabIndex={-1} hidden>
        <div aria-live="polite">
          <p class="muted small" id="tour-step" />
          <p class="tour-part" id="tour-part" />
          <p id="tour-text" />
        </div>
        <div class="actions">
          <button class="button secondary" type="button" data-tour="before">
            <span>{t.help_before()}</span>
          </button>
          <button class="button primary" type="button" data-tour="after" data-done={t.help_done()} data-after={t.help_after()}>
            <span>{t.help_after()}</span>
          </button>
          <button class="button quiet" type="button" data-tour="skip">
            <span>{t.help_skip()}</span>
          </button>
        </div>
      </section>
    </>
  );
}
