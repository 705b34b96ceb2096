/** `/reports/{code}`: where a report stands, for its sender and for anybody who has the code. */
import type { Page } from '../../platform/http/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import {
  Card,
  DefinitionList,
  Icon,
  Listen,
  listenScript,
  Notice,
  PageHeading,
  Pill,
  type Sound,
  Timeline,
  type View,
} from '../../platform/ui/index.ts';
import type { Question } from '../core/index.ts';
import { spokenCode } from '../model.ts';
import { recordScript } from '../voice/record-field.tsx';
import { LetterLink, SpokenAnswerPlayer } from '../voice/spoken-answer.tsx';
import { dayWords, momentWords } from './due.ts';
import { answerWords } from './look.page.tsx';
import { texts } from './messages.gen.ts';
import {
  Follow,
  type Giving,
  type Judging,
  MoreForm,
  NotShownCard,
  type Objecting,
  RateForm,
  ReopenForm,
  WithdrawForm,
} from './report-forms.tsx';
import { languageName } from './say.page.tsx';
import type { SeenReport, SeenStep } from './seen.ts';
import { Sent } from './sent.tsx';
import { keyOf, stateName, stateTone } from './states.ts';

/** What was just done, for the word at the head of the page. */
export const doneThings = [
  'sent',
  'more',
  'withdrawn',
  'rated',
  'unhappy',
  'reopened',
  'objected',
  'followed',
  'instead',
  'unfollowed',
] as const;
export type Done = (typeof doneThings)[number];

interface ReportContent {
  readonly report: SeenReport;
  /** The visitor wrote it down for somebody else. */
  readonly helped: boolean;
  /** The place in full: `xã Trạm Tấu`. */
  readonly unitName: string;
  readonly questions: readonly Question[];
  readonly done: Done | null;
  readonly follows: boolean;
  readonly timeZone: string;
  readonly now: Temporal.Instant;
  /** What the sender can do now. */
  readonly can: { readonly rate: boolean; readonly reopen: boolean; readonly withdraw: boolean };
  readonly reasons: readonly { readonly code: string; readonly label: string }[];
  readonly giving: Giving;
  /** A judgement that was not taken; null at first. */
  readonly judging: Judging | null;
  /** What the sender was about to say to why it is not shown. */
  readonly objecting: Objecting;
  /** What can be heard of the page. */
  readonly sound: Sound;
  /** The public address without a path. */
  readonly origin: string;
}

export function reportPage(view: View, content: ReportContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { report, done, timeZone } = content;
  const { view: about, mine } = report;
  const title = about.categoryNames[lang];
  const isShown = report.face !== null;
  return {
    title: `${title} · ${spokenCode(about.code)}`,
    unlisted: !isShown || mine,
    scripts: [
      listenScript,
      ...(mine ? ['reports/citizen/keep.client.ts'] : []),
      ...(mine && about.state === 'needs-more' ? ['reports/citizen/files.client.ts'] : []),
      ...(mine && (content.can.rate || content.can.reopen) ? [recordScript] : []),
    ],
    ...(isShown && !mine ? { sharing: { text: `${title}, ${content.unitName}: ${stateName(about.state, lang)}` } } : {}),
    body: (
      <div class="report">
        {done === 'sent' ? (
          <Sent
            view={view}
            report={report}
            timeZone={timeZone}
            helped={content.helped}
            unitName={content.unitName}
            origin={content.origin}
          />
        ) : (
          <>
            <PageHeading
              eyebrow={`${title} · ${content.unitName}`}
              title={t.state_sentence({ state: keyOf(about.state), office: about.organisationName ?? t.office_centre() })}
            >
              <p>
                <Pill tone={stateTone(about.state)}>{stateName(about.state, lang)}</Pill>{' '}
                <span class="muted">{t.code_is({ code: spokenCode(about.code) })}</span>
              </p>
            </PageHeading>
            <DoneNotice lang={lang} done={done} />
            <DeadlineWords lang={lang} report={report} timeZone={timeZone} now={content.now} />
          </>
        )}
        <Listen lang={lang} sound={content.sound} back={`/reports/${about.code}`} {...(mine ? { language: about.language } : {})} />
        {report.question && <MoreForm view={view} code={about.code} asked={report.question} giving={content.giving} />}
        {report.answer && <AnswerCard lang={lang} report={report} answer={report.answer} timeZone={timeZone} />}
        {mine && content.can.rate && (
          <RateForm view={view} report={report} reasons={content.reasons} mayReopen={content.can.reopen} judging={content.judging} />
        )}
        {report.notShown && <NotShownCard view={view} code={about.code} notShown={report.notShown} typed={content.objecting} />}
        {about.masterCode !== null && (
          <Notice title={t.merged_title()}>
            <p>
              <a href={`/reports/${about.masterCode}`}>{t.merged_link({ code: spokenCode(about.masterCode) })}</a>
            </p>
            {mine && report.joint === null && <p>{t.merged_here()}</p>}
          </Notice>
        )}
        {report.joint && <JointAnswerCard lang={lang} joint={report.joint} timeZone={timeZone} />}
        <Card title={t.steps_title()}>
          <Timeline lang={lang} steps={stepsOf(report, lang, timeZone)} />
        </Card>
        {report.content && <OwnWords lang={lang} report={report} questions={content.questions} unitName={content.unitName} />}
        {report.face && !mine && <PublicFace lang={lang} report={report} />}
        {!mine && !isShown && <p class="muted">{t.code_only()}</p>}
        {mine && !content.can.rate && content.can.reopen && (
          <ReopenForm view={view} report={report} reasons={content.reasons} judging={content.judging} />
        )}
        {mine && content.can.withdraw && <WithdrawForm view={view} code={about.code} />}
        {!mine && isShown && <Follow view={view} code={about.code} follows={content.follows} />}
        <p class="report-links">
          <a href={`/reports/${about.code}/slip`}>{t.slip_link()}</a>
          <a href="/reports/mine">{t.mine_link()}</a>
          <a href="/reports/look-up">{t.look_up_other()}</a>
        </p>
      </div>
    ),
  };
}

