import { Fragment } from 'preact';
import {
  Actions,
  ButtonLink,
  Chips,
  LinkCard,
  Listen,
  listenScript,
  Notice,
  type Page,
  PageHeading,
  type Sound,
  type View,
} from '../../platform/ui/index.ts';
import type { Way } from '../oidc/ways.ts';
import { withTarget } from '../sessions/target.ts';
import { texts } from './messages.gen.ts';
import { PinForm } from './pin.page.tsx';

export interface LandingContent {
  readonly sound: Sound;
  /** The page that is wanted afterwards, as it came. */
  readonly to: string;
  /** A known device: its PIN comes first, or word that it was tried too often. */
  readonly pin: 'set' | 'over' | 'none';
  /** Whether codes can be sent by SMS here. */
  readonly sms: boolean;
  /** Accounts of others that can be used here. */
  readonly ways: readonly Way[];
}

/** All ways in, after the word that much works without any. */
export function landingPage(view: View, { sound, to, pin, sms, ways }: LandingContent): Page {
  const t = texts[view.lang];
  return {
    title: t.landing_title(),
    unlisted: true,
    scripts: [listenScript],
    body: (
      <>
        {pin === 'set' ? (
          <>
            <PageHeading title={t.landing_known_title()} intro={t.landing_known_intro()} />
            <PinForm view={view} to={to} />
            <h2>{t.landing_other_ways()}</h2>
          </>
        ) : (
          <>
            <PageHeading title={t.landing_title()} intro={t.landing_intro()} />
            <Listen lang={view.lang} sound={sound} back="/sign-in" />
            <Chips
              label={t.landing_without()}
              items={[{ label: t.landing_front_page(), href: '/' }, ...view.navigation.map(({ label, href }) => ({ label, href }))]}
            />
            {pin === 'over' && (
              <Notice tone="waiting" title={t.pin_over_title()}>
                <p>{t.pin_over_advice()}</p>
              </Notice>
            )}
            {view.actor.kind === 'person' && (
              <Notice tone="info" title={t.landing_signed_in_title()}>
                <p>
                  {t.landing_signed_in()} <a href="/account">{t.landing_to_account()}</a>
                </p>
              </Notice>
            )}
            <h2>{t.landing_ways()}</h2>
          </>
        )}
        <Actions>
          {sms && (
            <ButtonLink large kind={pin === 'set' ? 'secondary' : 'primary'} icon="phone" href={withTarget('/sign-in/phone', to)}>
              {t.way_phone()}
            </ButtonLink>
          )}
          <ButtonLink large kind={sms || pin === 'set' ? 'secondary' : 'primary'} icon="code" href={withTarget('/join', to)}>
            {t.way_join()}
          </ButtonLink>
        </Actions>
        {sms && <p class="muted">{t.way_phone_hint()}</p>}
        <nav class="link-cards" aria-label={t.way_more()}>
          <LinkCard href={withTarget('/sign-in/passkey', to)} icon="good" title={t.way_passkey()}>
            {t.way_passkey_hint()}
          </LinkCard>
          {ways
            .filter((way) => way.for === 'citizens')
            .map((way) => (
              <LinkCard key={way.href} href={withTarget(way.href, to)} icon="people" title={way.label(view.lang)}>
                {t.way_identity_hint()}
              </LinkCard>
            ))}
        </nav>
        <p>
          <ButtonLink kind="secondary" icon="question" href="/sign-in/recover">
            {t.way_recover()}
          </ButtonLink>
        </p>
        <p class="small">
          {t.way_official_before()} <a href={withTarget('/sign-in/official', to)}>{t.way_official()}</a>
          {ways
            .filter((way) => way.for === 'officials')
            .map((way) => (
              <Fragment key={way.href}>
                {' · '}
                <a href={withTarget(way.href, to)}>{way.label(view.lang)}</a>
              </Fragment>
            ))}
        </p>
        {view.demonstration && (
          <p class="small">
            {t.way_demo_before()} <a href="/demo">{t.way_demo()}</a>
          </p>
        )}
      </>
    ),
  };
}
