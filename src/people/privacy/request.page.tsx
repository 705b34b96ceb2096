import { momentText } from '../../platform/calendar/index.ts';
import type { WorkingCalendar } from '../../platform/calendar/working-day.ts';
import type { Page } from '../../platform/http/index.ts';
import {
  Actions,
  Breadcrumb,
  Button,
  ButtonLink,
  Card,
  DefinitionList,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  PageHeading,
  Pill,
  problemOf,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import { isOpen, LONGEST_WORDS } from './model.ts';
import { Clock, Uncertain } from './queue.page.tsx';
import type { TimeLeft } from './queue.ts';
import type { PrivacyRequest } from './requests.ts';
import { kindName } from './telling.ts';
import { howWord, stateWord } from './words.ts';

export interface RequestContent {
  readonly request: PrivacyRequest;
  readonly name: string | null;
  readonly birthYear: number | null;
  /** Numbers and addresses, masked. */
  readonly contacts: readonly string[];
  readonly recordedBy: string | null;
  readonly answeredBy: string | null;
  readonly clock: TimeLeft | null;
  readonly calendar: WorkingCalendar;
  /** The open decision by which a second official confirms a deletion. */
  readonly decisionId: string | null;
  /** The person is the reader: they don't answer for the office. */
  readonly own: boolean;
  readonly problems: readonly FieldProblem[];
  /** What was typed into a form that comes back; null where none was sent. */
  readonly typed: ((field: string) => string) | null;
}

/** `/console/privacy/:id`: one request, what can be done with it, and what was. */
export function requestPage(view: View, content: RequestContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { request, calendar } = content;
  const title = t.request_title({ kind: kindName(request.kind, lang) });
  const state = stateWord(request.state, lang);
  const at = (moment: Temporal.Instant) => momentText(moment, calendar.timeZone);
  const clock = { clock: content.clock, dueAt: request.dueAt };
  return {
    title,
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.queue_title(), href: '/console/privacy' }, { label: title }]} />
        <PageHeading title={title} intro={t.request_intro()}>
          <p>
            <Pill tone={state.tone}>{state.label}</Pill>
          </p>
        </PageHeading>
        <ErrorSummary lang={lang} problems={content.problems} />
        <Uncertain lang={lang} calendar={calendar} rows={isOpen(request.state) ? [request] : []} />
        <Card>
          <DefinitionList
            rows={[
              { term: t.queue_who(), value: content.name ?? t.nobody_left() },
              ...(content.contacts.length > 0 ? [{ term: t.request_contact(), value: content.contacts.join(', ') }] : []),
              { term: t.row_received(), value: `${at(request.receivedAt)} · ${howWord(request.how, lang)}` },
              ...(content.recordedBy === null ? [] : [{ term: t.request_recorded_by(), value: content.recordedBy }]),
              ...(isOpen(request.state) ? [{ term: t.queue_clock(), value: <Clock lang={lang} row={clock} calendar={calendar} /> }] : []),
              ...(request.words === null ? [] : [{ term: t.row_words(), value: request.words }]),
              ...(request.answer === null ? [] : [{ term: t.row_answer(), value: request.answer }]),
              ...(content.answeredBy === null ? [] : [{ term: t.request_answered_by(), value: content.answeredBy }]),
              ...(request.endedAt === null ? [] : [{ term: t.request_ended(), value: at(request.endedAt) }]),
            ]}
          />
        </Card>
        {content.own && isOpen(request.state) && (
          <Notice tone="waiting">
            <p>{t.refusal_own_do()}</p>
          </Notice>
        )}
        {isOpen(request.state) && !content.own && <Steps view={view} content={content} />}
      </>
    ),
  };
}

function Steps({ view, content }: { view: View; content: RequestContent }) {
  const { lang } = view;
  const t = texts[lang];
  const { request, problems, typed } = content;
  const address = `/console/privacy/${request.id}`;
  return (
    <>
      <Card title={t.step_answer()}>
        <p>{t.step_answer_what()}</p>
        <form class="form" method="post" action={`${address}/answer`}>
          <FormToken view={view} />
          <TextField
            lang={lang}
            name="answer"
            label={t.step_answer_label()}
            rows={4}
            maxLength={LONGEST_WORDS}
            value={typed?.('answer')}
            error={problemOf(problems, 'answer')}
          />
          <Button kind={request.state === 'received' ? 'primary' : 'secondary'}>{t.step_answer_button()}</Button>
        </form>
      </Card>
      <CarryOut view={view} content={content} />
      <Card title={t.step_refuse()}>
        <p>{t.step_refuse_what()}</p>
        <form class="form" method="post" action={`${address}/refuse`}>
          <FormToken view={view} />
          <TextField
            lang={lang}
            name="why"
            label={t.step_refuse_label()}
            rows={3}
            maxLength={LONGEST_WORDS}
            value={typed?.('why')}
            error={problemOf(problems, 'why')}
          />
          <Button kind="danger">{t.step_refuse_button()}</Button>
        </form>
      </Card>
    </>
  );
}

function CarryOut({ view, content }: { view: View; content: RequestContent }) {
  const { lang } = view;
  const t = texts[lang];
  const { request, problems, typed, decisionId } = content;
  const action = `/console/privacy/${request.id}/carry-out`;
  const what = {
    see: t.do_see(),
    export: t.do_export(),
    correct: t.do_correct(),
    restrict: t.do_restrict(),
    object: t.do_object(),
    delete:
      request.carryOutAfter === null
        ? t.do_delete()
        : t.do_delete_self({ at: momentText(request.carryOutAfter, content.calendar.timeZone) }),
  }[request.kind];
  if (request.kind === 'delete' && decisionId !== null) {
    return (
      <Card title={t.step_do()}>
        <p>{t.do_delete_waits()}</p>
        <p>
          <a href={`/console/decisions/${decisionId}`}>{t.do_delete_decision()}</a>
        </p>
      </Card>
    );
  }
  return (
    <Card title={t.step_do()}>
      <p>{what}</p>
      {(request.kind === 'see' || request.kind === 'export') && (
        <Actions>
          <ButtonLink kind="secondary" icon="download" href={`/console/privacy/${request.id}/export`} download>
            {t.do_export_button()}
          </ButtonLink>
        </Actions>
      )}
      <form class="form" method="post" action={action}>
        <FormToken view={view} />
        {request.kind === 'correct' && (
          <>
            <TextField
              lang={lang}
              name="name"
              label={t.column_full_name()}
              maxLength={100}
              value={typed ? typed('name') : (content.name ?? '')}
              error={problemOf(problems, 'name')}
            />
            <TextField
              lang={lang}
              name="birth_year"
              label={t.column_birth_year()}
              optional
              width="short"
              inputMode="numeric"
              maxLength={4}
              value={typed ? typed('birth_year') : String(content.birthYear ?? '')}
              error={problemOf(problems, 'birth_year')}
            />
          </>
        )}
        {request.kind === 'delete' && (
          <TextField
            lang={lang}
            name="reason"
            label={t.do_delete_reason()}
            hint={t.do_delete_reason_hint()}
            maxLength={500}
            value={typed?.('reason')}
            error={problemOf(problems, 'reason')}
          />
        )}
        <Button>{request.kind === 'delete' ? t.do_delete_button() : t.step_do_button()}</Button>
      </form>
    </Card>
  );
}
