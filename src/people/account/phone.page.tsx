import type { Page } from '../../platform/http/index.ts';
import {
  Actions,
  Button,
  ButtonLink,
  ErrorSummary,
  FormToken,
  Notice,
  PageHeading,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { CodeField, SendAgain } from '../citizen-access/code.page.tsx';
import { texts } from './messages.gen.ts';

/** The new number; `problem` with what was typed. */
export function ownPhonePage(
  view: View,
  content: {
    readonly current: string | null;
    readonly phone?: string;
    readonly problem?: { readonly message: string; readonly status: 409 | 422 | 429 };
  },
): Page {
  const t = texts[view.lang];
  const { current, phone, problem } = content;
  return {
    title: t.phone_title(),
    unlisted: true,
    ...(problem ? { status: problem.status } : {}),
    body: (
      <>
        <ErrorSummary lang={view.lang} problems={problem ? [{ field: 'phone', message: problem.message }] : []} />
        <PageHeading title={t.phone_title()} intro={current === null ? t.phone_intro_none() : t.phone_intro({ phone: current })} />
        <form class="form" method="post" action="/account/phone">
          <FormToken view={view} />
          <TextField
            lang={view.lang}
            name="phone"
            label={t.phone_label()}
            hint={t.phone_hint()}
            inputMode="tel"
            autoComplete="tel"
            maxLength={30}
            width="short"
            value={phone}
            error={problem?.message}
          />
          <Actions>
            <Button large>{t.phone_submit()}</Button>
            <ButtonLink kind="quiet" href="/account">
              {t.back_to_account()}
            </ButtonLink>
          </Actions>
        </form>
      </>
    ),
  };
}

/** The code that went to the new number. */
export function ownPhoneCodePage(view: View, { error, wait }: { readonly error?: string; readonly wait?: string }): Page {
  const t = texts[view.lang];
  const status = error !== undefined ? 422 : wait !== undefined ? 429 : null;
  return {
    title: t.phone_code_title(),
    unlisted: true,
    ...(status === null ? {} : { status }),
    body: (
      <>
        <ErrorSummary lang={view.lang} problems={error === undefined ? [] : [{ field: 'code', message: error }]} />
        <PageHeading title={t.phone_code_title()} intro={t.phone_code_intro()} />
        {wait !== undefined && (
          <Notice tone="waiting" urgent>
            <p>{wait}</p>
          </Notice>
        )}
        <form class="form" method="post" action="/account/phone/code">
          <FormToken view={view} />
          <CodeField view={view} error={error} />
          <Actions>
            <Button large>{t.phone_code_submit()}</Button>
          </Actions>
        </form>
        <SendAgain view={view} action="/account/phone/again" />
        <p>
          <a href="/account/phone">{t.phone_other()}</a>
        </p>
      </>
    ),
  };
}
