import { Actions, ButtonLink, type Page, Problem, type View } from '../../platform/ui/index.ts';
import { withTarget } from '../sessions/target.ts';
import { texts } from './messages.gen.ts';

/** A sign-in with an outside account that came to nothing: why, that nothing is lost, and which ways remain. */
export function troublePage(
  view: View,
  trouble: { readonly title: string; readonly advice: string; readonly again: string | null; readonly to: string },
): Page {
  const t = texts[view.lang];
  const signedIn = view.actor.kind === 'person';
  return {
    title: trouble.title,
    unlisted: true,
    body: (
      <Problem lang={view.lang} title={trouble.title} happened="" advice={trouble.advice}>
        <Actions>
          {trouble.again !== null && <ButtonLink href={trouble.again}>{t.again()}</ButtonLink>}
          {signedIn ? (
            <ButtonLink kind="secondary" href="/account/links">
              {t.links_title()}
            </ButtonLink>
          ) : (
            <ButtonLink kind="secondary" href={withTarget('/sign-in', trouble.to)}>
              {t.other_ways()}
            </ButtonLink>
          )}
        </Actions>
      </Problem>
    ),
  };
}
