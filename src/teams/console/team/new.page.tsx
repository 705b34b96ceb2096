import {
  Breadcrumb,
  Button,
  DateField,
  type FieldProblem,
  type Page,
  PageHeading,
  problemOf,
  SelectField,
  TextField,
  type View,
} from '../../../platform/ui/index.ts';
import { DecisionFields, formPage } from '../forms/shell.tsx';
import type { TypedDecision } from '../forms/typed.ts';
import { texts } from '../messages.gen.ts';
import type { SeatChoice } from '../units.ts';

export interface TypedTeam {
  readonly name: string;
  readonly unit: string;
  readonly on: string;
  readonly decision: TypedDecision;
}

/** `/console/teams/new` for whoever reaches several communes: which one. */
export function chooseCommunePage(view: View, communes: readonly SeatChoice[]): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.new_title(),
    unlisted: true,
    body: (
      <>
        <Breadcrumb lang={lang} steps={[{ label: t.list_title(), href: '/console/teams' }, { label: t.new_title() }]} />
        <PageHeading title={t.new_title()} intro={t.new_commune_intro()} />
        <form class="form" action="/console/teams/new">
          <SelectField
            lang={lang}
            name="in"
            label={t.new_commune()}
            options={communes.map(({ id, name }) => ({ value: id, label: name }))}
          />
          <div class="actions">
            <Button icon="next">{t.go_on()}</Button>
          </div>
        </form>
      </>
    ),
  };
}

/** `/console/teams/new`: a team with its seat, name, first day and decision; members follow on its page. */
export function newTeamPage(
  view: View,
  form: {
    readonly commune: string;
    readonly seats: readonly SeatChoice[];
    readonly typed: TypedTeam;
    readonly problems: readonly FieldProblem[];
  },
): Page {
  const { lang } = view;
  const t = texts[lang];
  const { typed, problems } = form;
  return formPage(view, {
    title: t.new_title(),
    intro: t.new_intro(),
    team: null,
    action: `/console/teams/new?in=${form.commune}`,
    uploads: true,
    stamp: '',
    problems,
    button: t.new_button(),
    children: (
      <>
        <SelectField
          lang={lang}
          name="unit"
          label={t.field_unit()}
          hint={t.field_unit_hint()}
          options={[{ value: '', label: t.choose() }, ...form.seats.map(({ id, name }) => ({ value: id, label: name }))]}
          value={typed.unit}
          error={problemOf(problems, 'unit')}
        />
        <TextField
          lang={lang}
          name="name"
          label={t.field_name()}
          hint={t.field_name_hint()}
          maxLength={200}
          value={typed.name}
          error={problemOf(problems, 'name')}
        />
        <DateField lang={lang} name="on" label={t.field_on_formed()} value={typed.on} error={problemOf(problems, 'on')} />
        <DecisionFields lang={lang} typed={typed.decision} problems={problems} />
      </>
    ),
  });
}
