import type { ComponentChildren } from 'preact';
import type { Refusal } from '../../platform/outcome/index.ts';
import {
  Breadcrumb,
  Button,
  Card,
  Chips,
  ChoiceField,
  DateField,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  type Page,
  PageHeading,
  problemOf,
  SelectField,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import type { Summary } from '../commands/import/summary.ts';
import { type ShareBasis, shareBases } from '../contract.ts';
import { Effects, type RecordNames } from './effects.tsx';
import { type EventForm, eventForms, eventName, partNumbers, type Typed } from './event-form.ts';
import { countsLine, countsOfSummary } from './labels.ts';
import { texts } from './messages.gen.ts';
import { RefusalNotice } from './preview.page.tsx';

export interface EventFormContent {
  readonly form: EventForm;
  readonly typed: Typed;
  readonly names: RecordNames;
  readonly problems: readonly FieldProblem[];
  /** Findings that belong to no field. */
  readonly others: readonly Refusal[];
  /** What the event would do; null until the form was looked at without problems. */
  readonly summary: Summary | null;
}

/** `/console/territory/events/new`: one event, filled in, seen, written. */
export function eventFormPage(view: View, content: EventFormContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { form, summary } = content;
  const title = t.form_title({ kind: eventName(form, lang) });
  const chips = eventForms.map((one) => ({
    label: eventName(one, lang),
    href: `/console/territory/events/new?kind=${one}`,
    current: one === form,
  }));
  return {
    title,
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.overview_title(), href: '/console/territory' }, { label: title }]} />
        <PageHeading title={title} intro={t.hand_intro()} />
        <Chips label={t.event_kind()} items={chips} />
        <ErrorSummary lang={lang} problems={content.problems} />
        {content.others.map((refusal, at) => (
          <RefusalNotice key={at} lang={lang} refusal={refusal} title={t.form_other_problem()} />
        ))}
        <form class="form" method="post" action={`/console/territory/events?kind=${form}`}>
          <FormToken view={view} />
          <Day {...content} lang={lang} />
          <Subject {...content} lang={lang} />
          <Basis {...content} lang={lang} />
          {summary && (
            <Card title={t.form_effect()}>
              <p>{t.form_effect_what({ what: countsLine(countsOfSummary(summary), lang) })}</p>
              <Effects lang={lang} summary={summary} names={content.names} />
            </Card>
          )}
          <div class="actions">
            {summary && (
              <Button icon="done" name="do" value="apply">
                {t.form_apply()}
              </Button>
            )}
            <Button kind={summary ? 'secondary' : 'primary'} name="do" value="preview">
              {t.form_preview()}
            </Button>
          </div>
        </form>
      </>
    ),
  };
}

type Section = EventFormContent & { readonly lang: View['lang'] };

function Day({ lang, typed, problems }: Section) {
  const t = texts[lang];
  return <DateField lang={lang} name="day" label={t.field_day()} value={typed('day')} error={problemOf(problems, 'day')} />;
}

/** A line of text with its problem and what was typed. */
function Line(props: Section & { name: string; label: string; hint?: string; optional?: boolean; short?: boolean; rows?: number }) {
  return (
    <TextField
      lang={props.lang}
      name={props.name}
      label={props.label}
      hint={props.hint}
      value={props.typed(props.name)}
      error={problemOf(props.problems, props.name)}
      maxLength={5000}
      {...(props.optional ? { optional: true } : {})}
      {...(props.short ? { width: 'short' as const } : {})}
      {...(props.rows ? { rows: props.rows } : {})}
    />
  );
}

function TypeSelect(props: Section & { name: string; label: string; optional?: boolean }) {
  const t = texts[props.lang];
  const types = [...props.names.types.values()].map((type) => ({ value: type.id, label: props.lang === 'vi' ? type.nameVi : type.nameEn }));
  return (
    <SelectField
      lang={props.lang}
      name={props.name}
      label={props.label}
      options={[{ value: '', label: t.field_type_none() }, ...types]}
      value={props.typed(props.name)}
      error={problemOf(props.problems, props.name)}
      {...(props.optional ? { optional: true } : {})}
    />
  );
}