function DoneNotice({ lang, done }: { lang: Lang; done: Done | null }) {
  const t = texts[lang];
  if (done === null || done === 'sent') return null;
  const words: Readonly<Record<Exclude<Done, 'sent'>, string>> = {
    more: t.done_more(),
    withdrawn: t.done_withdrawn(),
    rated: t.done_rated(),
    unhappy: t.done_unhappy(),
    reopened: t.done_reopened(),
    objected: t.done_objected(),
    followed: t.follow_done(),
    instead: t.follow_done(),
    unfollowed: t.unfollow_done(),
  };
  return (
    <Notice tone="good">
      <p>{words[done]}</p>
      {done === 'instead' && <p>{t.follow_kept()}</p>}
    </Notice>
  );
}

/** By when, whether it is late, why it stands still, and how often it was given more time. */
function DeadlineWords(props: { lang: Lang; report: SeenReport; timeZone: string; now: Temporal.Instant }) {
  const { lang, report, timeZone, now } = props;
  const t = texts[lang];
  const { deadline } = report;
  if (deadline === null) return null;
  const by = momentWords(deadline.dueAt, timeZone, lang);
  if (deadline.pausedSince) {
    return (
      <Notice tone="waiting" title={t.due_paused({ day: dayWords(deadline.pausedSince, timeZone) })}>
        {t.due_paused_why()}
      </Notice>
    );
  }
  const late = now.epochMilliseconds > deadline.dueAt.epochMilliseconds;
  return (
    <Notice tone={late ? 'danger' : 'info'} title={late ? t.due_late({ step: deadline.step, by }) : t.due_by({ step: deadline.step, by })}>
      {late && <p>{t.due_late_then()}</p>}
      {deadline.extended > 0 && <p>{t.due_extended({ count: deadline.extended })}</p>}
    </Notice>
  );
}

function AnswerCard({ lang, report, answer, timeZone }: { lang: Lang; report: SeenReport; answer: SeenStep; timeZone: string }) {
  const t = texts[lang];
  return (
    <Card
      title={t.answer_title()}
      aside={<span class="muted">{[answer.officeName, dayWords(answer.at, timeZone)].filter(Boolean).join(' · ')}</span>}
    >
      {answer.words !== null && <p class="whitespace-pre-line">{answer.words}</p>}
      <Files lang={lang} code={report.view.code} files={answer.files} />
      {report.spoken && (
        <SpokenAnswerPlayer
          lang={lang}
          code={report.view.code}
          language={report.view.language}
          spoken={report.spoken}
          day={dayWords(report.spoken.at, timeZone)}
        />
      )}
      {report.mine && <LetterLink lang={lang} href={`/reports/${report.view.code}/letter`} />}
    </Card>
  );
}

