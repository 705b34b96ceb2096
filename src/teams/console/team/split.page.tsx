import {
  ChoiceField,
  DateField,
  Field,
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

/** A member who is to be put into a part. */
interface SplitMember {
  readonly membershipId: string;
  readonly name: string;
  readonly role: string;
}

interface TypedPart {
  readonly name: string;
  readonly unit: string;
  readonly leader: string;
}

export interface TypedSplit {
  readonly goesOn: 'yes' | 'no';
  readonly parts: readonly TypedPart[];
  /** By membership: '' for staying, else the number of the part from 1. */
  readonly to: ReadonlyMap<string, string>;
  readonly on: string;
  readonly decision: TypedDecision;
}

interface SplitForm {
  readonly team: { readonly id: string; readonly name: string };
  readonly members: readonly SplitMember[];
  readonly seats: readonly SeatChoice[];
  readonly stamp: string;
  readonly typed: TypedSplit;
  readonly problems: readonly FieldProblem[];
}

/** Most new teams that one form makes. */
export const MOST_PARTS = 4;

export const memberField = (membershipId: string): string => `to_${membershipId}`;

/** `/console/teams/:id/split`: members go to new teams. */
export function splitPage(view: View, form: SplitForm): Page {
  const { lang } = view;
  const t = texts[lang];
  const { team, typed, problems, members, seats } = form;
  const count = typed.parts.length;
  return formPage(view, {
    title: t.action_split(),
    intro: t.split_intro(),
    team,
    action: `/console/teams/${team.id}/split?parts=${count}`,
    uploads: true,
    stamp: form.stamp,
    problems,
    button: t.split_button(),
    before: (
      <nav class="chips" aria-label={t.split_parts()}>
        <ul>
          {Array.from({ length: MOST_PARTS }, (_, index) => index + 1).map((parts) => (
            <li key={parts}>
              <a class="chip" href={`/console/teams/${team.id}/split?parts=${parts}`} aria-current={parts === count ? 'true' : undefined}>
                {t.split_parts_count({ count: parts })}
              </a>
            </li>
          ))}
        </ul>
      </nav>
    ),
    children: (
      <>
        <ChoiceField
          lang={lang}
          name="goes_on"
          label={t.field_goes_on()}
          options={[
            { value: 'yes', label: t.goes_on_yes({ name: team.name }) },
            { value: 'no', label: t.goes_on_no() },
          ]}
          value={typed.goesOn}
          error={problemOf(problems, 'goes_on')}
        />
        {typed.parts.map((part, index) => {
          const number = index + 1;
          return (
            <fieldset class="field" key={number}>
              <legend>{t.split_part({ number: String(number) })}</legend>
              <div class="form">
                <TextField
                  lang={lang}
                  name={`name_${number}`}
                  label={t.field_part_name({ number: String(number) })}
                  maxLength={200}
                  value={part.name}
                  error={problemOf(problems, `name_${number}`)}
                />
                <SelectField
                  lang={lang}
                  name={`unit_${number}`}
                  label={t.field_part_unit({ number: String(number) })}
                  options={[{ value: '', label: t.choose() }, ...seats.map(({ id, name }) => ({ value: id, label: name }))]}
                  value={part.unit}
                  error={problemOf(problems, `unit_${number}`)}
                />
                <SelectField
                  lang={lang}
                  name={`leader_${number}`}
                  label={t.field_part_leader({ number: String(number) })}
                  optional
                  options={[
                    { value: '', label: t.part_leader_none() },
                    ...members.map((member) => ({ value: member.membershipId, label: member.name })),
                  ]}
                  value={part.leader}
                  error={problemOf(problems, `leader_${number}`)}
                />
              </div>
            </fieldset>
          );
        })}
        <fieldset class="field">
          <legend>{t.split_members()}</legend>
          <div class="form">
            {members.map((member) => (
              <Field
                key={member.membershipId}
                lang={lang}
                name={memberField(member.membershipId)}
                label={t.split_member({ name: member.name, role: member.role })}
                error={problemOf(problems, memberField(member.membershipId))}
                control={(wiring) => (
                  <select class="input" {...wiring}>
                    <option value="">{t.split_stays()}</option>
                    {typed.parts.map((_, index) => (
                      <option key={index} value={String(index + 1)} selected={typed.to.get(member.membershipId) === String(index + 1)}>
                        {t.split_part({ number: String(index + 1) })}
                      </option>
                    ))}
                  </select>
                )}
              />
            ))}
          </div>
        </fieldset>
        <DateField lang={lang} name="on" label={t.field_on_split()} value={typed.on} error={problemOf(problems, 'on')} />
        <DecisionFields lang={lang} typed={typed.decision} problems={problems} />
      </>
    ),
  });
}
