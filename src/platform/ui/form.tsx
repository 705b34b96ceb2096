import type { ComponentChildren } from 'preact';
import type { Lang } from '../i18n/index.ts';
import { Icon } from './icon.tsx';
import { texts } from './messages.gen.ts';
import type { View } from './view.ts';

/** The name of the hidden field that proves that a form came from our own page. */
export const formTokenField = '_csrf';

/** Proves that the form came from our own page; every form that writes has one. */
export function FormToken({ view }: { view: Pick<View, 'formToken'> }) {
  return view.formToken === null ? null : <input type="hidden" name={formTokenField} value={view.formToken} />;
}

/** What was wrong with a field, in words; `field` is the name of the field. */
export interface FieldProblem {
  readonly field: string;
  readonly message: string;
}

/** The problem of a field, for its `error`. */
export function problemOf(problems: readonly FieldProblem[], field: string): string | undefined {
  return problems.find((problem) => problem.field === field)?.message;
}

/** All problems of a form at its head: it takes the focus and leads to each field. Nothing when there are none. */
export function ErrorSummary({ lang, problems }: { lang: Lang; problems: readonly FieldProblem[] }) {
  if (problems.length === 0) return null;
  const t = texts[lang];
  return (
    <div class="notice danger" id="problems" role="alert" tabIndex={-1} {...takesFocus}>
      <Icon name="danger" />
      <div>
        <h2 class="notice-title">{t.problems_title({ count: problems.length })}</h2>
        <p>{t.problems_kept()}</p>
        <ul>
          {problems.map((problem) => (
            <li key={problem.field}>
              <a href={`#${fieldId(problem.field)}`}>{problem.message}</a>
            </li>
          ))}
        </ul>
      </div>
    </div>
  );
}

/** The focus is the message: whoever sent the form hears at once that something is to be corrected. */
const takesFocus = { autofocus: true };

const fieldId = (name: string) => `f-${name.replace(/[^\w-]/g, '-')}`;

interface FieldLook {
  lang: Lang;
  name: string;
  label: ComponentChildren;
  hint?: ComponentChildren;
  error?: string | undefined;
  /** Said beside the label; what isn't optional is required. */
  optional?: boolean;
}

interface Wiring {
  id: string;
  name: string;
  'aria-describedby': string | undefined;
  'aria-invalid': 'true' | undefined;
}

/** Label, hint and error around one control, which takes over the wiring given to it. */
export function Field(props: FieldLook & { control: (wiring: Wiring) => ComponentChildren }) {
  const id = fieldId(props.name);
  const described = [props.hint ? `${id}-hint` : '', props.error ? `${id}-error` : ''].filter(Boolean).join(' ');
  return (
    <div class={props.error ? 'field wrong' : 'field'}>
      <label for={id}>
        {props.label}
        {props.optional && <span class="optional"> ({texts[props.lang].optional()})</span>}
      </label>
      <Remarks id={id} hint={props.hint} error={props.error} />
      {props.control({
        id,
        name: props.name,
        'aria-describedby': described || undefined,
        'aria-invalid': props.error ? 'true' : undefined,
      })}
    </div>
  );
}

function Remarks({ id, hint, error }: { id: string; hint: ComponentChildren; error: string | undefined }) {
  return (
    <>
      {hint && (
        <p class="hint" id={`${id}-hint`}>
          {hint}
        </p>
      )}
      {error && (
        <p class="error" id={`${id}-error`}>
          <Icon name="danger" small />
          <span>{error}</span>
        </p>
      )}
    </>
  );
}

type TextFieldProps = FieldLook & {
  value?: string | undefined;
  /** Which keyboard a phone shows. */
  inputMode?: 'text' | 'numeric' | 'decimal' | 'tel' | 'email' | 'url';
  autoComplete?: string;
  maxLength?: number;
  /** More than one: a text of several lines. */
  rows?: number;
  /** `short` for codes and numbers, so that the field says how much is expected. */
  width?: 'short' | 'full';
};

