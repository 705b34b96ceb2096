import type { Page } from '../../platform/http/index.ts';
import { Actions, Button, ErrorSummary, FormToken, Notice, PageHeading, type View } from '../../platform/ui/index.ts';
import { withTarget } from '../sessions/target.ts';
import { texts } from './messages.gen.ts';
import { PinField } from './pin-field.tsx';

/** The PIN of this device. It says nothing about whose it is: whoever holds the phone in hand may not be its owner. */
export function PinForm({ view, to, error }: { view: View; to: string; error?: string | undefined }) {
  const t = texts[view.lang];
  return (
    <form class="form" method="post" action="/sign-in/pin">
      <FormToken view={view} />
      <input type="hidden" name="to" value={to} />
      <PinField lang={view.lang} name="pin" label={t.pin_label()} hint={t.pin_hint()} error={error} />
      <Actions>
        <Button large>{t.pin_submit()}</Button>
      </Actions>
    </form>
  );
}

/** The page of the PIN alone, with what was wrong, and the way to the other ways in. */
export function pinPage(view: View, content: { readonly to: string; readonly error?: string | undefined }): Page {
  const t = texts[view.lang];
  const { to, error } = content;
  return {
    title: t.pin_title(),
    unlisted: true,
    ...(error === undefined ? {} : { status: 422 }),
    body: (
      <>
        <ErrorSummary lang={view.lang} problems={error === undefined ? [] : [{ field: 'pin', message: error }]} />
        <PageHeading title={t.pin_title()} intro={t.landing_known_intro()} />
        <PinForm view={view} to={to} error={error} />
        <p>
          <a href={withTarget('/sign-in/phone', to)}>{t.pin_forgotten()}</a>
        </p>
        <p>
          <a href={withTarget('/sign-in', to)}>{t.landing_other_ways()}</a>
        </p>
      </>
    ),
  };
}

/** Five wrong PINs: this device's PIN is over, the account is not. */
export function pinOverPage(view: View, content: { readonly to: string; readonly sms: boolean }): Page {
  const t = texts[view.lang];
  const { to, sms } = content;
  return {
    title: t.pin_over_title(),
    unlisted: true,
    status: 422,
    body: (
      <>
        <PageHeading title={t.pin_over_title()} />
        <Notice tone="waiting" urgent>
          <p>{t.pin_over_advice()}</p>
        </Notice>
        <ul class="plain-links">
          {sms && (
            <li>
              <a href={withTarget('/sign-in/phone', to)}>{t.pin_over_phone()}</a>
            </li>
          )}
          <li>
            <a href={withTarget('/join', to)}>{t.way_join()}</a>
          </li>
          <li>
            <a href={withTarget('/sign-in', to)}>{t.landing_other_ways()}</a>
          </li>
          <li>
            <a href="/sign-in/recover">{t.way_recover()}</a>
          </li>
        </ul>
      </>
    ),
  };
}
