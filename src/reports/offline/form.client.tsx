/** The form on one page: words, files, place, contact, and what everybody will see. */
import type { Store } from '../../platform/browser/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { Card, DefinitionList, Notice } from '../../platform/ui/blocks.tsx';
import { ChoiceField, ErrorSummary, type FieldProblem, problemOf, SelectField, TextField } from '../../platform/ui/form.tsx';
import { PageHeading } from '../../platform/ui/heading.tsx';
import { Icon } from '../../platform/ui/icon.tsx';
import { texts as citizenTexts } from '../citizen/messages.gen.ts';
import { waysToAnswer } from '../contract.ts';
import { Files } from './files.client.tsx';
import type { Open } from './keeping.client.ts';
import { texts } from './messages.gen.ts';
import { type Ground, type GroundCategory, type GroundQuestion, questionsOf } from './model/ground.ts';
import { answerField, kindOf, type Writing } from './model/writing.ts';
import { Where } from './place.client.tsx';
import { Ways } from './what.client.tsx';

interface FormProps {
  readonly lang: Lang;
  readonly store: Store;
  readonly ground: Ground;
  readonly category: GroundCategory;
  readonly open: Open;
  readonly problems: readonly FieldProblem[];
  /** Whether what is seen is kept; with a word about it where it is not. */
  readonly kept: 'kept' | 'keeping' | 'empty';
  readonly change: (update: (writing: Writing) => Writing) => void;
  readonly keepFiles: Parameters<typeof Files>[0]['keep'];
  readonly other: () => void;
  readonly send: () => void;
}

/** The words of what is chosen in a list. */
const shownIn = (control: Element): string => (control instanceof HTMLSelectElement ? (control.selectedOptions[0]?.text ?? '') : '');

/** What a control says now, as a change of the writing; null where it belongs to none of its fields. */
function typed(control: EventTarget | null): ((writing: Writing) => Writing) | null {
  if (!(control instanceof HTMLInputElement || control instanceof HTMLTextAreaElement || control instanceof HTMLSelectElement)) return null;
  const { name, value } = control;
  const checked = control instanceof HTMLInputElement && control.checked;
  if (name.startsWith('q-')) return (writing) => ({ ...writing, answers: { ...writing.answers, [name.slice(2)]: value } });
  const fields: Readonly<Record<string, (writing: Writing) => Partial<Writing>>> = {
    words: () => ({ words: value }),
    language: () => ({ language: value }),
    commune: ({ commune }) => (value === commune ? {} : { commune: value, village: '', villageName: '' }),
    village: () => ({ village: value, villageName: value === '' ? '' : shownIn(control) }),
    place_words: () => ({ placeWords: value }),
    at_home: () => ({ atHome: checked }),
    keep_private: () => ({ keepPrivate: checked }),
    name: () => ({ name: value }),
    phone: () => ({ phone: value }),
    answer_by: () => ({ answerBy: waysToAnswer.find((way) => way === value) ?? 'page' }),
  };
  const field = fields[name];
  return field ? (writing) => ({ ...writing, ...field(writing) }) : null;
}

