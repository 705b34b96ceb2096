import type { Page } from '../../platform/http/index.ts';
import {
  Button,
  ButtonLink,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  PageHeading,
  problemOf,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { PinField } from '../citizen-access/pin-field.tsx';
import { texts } from './messages.gen.ts';
import type { Welcome } from './own-phone.ts';

const statusOf = (problems: readonly unknown[]) => (problems.length === 0 ? 200 : 422);

/** Screen 1: the code that was handed over. The square picture fills it in. */
export function codePage(view: View, content: { code: string; problems: readonly FieldProblem[]; wait?: string }): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.join_title(),
    unlisted: true,
    status: content.wait === undefined ? statusOf(content.problems) : 429,
    body: (
      <>
        <ErrorSummary lang={lang} problems={content.problems} />
        <PageHeading
          eyebrow={t.step({ step: '1' })}
          title={t.join_title()}
          intro={content.code === '' ? t.join_intro() : t.join_intro_filled()}
        />
        {content.wait !== undefined && (
          <Notice tone="waiting" urgent>
            <p>{content.wait}</p>
          </Notice>
        )}
        <p>{t.code_hint()}</p>
        <form class="form" method="post" action="/join">
          <FormToken view={view} />
          <TextField
            lang={lang}
            name="code"
            label={t.code_label()}
            inputMode="numeric"
            maxLength={20}
            value={content.code}
            error={problemOf(content.problems, 'code')}
          />
          <Button large>{t.go_on()}</Button>
        </form>
        <p>{t.no_code()}</p>
      </>
    ),
  };
}

/** Screen 2: is it you, and which PIN do you want. */
export function pinPage(view: View, content: { welcome: Welcome; problems: readonly FieldProblem[] }): Page {
  const { lang } = view;
  const t = texts[lang];
  const { welcome, problems } = content;
  return {
    title: t.pin_title(),
    unlisted: true,
    status: statusOf(problems),
    body: (
      <>
        <ErrorSummary lang={lang} problems={problems} />
        <PageHeading
          eyebrow={t.step({ step: '2' })}
          title={
            welcome.commune === ''
              ? t.is_it_you({ name: welcome.firstName })
              : t.is_it_you_of({ name: welcome.firstName, commune: welcome.commune })
          }
          intro={t.pin_intro()}
        />
        <p>{t.pin_hint()}</p>
        <form class="form" method="post" action="/join/pin">
          <FormToken view={view} />
          <PinField lang={lang} name="pin" label={t.pin_label()} error={problemOf(problems, 'pin')} />
          <PinField lang={lang} name="again" label={t.again_label()} error={problemOf(problems, 'again')} />
          <Button large icon="done">
            {t.pin_button()}
          </Button>
        </form>
        <p>
          <a href="/join/not-me">{t.not_me()}</a>
        </p>
      </>
    ),
  };
}

/** Screen 3: done, and what comes next. */
export function donePage(view: View, { console }: { console: boolean }): Page {
  const t = texts[view.lang];
  return {
    title: t.done_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading eyebrow={t.step({ step: '3' })} title={t.done_title()} intro={t.done_intro()} />
        <div class="prose">
          <ol>
            <li>{t.done_next_time()}</li>
            <li>{t.done_keep()}</li>
            <li>{t.done_lost()}</li>
          </ol>
        </div>
        <div class="actions">
          <ButtonLink large href={console ? '/console' : '/account'}>
            {console ? t.done_console() : t.done_account()}
          </ButtonLink>
        </div>
      </>
    ),
  };
}

/** The code is over, or it was made for somebody else: what to do. */
export function overPage(view: View, why: 'over' | 'not-me'): Page {
  const t = texts[view.lang];
  const words = why === 'over' ? { title: t.over_title(), what: t.over_what() } : { title: t.not_me_title(), what: t.not_me_what() };
  return {
    title: words.title,
    unlisted: true,
    status: why === 'over' ? 422 : 200,
    body: (
      <>
        <PageHeading title={words.title} intro={words.what} />
        <div class="actions">
          <ButtonLink large href="/join">
            {t.over_again()}
          </ButtonLink>
        </div>
      </>
    ),
  };
}