/** The answer of the report into which the sender's own was merged. */
function JointAnswerCard({ lang, joint, timeZone }: { lang: Lang; joint: NonNullable<SeenReport['joint']>; timeZone: string }) {
  return (
    <Card
      title={texts[lang].answer_title()}
      aside={<span class="muted">{[joint.officeName, dayWords(joint.at, timeZone)].filter(Boolean).join(' · ')}</span>}
    >
      <p class="whitespace-pre-line">{joint.words}</p>
      <Files lang={lang} code={joint.code} files={joint.files} />
    </Card>
  );
}

/** Photos as small pictures that open, recordings to be heard, documents to be saved. */
function Files({ lang, code, files }: { lang: Lang; code: string; files: SeenReport['files'] }) {
  const t = texts[lang];
  if (files.length === 0) return null;
  let n = 0;
  return (
    <ul class="report-files">
      {files.map((file) => {
        const href = `/reports/${code}/files/${file.id}`;
        if (file.kind === 'image') n += 1;
        return (
          <li key={file.id}>
            {file.kind === 'image' && (
              <a href={href}>
                <img src={href} width="160" height="120" loading="lazy" alt={t.photo_role({ role: file.role, n })} />
              </a>
            )}
            {(file.kind === 'video' || file.kind === 'audio') && (
              <a class="button secondary" href={href}>
                <Icon name={file.kind === 'audio' ? 'listen' : 'camera'} />
                <span>{file.kind === 'audio' ? t.file_hear() : t.file_watch()}</span>
              </a>
            )}
            {file.kind === 'document' && (
              <a class="report-file" href={href}>
                <Icon name="document" small /> {t.file_document()}
              </a>
            )}
          </li>
        );
      })}
    </ul>
  );
}

function stepsOf(report: SeenReport, lang: Lang, timeZone: string) {
  const t = texts[lang];
  const last = report.steps.length - 1;
  const ended = ['closed', 'not-accepted', 'merged', 'answered', 'rated'].includes(report.view.state);
  return report.steps.map((step, index) => ({
    title: t.step_title({
      step: keyOf(step.step),
      office: step.officeName ?? t.office_some(),
      satisfied: step.satisfied === null ? '' : step.satisfied ? 'yes' : 'no',
    }),
    when: momentWords(step.at, timeZone, lang),
    detail:
      step.reason === null && (step.words === null || step.step === 'approve') ? undefined : (
        <>
          {step.reason && <p>{step.reason.names[lang]}</p>}
          {step.reason && step.reason.doors[lang] !== '' && (
            <p>{step.reason.doorHref === '' ? step.reason.doors[lang] : <a href={step.reason.doorHref}>{step.reason.doors[lang]}</a>}</p>
          )}
          {step.words !== null && step.step !== 'approve' && <p class="whitespace-pre-line">{step.words}</p>}
          {step.step !== 'approve' && <Files lang={lang} code={report.view.code} files={step.files} />}
        </>
      ),
    state: index < last || ended ? ('done' as const) : ('now' as const),
  }));
}

function OwnWords(props: { lang: Lang; report: SeenReport; questions: readonly Question[]; unitName: string }) {
  const { lang, report, questions } = props;
  const t = texts[lang];
  const { content, view } = report;
  if (content === null) return null;
  return (
    <Card title={t.own_title()}>
      {content.words !== '' && <p class="whitespace-pre-line">{content.words}</p>}
      <Files lang={lang} code={view.code} files={report.files} />
      {view.listening && <p class="muted">{t.own_listening({ language: languageName(view.language, lang) })}</p>}
      <DefinitionList
        rows={[
          { term: t.own_summary(), value: content.summary },
          { term: t.look_place(), value: [content.placeWords, props.unitName].filter(Boolean).join(', ') },
          { term: t.look_point(), value: content.lat === null ? null : `${content.lat.toFixed(5)}, ${(content.lon ?? 0).toFixed(5)}` },
          ...questions.map((question) => ({ term: question.labels[lang], value: answerWords(question, content, lang) })),
          {
            term: t.own_seen(),
            value: view.shown
              ? t.own_seen_shown()
              : view.privacy === 'private' || report.notShown
                ? t.own_seen_private()
                : t.own_seen_not_yet(),
          },
        ]}
      />
    </Card>
  );
}

function PublicFace({ lang, report }: { lang: Lang; report: SeenReport }) {
  const t = texts[lang];
  const { face } = report;
  if (face === null) return null;
  return (
    <Card title={t.face_title()}>
      <p class="whitespace-pre-line">{face.words}</p>
      {face.placeWords !== '' && <p class="muted">{face.placeWords}</p>}
      <Files lang={lang} code={report.view.code} files={report.files} />
      {report.view.followers > 0 && <p class="muted">{t.near_followers({ count: report.view.followers })}</p>}
    </Card>
  );
}
