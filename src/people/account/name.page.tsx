import type { Page } from '../../platform/http/index.ts';
import {
  Actions,
  Button,
  ButtonLink,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  PageHeading,
  problemOf,
  SelectField,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { helpLanguages } from '../contract.ts';
import { texts } from './messages.gen.ts';

export interface NameContent {
  readonly values: { readonly fullName: string; readonly birthYear: string; readonly language: string; readonly unitId: string };
  readonly communes: readonly { readonly value: string; readonly label: string }[];
  /** Whether the commune is the person's to choose: not for whoever serves somewhere. */
  readonly choosesCommune: boolean;
  /** The first page after signing up: it can be left for later. */
  readonly first: boolean;
  readonly to: string;
  readonly problems: readonly FieldProblem[];
}

/** The own name, and how one likes to be helped. */
export function namePage(view: View, content: NameContent): Page {
  const t = texts[view.lang];
  const { values, first, to, problems } = content;
  const languages = { vi: t.language_vi(), mong: t.language_mong(), dao: t.language_dao(), thai: t.language_thai(), tay: t.language_tay() };
  return {
    title: first ? t.first_title() : t.name_title(),
    unlisted: true,
    ...(problems.length > 0 ? { status: 422 } : {}),
    body: (
      <>
        <ErrorSummary lang={view.lang} problems={problems} />
        <PageHeading title={first ? t.first_title() : t.name_title()} intro={first ? t.first_intro() : t.name_intro()} />
        <form class="form" method="post" action="/account/name">
          <FormToken view={view} />
          <input type="hidden" name="to" value={to} />
          {first && <input type="hidden" name="first" value="yes" />}
          <TextField
            lang={view.lang}
            name="name"
            label={t.name_label()}
            hint={t.name_hint()}
            autoComplete="name"
            maxLength={120}
            value={values.fullName}
            error={problemOf(problems, 'name')}
          />
          <TextField
            lang={view.lang}
            name="birth_year"
            label={t.birth_year_label()}
            hint={t.birth_year_hint()}
            inputMode="numeric"
            autoComplete="bday-year"
            maxLength={4}
            width="short"
            optional
            value={values.birthYear}
            error={problemOf(problems, 'birth_year')}
          />
          <SelectField
            lang={view.lang}
            name="language"
            label={t.language_label()}
            hint={t.language_hint()}
            optional
            options={helpLanguages.map((code) => ({ value: code, label: languages[code] }))}
            value={values.language}
            error={problemOf(problems, 'language')}
          />
          {content.choosesCommune && (
            <SelectField
              lang={view.lang}
              name="unit"
              label={t.commune_label()}
              hint={t.commune_hint()}
              optional
              options={[{ value: '', label: t.commune_none() }, ...content.communes]}
              value={values.unitId}
              error={problemOf(problems, 'unit')}
            />
          )}
          <Actions>
            <Button large>{t.name_submit()}</Button>
            {first && (
              <ButtonLink kind="quiet" href={to}>
                {t.first_later()}
              </ButtonLink>
            )}
          </Actions>
        </form>
      </>
    ),
  };
}
