import {
  ChoiceField,
  DateField,
  EmptyState,
  type FieldProblem,
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

/** A team that could be merged. */
export interface MergeCandidate {
  readonly id: string;
  readonly name: string;
  readonly seat: string;
  readonly members: number;
  readonly leader: { readonly personId: string; readonly name: string } | null;
}

export interface TypedMerger {
  readonly teams: readonly string[];
  readonly into: 'this' | 'new';
  readonly name: string;
  readonly unit: string;
  readonly leader: string;
  readonly on: string;
  readonly decision: TypedDecision;
}

interface MergeForm {
  readonly team: MergeCandidate;
  /** The other teams of the level in the place. */
  readonly others: readonly MergeCandidate[];
  readonly seats: readonly SeatChoice[];
  readonly stamp: string;
  readonly typed: TypedMerger;
  readonly problems: readonly FieldProblem[];
}

/** The field of one team that can be ticked: each has its own name, because a form with files keeps one value a name. */
export const teamField = (id: string): string => `team_${id}`;

/** `/console/teams/:id/merge`: this team and others become one. */
export function mergePage(view: View, form: MergeForm): Page {
  const { lang } = view;
  const t = texts[lang];
  const { team, others, typed, problems } = form;
  const leaders = [team, ...others].map((one) => one.leader).filter((one) => one !== null);
  return formPage(view, {
    title: t.action_merge(),
    intro: t.merge_intro(),
    team,
    action: `/console/teams/${team.id}/merge`,
    uploads: true,
    stamp: form.stamp,
    problems,
    button: t.merge_button(),
    before: others.length === 0 && <EmptyState icon="merge" title={t.merge_none()} why={t.merge_none_why()} />,
    children: (
      <>
        <fieldset class={problemOf(problems, 'teams') ? 'field wrong' : 'field'}>
          <legend id="f-teams">{t.field_merge_teams()}</legend>
          {problemOf(problems, 'teams') && <p class="error">{problemOf(problems, 'teams')}</p>}
          {others.map((other) => (
            <label class="choice" key={other.id}>
              <input type="checkbox" name={teamField(other.id)} value="yes" checked={typed.teams.includes(other.id)} />
              <span>
                {other.name}
                <span class="hint">
                  {t.merge_team_line({ seat: other.seat, count: other.members, leader: other.leader?.name ?? t.nobody() })}
                </span>
              </span>
            </label>
          ))}
        </fieldset>
        <ChoiceField
          lang={lang}
          name="into"
          label={t.field_merge_into()}
          options={[
            { value: 'this', label: t.merge_into_this({ name: team.name }), hint: t.merge_into_this_hint() },
            { value: 'new', label: t.merge_into_new(), hint: t.merge_into_new_hint() },
          ]}
          value={typed.into}
          error={problemOf(problems, 'into')}
        />
        <TextField
          lang={lang}
          name="name"
          label={t.field_merge_name()}
          hint={t.field_merge_name_hint()}
          optional
          maxLength={200}
          value={typed.name}
          error={problemOf(problems, 'name')}
        />
        <SelectField
          lang={lang}
          name="unit"
          label={t.field_merge_unit()}
          optional
          options={form.seats.map(({ id, name }) => ({ value: id, label: name }))}
          value={typed.unit}
          error={problemOf(problems, 'unit')}
        />
        <SelectField
          lang={lang}
          name="leader"
          label={t.field_merge_leader()}
          hint={t.field_merge_leader_hint()}
          optional
          options={[{ value: '', label: t.merge_leader_stays() }, ...leaders.map((one) => ({ value: one.personId, label: one.name }))]}
          value={typed.leader}
          error={problemOf(problems, 'leader')}
        />
        <DateField lang={lang} name="on" label={t.field_on_merge()} value={typed.on} error={problemOf(problems, 'on')} />
        <DecisionFields lang={lang} typed={typed.decision} problems={problems} />
      </>
    ),
  });
}
