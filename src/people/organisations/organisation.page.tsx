import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import {
  Button,
  Card,
  ChoiceField,
  DataTable,
  DateField,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  problemOf,
  SelectField,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import { type OrganisationKind, organisationKinds, receivable } from './model.ts';
import type { NamedUnit, Organisation, VersionRow } from './queries.ts';
import { kindWords, rangeWords, receivesWords } from './words.ts';

/** What was typed in the form, as it came. */
export interface TypedOrganisation {
  readonly kind: string;
  readonly name: string;
  readonly shortName: string;
  readonly parent: string;
  readonly unit: string;
  readonly receives: readonly string[];
  readonly from: string;
}

/** What can be chosen in the form. */
export interface Choices {
  readonly organisations: readonly Organisation[];
  readonly units: readonly NamedUnit[];
}

function Fields({
  lang,
  typed,
  choices,
  problems,
}: {
  lang: Lang;
  typed: TypedOrganisation;
  choices: Choices;
  problems: readonly FieldProblem[];
}) {
  const t = texts[lang];
  const words = { cases: t.receives_cases(), money: t.receives_money() };
  return (
    <>
      <TextField lang={lang} name="name" label={t.field_name()} maxLength={200} value={typed.name} error={problemOf(problems, 'name')} />
      <TextField
        lang={lang}
        name="short-name"
        label={t.field_short_name()}
        maxLength={60}
        value={typed.shortName}
        error={problemOf(problems, 'short-name')}
      />
      <SelectField
        lang={lang}
        name="parent"
        label={t.field_parent()}
        optional
        options={[{ value: '', label: t.field_no_parent() }, ...choices.organisations.map((one) => ({ value: one.id, label: one.name }))]}
        value={typed.parent}
        error={problemOf(problems, 'parent')}
      />
      <SelectField
        lang={lang}
        name="unit"
        label={t.field_unit()}
        hint={t.field_unit_hint()}
        optional
        options={[
          { value: '', label: t.field_no_unit() },
          ...choices.units.map((one) => ({ value: one.id, label: one.code === null ? one.name : `${one.name} (${one.code})` })),
        ]}
        value={typed.unit}
        error={problemOf(problems, 'unit')}
      />
      <ChoiceField
        lang={lang}
        name="receives"
        label={t.field_receives()}
        many
        optional
        options={receivable.map((value) => ({ value, label: words[value] }))}
        value={typed.receives}
      />
    </>
  );
}

/** `/console/organisations/new`. */
export function newOrganisationPage(
  view: View,
  content: { typed: TypedOrganisation; choices: Choices; problems: readonly FieldProblem[] },
): Page {
  const { lang } = view;
  const t = texts[lang];
  const { typed, choices, problems } = content;
  return {
    title: t.add_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.add_title()} />
        <ErrorSummary lang={lang} problems={problems} />
        <form class="form" method="post" action="/console/organisations">
          <FormToken view={view} />
          <ChoiceField
            lang={lang}
            name="kind"
            label={t.field_kind()}
            options={organisationKinds.map((value) => ({ value, label: kindWords(value, lang) }))}
            value={typed.kind}
            error={problemOf(problems, 'kind')}
          />
          <Fields lang={lang} typed={typed} choices={choices} problems={problems} />
          <DateField lang={lang} name="from" label={t.field_from()} value={typed.from} error={problemOf(problems, 'from')} />
          <Button>{t.add_button()}</Button>
        </form>
      </>
    ),
  };
}

export interface OrganisationPage {
  readonly id: string;
  readonly kind: OrganisationKind;
  /** Newest first. */
  readonly versions: readonly VersionRow[];
  readonly below: readonly Organisation[];
  readonly choices: Choices;
  readonly typed: TypedOrganisation;
  readonly lastDay: string;
  readonly problems: readonly FieldProblem[];
  readonly done: 'added' | 'changed' | 'closed' | null;
}

/** `/console/organisations/:organisationId`: what it was and is, and how it changes. */
export function organisationPage(view: View, content: OrganisationPage): Page {
  const { lang } = view;
  const t = texts[lang];
  const { id, kind, versions, below, choices, typed, problems, done } = content;
  const latest = versions[0];
  const goesOn = latest?.to === null;
  const notices = { added: t.done_added(), changed: t.done_changed(), closed: t.done_closed() };
  return {
    title: latest?.name ?? '',
    unlisted: true,
    body: (
      <>
        <PageHeading title={latest?.name ?? ''} eyebrow={kindWords(kind, lang)} intro={receivesWords(latest?.receives ?? [], lang)} />
        {done && <Notice tone="good">{notices[done]}</Notice>}
        <History lang={lang} versions={versions} choices={choices} />
        {below.length > 0 && (
          <Card title={t.below_title()}>
            <div class="prose">
              <ul>
                {below.map((one) => (
                  <li key={one.id}>
                    <a href={`/console/organisations/${one.id}`}>{one.name}</a>
                  </li>
                ))}
              </ul>
            </div>
          </Card>
        )}
        <ErrorSummary lang={lang} problems={problems} />
        {goesOn && latest && (
          <Card title={t.change_title()} id="change">
            <form class="form" method="post" action={`/console/organisations/${id}/change`}>
              <FormToken view={view} />
              <Fields
                lang={lang}
                typed={typed}
                choices={{ ...choices, organisations: choices.organisations.filter((one) => one.id !== id) }}
                problems={problems}
              />
              <DateField
                lang={lang}
                name="from"
                label={t.field_from_change()}
                hint={t.field_from_change_hint({ day: formatDate(latest.from) })}
                value={typed.from}
                error={problemOf(problems, 'from')}
              />
              <Button>{t.change_button()}</Button>
            </form>
          </Card>
        )}
        {goesOn && (
          <Card title={t.close_title()} id="close">
            <p>{t.close_intro()}</p>
            <form class="form" method="post" action={`/console/organisations/${id}/close`}>
              <FormToken view={view} />
              <DateField
                lang={lang}
                name="last-day"
                label={t.close_day()}
                value={content.lastDay}
                error={problemOf(problems, 'last-day')}
              />
              <Button kind="danger">{t.close_button()}</Button>
            </form>
          </Card>
        )}
      </>
    ),
  };
}

function History({ lang, versions, choices }: { lang: Lang; versions: readonly VersionRow[]; choices: Choices }) {
  const t = texts[lang];
  const organisation = (id: string | null) => choices.organisations.find((one) => one.id === id)?.shortName ?? '';
  const unit = (id: string | null) => choices.units.find((one) => one.id === id)?.name ?? '';
  const columns = [
    { label: t.column_days(), cell: (row: VersionRow) => rangeWords(row, lang) },
    { label: t.field_name(), cell: (row: VersionRow) => `${row.name} (${row.shortName})` },
    { label: t.field_parent(), cell: (row: VersionRow) => organisation(row.parentId) || t.field_no_parent() },
    { label: t.field_unit(), cell: (row: VersionRow) => unit(row.unitId) || t.field_no_unit() },
    { label: t.field_receives(), cell: (row: VersionRow) => receivesWords(row.receives, lang) },
  ];
  return <DataTable caption={t.history_title()} columns={columns} rows={versions} />;
}
