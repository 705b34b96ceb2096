import {
  Button,
  ButtonLink,
  Card,
  DateField,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  LinkCard,
  Notice,
  type Page,
  PageHeading,
  problemOf,
  SearchForm,
  SelectField,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import type { Role } from './catalogue.ts';
import { texts } from './messages.gen.ts';
import type { SeenPerson } from './persons.ts';
import type { GrantRow, PlaceChoice } from './queries.ts';
import { daysWords, placeWords } from './words.ts';

const frame = (view: View, body: Page['body']): Page => ({ title: texts[view.lang].new_title(), unlisted: true, body });

/** `/console/roles/new`, first step: to whom. `found` is null before a search. */
export function choosePersonPage(view: View, search: { readonly text: string; readonly found: readonly SeenPerson[] | null }): Page {
  const { lang } = view;
  const t = texts[lang];
  return frame(
    view,
    <>
      <PageHeading title={t.new_step_person()} eyebrow={t.new_title()} intro={t.new_step_person_intro()} />
      <SearchForm lang={lang} action="/console/roles/new" label={t.new_search()} hint={t.new_search_hint()} value={search.text} />
      {search.found?.length === 0 && (
        <EmptyState icon="people" title={t.new_none_found()} why={t.new_none_found_why()}>
          <ButtonLink kind="secondary" href="/console/people">
            {t.new_record_person()}
          </ButtonLink>
        </EmptyState>
      )}
      {search.found !== null && search.found.length > 0 && (
        <section class="cards" aria-label={t.new_persons()}>
          {search.found.map((person) => (
            <LinkCard key={person.id} href={`/console/roles/new?person=${person.id}`} icon="people" title={person.name}>
              {[person.birthYear === null ? '' : t.new_born({ year: String(person.birthYear) }), person.place ?? '']
                .filter(Boolean)
                .join(' · ')}
            </LinkCard>
          ))}
        </section>
      )}
    </>,
  );
}

interface ForPerson {
  readonly person: SeenPerson;
  readonly held: readonly GrantRow[];
  readonly roles: ReadonlyMap<string, Role>;
}

/** The second step: which role. */
export function chooseRolePage(view: View, { person, held, roles }: ForPerson, givable: readonly Role[]): Page {
  const { lang } = view;
  const t = texts[lang];
  return frame(
    view,
    <>
      <PageHeading title={t.new_step_role()} eyebrow={t.new_for({ name: person.name })} intro={t.new_step_role_intro()} />
      {held.length > 0 && (
        <Card title={t.new_holds()}>
          <div class="prose">
            <ul>
              {held.map((grant) => (
                <li key={grant.id}>
                  {roles.get(grant.role)?.names[lang]} · {placeWords(grant, lang)} · {daysWords(grant, lang)}
                </li>
              ))}
            </ul>
          </div>
        </Card>
      )}
      {givable.length === 0 && <EmptyState icon="people" title={t.new_no_roles()} why={t.new_no_roles_why()} />}
      <div class="cards">
        {givable.map((role) => (
          <LinkCard
            key={role.code}
            href={`/console/roles/new?person=${person.id}&role=${role.code}`}
            icon="forward"
            title={role.names[lang]}
          >
            {role.meanings[lang]}
          </LinkCard>
        ))}
      </div>
      <p>
        <a href="/console/roles/new">{t.new_other_person()}</a>
      </p>
    </>,
  );
}

export interface TypedGrant {
  readonly place: string;
  readonly from: string;
  readonly until: string;
  readonly basis: string;
}

/** The third step: where, from when to when, on what basis. */
export function grantTermsPage(
  view: View,
  content: {
    readonly person: SeenPerson;
    readonly role: Role;
    readonly places: readonly PlaceChoice[];
    readonly typed: TypedGrant;
    readonly problems: readonly FieldProblem[];
  },
): Page {
  const { lang } = view;
  const t = texts[lang];
  const { person, role, places, typed, problems } = content;
  return frame(
    view,
    <>
      <PageHeading
        title={t.new_step_terms()}
        eyebrow={t.new_for({ name: person.name })}
        intro={`${role.names[lang]}: ${role.meanings[lang]}`}
      />
      <ErrorSummary lang={lang} problems={problems} />
      {role.powerful && <Notice tone="waiting">{t.new_two_persons()}</Notice>}
      <form class="form" method="post" action="/console/roles">
        <FormToken view={view} />
        <input type="hidden" name="person" value={person.id} />
        <input type="hidden" name="role" value={role.code} />
        {role.holdsAt !== 'everywhere' && (
          <SelectField
            lang={lang}
            name="place"
            label={role.holdsAt === 'unit' ? t.new_place_unit() : t.new_place_organisation()}
            options={[
              ...(places.length === 1 ? [] : [{ value: '', label: t.new_choose() }]),
              ...places.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={typed.place}
            error={problemOf(problems, 'place')}
          />
        )}
        <DateField lang={lang} name="from" label={t.new_from()} value={typed.from} error={problemOf(problems, 'from')} />
        <DateField
          lang={lang}
          name="until"
          label={t.new_until()}
          hint={t.new_until_hint()}
          optional
          value={typed.until}
          error={problemOf(problems, 'until')}
        />
        <TextField
          lang={lang}
          name="basis"
          label={t.new_basis()}
          hint={t.new_basis_hint()}
          maxLength={300}
          rows={2}
          value={typed.basis}
          error={problemOf(problems, 'basis')}
        />
        <Button>{role.powerful ? t.new_propose() : t.new_give()}</Button>
      </form>
      <p>
        <a href={`/console/roles/new?person=${person.id}`}>{t.new_other_role()}</a>
      </p>
    </>,
  );
}
