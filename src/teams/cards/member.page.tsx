import type { Purpose } from '../../people/index.ts';
import { formatDate } from '../../platform/calendar/index.ts';
import type { Page } from '../../platform/http/index.ts';
import {
  Actions,
  Breadcrumb,
  Button,
  ButtonLink,
  Card,
  ChoiceField,
  DataTable,
  DefinitionList,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  PageHeading,
  Pill,
  problemOf,
  type View,
} from '../../platform/ui/index.ts';
import type { CardHolder, TeamCards } from './gather.ts';
import { canPrint, stateTones } from './list.page.tsx';
import { texts } from './messages.gen.ts';
import { chosenWhys, inGroups, lastDayOf } from './model.ts';
import { PhotoForm } from './photo-form.tsx';
import { type CardRow, factsOf } from './store.ts';
import { memberRoleName, stateName, whyName } from './words.ts';

export interface MemberContent {
  readonly team: TeamCards;
  readonly holder: CardHolder;
  readonly consent: Purpose | null;
  readonly timeZone: string;
  readonly done: 'issued' | 'revoked' | 'photo' | 'photo-removed' | null;
  readonly problems: readonly FieldProblem[];
}

/** `/console/teams/:id/cards/:membership`: one member's card and photograph. */
export function memberPage(view: View, content: MemberContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { team, holder } = content;
  const name = holder.name ?? t.name_withheld();
  const address = `/console/teams/${team.id}/cards`;
  const own = `${address}/${holder.service.membershipId}`;
  return {
    title: t.member_title({ name }),
    unlisted: true,
    body: (
      <>
        <Breadcrumb
          lang={lang}
          steps={[
            { label: t.crumb_teams(), href: '/console/teams' },
            { label: team.name, href: `/console/teams/${team.id}` },
            { label: t.crumb_cards(), href: address },
            { label: name },
          ]}
        />
        <PageHeading eyebrow={`${memberRoleName(holder.service.role, lang)} · ${team.name}`} title={t.member_title({ name })} />
        <ErrorSummary lang={lang} problems={content.problems} />
        <Done view={view} done={content.done} />
        <CardNow view={view} content={content} own={own} />
        <PhotoForm
          view={view}
          action={`${own}/photo`}
          photo={holder.photo === null ? null : `${own}/photo`}
          name={name}
          consent={content.consent}
          by="official"
          problems={content.problems}
        />
        <Past view={view} cards={holder.cards} timeZone={content.timeZone} />
      </>
    ),
  };
}

function Done({ view, done }: { view: View; done: MemberContent['done'] }) {
  const t = texts[view.lang];
  if (done === null) return null;
  const words = { issued: t.done_issued(), revoked: t.done_revoked(), photo: t.done_photo(), 'photo-removed': t.done_photo_removed() };
  return <Notice tone="good" title={words[done]} />;
}

function CardNow({ view, content, own }: { view: View; content: MemberContent; own: string }) {
  const { lang } = view;
  const t = texts[lang];
  const { team, holder } = content;
  const { card, state } = holder;
  return (
    <Card
      title={t.member_card()}
      aside={<Pill tone={state === null ? 'plain' : stateTones[state]}>{state === null ? t.state_none() : stateName(state, lang)}</Pill>}
    >
      {card && (
        <DefinitionList
          rows={[
            { term: t.column_serial(), value: inGroups(card.serial) },
            { term: t.field_valid_until(), value: formatDate(lastDayOf(factsOf(card))) },
          ]}
        />
      )}
      <Actions>
        {canPrint(holder) && (
          <ButtonLink icon="print" href={`/console/teams/${team.id}/cards/print?card=${card?.id ?? ''}`}>
            {t.print_one()}
          </ButtonLink>
        )}
        {team.active && (
          <form method="post" action={`${own}/issue`}>
            <FormToken view={view} />
            <input type="hidden" name="how" value={state === 'valid' ? 'replace' : 'issue'} />
            <Button kind={state === 'valid' ? 'secondary' : 'primary'}>{state === 'valid' ? t.replace_button() : t.issue_button()}</Button>
          </form>
        )}
      </Actions>
      {card && (
        <details class="what" open={problemOf(content.problems, 'why') !== undefined}>
          <summary>{t.revoke_title()}</summary>
          <form class="form" method="post" action={`${own}/revoke`}>
            <FormToken view={view} />
            <input type="hidden" name="card" value={card.id} />
            <p>{t.revoke_why()}</p>
            <ChoiceField
              lang={lang}
              name="why"
              label={t.revoke_reason()}
              options={chosenWhys.map((value) => ({ value, label: whyName(value, lang) }))}
              error={problemOf(content.problems, 'why')}
            />
            <Button kind="danger">{t.revoke_button()}</Button>
          </form>
        </details>
      )}
    </Card>
  );
}

function Past({ view, cards, timeZone }: { view: View; cards: readonly CardRow[]; timeZone: string }) {
  const { lang } = view;
  const t = texts[lang];
  if (cards.length === 0) return null;
  const dayOf = (at: Temporal.Instant) => formatDate(at.toZonedDateTimeISO(timeZone).toPlainDate().toString());
  return (
    <Card title={t.past_title()}>
      <DataTable<CardRow>
        caption={t.past_title()}
        captionHidden
        dense
        columns={[
          { label: t.column_serial(), cell: (card) => inGroups(card.serial) },
          { label: t.column_issued(), cell: (card) => dayOf(card.issuedAt) },
          { label: t.column_revoked(), cell: (card) => (card.revokedAt === null ? '–' : dayOf(card.revokedAt)) },
          { label: t.column_why(), cell: (card) => (card.revokedWhy === null ? '–' : whyName(card.revokedWhy, lang)) },
        ]}
        rows={cards}
      />
    </Card>
  );
}
