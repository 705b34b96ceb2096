import type { Lang } from '../../platform/i18n/index.ts';
import {
  Breadcrumb,
  Button,
  Card,
  ChoiceField,
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
import type { ListedPerson } from './list.page.tsx';
import { texts } from './messages.gen.ts';
import type { NamedPlace } from './units.ts';
import { languageOptions } from './words.ts';

/** What was typed into the form of a person. */
export interface TypedPerson {
  readonly name: string;
  readonly birthYear: string;
  readonly unit: string;
  readonly organisation: string;
  readonly language: string;
  readonly phone: string;
}

/** Persons who may be the one that is recorded: those of the place with that name, and whether anybody has the number. */
export interface Twins {
  readonly persons: readonly ListedPerson[];
  readonly number: boolean;
  /** Whether whoever records may open the page of a person. */
  readonly mayOpen: boolean;
}

export interface PersonForm {
  /** The person who is corrected; null for a new one. */
  readonly person: { readonly id: string; readonly fullName: string } | null;
  readonly typed: TypedPerson;
  readonly units: readonly NamedPlace[];
  readonly organisations: readonly NamedPlace[];
  readonly problems: readonly FieldProblem[];
  readonly twins?: Twins | null;
}

/** `/console/people/new` and `/console/people/:id/correct`. */
export function formPage(view: View, form: PersonForm): Page {
  const { lang } = view;
  const t = texts[lang];
  const { person, typed, problems } = form;
  const title = person ? t.correct_title() : t.new_title();
  const action = person ? `/console/people/${person.id}/correct` : '/console/people/new';
  const steps = [
    { label: t.list_title(), href: '/console/people' },
    ...(person ? [{ label: person.fullName, href: `/console/people/${person.id}` }] : []),
    { label: title },
  ];
  return {
    title,
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={steps} />
        <PageHeading title={title} intro={t.new_intro()} />
        <ErrorSummary lang={lang} problems={problems} />
        <form class="form" method="post" action={action}>
          <FormToken view={view} />
          <TextField
            lang={lang}
            name="name"
            label={t.field_name()}
            value={typed.name}
            maxLength={100}
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
          <Places lang={lang} form={form} />
          <SelectField
            lang={lang}
            name="language"
            label={t.field_language()}
            hint={t.field_language_hint()}
            options={languageOptions(lang)}
            value={typed.language}
            error={problemOf(problems, 'language')}
          />
          {!person && (
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
          )}
          {form.twins && <TwinsNotice lang={lang} twins={form.twins} problems={problems} />}
          <Button icon="done">{person ? t.correct_button() : t.new_button()}</Button>
        </form>
      </>
    ),
  };
}

function Places({ lang, form }: { lang: Lang; form: PersonForm }) {
  const t = texts[lang];
  const { typed, problems, units, organisations } = form;
  const options = (none: string, places: readonly NamedPlace[]) => [
    { value: '', label: none },
    ...places.map(({ id, name }) => ({ value: id, label: name })),
  ];
  return (
    <>
      {units.length > 0 && (
        <SelectField
          lang={lang}
          name="unit"
          label={t.field_unit()}
          options={options(t.field_unit_none(), units)}
          value={typed.unit}
          error={problemOf(problems, 'unit')}
        />
      )}
      {organisations.length > 0 && (
        <SelectField
          lang={lang}
          name="organisation"
          label={t.field_organisation()}
          options={options(t.field_organisation_none(), organisations)}
          value={typed.organisation}
          error={problemOf(problems, 'organisation')}
        />
      )}
    </>
  );
}

function TwinsNotice({ lang, twins, problems }: { lang: Lang; twins: Twins; problems: readonly FieldProblem[] }) {
  const t = texts[lang];
  return (
    <Card title={t.twin_title()}>
      {twins.number && (
        <Notice tone="waiting">
          <p>{t.twin_number()}</p>
        </Notice>
      )}
      {twins.persons.length > 0 && (
        <>
          <p>{t.twin_names()}</p>
          <div class="prose">
            <ul>
              {twins.persons.map((twin) => {
                const year = twin.birthYear === null ? t.twin_year_unknown() : String(twin.birthYear);
                const line = t.twin_line({ name: twin.fullName, year, place: twin.place });
                return <li key={twin.id}>{twins.mayOpen ? <a href={`/console/people/${twin.id}`}>{line}</a> : line}</li>;
              })}
            </ul>
          </div>
        </>
      )}
      <ChoiceField
        lang={lang}
        name="another"
        label={t.twin_title()}
        many
        options={[{ value: 'yes', label: t.twin_confirm() }]}
        error={problemOf(problems, 'another')}
      />
    </Card>
  );
}
