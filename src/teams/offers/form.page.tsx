/** Two short pages: where, then who and what. */
import {
  Button,
  ChoiceField,
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
import { titleName, type UnitItem } from '../../territory/index.ts';
import { texts } from './messages.gen.ts';
import { LONGEST_CONTACT, LONGEST_WORDS, type OfferKind } from './model.ts';

export interface TypedOffer {
  id: string;
  readonly unit: string;
  readonly village: string;
  readonly name: string;
  readonly organisation: string;
  readonly phone: string;
  readonly what: string;
  readonly coreForce: string;
  readonly from: string;
  readonly until: string;
  readonly agreed: boolean;
  readonly forSomebody: boolean;
}

interface Choice {
  readonly value: string;
  readonly label: string;
}

/** `/teams/join` and `/teams/help` without a place: which commune? */
export function choosePage(
  view: View,
  content: { readonly kind: OfferKind; readonly path: string; readonly communes: readonly Choice[]; readonly forSomebody: boolean },
): Page {
  const { lang } = view;
  const t = texts[lang];
  const { kind, path, communes, forSomebody } = content;
  return {
    title: t.title({ kind }),
    description: t.intro({ kind }),
    body: (
      <>
        <PageHeading title={t.title({ kind })} intro={t.intro({ kind })} />
        <form class="form" action={path}>
          {forSomebody && <input type="hidden" name="for" value="somebody" />}
          <SelectField
            lang={lang}
            name="unit"
            label={t.field_commune()}
            hint={t.field_commune_hint({ kind })}
            options={[{ value: '', label: t.choose() }, ...communes]}
          />
          <Button icon="next">{t.next_button()}</Button>
        </form>
        <p>
          <a href="/teams/offers">{t.look_up_link()}</a>
        </p>
      </>
    ),
  };
}

export interface FormContent {
  readonly kind: OfferKind;
  readonly unit: UnitItem;
  readonly typed: TypedOffer;
  readonly villages: readonly Choice[];
  readonly forces: readonly Choice[];
  readonly forSomebody: boolean;
  readonly problems: readonly FieldProblem[];
}

/** The form itself. */
export function formPage(view: View, content: FormContent): Page {
  const { lang } = view;
  const t = texts[lang];
  const { kind, unit, typed, villages, forces, forSomebody, problems } = content;
  const field = (name: string) => ({ lang, name, error: problemOf(problems, name) });
  return {
    title: t.title({ kind }),
    unlisted: true,
    body: (
      <>
        <PageHeading eyebrow={titleName(unit, lang)} title={t.title({ kind })} intro={t.form_intro({ kind })} />
        {forSomebody && <Notice title={t.for_somebody_title()}>{t.for_somebody()}</Notice>}
        <ErrorSummary lang={lang} problems={problems} />
        <form class="form" method="post" action="/teams/offers">
          <FormToken view={view} />
          <input type="hidden" name="id" value={typed.id} />
          <input type="hidden" name="kind" value={kind} />
          <input type="hidden" name="unit" value={typed.unit} />
          {forSomebody && <input type="hidden" name="for" value="somebody" />}
          {villages.length > 0 && (
            <SelectField
              {...field('village')}
              label={t.field_village({ kind })}
              options={[{ value: '', label: t.whole_commune({ kind }) }, ...villages]}
              value={typed.village}
            />
          )}
          <TextField {...field('name')} label={t.field_name()} value={typed.name} maxLength={LONGEST_CONTACT} autoComplete="name" />
          {kind === 'help' && (
            <TextField
              {...field('organisation')}
              label={t.field_organisation()}
              value={typed.organisation}
              maxLength={LONGEST_CONTACT}
              optional
              autoComplete="organization"
            />
          )}
          <TextField
            {...field('phone')}
            label={t.field_phone()}
            hint={t.field_phone_hint()}
            value={typed.phone}
            inputMode="tel"
            width="short"
            autoComplete="tel"
          />
          {kind === 'join' && (
            <SelectField
              {...field('core_force')}
              label={t.field_force()}
              options={[{ value: '', label: t.choose_force() }, ...forces]}
              value={typed.coreForce}
              optional
            />
          )}
          <TextField
            {...field('what')}
            label={t.field_what({ kind })}
            hint={t.field_what_hint({ kind })}
            rows={4}
            maxLength={LONGEST_WORDS}
            value={typed.what}
            optional={kind === 'join'}
          />
          {kind === 'help' && (
            <>
              <DateField {...field('from')} label={t.field_from()} value={typed.from} optional />
              <DateField {...field('until')} label={t.field_until()} value={typed.until} optional />
            </>
          )}
          <ChoiceField
            {...field('agreed')}
            label={t.field_agreed()}
            many
            options={[{ value: 'yes', label: t.agreed_words(), hint: t.agreed_hint() }]}
            value={typed.agreed ? 'yes' : ''}
          />
          <Button>{t.send_button()}</Button>
        </form>
      </>
    ),
  };
}