/** The fields of a unit that the event may establish. */
function Receiver(props: Section & { prefix: string }) {
  const t = texts[props.lang];
  const { prefix } = props;
  return (
    <>
      <ChoiceField
        lang={props.lang}
        name={`${prefix}new`}
        label={t.field_new_or_not()}
        many
        optional
        options={[{ value: 'yes', label: t.field_is_new(), hint: t.field_is_new_hint() }]}
        value={props.typed(`${prefix}new`)}
        error={problemOf(props.problems, `${prefix}new`)}
      />
      <Line {...props} name={`${prefix}name`} label={t.field_name()} optional />
      <TypeSelect {...props} name={`${prefix}type`} label={t.field_type()} optional />
      <Line {...props} name={`${prefix}parent`} label={t.field_parent()} optional short />
    </>
  );
}

/** What the event is about. */
function Subject(props: Section): ComponentChildren {
  const t = texts[props.lang];
  const unit = <Line {...props} name="unit" label={t.field_unit()} hint={t.field_unit_hint()} />;
  switch (props.form) {
    case 'rename':
      return (
        <>
          {unit}
          <Line {...props} name="name" label={t.field_new_name()} />
        </>
      );
    case 'retype':
      return (
        <>
          {unit}
          <TypeSelect {...props} name="type" label={t.field_new_type()} />
          <Line {...props} name="code" label={t.field_new_code()} optional short />
        </>
      );
    case 'transfer':
      return (
        <>
          {unit}
          <Line {...props} name="parent" label={t.field_new_parent()} short />
        </>
      );
    case 'merge':
      return (
        <>
          <Line {...props} name="units" label={t.field_units()} hint={t.field_units_hint()} rows={5} />
          <Line {...props} name="into" label={t.field_into()} hint={t.field_into_hint()} />
          <Receiver {...props} prefix="into_" />
        </>
      );
    case 'split':
      return (
        <>
          {unit}
          <p class="hint">{t.parts_hint()}</p>
          <SelectField
            lang={props.lang}
            name="basis"
            label={t.field_basis()}
            options={shareBases.map((basis) => ({ value: basis, label: basisName(basis, props.lang) }))}
            value={props.typed('basis') || 'population'}
            error={problemOf(props.problems, 'basis')}
          />
          {partNumbers.map((part) => (
            <Card key={part} title={t.part_title({ number: String(part) })}>
              <Line {...props} name={`part${part}_code`} label={t.field_part_code()} short optional={part > 2} />
              <Line {...props} name={`part${part}_num`} label={t.field_num()} short optional={part > 2} />
              <Line {...props} name={`part${part}_den`} label={t.field_den()} short optional={part > 2} />
              <Receiver {...props} prefix={`part${part}_`} />
            </Card>
          ))}
        </>
      );
    case 'abolish':
      return <LevelSelect {...props} />;
  }
}

function LevelSelect(props: Section) {
  const t = texts[props.lang];
  const levels = [...props.names.levels.values()].filter((level) => level.to === null).sort((a, b) => a.rank - b.rank);
  return (
    <SelectField
      lang={props.lang}
      name="level"
      label={t.field_level()}
      hint={t.field_level_hint()}
      options={levels.map((level) => ({ value: level.id, label: props.lang === 'vi' ? level.nameVi : level.nameEn }))}
      value={props.typed('level')}
      error={problemOf(props.problems, 'level')}
    />
  );
}

function basisName(basis: ShareBasis, lang: View['lang']): string {
  const t = texts[lang];
  const names = {
    whole: t.basis_whole(),
    villages: t.basis_villages(),
    households: t.basis_households(),
    population: t.basis_population(),
    area: t.basis_area(),
  };
  return names[basis];
}

/** The legal basis, the same for every kind. */
function Basis(props: Section) {
  const t = texts[props.lang];
  return (
    <>
      <Line {...props} name="title" label={t.field_title()} hint={t.field_title_hint()} optional />
      <Line {...props} name="document" label={t.field_document()} hint={t.field_document_hint()} optional />
      <Line {...props} name="clause" label={t.field_clause()} optional />
      <ChoiceField
        lang={props.lang}
        name="verified"
        label={t.field_check()}
        many
        optional
        options={[{ value: 'yes', label: t.field_verified() }]}
        value={props.typed('verified')}
      />
      <Line {...props} name="note" label={t.field_note()} optional />
    </>
  );
}
