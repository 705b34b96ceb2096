/** The fields of the steps. What each step demands is in the table of model.ts; here is how it is asked. */

import type { ComponentType } from 'preact';
import { formatDate } from '../../../platform/calendar/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { ChoiceField, type FieldProblem, problemOf, SelectField, TextField } from '../../../platform/ui/index.ts';
import { spokenCode } from '../../code.ts';
import { limits } from '../../contract.ts';
import { type StepName, transition, urgencies } from '../../model.ts';
import { texts } from '../messages.gen.ts';
import { plain } from '../words.ts';
import type { Case } from './gather.ts';
import { fieldName, type TypedStep } from './typed.ts';

export interface StepField {
  readonly lang: Lang;
  readonly step: StepName;
  readonly content: Case;
  /** Null where nothing was typed into this form yet. */
  readonly typed: TypedStep | null;
  readonly problems: readonly FieldProblem[];
}

interface Props {
  readonly field: StepField;
}

/** Name, value and problem of a field; `before` is what stands in it at first. */
export function bound({ lang, step, typed, problems }: StepField, key: string, before = '') {
  const name = fieldName(step, key);
  return { lang, name, value: typed === null ? before : (typed.values[key] ?? ''), error: problemOf(problems, name) };
}

/** Words for one audience, on several lines. */
function words(key: 'wordsToSender' | 'wordsToOfficials', optional: boolean): ComponentType<Props> {
  return ({ field }) => {
    const t = texts[field.lang];
    const hints = {
      wordsToSender: field.step === 'not-accept' ? t.field_words_sender_door() : t.field_words_sender_hint(),
      wordsToOfficials: t.field_words_officials_hint(),
    };
    return (
      <TextField
        {...bound(field, key)}
        label={key === 'wordsToSender' ? t.field_words_sender() : t.field_words_officials()}
        hint={hints[key]}
        rows={3}
        maxLength={limits.words}
        optional={optional}
      />
    );
  };
}

const ReasonField: ComponentType<Props> = ({ field }) => {
  const { lang, step, content } = field;
  const kind = transition(step).reasons;
  const reasons = kind === undefined ? [] : (content.choices.reasons[kind] ?? []);
  return (
    <ChoiceField
      {...bound(field, 'reason')}
      label={texts[lang].field_reason()}
      options={reasons.map((reason) => ({
        value: reason.code,
        label: reason.names[lang],
        ...(reason.doors[lang] === '' ? {} : { hint: reason.doors[lang] }),
      }))}
    />
  );
};

const CategoryField: ComponentType<Props> = ({ field }) => (
  <SelectField
    {...bound(field, 'category', field.content.report.categoryCode)}
    label={texts[field.lang].field_category()}
    options={field.content.choices.categories}
  />
);

const UrgencyField: ComponentType<Props> = ({ field }) => (
  <SelectField
    {...bound(field, 'urgency', '')}
    label={texts[field.lang].field_urgency()}
    options={[
      // Another category has an urgency of its own; the one of before would stay where nobody thinks of it.
      {
        value: '',
        label: texts[field.lang].urgency_by_category({ urgency: texts[field.lang].urgency({ urgency: field.content.report.urgency }) }),
      },
      ...urgencies.map((urgency) => ({ value: urgency, label: texts[field.lang].urgency({ urgency }) })),
    ]}
  />
);

const UnitField: ComponentType<Props> = ({ field }) => {
  const { content, lang } = field;
  const here = { value: content.report.unitId, label: content.names.units.get(content.report.unitId) ?? content.report.unitName };
  return (
    <SelectField
      {...bound(field, 'unitId', here.value)}
      label={texts[lang].field_unit()}
      options={[here, ...content.choices.units.filter((unit) => unit.value !== here.value)]}
    />
  );
};

const OfficeField: ComponentType<Props> = ({ field }) => {
  const { content, lang, step } = field;
  const t = texts[lang];
  const { suggested } = content.choices;
  const suggests = step === 'hand' && suggested !== null;
  return (
    <SelectField
      {...bound(field, 'organisationId', suggests ? suggested : '')}
      label={t.field_office()}
      {...(suggests
        ? { hint: t.field_office_suggested({ office: content.choices.offices.find((one) => one.value === suggested)?.label ?? '' }) }
        : {})}
      options={[{ value: '', label: t.choose() }, ...content.choices.offices]}
    />
  );
};

