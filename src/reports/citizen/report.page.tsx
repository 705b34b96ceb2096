/** `/reports/{code}`: where a report stands, for its sender and for anybody who has the code. */
import type { Page } from '../../platform/http/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { Listen, listenScript, Notice, PageHeading, Pill, type Sound, type View } from '../../platform/ui/index.ts';
import { spokenCode } from '../code.ts';
import type { Question } from '../core/index.ts';
import { recordScript } from '../voice/record-field.tsx';
import { lineStart } from './due.ts';
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
import { DeadlineWords, Steps } from './report-steps.tsx';
import { AnswerCard, JointAnswerCard, OwnWords, PublicFace } from './report-words.tsx';
import type { SeenReport } from './seen.ts';
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
  /** The place as inside a sentence: `thôn 3, xã Trạm Tấu`. */
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
      ...(mine && (content.can.rate || content.can.reopen || about.state === 'needs-more') ? [recordScript] : []),
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
              eyebrow={`${title} · ${lineStart(content.unitName)}`}
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
        {(about.masterCode !== null || about.state === 'merged') && (
          <Notice title={t.merged_title()}>
            {about.masterCode !== null && (
              <p>
                <a href={`/reports/${about.masterCode}`}>{t.merged_link({ code: spokenCode(about.masterCode) })}</a>
              </p>
            )}
            {mine && report.joint === null && <p>{t.merged_here()}</p>}
          </Notice>
        )}
        {report.joint && <JointAnswerCard lang={lang} joint={report.joint} timeZone={timeZone} />}
        <Steps lang={lang} report={report} timeZone={timeZone} />
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
