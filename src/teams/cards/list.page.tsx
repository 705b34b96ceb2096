import { formatDate } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import {
  Actions,
  Breadcrumb,
  Button,
  ButtonLink,
  Card,
  DataTable,
  EmptyState,
  FormToken,
  Notice,
  PageHeading,
  Pill,
  type View,
} from '../../platform/ui/index.ts';
import type { CardHolder, TeamCards } from './gather.ts';
import { texts } from './messages.gen.ts';
import { type CardState, inGroups, lastDayOf } from './model.ts';
import { factsOf } from './store.ts';
import { memberRoleName, stateName } from './words.ts';

export interface ListContent {
  readonly team: TeamCards;
  /** What the issuing for all just did: cards issued, and members who can't have one. */
  readonly issued: { readonly count: number; readonly left: number } | null;
}

export const stateTones: Readonly<Record<CardState, 'good' | 'waiting' | 'danger'>> = {
  valid: 'good',
  revoked: 'danger',
  'not-serving': 'danger',
  'team-not-active': 'waiting',
  'not-yet': 'waiting',
  expired: 'danger',
};

/** `/console/teams/:id/cards`: the members of a team, who of them has a good card, and paper for those who do. */
export function listPage(view: View, { team, issued }: ListContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const address = `/console/teams/${team.id}`;
  const without = team.holders.filter(({ state }) => state !== 'valid').length;
  return {
    title: t.list_title({ team: team.name }),
    unlisted: true,
    body: (
      <>
        <Breadcrumb
          lang={lang}
          steps={[{ label: t.crumb_teams(), href: '/console/teams' }, { label: team.name, href: address }, { label: t.crumb_cards() }]}
        />
        <PageHeading eyebrow={team.place} title={t.list_title({ team: team.name })} intro={t.list_intro()} />
        {issued && (
          <Notice tone="good" title={t.done_issued_all({ count: issued.count })}>
            {issued.left > 0 && <p>{t.done_issued_left({ count: issued.left })}</p>}
          </Notice>
        )}
        {!team.active && (
          <Notice tone="waiting" title={t.list_team_rests()}>
            <p>{t.list_team_rests_why()}</p>
          </Notice>
        )}
        <Actions>
          {team.active && without > 0 && (
            <form method="post" action={`${address}/cards/issue`}>
              <FormToken view={view} />
              <Button icon="done">{t.issue_all({ count: without })}</Button>
            </form>
          )}
          <ButtonLink kind="secondary" icon="print" href={`${address}/sheet`}>
            {t.to_sheet()}
          </ButtonLink>
          <ButtonLink kind="secondary" icon="phone" href="/console/teams/check">
            {t.phone_title()}
          </ButtonLink>
        </Actions>
        {team.holders.length === 0 ? (
          <EmptyState icon="people" title={t.list_none()} why={t.list_none_why()} />
        ) : (
          <Members view={view} team={team} />
        )}
      </>
    ),
  };
}

function Members({ view, team }: { view: View; team: TeamCards }) {
  const { lang } = view;
  const t = texts[lang];
  const printable = team.holders.some(canPrint);
  const address = `/console/teams/${team.id}/cards`;
  return (
    <Card>
      <form class="cards-list" action={`${address}/print`}>
        <DataTable<CardHolder>
          caption={t.list_caption()}
          captionHidden
          dense
          columns={[
            {
              label: t.field_name(),
              cell: (holder) => <a href={`${address}/${holder.service.membershipId}`}>{holder.name ?? t.name_withheld()}</a>,
            },
            { label: t.field_role(), cell: ({ service }) => memberRoleName(service.role, lang) },
            { label: t.column_serial(), cell: ({ card }) => (card ? <span class="card-serial">{inGroups(card.serial)}</span> : '–') },
            { label: t.column_until(), cell: ({ card }) => (card ? formatDate(lastDayOf(factsOf(card))) : '–') },
            { label: t.column_photo(), cell: ({ photo }) => (photo === null ? t.photo_no() : t.photo_yes()) },
            {
              label: t.column_state(),
              cell: ({ state }) => (
                <Pill tone={state === null ? 'plain' : stateTones[state]}>{state === null ? t.state_none() : stateName(state, lang)}</Pill>
              ),
            },
            {
              label: t.column_print(),
              cell: (holder) => <Chosen holder={holder} label={t.print_card_of({ name: holder.name ?? '' })} none={t.print_not()} />,
            },
          ]}
          rows={team.holders}
        />
        {printable && (
          <Actions>
            <Button kind="secondary" icon="print">
              {t.print_chosen()}
            </Button>
          </Actions>
        )}
      </form>
    </Card>
  );
}

/** A card without a name would say nothing about who shows it. */
export const canPrint = ({ card, state, name }: CardHolder): boolean => card !== null && state === 'valid' && name !== null;

function Chosen({ holder, label, none }: { holder: CardHolder; label: string; none: string }) {
  if (!canPrint(holder)) return <>{none}</>;
  return (
    <label class="choice">
      <input type="checkbox" name="card" value={holder.card?.id} checked />
      <span class="sr-only">{label}</span>
    </label>
  );
}