/** Up to two offices more; who needs others asks them for a part later. */
const PartsField: ComponentType<Props> = ({ field }) => {
  const { content, lang, step, typed } = field;
  const t = texts[lang];
  const name = fieldName(step, 'parts');
  const chosen = typed?.lists.parts ?? [];
  return (
    <details class="case-more" open={chosen.length > 0}>
      <summary>{t.field_parts()}</summary>
      <p class="hint">{t.field_parts_hint()}</p>
      {[0, 1].map((index) => (
        <div class="field" key={index}>
          <label for={`f-hand-part-${index}`}>{t.field_part({ number: index + 1 })}</label>
          <select class="input" id={`f-hand-part-${index}`} name={name}>
            <option value="">{t.choose()}</option>
            {content.choices.offices.map((office) => (
              <option key={office.value} value={office.value} selected={office.value === chosen[index]}>
                {office.label}
              </option>
            ))}
          </select>
        </div>
      ))}
    </details>
  );
};

const AssigneeField: ComponentType<Props> = ({ field }) => (
  <SelectField
    {...bound(field, 'assigneeId', field.content.report.assigneeId ?? '')}
    label={texts[field.lang].field_assignee()}
    options={field.content.choices.people}
  />
);

const MasterField: ComponentType<Props> = ({ field }) => {
  const { content, lang, step, typed } = field;
  const t = texts[lang];
  const { alike } = content.choices;
  return (
    <>
      <TextField
        {...bound(field, 'master')}
        label={t.field_master()}
        hint={t.field_master_hint()}
        inputMode="numeric"
        width="short"
        optional={alike.length > 0}
      />
      {alike.length > 0 && (
        <ChoiceField
          lang={lang}
          name={fieldName(step, 'alike')}
          label={t.field_alike()}
          optional
          options={alike.map((one) => ({
            value: one.code,
            label: `${spokenCode(one.code)} · ${formatDate(one.sentAt.toZonedDateTimeISO(content.calendar.timeZone).toPlainDate().toString())}`,
            hint: one.words,
          }))}
          value={typed?.values.alike ?? ''}
        />
      )}
    </>
  );
};

const AmountField: ComponentType<Props> = ({ field }) => {
  const { content, lang } = field;
  const t = texts[lang];
  const open = content.report.deadlines.findLast((deadline) => deadline.step === 'answer' && deadline.metAt === null);
  return (
    <TextField
      {...bound(field, 'amount')}
      label={t.field_amount({ unit: plain(open?.unit ?? 'working-days') })}
      hint={t.field_amount_hint()}
      inputMode="numeric"
      width="short"
    />
  );
};

const SummaryField: ComponentType<Props> = ({ field }) => (
  <TextField
    {...bound(field, 'summary', field.content.report.content?.summary ?? '')}
    label={texts[field.lang].field_summary()}
    hint={texts[field.lang].field_summary_hint()}
    rows={5}
    maxLength={limits.words}
  />
);

const MoreField: ComponentType<Props> = ({ field }) => (
  <TextField
    {...bound(field, 'words')}
    label={texts[field.lang].field_more()}
    hint={texts[field.lang].field_more_hint()}
    rows={4}
    maxLength={limits.words}
  />
);

const toSender = words('wordsToSender', false);
const toOfficials = words('wordsToOfficials', false);
const perhapsToOfficials = words('wordsToOfficials', true);
const perhapsToSender = words('wordsToSender', true);

/** The fields of steps that ask for more, or in another way, than the words and the reason that the table demands. */
const special: Readonly<Partial<Record<StepName, readonly ComponentType<Props>[]>>> = {
  hand: [CategoryField, UrgencyField, UnitField, OfficeField, perhapsToOfficials, PartsField],
  classify: [CategoryField, UrgencyField, UnitField],
  listen: [SummaryField],
  'not-accept': [ReasonField, perhapsToSender],
  merge: [MasterField],
  'give-more': [MoreField],
  'ask-part': [OfficeField, toOfficials],
  assign: [AssigneeField],
  'ask-extension': [ReasonField, AmountField, toSender],
  'grant-extension': [perhapsToOfficials],
  approve: [perhapsToOfficials],
};

/** The fields of a step in their order: what the table demands; `answer` and `show` have pages of their own. */
export function fieldsOf(step: StepName): readonly ComponentType<Props>[] {
  const { demands } = transition(step);
  return (
    special[step] ?? [
      ...(demands.includes('reason') ? [ReasonField] : []),
      ...(demands.includes('words-to-sender') ? [toSender] : []),
      ...(demands.includes('words-to-officials') ? [toOfficials] : []),
    ]
  );
}
