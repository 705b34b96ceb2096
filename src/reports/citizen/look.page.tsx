/** The last piece: what everybody will see, what only the receiving centre sees, and how the answer gets back. */

import type { Staged } from '../../platform/files/uploads/index.ts';
import type { Page } from '../../platform/http/index.ts';
import {
  Button,
  Card,
  ChoiceField,
  DefinitionList,
  type FieldProblem,
  Notice,
  problemOf,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import type { Category, Question } from '../core/index.ts';
import { personalWordsIn } from '../core/personal-words.ts';
import { texts as doorTexts } from '../doors/messages.gen.ts';
import { type Draft, type Piece, pointOf } from './draft.ts';
import { lineStart } from './due.ts';
import { formScript } from './form-notices.tsx';
import { Frame } from './frame.tsx';
import { texts } from './messages.gen.ts';

interface LookContent {
  readonly category: Category;
  readonly questions: readonly Question[];
  readonly draft: Draft;
  readonly staged: readonly Staged[];
  /** The commune, as inside a sentence; null where no place was asked. */
  readonly communeName: string | null;
  readonly villageName: string | null;
  readonly problems: readonly FieldProblem[];
  readonly back: Piece;
}

export function lookPage(view: View, content: LookContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { category, draft, staged, problems } = content;
  const never = category.privacy === 'private';
  const shownFiles = staged.filter((one) => one.kind === 'image' || one.kind === 'video').length;
  const spoken = staged.some((one) => one.kind === 'audio');
  const place = [content.villageName, content.communeName].filter(Boolean).join(', ');
  const whole = draft.placeWords === '' ? lineStart(place) : [draft.placeWords, place].filter(Boolean).join(', ');
  const coarse = draft.atHome ? lineStart(content.communeName ?? '') : whole;
  const shownWords = draft.atHome ? [draft.words] : [draft.words, draft.placeWords];
  const personal = shownWords.flatMap((words) => personalWordsIn(words).map(({ text }) => text));
  const forSomebody = draft.whom === 'somebody';
  const onSlip = forSomebody && draft.door === 'slip' && draft.consent !== '';
  return {
    title: t.look_title(),
    unlisted: true,
    scripts: [formScript],
    body: (
      <Frame
        view={view}
        piece="look"
        draft={draft}
        title={t.look_title()}
        step={4}
        problems={problems}
        shown={['keep_private', 'name', 'phone', 'answer_by', ...(forSomebody && !onSlip ? ['door', 'consent'] : [])]}
        back={content.back}
        next={{ go: 'send', label: t.send() }}
        enter="look"
      >
        {onSlip ? (
          <Notice title={t.somebody_title()}>
            <p>{doorTexts[lang].look_slip()}</p>
          </Notice>
        ) : (
          forSomebody && <Somebody view={view} content={content} />
        )}
        <Card title={t.look_public()}>
          {never ? (
            <p>{t.look_public_none()}</p>
          ) : (
            <>
              <p class="hint">{t.look_public_after()}</p>
              {personal.length > 0 && (
                <Notice tone="waiting">
                  <p>{t.look_personal({ found: personal.join('”, “') })}</p>
                </Notice>
              )}
              <DefinitionList
                rows={[
                  { term: t.look_what(), value: category.names[lang] },
                  {
                    term: t.look_words(),
                    value:
                      draft.words === '' ? (
                        spoken ? (
                          t.look_words_spoken()
                        ) : null
                      ) : (
                        <span dir="auto" class="whitespace-pre-line">
                          {draft.words}
                        </span>
                      ),
                  },
                  { term: t.look_place(), value: coarse },
                  { term: t.look_photos(), value: shownFiles === 0 ? null : t.look_photos_count({ count: shownFiles }) },
                ]}
              />
              <ChoiceField
                lang={lang}
                name="keep_private"
                label={t.look_keep_private_label()}
                many
                options={[{ value: 'yes', label: t.look_keep_private() }]}
                value={draft.keepPrivate ? 'yes' : ''}
                optional
              />
            </>
          )}
          <div class="actions">
            <Button kind="quiet" name="go" value="say">
              {t.look_change_say()}
            </Button>
            {content.communeName !== null && (
              <Button kind="quiet" name="go" value="where">
                {t.look_change_where()}
              </Button>
            )}
            <Button kind="quiet" name="go" value="what">
              {t.look_change_what()}
            </Button>
          </div>
        </Card>
        <Card title={t.look_private()}>
          <DefinitionList
            rows={[
              { term: t.look_what(), value: never ? category.names[lang] : null },
              {
                term: t.look_words(),
                value:
                  never && draft.words !== '' ? (
                    <span dir="auto" class="whitespace-pre-line">
                      {draft.words}
                    </span>
                  ) : null,
              },
              { term: t.look_audio(), value: spoken ? t.file_audio() : null },
              { term: t.look_place(), value: never ? coarse : null },
              { term: t.look_place_exact(), value: draft.atHome ? whole : null },
              { term: t.look_point(), value: pointOf(draft) ? t.where_has_point() : null },
              ...content.questions.map((question) => ({ term: question.labels[lang], value: answerWords(question, draft, lang) })),
            ]}
          />
          <TextField
            lang={lang}
            name="name"
            label={forSomebody ? t.look_name_theirs() : t.look_name()}
            hint={forSomebody ? t.look_name_theirs_hint() : t.look_name_hint()}
            value={draft.name}
            maxLength={100}
            autoComplete={forSomebody ? 'off' : 'name'}
            error={problemOf(problems, 'name')}
            optional
          />
          <TextField
            lang={lang}
            name="phone"
            label={forSomebody ? t.look_phone_theirs() : t.look_phone()}
            hint={forSomebody ? t.look_phone_theirs_hint() : t.look_phone_hint()}
            value={draft.phone}
            inputMode="tel"
            width="short"
            maxLength={30}
            autoComplete={forSomebody ? 'off' : 'tel'}
            error={problemOf(problems, 'phone')}
            optional
          />
        </Card>
        <ChoiceField
          lang={lang}
          name="answer_by"
          label={t.look_answer()}
          options={[
            { value: 'page', label: t.answer_page(), hint: t.answer_page_hint() },
            { value: 'sms', label: t.answer_sms() },
            { value: 'call', label: t.answer_call() },
            { value: 'visit', label: t.answer_visit(), hint: t.answer_visit_hint() },
          ]}
          value={draft.answerBy || 'page'}
          error={problemOf(problems, 'answer_by')}
        />
      </Frame>
    ),
  };
}

/** The answer to a question in words; null for none. */
export function answerWords(
  question: Question,
  draft: { readonly answers: Readonly<Record<string, string>> },
  lang: 'vi' | 'en',
): string | null {
  const t = texts[lang];
  const value = draft.answers[question.code];
  if (value === undefined || value === '') return null;
  if (question.answer === 'yes-no') return value === 'yes' ? t.answer_yes() : t.answer_no();
  return question.options.find((option) => option.code === value)?.[lang] ?? value;
}

function Somebody({ view, content }: { view: View; content: LookContent }) {
  const { lang } = view;
  const t = texts[lang];
  const d = doorTexts[lang];
  const { draft, problems } = content;
  const fields = (
    <>
      <ChoiceField
        lang={lang}
        name="door"
        label={t.somebody_door()}
        options={[
          { value: 'call', label: t.somebody_door_call() },
          { value: 'helper', label: t.somebody_door_helper() },
        ]}
        value={draft.door || 'helper'}
        error={problemOf(problems, 'door')}
      />
      <ChoiceField
        lang={lang}
        name="consent"
        label={t.somebody_consent()}
        options={[
          { value: 'spoken', label: t.somebody_consent_spoken() },
          { value: 'paper', label: t.somebody_consent_paper() },
        ]}
        value={draft.consent}
        error={problemOf(problems, 'consent')}
      />
    </>
  );
  if (draft.consent === '')
    return (
      <>
        <Notice title={t.somebody_title()}>
          <p>{t.somebody()}</p>
        </Notice>
        {fields}
      </>
    );
  // Asked where the form was begun: said here, not asked again.
  return (
    <Notice title={t.somebody_title()}>
      <p>{d.look_given({ door: draft.door, consent: draft.consent })}</p>
      <details class="report-change">
        <summary>{d.look_given_change()}</summary>
        <div class="form">{fields}</div>
      </details>
    </Notice>
  );
}
