import type { ComponentChildren } from 'preact';
import type { Page } from '../../platform/http/index.ts';
import {
  Actions,
  Button,
  ButtonLink,
  ChoiceField,
  ErrorSummary,
  FormToken,
  Notice,
  PageHeading,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';

/** The field for a code of six digits; phones offer to fill it in from the message. */
export function CodeField({ view, error }: { view: Pick<View, 'lang'>; error?: string | undefined }) {
  const t = texts[view.lang];
  return (
    <TextField
      lang={view.lang}
      name="code"
      label={t.code_label()}
      hint={t.code_hint()}
      inputMode="numeric"
      autoComplete="one-time-code"
      maxLength={12}
      width="short"
      error={error}
    />
  );
}

/** Asks for another code in place of the one that did not come. */
export function SendAgain({ view, action }: { view: View; action: string }) {
  const t = texts[view.lang];
  return (
    <form class="form" method="post" action={action}>
      <FormToken view={view} />
      <p class="muted">{t.code_again_hint()}</p>
      <Actions>
        <Button kind="secondary">{t.code_again()}</Button>
      </Actions>
    </form>
  );
}

export interface CodeContent {
  /** The number as this browser typed it a moment ago, grouped. */
  readonly phone: string;
  readonly remember: boolean;
  readonly error?: string;
  /** A new code can't be sent yet; the one before still counts. */
  readonly wait?: string;
}

/** The code from the message, and the offer to remember this phone. */
export function codePage(view: View, { phone, remember, error, wait }: CodeContent): Page {
  const t = texts[view.lang];
  const status = error === undefined ? (wait === undefined ? null : 429) : 422;
  return {
    title: t.code_title(),
    unlisted: true,
    ...(status === null ? {} : { status }),
    body: (
      <>
        <ErrorSummary lang={view.lang} problems={error === undefined ? [] : [{ field: 'code', message: error }]} />
        <PageHeading title={t.code_title()} intro={t.code_intro({ phone })} />
        {wait !== undefined && (
          <Notice tone="waiting" urgent>
            <p>{wait}</p>
          </Notice>
        )}
        <form class="form" method="post" action="/sign-in/code">
          <FormToken view={view} />
          <CodeField view={view} error={error} />
          <ChoiceField
            lang={view.lang}
            name="remember"
            label={t.remember_label()}
            many
            optional
            value={remember ? 'yes' : []}
            options={[{ value: 'yes', label: t.remember_yes(), hint: t.remember_hint() }]}
          />
          <Actions>
            <Button large>{t.code_submit()}</Button>
          </Actions>
        </form>
        <SendAgain view={view} action="/sign-in/code/again" />
        <p>
          <a href="/sign-in/phone">{t.code_other_number()}</a>
        </p>
      </>
    ),
  };
}

function Dead({ title, words, children }: { title: string; words: string; children: ComponentChildren }) {
  return (
    <>
      <PageHeading title={title} />
      <Notice tone="waiting" urgent>
        <p>{words}</p>
      </Notice>
      {children}
    </>
  );
}

/** No code can be entered here: too late, too often wrong, used, or begun in another browser. One page for all of these. */
export function codeOverPage(view: View, again: { readonly href: string }): Page {
  const t = texts[view.lang];
  return {
    title: t.code_over_title(),
    unlisted: true,
    status: 422,
    body: (
      <Dead title={t.code_over_title()} words={t.code_over_advice()}>
        <Actions>
          <ButtonLink href={again.href}>{t.code_over_again()}</ButtonLink>
          <ButtonLink kind="quiet" href="/sign-in">
            {t.landing_other_ways()}
          </ButtonLink>
        </Actions>
      </Dead>
    ),
  };
}

/** The number was proved, and the account of who holds it is closed. */
export function closedPage(view: View): Page {
  const t = texts[view.lang];
  return {
    title: t.closed_title(),
    unlisted: true,
    status: 403,
    body: (
      <Dead title={t.closed_title()} words={t.closed_advice()}>
        <Actions>
          <ButtonLink href="/sign-in/recover">{t.way_recover()}</ButtonLink>
        </Actions>
      </Dead>
    ),
  };
}
