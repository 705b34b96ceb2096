/** `/console/reports/{code}`: one report with all that is known of it, and the next step. */
import type { ComponentChildren } from 'preact';
import { formatDate, momentText } from '../../../platform/calendar/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import {
  Breadcrumb,
  Card,
  DefinitionList,
  type FieldProblem,
  Notice,
  type Page,
  PageHeading,
  Pill,
  type View,
} from '../../../platform/ui/index.ts';
import { layoutOf, mapTexts, titleName, UnitMap, type UnitMark } from '../../../territory/index.ts';
import { spokenCode } from '../../code.ts';
import type { ReportDeadline } from '../../core/index.ts';
import { recordScript } from '../../voice/record-field.tsx';
import { waitsForVoice } from '../../voice/spoken-answer.ts';
import { listAddress } from '../list/choice.ts';
import { texts } from '../messages.gen.ts';
import { dueOf, plain, stateName, stateTone } from '../words.ts';
import { Objection, Preview } from './face.tsx';
import type { Case } from './gather.ts';
import { MediaCards } from './media.tsx';
import { StepForms } from './step-forms.tsx';
import { History } from './timeline.tsx';
import type { TypedStep } from './typed.ts';
import { ApprovalNotice, PausedNotice } from './waits.tsx';

export interface CaseContent {
  readonly found: Case;
  /** What was typed and not taken; null at first. */
  readonly typed: TypedStep | null;
  readonly problems: readonly FieldProblem[];
  /** What happened meanwhile, and what to do: where somebody else was faster. */
  readonly conflict: { readonly title: string; readonly advice: string } | null;
  readonly preview: boolean;
  readonly template: string;
  /** The step that was just taken. */
  readonly done: string;
}

export function casePage(view: View, content: CaseContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { found, typed, conflict, problems } = content;
  const { report, names, calendar, now } = found;
  const due = dueOf(report, { now, calendar, lang });
  const unit = names.units.get(report.unitId) ?? report.unitName;
  const lost = typed !== null && !found.steps.includes(typed.step);
  return {
    title: `${report.categoryNames[lang]} · ${spokenCode(report.code)}`,
    unlisted: true,
    wide: true,
    scripts: found.steps.includes('speak') ? [recordScript] : [],
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.list_title(), href: listAddress }, { label: spokenCode(report.code) }]} />
        <PageHeading eyebrow={<span class="code">{spokenCode(report.code)}</span>} title={report.categoryNames[lang]}>
          <p class="desk-pills">
            <Pill tone={stateTone(report.state)}>{stateName(report.state, lang)}</Pill>
            {due && <Pill tone={due.tone}>{due.text}</Pill>}
            <Pill tone={report.urgency === 'urgent' ? 'danger' : 'plain'}>{t.urgency({ urgency: report.urgency })}</Pill>
            <Pill tone={report.shown ? 'good' : 'plain'}>{t.publicity({ state: report.shown ? 'shown' : report.privacy })}</Pill>
            {report.listening && <Pill tone="waiting">{t.waits_for_listener({ language: report.language })}</Pill>}
            {waitsForVoice(report) && <Pill tone="waiting">{t.waits_for_voice({ language: report.language })}</Pill>}
            {report.reopens > 0 && <Pill tone="waiting">{t.reopened_times({ times: report.reopens })}</Pill>}
          </p>
        </PageHeading>
        {content.done !== '' && <Notice tone="good">{t.done()}</Notice>}
        {conflict && (
          <Notice tone="waiting" title={conflict.title} urgent>
            <p>{conflict.advice}</p>
            <p>{t.conflict_kept()}</p>
          </Notice>
        )}
        <Objection lang={lang} found={found} />
        <ApprovalNotice lang={lang} found={found} />
        <PausedNotice lang={lang} found={found} />
        {content.preview && typed && <Preview lang={lang} report={report} typed={typed} unit={unit} />}
        <div class="case">
          <div class="case-words">
            <Card title={t.words_title()}>
              {report.content === null ? (
                <p class="muted">{t.words_hidden()}</p>
              ) : (
                <>
                  {report.content.words !== '' ? (
                    <p class="whitespace-pre-line case-said">{report.content.words}</p>
                  ) : (
                    <p class="muted">{t.words_spoken()}</p>
                  )}
                  {report.content.summary !== null && (
                    <div class="desk-said officials">
                      <p class="desk-said-to">
                        {t.summary_by({ name: names.persons.get(report.content.summaryBy ?? '') ?? t.actor({ kind: 'listener' }) })}
                      </p>
                      <p class="whitespace-pre-line">{report.content.summary}</p>
                    </div>
                  )}
                </>
              )}
              <MediaCards lang={lang} report={report} />
            </Card>
          </div>
          <div class="case-steps">
            {lost && <Lost lang={lang} typed={typed} problems={problems} />}
            <StepForms view={view} content={found} typed={typed} problems={lost ? [] : problems} template={content.template} />
          </div>
          <div class="case-facts">
            <Place lang={lang} found={found} unit={unit} />
            <Facts lang={lang} found={found} />
            <Sender lang={lang} found={found} />
            <Deadlines lang={lang} found={found} />
            {report.parts.length > 0 && <Parts lang={lang} found={found} />}
            <Card title={t.history_title()}>
              <History lang={lang} content={found} />
            </Card>
          </div>
        </div>
      </>
    ),
  };
}

