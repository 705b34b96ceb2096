import type { Lang } from '../../../platform/i18n/index.ts';
import {
  Button,
  Card,
  ChoiceField,
  DataTable,
  DateField,
  DefinitionList,
  EmptyState,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  problemOf,
  SelectField,
  TextField,
  type View,
} from '../../../platform/ui/index.ts';
import { memberRoles } from '../../contract.ts';
import { formPage } from '../forms/shell.tsx';
import { texts } from '../messages.gen.ts';
import { languageOptions, roleName } from '../words.ts';

export interface TypedMember {
  /** A known person; empty for a new one. */
  readonly person: string;
  readonly name: string;
  readonly birthYear: string;
  readonly language: string;
  readonly phone: string;
  readonly role: string;
  readonly force: string;
  readonly from: string;
  readonly term: string;
}

export interface PersonLine {
  readonly personId: string;
  readonly name: string;
  readonly birthYear: string;
  readonly place: string;
}

interface TeamName {
  readonly id: string;
  readonly name: string;
}

/** `/console/teams/:id/members/new`: first who it is, so that nobody becomes known twice. */
export function findPage(
  view: View,
  form: {
    readonly team: TeamName;
    readonly who: string;
    /** Null before anybody was looked for. */
    readonly found: { readonly persons: readonly PersonLine[]; readonly elsewhere: boolean } | null;
    readonly problems: readonly FieldProblem[];
    /** The form for somebody new, below what was found. */
    readonly fresh: MemberForm | null;
  },
): Page {
  const { lang } = view;
  const t = texts[lang];
  const { team, found } = form;
  const page = formPage(view, {
    title: t.action_add(),
    intro: t.find_intro(),
    team,
    action: `/console/teams/${team.id}/members/find`,
    stamp: '',
    problems: form.problems,
    button: t.find_button(),
    children: (
      <TextField
        lang={lang}
        name="who"
        label={t.field_who()}
        hint={t.field_who_hint()}
        maxLength={100}
        value={form.who}
        error={problemOf(form.problems, 'who')}
      />
    ),
  });
  return {
    ...page,
    body: (
      <>
        {page.body}
        {found !== null && <Found lang={lang} team={team} found={found} />}
        {form.fresh !== null && (
          <Card title={t.new_person_title()}>
            <form class="form" method="post" action={`/console/teams/${team.id}/members`}>
              <FormToken view={view} />
              <input type="hidden" name="seen" value={form.fresh.stamp} />
              <NewPersonFields lang={lang} form={form.fresh} />
              <ServiceFields lang={lang} form={form.fresh} />
              <Button icon="done">{t.add_button()}</Button>
            </form>
          </Card>
        )}
      </>
    ),
  };
}

function Found({
  lang,
  team,
  found,
}: {
  lang: Lang;
  team: TeamName;
  found: { readonly persons: readonly PersonLine[]; readonly elsewhere: boolean };
}) {
  const t = texts[lang];
  return (
    <>
      {found.elsewhere && (
        <Notice tone="waiting" title={t.number_elsewhere()}>
          <p>{t.number_elsewhere_why()}</p>
        </Notice>
      )}
      {found.persons.length === 0 ? (
        <EmptyState icon="people" title={t.find_none()} why={t.find_none_why()} />
      ) : (
        <DataTable
          caption={t.find_found({ count: found.persons.length })}
          dense
          columns={[
            {
              label: t.column_name(),
              cell: (row: PersonLine) => <a href={`/console/teams/${team.id}/members/new?person=${row.personId}`}>{row.name}</a>,
            },
            { label: t.column_birth_year(), cell: (row: PersonLine) => row.birthYear || '–' },
            { label: t.column_place(), cell: (row: PersonLine) => row.place || '–' },
          ]}
          rows={found.persons}
        />
      )}
    </>
  );
}

export interface MemberForm {
  readonly stamp: string;
  readonly typed: TypedMember;
  readonly forces: readonly { readonly value: string; readonly label: string }[];
  readonly problems: readonly FieldProblem[];
  /** Persons who may be the same as the new one. */
  readonly twins?: { readonly persons: readonly PersonLine[]; readonly elsewhere: boolean };
}

/** The form that adds somebody: a known person, or a new one. */
export function addPage(
  view: View,
  form: MemberForm & {
    readonly team: TeamName;
    /** Null for somebody new. */
    readonly person: (PersonLine & { readonly serves: readonly string[] }) | null;
  },
): Page {
  const { lang } = view;
  const t = texts[lang];
  const { team, person, twins } = form;
  return formPage(view, {
    title: t.action_add(),
    team,
    action: `/console/teams/${team.id}/members`,
    stamp: form.stamp,
    problems: form.problems,
    button: t.add_button(),
    before: person !== null && (
      <DefinitionList
        rows={[
          { term: t.column_name(), value: person.name },
          { term: t.column_birth_year(), value: person.birthYear },
          { term: t.column_place(), value: person.place },
          { term: t.serves_already(), value: person.serves.join('; ') },
        ]}
      />
    ),
    children: (
      <>
        {person === null ? <NewPersonFields lang={lang} form={form} /> : <input type="hidden" name="person" value={person.personId} />}
        <ServiceFields lang={lang} form={form} />
        {twins && (
          <Card title={t.twins_title()}>
            <Found lang={lang} team={team} found={twins} />
            <ChoiceField
              lang={lang}
              name="another"
              label={t.twins_question()}
              many
              options={[{ value: 'yes', label: t.twins_another() }]}
              error={problemOf(form.problems, 'another')}
            />
          </Card>
        )}
      </>
    ),
  });
}

function NewPersonFields({ lang, form }: { lang: Lang; form: MemberForm }) {
  const t = texts[lang];
  const { typed, problems } = form;
  return (
    <>
      <TextField
        lang={lang}
        name="name"
        label={t.field_full_name()}
        maxLength={100}
        value={typed.name}
        error={problemOf(problems, 'name')}
      />
      <TextField
        lang={lang}
        name="birth_year"
        label={t.field_birth_year()}
        hint={t.field_birth_year_hint()}
        optional
        inputMode="numeric"
        width="short"
        maxLength={4}
        value={typed.birthYear}
        error={problemOf(problems, 'birth_year')}
      />
      <SelectField
        lang={lang}
        name="language"
        label={t.field_language()}
        options={languageOptions(lang)}
        value={typed.language}
        error={problemOf(problems, 'language')}
      />
      <TextField
        lang={lang}
        name="phone"
        label={t.field_phone()}
        hint={t.field_phone_hint()}
        optional
        inputMode="tel"
        width="short"
        maxLength={30}
        value={typed.phone}
        error={problemOf(problems, 'phone')}
      />
    </>
  );
}

function ServiceFields({ lang, form }: { lang: Lang; form: MemberForm }) {
  const t = texts[lang];
  const { typed, problems, forces } = form;
  return (
    <>
      <ChoiceField
        lang={lang}
        name="role"
        label={t.column_role()}
        options={memberRoles.toReversed().map((role) => ({ value: role, label: roleName(role, lang) }))}
        value={typed.role}
        error={problemOf(problems, 'role')}
      />
      <SelectField
        lang={lang}
        name="core_force"
        label={t.column_force()}
        options={[{ value: '', label: t.choose() }, ...forces]}
        value={typed.force}
        error={problemOf(problems, 'core_force')}
      />
      <DateField lang={lang} name="from" label={t.field_from()} value={typed.from} error={problemOf(problems, 'from')} />
      <DateField lang={lang} name="term" label={t.field_term()} optional value={typed.term} error={problemOf(problems, 'term')} />
    </>
  );
}
