/** The second piece: say it, in words or spoken; photos, a short video; what else is asked. */

import { helpLanguages } from '../../people/index.ts';
import type { Staged } from '../../platform/files/uploads/index.ts';
import type { Page } from '../../platform/http/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import {
  Button,
  ChoiceField,
  Field,
  type FieldProblem,
  Icon,
  Notice,
  problemOf,
  SelectField,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { limits } from '../contract.ts';
import type { Category, Notice as CategoryNotice, Question } from '../core/index.ts';
import { answerField, type Draft, type Piece } from './draft.ts';
import { formScript } from './form-notices.tsx';
import { Frame } from './frame.tsx';
import { texts } from './messages.gen.ts';
import { NoticeActions } from './what.page.tsx';

interface SayContent {
  readonly category: Category;
  /** One that only warns. */
  readonly notice: CategoryNotice | null;
  readonly questions: readonly Question[];
  readonly draft: Draft;
  readonly staged: readonly Staged[];
  readonly problems: readonly FieldProblem[];
  readonly next: Piece;
  /** Largest file that a form can carry, bytes. */
  readonly mostBytes: number;
}

export function sayPage(view: View, content: SayContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { category, notice, questions, draft, problems } = content;
  return {
    title: `${t.say_title()} · ${category.names[lang]}`,
    unlisted: true,
    scripts: [formScript, 'reports/citizen/files.client.ts', 'reports/citizen/record.client.ts'],
    body: (
      <Frame
        view={view}
        piece="say"
        draft={draft}
        title={category.names[lang]}
        step={2}
        problems={problems}
        shown={['words', 'language', 'uploads', ...questions.map((one) => answerField(one.code))]}
        files
        back="what"
        next={{ go: content.next, label: t.next() }}
      >
        {notice && (
          <Notice tone="danger" title={notice.titles[lang]}>
            <p>{notice.texts[lang]}</p>
            <NoticeActions lang={lang} notice={notice} />
          </Notice>
        )}
        <TextField
          lang={lang}
          name="words"
          label={t.say_words()}
          hint={t.say_words_hint()}
          rows={5}
          value={draft.words}
          error={problemOf(problems, 'words')}
          autoComplete="on"
          optional
        />
        <div class="report-voice" data-max={String(content.mostBytes)}>
          <FilesField
            lang={lang}
            name="recording"
            label={t.say_voice()}
            hint={t.say_voice_hint()}
            accept="audio/*"
            error={problemOf(problems, 'recording')}
          />
          <div id="record" hidden data-on={t.record_on()} data-denied={t.record_denied()} data-hint={t.keep_voice_hint()}>
            <button class="button secondary" type="button" data-record="start">
              <Icon name="microphone" />
              <span>{t.record_start()}</span>
            </button>
            <button class="button danger" type="button" data-record="stop" hidden>
              <Icon name="done" />
              <span>{t.record_stop()}</span>
            </button>
          </div>
          <SelectField
            lang={lang}
            name="language"
            label={t.say_language()}
            options={helpLanguages.map((value) => ({ value, label: languageName(value, lang) }))}
            value={draft.language || 'vi'}
          />
        </div>
        <FilesField
          lang={lang}
          name="photos"
          label={t.say_photos()}
          hint={t.say_photos_hint({ photos: limits.photos })}
          accept="image/*,video/*"
          many
          error={problemOf(problems, 'photos')}
        />
        <StagedFiles lang={lang} draft={draft} staged={content.staged} mostBytes={content.mostBytes} />
        {questions.length > 0 && (
          <section class="report-questions" aria-labelledby="report-questions">
            <h2 id="report-questions">{t.say_questions()}</h2>
            {questions.map((question) => (
              <QuestionField
                key={question.code}
                lang={lang}
                question={question}
                value={draft.answers[question.code] ?? ''}
                problems={problems}
              />
            ))}
          </section>
        )}
      </Frame>
    ),
  };
}

