import { Actions, ButtonLink, Notice, type Page, PageHeading, type View, WhatIsThis } from '../../platform/ui/index.ts';
import { withTarget } from '../sessions/target.ts';
import { texts } from './messages.gen.ts';
import { PasskeyForm, passkeyScript } from './passkey-form.tsx';

export interface PasskeySignIn {
  /** Where it leads afterwards, one of our own paths. */
  readonly to: string;
  /** What happened the last time. */
  readonly problem: { readonly title: string; readonly advice: string } | null;
  /** False where the page was opened by an address that can't have passkeys. */
  readonly possible: boolean;
}

/** `/sign-in/passkey`: one button. For somebody who is signed in it confirms that they are themselves. */
export function passkeySignInPage(view: View, { to, problem, possible }: PasskeySignIn): Page {
  const t = texts[view.lang];
  const confirming = view.actor.kind === 'person';
  return {
    title: confirming ? t.confirm_title() : t.sign_in_title(),
    unlisted: true,
    scripts: possible ? [passkeyScript] : [],
    body: (
      <>
        <PageHeading
          title={confirming ? t.confirm_title() : t.sign_in_title()}
          intro={confirming ? t.confirm_intro({ name: view.actor.name }) : t.sign_in_intro()}
        />
        {problem && (
          <Notice tone="danger" urgent title={problem.title}>
            <p>{problem.advice}</p>
          </Notice>
        )}
        {possible ? (
          <PasskeyForm
            view={view}
            what="get"
            action="/sign-in/passkey"
            begin="/sign-in/passkey/begin"
            button={confirming ? t.confirm_button() : t.sign_in_button()}
          >
            <input type="hidden" name="to" value={to} />
          </PasskeyForm>
        ) : (
          <Notice tone="waiting">
            <p>{t.numeric_address()}</p>
          </Notice>
        )}
        <WhatIsThis lang={view.lang} term={t.what()}>
          <p>{t.what_answer()}</p>
        </WhatIsThis>
        <Actions>
          {confirming ? (
            <ButtonLink kind="secondary" href="/account">
              {t.back_to_account()}
            </ButtonLink>
          ) : (
            <ButtonLink kind="secondary" href={withTarget('/sign-in', to)}>
              {t.other_ways()}
            </ButtonLink>
          )}
        </Actions>
        {!confirming && <p class="muted">{t.other_ways_hint()}</p>}
      </>
    ),
  };
}