/** What was typed for a step that can't be taken any more: it is shown, to be copied. */
function Lost({ lang, typed, problems }: { lang: Lang; typed: TypedStep; problems: readonly FieldProblem[] }) {
  const t = texts[lang];
  const written = Object.entries(typed.values).filter(
    ([key, value]) => value !== '' && ['words', 'wordsToSender', 'wordsToOfficials', 'summary', 'face.words'].includes(key),
  );
  return (
    <Card title={t.lost_title()}>
      <p>{t.lost_why({ step: t.step_title({ step: plain(typed.step) }) })}</p>
      {problems.map((problem) => (
        <p key={problem.field}>{problem.message}</p>
      ))}
      {written.map(([key, value]) => (
        <p key={key} class="desk-said officials whitespace-pre-line">
          {value}
        </p>
      ))}
    </Card>
  );
}

function Place({ lang, found, unit }: { lang: Lang; found: Case; unit: string }) {
  const t = texts[lang];
  const { content } = found.report;
  const { units, highlighted } = found.map;
  const point = content?.lat != null && content.lon !== null ? `${content.lat.toFixed(5)}, ${content.lon.toFixed(5)}` : null;
  return (
    <Card title={t.place_title()}>
      <DefinitionList
        rows={[
          { term: t.place_unit(), value: unit },
          { term: t.place_words(), value: content?.placeWords },
          { term: t.place_point(), value: point && <a href={`geo:${point.replace(' ', '')}`}>{point}</a> },
          { term: t.place_accuracy(), value: content?.accuracyMetres == null ? null : t.metres({ metres: content.accuracyMetres }) },
          { term: t.place_home(), value: content?.atHome ? t.yes() : null },
        ]}
      />
      {units.length > 1 && (
        <details class="case-more">
          <summary>{t.place_map()}</summary>
          <UnitMap
            drawing={layoutOf(
              units.map(({ id, name, lat, lon, parent }) => ({ id, name, lat, lon, parentId: parent })),
              { width: 480 },
            )}
            label={t.place_map()}
            marks={
              new Map(
                units.map((one): [string, UnitMark] => [
                  one.id,
                  { href: `/units/${one.id}`, name: titleName(one, lang), shade: one.id === highlighted ? 3 : 0 },
                ]),
              )
            }
            texts={mapTexts(lang)}
            highlighted={highlighted}
          />
        </details>
      )}
    </Card>
  );
}

function Facts({ lang, found }: { lang: Lang; found: Case }) {
  const t = texts[lang];
  const { report, questions, names, calendar } = found;
  const answers = report.content?.answers ?? {};
  const answerOf = (code: string): string => {
    const given = answers[code] ?? '';
    const question = questions.find((one) => one.code === code);
    if (question?.answer === 'yes-no') return given === 'yes' ? t.yes() : given === 'no' ? t.no() : given;
    return question?.options.find((option) => option.code === given)?.[lang] ?? given;
  };
  const rows: { term: ComponentChildren; value: ComponentChildren }[] = [
    { term: t.fact_sent(), value: `${momentText(report.sentAt, calendar.timeZone)} · ${t.door({ door: plain(report.door) })}` },
    { term: t.fact_captured(), value: report.capturedAt && momentText(report.capturedAt, calendar.timeZone) },
    { term: t.fact_language(), value: t.language({ language: report.language }) },
    { term: t.fact_office(), value: report.organisationName ?? t.with_centre() },
    { term: t.fact_assignee(), value: report.assigneeId && (names.persons.get(report.assigneeId) ?? t.actor({ kind: 'official' })) },
    { term: t.fact_returns(), value: report.returns > 0 ? t.times({ times: report.returns }) : null },
    { term: t.fact_followers(), value: report.followers > 0 ? t.persons({ count: report.followers }) : null },
    {
      term: t.fact_master(),
      value: report.masterCode && (
        <a class="code" href={`${listAddress}/${report.masterCode}`}>
          {spokenCode(report.masterCode)}
        </a>
      ),
    },
    { term: t.fact_satisfied(), value: report.satisfied === null ? null : report.satisfied ? t.satisfied() : t.dissatisfied() },
    ...Object.keys(answers).map((code) => ({
      term: questions.find((one) => one.code === code)?.labels[lang] ?? code,
      value: answerOf(code),
    })),
  ];
  return (
    <Card title={t.facts_title()}>
      <DefinitionList rows={rows} />
      {report.events.some((event) => event.step === 'approve') && (
        <p>
          <a href={`${listAddress}/${report.code}/letter`}>{t.letter()}</a>
        </p>
      )}
      {report.shown && (
        <p>
          <a href={`/reports/${report.code}`}>{t.public_page()}</a>
        </p>
      )}
    </Card>
  );
}

