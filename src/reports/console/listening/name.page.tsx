/** `/console/reports/listeners/new`: first who, then for which language, place and days. */
import {
  Breadcrumb,
  Button,
  ButtonLink,
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
  type View,
} from '../../../platform/ui/index.ts';
import type { Option } from '../choices.ts';
import type { Candidate } from './candidates.ts';
import { listenersAddress } from './listeners.page.tsx';
import { listenedLanguages, listenerKinds } from './listeners.ts';
import { texts } from './messages.gen.ts';

const newAddress = `${listenersAddress}/new`;

function frame(view: View, body: Page['body']): Page {
  const t = texts[view.lang];
  return {
    title: t.new_title(),
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={view.lang} steps={[{ label: t.title(), href: listenersAddress }, { label: t.new_title() }]} />
        {body}
      </>
    ),
  };
}

/** For whoever may see the list and not change it. */
export function notKeeperPage(view: View): Page {
  const t = texts[view.lang];
  return frame(
    view,
    <>
      <PageHeading title={t.new_title()} />
      <EmptyState icon="people" title={t.not_keeper()} why={t.not_keeper_why()} />
    </>,
  );
}

export interface PersonChoice {
  readonly typed: string;
  /** Null before a search. */
  readonly found: readonly Candidate[] | null;
  readonly members: readonly Candidate[];
  readonly units: ReadonlyMap<string, string>;
}

export function choosePersonPage(view: View, { typed, found, members, units }: PersonChoice): Page {
  const { lang } = view;
  const t = texts[lang];
  const detail = ({ birthYear, unitId }: Candidate) =>
    [birthYear === null ? '' : t.born({ year: String(birthYear) }), units.get(unitId ?? '') ?? ''].filter(Boolean).join(' · ');
  const cards = (persons: readonly Candidate[]) =>
    persons.map((person) => (
      <LinkCard key={person.id} href={`${newAddress}?person=${person.id}`} icon="people" title={person.name}>
        {detail(person)}
      </LinkCard>
    ));
  return frame(
    view,
    <>
      <PageHeading title={t.new_person()} eyebrow={t.new_title()} intro={t.new_person_intro()} />
      <SearchForm lang={lang} action={newAddress} label={t.search()} hint={t.search_hint()} value={typed} />
      {found?.length === 0 && <EmptyState icon="people" title={t.none_found()} why={t.none_found_why()} />}
      {found !== null && found.length > 0 && (
        <section class="cards" aria-label={t.found()}>
          {cards(found)}
        </section>
      )}
      {members.length > 0 && (
        <details open={found?.length === 0}>
          <summary class="linkish">{t.members()}</summary>
          <div class="cards">{cards(members)}</div>
        </details>
      )}
    </>,
  );
}

export interface TypedTerms {
  readonly id: string;
  readonly language: string;
  readonly kind: string;
  readonly unit: string;
  readonly from: string;
  readonly until: string;
}

export interface TermsContent {
  readonly person: Candidate;
  /** The person can't be seen to have a way in. */
  readonly without: boolean;
  /** Places for which listeners can be named, the value empty for the whole province. */
  readonly units: readonly Option[];
  readonly typed: TypedTerms;
  readonly problems: readonly FieldProblem[];
}

/** The value of the whole province among places. */
export const everywhereValue = 'everywhere';

export function termsPage(view: View, { person, without, units, typed, problems }: TermsContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const choose = { value: '', label: t.choose() };
  return frame(
    view,
    <>
      <PageHeading title={t.new_terms()} eyebrow={t.for_person({ name: person.name })} />
      <ErrorSummary lang={lang} problems={problems} />
      {without && <Notice tone="waiting">{t.without_phone()}</Notice>}
      <form class="form" method="post" action={listenersAddress}>
        <FormToken view={view} />
        <input type="hidden" name="id" value={typed.id} />
        <input type="hidden" name="person" value={person.id} />
        <SelectField
          lang={lang}
          name="language"
          label={t.field_language()}
          options={[choose, ...listenedLanguages.map((language) => ({ value: language, label: t.language_option({ language }) }))]}
          value={typed.language}
          error={problemOf(problems, 'language')}
        />
        <SelectField
          lang={lang}
          name="kind"
          label={t.field_kind()}
          options={[choose, ...listenerKinds.map((kind) => ({ value: kind, label: t.kind({ kind }) }))]}
          value={typed.kind}
          error={problemOf(problems, 'kind')}
        />
        <SelectField
          lang={lang}
          name="unit"
          label={t.field_unit()}
          options={units.length === 1 ? units : [choose, ...units]}
          value={typed.unit}
          error={problemOf(problems, 'unit')}
        />
        <DateField lang={lang} name="from" label={t.field_from()} value={typed.from} error={problemOf(problems, 'from')} />
        <DateField
          lang={lang}
          name="until"
          label={t.field_until()}
          hint={t.field_until_hint()}
          optional
          value={typed.until}
          error={problemOf(problems, 'until')}
        />
        <div class="actions">
          <Button>{t.save()}</Button>
          <ButtonLink kind="secondary" href={newAddress}>
            {t.other_person()}
          </ButtonLink>
        </div>
      </form>
    </>,
  );
}
