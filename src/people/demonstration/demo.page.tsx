import {
  Button,
  ButtonLink,
  Card,
  Chips,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pill,
  QuietLinks,
  type View,
} from '../../platform/ui/index.ts';
import type { Way } from '../oidc/ways.ts';
import { texts } from './messages.gen.ts';
import { type DemonstrationGroup, demonstrationGroups } from './people.ts';
import type { RoleCard } from './queries.ts';

export interface Demo {
  readonly cards: readonly RoleCard[];
  /** Accounts elsewhere that can be tried. */
  readonly ways: readonly Way[];
  /** The page that is wanted after signing in; empty for each role's own. */
  readonly to: string;
  /** It has just been put back to the start. */
  readonly reset: boolean;
}

function groupName(group: DemonstrationGroup, view: View): string {
  const t = texts[view.lang];
  return {
    citizens: t.group_citizens(),
    team: t.group_team(),
    commune: t.group_commune(),
    agencies: t.group_agencies(),
    province: t.group_province(),
    operation: t.group_operation(),
  }[group];
}

/** `/demo`: every role to be tried in one tap, the real ways in, and back to the start. */
export function demoPage(view: View, demo: Demo): Page {
  const t = texts[view.lang];
  const groups = demonstrationGroups.filter((group) => demo.cards.some((card) => card.group === group));
  return {
    title: t.title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.title()} intro={t.intro()} />
        {demo.reset && (
          <Notice tone="good" urgent>
            <p>{t.reset_done()}</p>
          </Notice>
        )}
        {view.actor.kind === 'person' && (
          <Notice>
            <p>
              {t.signed_in_as({ name: view.actor.name })} <a href="/account">{t.to_account()}</a>
            </p>
          </Notice>
        )}
        <Chips
          label={t.groups()}
          items={[
            ...groups.map((group) => ({ label: groupName(group, view), href: `#${group}` })),
            { label: t.ways_title(), href: '#ways' },
          ]}
        />
        {groups.map((group) => (
          <section key={group} aria-labelledby={group}>
            <h2 id={group}>{groupName(group, view)}</h2>
            <div class="demo-roles">
              {demo.cards
                .filter((card) => card.group === group)
                .map((card) => (
                  <RoleCardView key={card.key} view={view} card={card} to={demo.to} />
                ))}
            </div>
          </section>
        ))}
        <RealWays view={view} ways={demo.ways} />
        <Card title={t.reset_title()}>
          <p>{t.reset_why()}</p>
          <ButtonLink kind="secondary" icon="undo" href="/demo/reset">
            {t.reset()}
          </ButtonLink>
        </Card>
      </>
    ),
  };
}

function RoleCardView({ view, card, to }: { view: View; card: RoleCard; to: string }) {
  const t = texts[view.lang];
  return (
    <Card title={card.role} level={3} aside={card.hasPhone ? undefined : <Pill tone="waiting">{t.no_phone()}</Pill>}>
      <p>
        <strong>{card.name}</strong>
        {card.place !== '' && <span class="muted"> · {card.place}</span>}
      </p>
      <p>{card.meaning}</p>
      <p>
        <strong>{t.try_this()}</strong> {card.tryThis}
      </p>
      <form method="post" action="/demo/sign-in">
        <FormToken view={view} />
        <input type="hidden" name="key" value={card.key} />
        {to !== '' && <input type="hidden" name="to" value={to} />}
        <Button kind="secondary" icon="forward">
          {t.enter()}
          <span class="sr-only">
            : {card.role}, {card.name}
          </span>
        </Button>
      </form>
    </Card>
  );
}

/** The ways that real people take, with the made-up persons' numbers. */
function RealWays({ view, ways }: { view: View; ways: readonly Way[] }) {
  const t = texts[view.lang];
  return (
    <section aria-labelledby="ways">
      <h2 id="ways">{t.ways_title()}</h2>
      <Card>
        <p>{t.ways_phone()}</p>
        <QuietLinks
          lang={view.lang}
          links={[
            { href: '/sign-in/phone', label: t.way_phone() },
            { href: '/demo/messages', label: t.way_messages() },
            { href: '/demo/calls', label: t.way_calls() },
            { href: '/check', label: t.way_check() },
            { href: '/sign-in/passkey', label: t.way_passkey() },
            ...ways.map((way) => ({ href: way.href, label: way.label(view.lang) })),
            { href: '/sign-in/official', label: t.way_official() },
            { href: '/join', label: t.way_join() },
          ]}
        />
      </Card>
    </section>
  );
}

/** `/demo/reset`: asks before everything goes back to the start. */
export function resetPage(view: View): Page {
  const t = texts[view.lang];
  return {
    title: t.reset_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.reset_ask()} intro={t.reset_what()} />
        <p>{t.reset_stays()}</p>
        <form method="post" action="/demo/reset">
          <FormToken view={view} />
          <div class="actions">
            <Button kind="danger" icon="undo">
              {t.reset_yes()}
            </Button>
            <ButtonLink kind="secondary" href="/demo">
              {t.reset_no()}
            </ButtonLink>
          </div>
        </form>
      </>
    ),
  };
}
