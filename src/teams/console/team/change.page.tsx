import type { Lang } from '../../../platform/i18n/index.ts';
import {
  DateField,
  type FieldProblem,
  Notice,
  type Page,
  problemOf,
  SelectField,
  TextField,
  type View,
} from '../../../platform/ui/index.ts';
import { DecisionFields, formPage } from '../forms/shell.tsx';
import type { TypedDecision } from '../forms/typed.ts';
import { texts } from '../messages.gen.ts';
import type { SeatChoice } from '../units.ts';
import { TeamHead } from './team.page.tsx';

/** What can be done to the state of a team, each on a page of its own. */
export const teamChanges = ['rename', 'move', 'confirm-seat', 'suspend', 'revive', 'dissolve', 'correct'] as const;
export type TeamChange = (typeof teamChanges)[number];

export interface TypedChange {
  readonly name: string;
  readonly unit: string;
  readonly on: string;
  readonly begins: string;
  readonly decision: TypedDecision;
}

interface ChangeForm {
  readonly kind: TeamChange;
  readonly team: { readonly id: string; readonly name: string; readonly seat: string; readonly members: number };
  readonly stamp: string;
  readonly typed: TypedChange;
  /** Where the team can sit. */
  readonly seats: readonly SeatChoice[];
  readonly problems: readonly FieldProblem[];
}

function words(kind: TeamChange, lang: Lang): { title: string; intro: string; button: string; on: string } {
  const t = texts[lang];
  const all: Record<TeamChange, { title: string; intro: string; button: string; on: string }> = {
    rename: { title: t.action_rename(), intro: t.rename_intro(), button: t.rename_button(), on: t.field_on_rename() },
    move: { title: t.action_move(), intro: t.move_intro(), button: t.move_button(), on: t.field_on_move() },
    'confirm-seat': { title: t.confirm_seat_title(), intro: t.confirm_seat_intro(), button: t.confirm_seat_button(), on: '' },
    suspend: { title: t.action_suspend(), intro: t.suspend_intro(), button: t.suspend_button(), on: t.field_on_suspend() },
    revive: { title: t.action_revive(), intro: t.revive_intro(), button: t.revive_button(), on: t.field_on_revive() },
    dissolve: { title: t.action_dissolve(), intro: t.dissolve_intro(), button: t.dissolve_button(), on: t.field_on_dissolve() },
    correct: { title: t.action_correct(), intro: t.correct_intro(), button: t.correct_button(), on: '' },
  };
  return all[kind];
}

/** `/console/teams/:id/rename` and its siblings. */
export function changePage(view: View, form: ChangeForm): Page {
  const { lang } = view;
  const t = texts[lang];
  const { kind, team, typed, problems, seats } = form;
  const said = words(kind, lang);
  const correcting = kind === 'correct';
  return formPage(view, {
    title: said.title,
    intro: said.intro,
    team,
    action: `/console/teams/${team.id}/${kind}`,
    uploads: true,
    stamp: form.stamp,
    problems,
    button: said.button,
    danger: kind === 'dissolve',
    before: <TeamHead lang={lang} content={team} />,
    children: (
      <>
        {kind === 'dissolve' && team.members > 0 && <Notice tone="waiting">{t.dissolve_members({ count: team.members })}</Notice>}
        {(kind === 'rename' || correcting) && (
          <TextField
            lang={lang}
            name="name"
            label={t.field_name()}
            hint={t.field_name_hint()}
            maxLength={200}
            value={typed.name}
            error={problemOf(problems, 'name')}
          />
        )}
        {(kind === 'move' || kind === 'confirm-seat' || correcting) && (
          <SelectField
            lang={lang}
            name="unit"
            label={t.field_unit()}
            options={[
              ...(seats.some((seat) => seat.id === typed.unit) ? [] : [{ value: typed.unit, label: team.seat }]),
              ...seats.map(({ id, name }) => ({ value: id, label: name })),
            ]}
            value={typed.unit}
            error={problemOf(problems, 'unit')}
          />
        )}
        {correcting && (
          <DateField
            lang={lang}
            name="begins"
            label={t.field_begins()}
            hint={t.field_begins_hint()}
            value={typed.begins}
            error={problemOf(problems, 'begins')}
          />
        )}
        {said.on !== '' && <DateField lang={lang} name="on" label={said.on} value={typed.on} error={problemOf(problems, 'on')} />}
        <DecisionFields lang={lang} typed={typed.decision} problems={problems} />
      </>
    ),
  });
}
