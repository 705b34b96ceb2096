/** What was written about a report: by its sender, for everybody, and in answer. */
import type { Lang } from '../../platform/i18n/index.ts';
import { Card, DefinitionList } from '../../platform/ui/index.ts';
import type { Question } from '../core/index.ts';
import { LetterLink, SpokenAnswerPlayer } from '../voice/spoken-answer.tsx';
import { dayWords, lineStart } from './due.ts';
import { answerWords } from './look.page.tsx';
import { texts } from './messages.gen.ts';
import { Files } from './report-files.tsx';
import type { SeenReport, SeenStep } from './seen.ts';

/** The answer that stands, to be heard too where it was spoken. */
export function AnswerCard({ lang, report, answer, timeZone }: { lang: Lang; report: SeenReport; answer: SeenStep; timeZone: string }) {
  const t = texts[lang];
  return (
    <Card
      title={t.answer_title()}
      aside={<span class="muted">{[answer.officeName, dayWords(answer.at, timeZone)].filter(Boolean).join(' · ')}</span>}
    >
      {answer.words !== null && (
        <p dir="auto" class="whitespace-pre-line">
          {answer.words}
        </p>
      )}
      <Files lang={lang} code={report.view.code} own={report.mine} files={answer.files} />
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
export function JointAnswerCard({ lang, joint, timeZone }: { lang: Lang; joint: NonNullable<SeenReport['joint']>; timeZone: string }) {
  return (
    <Card
      title={texts[lang].answer_title()}
      aside={<span class="muted">{[joint.officeName, dayWords(joint.at, timeZone)].filter(Boolean).join(' · ')}</span>}
    >
      <p dir="auto" class="whitespace-pre-line">
        {joint.words}
      </p>
      <Files lang={lang} code={joint.code} own={false} files={joint.files} />
    </Card>
  );
}

/** What the sender wrote, for the sender. */
export function OwnWords(props: { lang: Lang; report: SeenReport; questions: readonly Question[]; unitName: string }) {
  const { lang, report, questions } = props;
  const t = texts[lang];
  const { content, view } = report;
  if (content === null) return null;
  return (
    <Card title={t.own_title()}>
      {content.words !== '' && (
        <p dir="auto" class="whitespace-pre-line">
          {content.words}
        </p>
      )}
      <Files lang={lang} code={view.code} own files={report.files} />
      {view.listening && <p class="muted">{t.own_listening({ language: view.language })}</p>}
      <DefinitionList
        rows={[
          { term: t.own_summary(), value: content.summary },
          {
            term: t.look_place(),
            value: content.placeWords === '' ? lineStart(props.unitName) : `${content.placeWords}, ${props.unitName}`,
          },
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

/** What everybody sees of it. */
export function PublicFace({ lang, report }: { lang: Lang; report: SeenReport }) {
  const t = texts[lang];
  const { face } = report;
  if (face === null) return null;
  return (
    <Card title={t.face_title()}>
      <p dir="auto" class="whitespace-pre-line">
        {face.words}
      </p>
      {face.placeWords !== '' && (
        <p dir="auto" class="muted">
          {face.placeWords}
        </p>
      )}
      <Files lang={lang} code={report.view.code} own={false} files={report.files} />
      {report.view.followers > 0 && <p class="muted">{t.near_followers({ count: report.view.followers })}</p>}
    </Card>
  );
}