export function Form(props: FormProps) {
  const { lang, store, ground, category, open, problems } = props;
  const { writing } = open;
  const t = texts[lang];
  const c = citizenTexts[lang];
  const notice = category.notice === null ? undefined : ground.notices[category.notice];
  const questions = questionsOf(ground, category.code);
  const note = (event: Event): void => {
    const update = typed(event.target);
    if (update) props.change(update);
  };
  return (
    <>
      <PageHeading eyebrow={t.write_title()} title={category.name} />
      <ErrorSummary lang={lang} problems={problems} />
      <p class="kept-state" role="status">
        {props.kept === 'kept' && <Icon name="good" small />}
        {props.kept === 'kept' ? t.draft_kept() : props.kept === 'keeping' ? t.draft_keeping() : ''}
      </p>
      <form
        class="form"
        noValidate
        onInput={note}
        onChange={note}
        onSubmit={(event) => {
          event.preventDefault();
          props.send();
        }}
      >
        {notice?.effect === 'warn' && (
          <Notice tone="danger" title={notice.title}>
            <p>{notice.text}</p>
            <Ways notice={notice} />
          </Notice>
        )}
        <Card title={t.section_say()}>
          <TextField
            lang={lang}
            name="words"
            label={c.say_words()}
            hint={c.say_words_hint()}
            rows={5}
            value={writing.words}
            error={problemOf(problems, 'words')}
            autoComplete="on"
            optional
          />
          <Files lang={lang} store={store} files={open.files} keep={props.keepFiles} error={problemOf(problems, 'photos')} />
          <SelectField
            lang={lang}
            name="language"
            label={c.say_language()}
            options={ground.languages.map((value) => ({ value, label: languageName(value, lang) }))}
            value={writing.language}
            error={problemOf(problems, 'language')}
          />
          {questions.map((question) => (
            <Asked
              key={question.code}
              lang={lang}
              question={question}
              value={writing.answers[question.code] ?? ''}
              error={problemOf(problems, answerField(question.code))}
            />
          ))}
        </Card>
        {category.place !== 'none' && (
          <Where lang={lang} ground={ground} category={category} writing={writing} problems={problems} change={props.change} />
        )}
        <Card title={t.section_answer()}>
          <TextField
            lang={lang}
            name="name"
            label={c.look_name()}
            hint={c.look_name_hint()}
            value={writing.name}
            maxLength={100}
            autoComplete="name"
            error={problemOf(problems, 'name')}
            optional
          />
          <TextField
            lang={lang}
            name="phone"
            label={c.look_phone()}
            hint={c.look_phone_hint()}
            value={writing.phone}
            inputMode="tel"
            width="short"
            maxLength={30}
            autoComplete="tel"
            error={problemOf(problems, 'phone')}
            optional
          />
          <ChoiceField
            lang={lang}
            name="answer_by"
            label={c.look_answer()}
            options={[
              { value: 'page', label: c.answer_page(), hint: c.answer_page_hint() },
              { value: 'sms', label: c.answer_sms() },
              { value: 'call', label: c.answer_call() },
              { value: 'visit', label: c.answer_visit(), hint: c.answer_visit_hint() },
            ]}
            value={writing.answerBy}
            error={problemOf(problems, 'answer_by')}
          />
        </Card>
        <Seen {...props} />
        <div class="actions report-ways">
          <button class="button primary" type="submit">
            <Icon name="done" />
            <span>{t.send()}</span>
          </button>
          <button class="button secondary" type="button" onClick={props.other}>
            <Icon name="previous" />
            <span>{t.choose_other()}</span>
          </button>
        </div>
      </form>
      <p class="hint">
        {t.shared()} <a href="/reports/on-this-phone">{t.shared_link()}</a>
      </p>
    </>
  );
}

function languageName(code: string, lang: Lang): string {
  const c = citizenTexts[lang];
  const names: Readonly<Record<string, string>> = {
    vi: c.language_vi(),
    mong: c.language_mong(),
    dao: c.language_dao(),
    thai: c.language_thai(),
    tay: c.language_tay(),
  };
  return names[code] ?? code;
}

function Asked(props: { lang: Lang; question: GroundQuestion; value: string; error: string | undefined }) {
  const { lang, question, value, error } = props;
  const c = citizenTexts[lang];
  const look = { lang, name: answerField(question.code), label: question.label, error, optional: !question.required };
  if (question.answer === 'yes-no') {
    const options = [
      { value: 'yes', label: c.answer_yes() },
      { value: 'no', label: c.answer_no() },
    ];
    return <ChoiceField {...look} options={options} value={value} />;
  }
  if (question.answer === 'choice')
    return <ChoiceField {...look} options={question.options.map(({ code, label }) => ({ value: code, label }))} value={value} />;
  return (
    <TextField {...look} value={value} maxLength={300} inputMode={question.answer === 'number' ? 'decimal' : 'text'} autoComplete="on" />
  );
}

/** What everybody will see, and what only the receiving centre sees. */
function Seen({ lang, ground, category, open }: FormProps) {
  const t = texts[lang];
  const c = citizenTexts[lang];
  const { writing, files } = open;
  const never = category.privacy === 'private';
  const kinds = files.map(({ type }) => kindOf(type));
  const shown = kinds.filter((kind) => kind === 'image' || kind === 'video').length;
  const commune = ground.communes.find(([code]) => code === writing.commune)?.[1] ?? '';
  const place = [writing.placeWords, writing.villageName, commune].filter(Boolean).join(', ');
  return (
    <Card title={c.look_public()}>
      {never ? (
        <p>{c.look_public_none()}</p>
      ) : (
        <>
          <p class="hint">{t.look_when()}</p>
          <DefinitionList
            rows={[
              { term: c.look_what(), value: category.name },
              { term: c.look_words(), value: writing.words || (kinds.includes('audio') ? c.look_words_spoken() : null) },
              { term: c.look_place(), value: category.place === 'none' ? null : writing.atHome ? commune : place },
              { term: c.look_photos(), value: shown === 0 ? null : c.look_photos_count({ count: shown }) },
            ]}
          />
          <ChoiceField
            lang={lang}
            name="keep_private"
            label={c.look_keep_private_label()}
            many
            options={[{ value: 'yes', label: c.look_keep_private() }]}
            value={writing.keepPrivate ? 'yes' : ''}
            optional
          />
        </>
      )}
    </Card>
  );
}
