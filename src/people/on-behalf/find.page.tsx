import {
  Button,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  type Page,
  PageHeading,
  problemOf,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import type { Filing } from './filings.ts';
import { texts } from './messages.gen.ts';

export interface FindContent {
  readonly name: string;
  readonly birthYear: string;
  /** Null before anything was looked for. */
  readonly found: readonly { readonly id: string; readonly fullName: string; readonly birthYear: number | null }[] | null;
  readonly problems: readonly FieldProblem[];
}

const yearOf = (year: number | null): string => (year === null ? '–' : String(year));

/** `/console/on-behalf`: find the person one files for, by what the person says: whole number, or whole name with year of birth. */
export function findPage(view: View, content: FindContent, filings: readonly Filing[]): Page {
  const { lang } = view;
  const t = texts[lang];
  const { found, problems } = content;
  return {
    title: t.find_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.find_title()} intro={t.find_intro()} />
        <ErrorSummary lang={lang} problems={problems} />
        {found?.length === 0 && <EmptyState icon="people" title={t.find_nobody()} why={t.find_nobody_why()} />}
        {found !== null && found.length > 0 && (
          <div class="prose">
            <ul>
              {found.map((person) => (
                <li key={person.id}>
                  {filings.map((filing) => (
                    <p key={filing.href(person.id)}>
                      <a href={filing.href(person.id)}>{filing.label(lang, { name: person.fullName, year: yearOf(person.birthYear) })}</a>
                    </p>
                  ))}
                  <p>
                    <a href={`/console/people/${person.id}/request-for`}>
                      {t.find_request({ name: person.fullName, year: yearOf(person.birthYear) })}
                    </a>
                  </p>
                </li>
              ))}
            </ul>
          </div>
        )}
        <form class="form" method="post" action="/console/on-behalf">
          <FormToken view={view} />
          <TextField
            lang={lang}
            name="phone"
            label={t.find_phone()}
            optional
            inputMode="tel"
            maxLength={30}
            error={problemOf(problems, 'phone')}
          />
          <TextField
            lang={lang}
            name="name"
            label={t.find_name()}
            hint={t.find_name_hint()}
            optional
            maxLength={100}
            value={content.name}
            error={problemOf(problems, 'name')}
          />
          <TextField
            lang={lang}
            name="birth_year"
            label={t.find_birth_year()}
            optional
            inputMode="numeric"
            width="short"
            maxLength={4}
            value={content.birthYear}
            error={problemOf(problems, 'birth_year')}
          />
          <Button icon="search">{t.find_button()}</Button>
        </form>
      </>
    ),
  };
}