/** How a language of help is called. */
function languageName(code: string, lang: Lang): string {
  const t = texts[lang];
  const names: Readonly<Record<string, string>> = {
    vi: t.language_vi(),
    mong: t.language_mong(),
    dao: t.language_dao(),
    thai: t.language_thai(),
    tay: t.language_tay(),
  };
  return names[code] ?? code;
}

/** Files from the device, straight from its camera or microphone where it has one. */
export function FilesField(props: {
  lang: Lang;
  name: string;
  label: string;
  hint: string;
  accept: string;
  many?: boolean;
  error: string | undefined;
}) {
  return (
    <Field
      {...props}
      optional
      control={(wiring) => (
        <input
          class="input file"
          type="file"
          accept={props.accept}
          multiple={props.many ?? false}
          {...(props.many ? {} : { capture: 'user' as const })}
          {...wiring}
        />
      )}
    />
  );
}

/** What has arrived already, each with a way to take it out. The script puts the server's answer in its place after it sent a file. */
export function StagedFiles(props: { lang: Lang; draft: Draft; staged: readonly Staged[]; mostBytes: number }) {
  const { lang, staged } = props;
  const t = texts[lang];
  const named = namesOf(staged, lang);
  return (
    <div
      id="report-files"
      data-sending={t.files_sending()}
      data-ready={t.files_ready()}
      data-failed={t.files_failed()}
      data-large={t.files_large({ mb: Math.floor(props.mostBytes / 1_000_000) })}
      data-most={String(props.mostBytes)}
    >
      <input type="hidden" name="uploads" value={staged.map((one) => one.id).join(' ')} />
      {staged.length > 0 && (
        <>
          <h2 class="card-title">{t.files_title()}</h2>
          <ul class="report-files">
            {staged.map((one) => (
              <li key={one.id}>
                {one.kind === 'image' ? (
                  <img src={`/reports/new/files/${one.id}`} width="96" height="96" alt={named.get(one.id) ?? ''} />
                ) : (
                  <span class="report-file">
                    <Icon name={one.kind === 'audio' ? 'listen' : 'camera'} />
                    {named.get(one.id)}
                    {one.media.seconds !== undefined && (
                      <span class="muted"> · {t.file_seconds({ seconds: Math.round(one.media.seconds) })}</span>
                    )}
                  </span>
                )}
                <Button kind="quiet" name="drop" value={one.id}>
                  {t.file_drop({ what: named.get(one.id) ?? '' })}
                </Button>
              </li>
            ))}
          </ul>
        </>
      )}
      <p role="status" id="report-files-status" />
      <Button kind="secondary" name="go" value="stage" icon="upload">
        {t.say_stage()}
      </Button>
    </div>
  );
}

function namesOf(staged: readonly Staged[], lang: Lang): ReadonlyMap<string, string> {
  const t = texts[lang];
  let n = 0;
  return new Map(
    staged.map((one): [string, string] => {
      if (one.kind === 'image') {
        n += 1;
        return [one.id, t.file_image({ n })];
      }
      return [one.id, one.kind === 'audio' ? t.file_audio() : one.kind === 'video' ? t.file_video() : t.file_document()];
    }),
  );
}

function QuestionField(props: { lang: Lang; question: Question; value: string; problems: readonly FieldProblem[] }) {
  const { lang, question, value } = props;
  const t = texts[lang];
  const look = {
    lang,
    name: answerField(question.code),
    label: question.labels[lang],
    error: problemOf(props.problems, answerField(question.code)),
    optional: !question.required,
  };
  if (question.answer === 'yes-no') {
    return (
      <ChoiceField
        {...look}
        options={[
          { value: 'yes', label: t.answer_yes() },
          { value: 'no', label: t.answer_no() },
        ]}
        value={value}
      />
    );
  }
  if (question.answer === 'choice') {
    return (
      <ChoiceField {...look} options={question.options.map((option) => ({ value: option.code, label: option[lang] }))} value={value} />
    );
  }
  return (
    <TextField {...look} value={value} maxLength={300} inputMode={question.answer === 'number' ? 'decimal' : 'text'} autoComplete="on" />
  );
}
