import type { Page } from '../../platform/http/index.ts';
import { Actions, Button, ErrorSummary, FormToken, Notice, PageHeading, TextField, type View } from '../../platform/ui/index.ts';
import { withTarget } from '../sessions/target.ts';
import { texts } from './messages.gen.ts';

export interface PhoneContent {
  readonly to: string;
  /** As typed. */
  readonly phone?: string;
  readonly problem?: { readonly message: string; readonly status: 422 | 429 };
}

/** The number, to which a code is sent. It reads the same for numbers that are known and numbers that are not. */
export function phonePage(view: View, { to, phone, problem }: PhoneContent): Page {
  const t = texts[view.lang];
  return {
    title: t.phone_title(),
    unlisted: true,
    ...(problem ? { status: problem.status } : {}),
    body: (
      <>
        <ErrorSummary lang={view.lang} problems={problem ? [{ field: 'phone', message: problem.message }] : []} />
        <PageHeading title={t.phone_title()} intro={t.phone_intro()} />
        <form class="form" method="post" action="/sign-in/phone">
          <FormToken view={view} />
          <input type="hidden" name="to" value={to} />
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
          </Actions>
        </form>
        <p class="muted">{t.phone_privacy()}</p>
        <p>
          <a href={withTarget('/sign-in', to)}>{t.landing_other_ways()}</a>
        </p>
      </>
    ),
  };
}

/** Word that this installation sends no SMS, with the ways that are open. */
export function noSmsPage(view: View, to: string): Page {
  const t = texts[view.lang];
  return {
    title: t.no_sms_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.no_sms_title()} />
        <Notice tone="info">
          <p>{t.no_sms_advice()}</p>
        </Notice>
        <p>
          <a href={withTarget('/sign-in', to)}>{t.landing_other_ways()}</a>
        </p>
      </>
    ),
  };
}
