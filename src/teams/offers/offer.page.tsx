/** `/console/teams/offers/:offerId`: one offer with whom to call, and the one next step. */
import { formatDate } from '../../platform/calendar/index.ts';
import {
  Breadcrumb,
  Button,
  Card,
  ChoiceField,
  DateField,
  DefinitionList,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pill,
  problemOf,
  SelectField,
  TextField,
  Timeline,
  type View,
} from '../../platform/ui/index.ts';
import { groupsOf } from './code.ts';
import { texts } from './messages.gen.ts';
import { answersTo, isOpen, LONGEST_WORDS } from './model.ts';
import type { Offer } from './queries.ts';
import { stateTone } from './state.ts';

export interface TypedAnswer {
  readonly answer: string;
  readonly words: string;
  readonly onDay: string;
  readonly what: string;
  readonly team: string;
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

export interface OfferContent {
  readonly offer: Offer;
  readonly typed: TypedAnswer;
  readonly problems: readonly FieldProblem[];
  readonly today: string;
  readonly contributionId: string;
  readonly teams: readonly Choice[];
  readonly forces: readonly Choice[];
  readonly timeZone: string;
  readonly done: string;
}

export function offerPage(view: View, content: OfferContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { offer, problems, timeZone, done } = content;
  const heard = offer.offeredAt.toZonedDateTimeISO(timeZone).toPlainDate().toString();
  const finished: Readonly<Record<string, string>> = { answered: t.done_answered(), noted: t.done_noted(), joined: t.done_joined() };
  return {
    title: t.kind({ kind: offer.kind }),
    unlisted: true,
    body: (
      <>
        <Breadcrumb
          lang={lang}
          steps={[{ label: t.list_title(), href: '/console/teams/offers' }, { label: t.kind({ kind: offer.kind }) }]}
        />
        <PageHeading eyebrow={offer.unitName} title={t.kind({ kind: offer.kind })}>
          <p>
            <Pill tone={stateTone(offer.state)}>{t.state({ state: offer.state })}</Pill>
          </p>
        </PageHeading>
        {finished[done] !== undefined && <Notice tone="good">{finished[done]}</Notice>}
        <ErrorSummary lang={lang} problems={problems} />
        <Card title={t.details_heading()}>
          <DefinitionList
            rows={[
              { term: t.field_name(), value: offer.contact?.name ?? t.contact_removed() },
              { term: t.field_organisation(), value: offer.contact?.organisation ?? null },
              {
                term: t.field_phone(),
                value: offer.contact === null ? null : <a href={`tel:${offer.contact.phone}`}>{offer.contact.phone}</a>,
              },
              { term: t.field_force(), value: content.forces.find((force) => force.value === offer.coreForce)?.label ?? null },
              { term: t.field_what({ kind: offer.kind }), value: offer.what && <span class="whitespace-pre-line">{offer.what}</span> },
              { term: t.field_from(), value: offer.from && formatDate(offer.from) },
              { term: t.field_until(), value: offer.until && formatDate(offer.until) },
              { term: t.column_day(), value: formatDate(heard) },
              { term: t.code_title(), value: <span class="code">{groupsOf(offer.code)}</span> },
              { term: t.answer_heading(), value: offer.answer && <span class="whitespace-pre-line">{offer.answer}</span> },
            ]}
          />
        </Card>
        <NextStep view={view} content={content} />
        {offer.kind === 'help' && isOpen(offer.state) && offer.state !== 'new' && <Contribution view={view} content={content} />}
      </>
    ),
  };
}

function NextStep({ view, content }: { view: View; content: OfferContent }) {
  const { lang } = view;
  const t = texts[lang];
  const { offer, typed, problems, teams, forces } = content;
  const possible = answersTo(offer.kind, offer.state);
  const labels = { welcomed: t.answer_welcomed({ kind: offer.kind }), asked: t.answer_asked(), declined: t.answer_declined() };
  return (
    <>
      {possible.length > 0 && (
        <Card title={t.answer_form()}>
          <form class="form" method="post" action={`/console/teams/offers/${offer.id}/answer`}>
            <FormToken view={view} />
            <ChoiceField
              lang={lang}
              name="answer"
              label={t.answer_choice()}
              options={possible.map((value) => ({ value, label: labels[value] }))}
              value={typed.answer}
              error={problemOf(problems, 'answer')}
            />
            <TextField
              lang={lang}
              name="words"
              label={t.answer_words()}
              hint={t.answer_words_hint()}
              rows={4}
              maxLength={LONGEST_WORDS}
              value={typed.words}
              error={problemOf(problems, 'words')}
            />
            <Button>{t.answer_button()}</Button>
          </form>
        </Card>
      )}
      {offer.kind === 'join' && offer.state === 'welcomed' && offer.membershipId === null && offer.contact !== null && (
        <Card title={t.join_form()}>
          {teams.length === 0 ? (
            <Notice tone="waiting" title={t.join_no_team()}>
              {t.join_no_team_advice()}
            </Notice>
          ) : (
            <form class="form" method="post" action={`/console/teams/offers/${offer.id}/join`}>
              <FormToken view={view} />
              <SelectField
                lang={lang}
                name="team"
                label={t.join_team()}
                options={teams}
                value={typed.team}
                error={problemOf(problems, 'team')}
              />
              {offer.coreForce === null && <SelectField lang={lang} name="core_force" label={t.field_force()} options={forces} />}
              <Button>{t.join_button()}</Button>
            </form>
          )}
        </Card>
      )}
    </>
  );
}

function Contribution({ view, content }: { view: View; content: OfferContent }) {
  const { lang } = view;
  const t = texts[lang];
  const { offer, typed, problems, today, contributionId } = content;
  return (
    <Card title={t.given_heading()}>
      {offer.contributions.length > 0 && (
        <Timeline lang={lang} steps={offer.contributions.map((one) => ({ title: one.what, when: formatDate(one.onDay), state: 'done' }))} />
      )}
      <form class="form" method="post" action={`/console/teams/offers/${offer.id}/contributions`}>
        <FormToken view={view} />
        <input type="hidden" name="id" value={contributionId} />
        <DateField
          lang={lang}
          name="on_day"
          label={t.given_day()}
          value={typed.onDay || formatDate(today)}
          error={problemOf(problems, 'on_day')}
        />
        <TextField
          lang={lang}
          name="what"
          label={t.given_what()}
          rows={3}
          maxLength={LONGEST_WORDS}
          value={typed.what}
          error={problemOf(problems, 'what')}
        />
        <Button kind="secondary">{t.given_button()}</Button>
      </form>
    </Card>
  );
}
