import type { Page } from '../../platform/http/index.ts';
import {
  Actions,
  Button,
  ButtonLink,
  Card,
  DefinitionList,
  FormToken,
  Notice,
  PageHeading,
  Pill,
  type View,
} from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import type { OwnAccount, OwnRole } from './queries.ts';

export interface HubContent {
  readonly account: OwnAccount;
  /** Whether the person can open the officials' pages in this session. */
  readonly console: boolean;
  /** Roles that this session is too weak for. */
  readonly needsSecond: boolean;
  readonly phoneChanged: boolean;
  /** What other modules have of one's own. */
  readonly more: readonly { readonly href: string; readonly label: string }[];
}

/** Who am I here, what may I do, and everything that is mine. */
export function hubPage(view: View, { account, console, needsSecond, phoneChanged, more }: HubContent): Page {
  const t = texts[view.lang];
  const official = account.hasPassword || account.roles.some((role) => role.secondFactor && !role.volunteer);
  const name = account.fullName || t.hub_no_name();
  return {
    title: t.hub_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={account.fullName === '' ? t.hub_hello_nameless() : t.hub_hello({ name })} intro={t.hub_intro()} />
        {phoneChanged && (
          <Notice tone="good">
            <p>{t.phone_changed()}</p>
          </Notice>
        )}
        {needsSecond && (
          <Notice tone="waiting" title={t.hub_second_title()}>
            {official ? (
              <p>
                {t.hub_second()} <a href="/account/second-factor">{t.hub_second_link()}</a>
              </p>
            ) : (
              <p>
                {t.hub_second_volunteer()} <a href="/join">{t.hub_second_join()}</a>
              </p>
            )}
          </Notice>
        )}
        {console && (
          <Actions>
            <ButtonLink large href="/console" icon="forward">
              {t.hub_console()}
            </ButtonLink>
          </Actions>
        )}
        <Card title={t.hub_who()}>
          <DefinitionList
            rows={[
              { term: t.name_label(), value: name },
              { term: t.hub_phone(), value: account.phone ?? t.hub_no_phone() },
              { term: t.hub_place(), value: account.place },
              { term: t.hub_roles(), value: <Roles lang={view.lang} roles={account.roles} /> },
            ]}
          />
        </Card>
        <Links
          title={t.hub_mine()}
          links={[{ href: '/account/name', label: t.name_title() }, { href: '/account/phone', label: t.phone_title() }, ...more]}
        />
        <Links
          title={t.hub_ways()}
          links={[
            { href: '/account/devices', label: t.devices_title() },
            { href: '/account/pin', label: t.hub_pin() },
            { href: '/account/passkeys', label: t.hub_passkeys() },
            { href: '/account/links', label: t.hub_links() },
            ...(official
              ? [
                  { href: '/account/password', label: t.hub_password() },
                  { href: '/account/second-factor', label: t.hub_second_link() },
                ]
              : []),
          ]}
        />
        <Links
          title={t.hub_data()}
          links={[
            { href: '/account/privacy', label: t.hub_privacy() },
            { href: '/account/consents', label: t.hub_consents() },
            { href: '/account/who-looked', label: t.hub_who_looked() },
            { href: '/account/export', label: t.hub_export() },
          ]}
        />
        <form method="post" action="/sign-out">
          <FormToken view={view} />
          <Actions>
            <Button kind="secondary">{t.sign_out()}</Button>
          </Actions>
        </form>
      </>
    ),
  };
}

function Roles({ lang, roles }: { lang: View['lang']; roles: readonly OwnRole[] }) {
  const t = texts[lang];
  if (roles.length === 0) return <>{t.hub_citizen()}</>;
  return (
    <ul class="own-roles">
      {roles.map((role) => (
        <li key={role.id}>
          <strong>{role.name}</strong> {role.place !== '' && <Pill>{role.place}</Pill>}
          <br />
          <span class="muted">{role.meaning}</span>
        </li>
      ))}
    </ul>
  );
}

function Links({ title, links }: { title: string; links: readonly { href: string; label: string }[] }) {
  return (
    <Card title={title}>
      <ul class="plain-links">
        {links.map(({ href, label }) => (
          <li key={href}>
            <a href={href}>{label}</a>
          </li>
        ))}
      </ul>
    </Card>
  );
}
