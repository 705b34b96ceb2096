import type { Page } from '../../platform/http/index.ts';
import {
  Actions,
  Button,
  ButtonLink,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  PageHeading,
  problemOf,
  type View,
} from '../../platform/ui/index.ts';
import { PinField } from '../citizen-access/pin-field.tsx';
import { texts } from './messages.gen.ts';

export interface OwnPinContent {
  /** Whether this browser is a known device already, and has a PIN. */
  readonly known: boolean;
  readonly hasPin: boolean;
  /** The PIN so far is asked for, because the last proof is some time ago. */
  readonly asksCurrent: boolean;
  readonly to: string;
  readonly problems: readonly FieldProblem[];
}

/** Sets or changes the PIN of this device; a browser that was not known becomes one that is. */
export function ownPinPage(view: View, { known, hasPin, asksCurrent, to, problems }: OwnPinContent): Page {
  const t = texts[view.lang];
  const title = hasPin ? t.pin_change_title() : t.pin_set_title();
  return {
    title,
    unlisted: true,
    ...(problems.length > 0 ? { status: 422 } : {}),
    body: (
      <>
        <ErrorSummary lang={view.lang} problems={problems} />
        <PageHeading title={title} intro={known ? t.pin_intro_known() : t.pin_intro()} />
        <form class="form" method="post" action="/account/pin">
          <FormToken view={view} />
          <input type="hidden" name="to" value={to} />
          {asksCurrent && <PinField lang={view.lang} name="current" label={t.pin_current()} error={problemOf(problems, 'current')} />}
          <PinField lang={view.lang} name="pin" label={t.pin_new()} hint={t.pin_new_hint()} error={problemOf(problems, 'pin')} />
          <PinField lang={view.lang} name="again" label={t.pin_again()} error={problemOf(problems, 'again')} />
          <Actions>
            <Button large>{t.pin_submit()}</Button>
            <ButtonLink kind="quiet" href={to}>
              {t.pin_not_now()}
            </ButtonLink>
          </Actions>
        </form>
      </>
    ),
  };
}

/** What could help a thief to stay asks for a fresh proof first. */
export function proveAgainPage(view: View, path: string): Page {
  const t = texts[view.lang];
  return {
    title: t.prove_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.prove_title()} intro={t.prove_intro()} />
        <Actions>
          <ButtonLink large href={`/sign-in?to=${encodeURIComponent(path)}`}>
            {t.prove_link()}
          </ButtonLink>
          <ButtonLink kind="quiet" href="/account">
            {t.back_to_account()}
          </ButtonLink>
        </Actions>
      </>
    ),
  };
}