/** A line or several lines of text; what was typed stays as `value`. */
export function TextField(props: TextFieldProps) {
  const kept = { maxLength: props.maxLength, autoComplete: props.autoComplete ?? 'off', 'aria-required': !props.optional };
  return (
    <Field
      {...props}
      control={(wiring) =>
        (props.rows ?? 1) > 1 ? (
          <textarea class="input" rows={props.rows} {...kept} {...wiring}>
            {props.value}
          </textarea>
        ) : (
          <input
            class={props.width === 'short' ? 'input short' : 'input'}
            type="text"
            {...(props.inputMode ? { inputMode: props.inputMode } : {})}
            value={props.value}
            {...kept}
            {...wiring}
          />
        )
      }
    />
  );
}

/** A day typed as `31/05/2022`. Where the browser has a calendar, the script adds a button that opens it. */
export function DateField(props: FieldLook & { value?: string | undefined }) {
  const t = texts[props.lang];
  return (
    <Field
      {...props}
      hint={props.hint ?? t.date_hint()}
      control={(wiring) => (
        <span class="with-button">
          <input
            class="input short"
            type="text"
            inputMode="numeric"
            autoComplete="off"
            maxLength={20}
            value={props.value}
            aria-required={!props.optional}
            placeholder={t.date_form()}
            data-date={t.choose_day()}
            {...wiring}
          />
        </span>
      )}
    />
  );
}

/** One file from the device. `accept` as in HTML. The form needs `enctype="multipart/form-data"`. */
export function FileField(props: FieldLook & { accept?: string }) {
  return <Field {...props} control={(wiring) => <input class="input file" type="file" accept={props.accept} {...wiring} />} />;
}

export interface Option {
  readonly value: string;
  readonly label: string;
}

/** One of many, as a list that opens. */
export function SelectField(props: FieldLook & { options: readonly Option[]; value?: string | undefined }) {
  return (
    <Field
      {...props}
      control={(wiring) => (
        <select class="input" aria-required={!props.optional} {...wiring}>
          {props.options.map((option) => (
            <option key={option.value} value={option.value} selected={option.value === props.value}>
              {option.label}
            </option>
          ))}
        </select>
      )}
    />
  );
}

/** One of a few, all seen at once; with `many` any number of them. */
export function ChoiceField(
  props: FieldLook & { options: readonly (Option & { hint?: string })[]; value?: string | readonly string[]; many?: boolean },
) {
  const id = fieldId(props.name);
  const chosen = new Set(typeof props.value === 'string' ? [props.value] : props.value);
  return (
    <fieldset class={props.error ? 'field wrong' : 'field'} aria-describedby={props.error ? `${id}-error` : undefined}>
      <legend>
        {props.label}
        {props.optional && <span class="optional"> ({texts[props.lang].optional()})</span>}
      </legend>
      <Remarks id={id} hint={props.hint} error={props.error} />
      {props.options.map((option, index) => (
        <label class="choice" key={option.value}>
          <input
            id={index === 0 ? id : undefined}
            type={props.many ? 'checkbox' : 'radio'}
            name={props.name}
            value={option.value}
            checked={chosen.has(option.value)}
          />
          <span>
            {option.label}
            {option.hint && <span class="hint">{option.hint}</span>}
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** A search as a form that can be shared; `hidden` keeps other choices of the page. */
export function SearchForm(props: {
  lang: Lang;
  action: string;
  label: string;
  name?: string;
  value?: string | undefined;
  hint?: ComponentChildren;
  hidden?: Readonly<Record<string, string>>;
}) {
  const name = props.name ?? 'q';
  return (
    <search class="search">
      <form action={props.action}>
        {Object.entries(props.hidden ?? {}).map(([key, value]) => (
          <input key={key} type="hidden" name={key} value={value} />
        ))}
        <label for={fieldId(name)}>{props.label}</label>
        {props.hint && (
          <p class="hint" id={`${fieldId(name)}-hint`}>
            {props.hint}
          </p>
        )}
        <span class="with-button">
          <input
            class="input"
            type="search"
            id={fieldId(name)}
            name={name}
            value={props.value}
            maxLength={200}
            autoComplete="off"
            aria-describedby={props.hint ? `${fieldId(name)}-hint` : undefined}
          />
          <button class="button primary" type="submit">
            <Icon name="search" />
            <span>{texts[props.lang].search()}</span>
          </button>
        </span>
      </form>
    </search>
  );
}