/** The receiving centre sees who sent it when it asks, and the trail says so; offices write through the words to the sender. */
function Sender({ lang, found }: { lang: Lang; found: Case }) {
  const t = texts[lang];
  const { reporter, report } = found;
  if (reporter.state === 'not-yours')
    return (
      <Card title={t.sender_title()}>
        <p>{t.sender_office()}</p>
      </Card>
    );
  if (reporter.state === 'hidden')
    return (
      <Card title={t.sender_title()} id="sender">
        <p>{t.sender_hidden()}</p>
        <p>
          <a class="button secondary" href={`${listAddress}/${report.code}?sender=show#sender`} rel="nofollow">
            {t.sender_show()}
          </a>
        </p>
      </Card>
    );
  const who = reporter.reporter;
  return (
    <Card title={t.sender_title()} id="sender">
      {who === null || (who.name === '' && who.phone === '') ? (
        <p>{t.sender_none()}</p>
      ) : (
        <DefinitionList
          rows={[
            { term: t.sender_name(), value: who.name },
            { term: t.sender_phone(), value: who.phone && <a href={`tel:${who.phone}`}>{who.phone}</a> },
            { term: t.sender_answer(), value: t.answer_by({ way: who.answerBy }) },
            { term: t.sender_helped(), value: who.helperId === null ? null : t.yes() },
          ]}
        />
      )}
      <p class="hint">{t.sender_seen()}</p>
    </Card>
  );
}

function Deadlines({ lang, found }: { lang: Lang; found: Case }) {
  const t = texts[lang];
  const { report, calendar } = found;
  if (report.deadlines.length === 0) return null;
  const outcome = ({ metAt, onTime, pausedSince }: ReportDeadline): string => {
    if (metAt !== null) return t.deadline_met({ at: momentText(metAt, calendar.timeZone), onTime: onTime ? 'yes' : 'no' });
    return pausedSince === null ? t.deadline_open() : t.deadline_paused({ at: momentText(pausedSince, calendar.timeZone) });
  };
  return (
    <Card title={t.deadlines_title()}>
      <DefinitionList
        rows={report.deadlines.map((one) => ({
          term: t.deadline_of({ step: one.step, round: one.round }),
          value: (
            <>
              {momentText(one.dueAt, calendar.timeZone)} ({t.deadline_amount({ amount: one.amount, unit: plain(one.unit) })}) ·{' '}
              {outcome(one)}
              {one.extended > 0 && ` · ${t.deadline_extended({ times: one.extended })}`}
            </>
          ),
        }))}
      />
    </Card>
  );
}

function Parts({ lang, found }: { lang: Lang; found: Case }) {
  const t = texts[lang];
  const { report, names, calendar } = found;
  const day = (at: Temporal.Instant) => formatDate(at.toZonedDateTimeISO(calendar.timeZone).toPlainDate().toString());
  return (
    <Card title={t.parts_title()}>
      <ul class="desk-parts">
        {report.parts.map((part) => (
          <li key={part.id}>
            <strong>{part.organisationName}</strong> {part.lead && <Pill tone="info">{t.part_lead()}</Pill>}{' '}
            <Pill tone={part.state === 'done' ? 'good' : 'plain'}>{t.part_state({ state: plain(part.state) })}</Pill>
            <span class="muted">
              {' '}
              {day(part.askedAt)}
              {part.assigneeId !== null && ` · ${names.persons.get(part.assigneeId) ?? ''}`}
            </span>
          </li>
        ))}
      </ul>
    </Card>
  );
}
