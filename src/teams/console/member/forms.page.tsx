import {
  ChoiceField,
  DateField,
  type FieldProblem,
  Notice,
  type Page,
  problemOf,
  SelectField,
  type View,
} from '../../../platform/ui/index.ts';
import { chosenReasons, memberRoles } from '../../contract.ts';
import { formPage } from '../forms/shell.tsx';
import { texts } from '../messages.gen.ts';
import { reasonName, roleName } from '../words.ts';

interface Option {
  readonly value: string;
  readonly label: string;
}

interface Common {
  readonly team: { readonly id: string; readonly name: string };
  readonly stamp: string;
  readonly problems: readonly FieldProblem[];
}

interface OfMember extends Common {
  readonly membershipId: string;
  readonly name: string;
}

const pathOf = ({ team, membershipId }: OfMember): string => `/console/teams/${team.id}/members/${membershipId}`;
const above = (form: OfMember) => ({ href: pathOf(form), label: form.name });

/** `…/change`: another role, core force or term. */
export function changeMemberPage(
  view: View,
  form: OfMember & {
    readonly typed: { readonly role: string; readonly force: string; readonly term: string; readonly from: string };
    readonly forces: readonly Option[];
  },
): Page {
  const { lang } = view;
  const t = texts[lang];
  const { typed, problems } = form;
  return formPage(view, {
    title: t.action_change(),
    intro: t.change_intro({ name: form.name }),
    team: form.team,
    above: above(form),
    action: `${pathOf(form)}/change`,
    stamp: form.stamp,
    problems,
    button: t.change_button(),
    children: (
      <>
        <ChoiceField
          lang={lang}
          name="role"
          label={t.column_role()}
          options={memberRoles.map((role) => ({ value: role, label: roleName(role, lang) }))}
          value={typed.role}
          error={problemOf(problems, 'role')}
        />
        <SelectField
          lang={lang}
          name="core_force"
          label={t.column_force()}
          options={form.forces}
          value={typed.force}
          error={problemOf(problems, 'core_force')}
        />
        <DateField
          lang={lang}
          name="from"
          label={t.field_change_from()}
          hint={t.field_change_from_hint()}
          value={typed.from}
          error={problemOf(problems, 'from')}
        />
        <DateField lang={lang} name="term" label={t.field_term()} optional value={typed.term} error={problemOf(problems, 'term')} />
      </>
    ),
  });
}

/** `…/end`: somebody leaves the team, or never was in it. */
export function endMemberPage(view: View, form: OfMember & { readonly typed: { readonly lastDay: string; readonly why: string } }): Page {
  const { lang } = view;
  const t = texts[lang];
  const { typed, problems } = form;
  return formPage(view, {
    title: t.action_end(),
    intro: t.end_intro({ name: form.name }),
    team: form.team,
    above: above(form),
    action: `${pathOf(form)}/end`,
    stamp: form.stamp,
    problems,
    button: t.end_button(),
    danger: true,
    children: (
      <>
        <ChoiceField
          lang={lang}
          name="why"
          label={t.column_reason()}
          options={chosenReasons.map((why) => ({
            value: why,
            label: reasonName(why, lang),
            ...(why === 'mistake' ? { hint: t.reason_mistake_hint() } : {}),
          }))}
          value={typed.why}
          error={problemOf(problems, 'why')}
        />
        <DateField
          lang={lang}
          name="last_day"
          label={t.field_last_day()}
          hint={t.field_last_day_hint()}
          value={typed.lastDay}
          error={problemOf(problems, 'last_day')}
        />
      </>
    ),
  });
}

/** `…/leave`: somebody is away for some time, and who stands in. */
export function leavePage(
  view: View,
  form: OfMember & {
    readonly typed: { readonly from: string; readonly until: string; readonly standIn: string };
    readonly others: readonly Option[];
  },
): Page {
  const { lang } = view;
  const t = texts[lang];
  const { typed, problems } = form;
  return formPage(view, {
    title: t.action_leave(),
    intro: t.leave_intro({ name: form.name }),
    team: form.team,
    above: above(form),
    action: `${pathOf(form)}/leave`,
    stamp: form.stamp,
    problems,
    button: t.leave_button(),
    children: (
      <>
        <DateField lang={lang} name="from" label={t.field_leave_from()} value={typed.from} error={problemOf(problems, 'from')} />
        <DateField
          lang={lang}
          name="until"
          label={t.field_leave_until()}
          hint={t.field_leave_until_hint()}
          optional
          value={typed.until}
          error={problemOf(problems, 'until')}
        />
        <SelectField
          lang={lang}
          name="stand_in"
          label={t.field_stand_in()}
          optional
          options={[{ value: '', label: t.nobody() }, ...form.others]}
          value={typed.standIn}
          error={problemOf(problems, 'stand_in')}
        />
      </>
    ),
  });
}

/** `/console/teams/:id/hand-over`: another member leads from a day on. */
export function handOverPage(
  view: View,
  form: Common & {
    /** Null where nobody leads today. */
    readonly leader: string | null;
    readonly members: readonly Option[];
    readonly typed: { readonly to: string; readonly becomes: string; readonly on: string };
  },
): Page {
  const { lang } = view;
  const t = texts[lang];
  const { typed, problems, team } = form;
  return formPage(view, {
    title: t.action_hand_over(),
    intro: form.leader === null ? undefined : t.hand_over_intro({ name: form.leader }),
    team,
    action: `/console/teams/${team.id}/hand-over`,
    stamp: form.stamp,
    problems,
    button: t.hand_over_button(),
    before: form.leader === null && <Notice tone="waiting">{t.hand_over_none()}</Notice>,
    children: (
      <>
        <SelectField
          lang={lang}
          name="to"
          label={t.field_new_leader()}
          options={[{ value: '', label: t.choose() }, ...form.members]}
          value={typed.to}
          error={problemOf(problems, 'to')}
        />
        <ChoiceField
          lang={lang}
          name="becomes"
          label={t.field_leader_becomes()}
          options={[
            { value: 'deputy', label: roleName('deputy', lang) },
            { value: 'member', label: roleName('member', lang) },
            { value: 'leaves', label: t.leader_leaves() },
          ]}
          value={typed.becomes}
          error={problemOf(problems, 'becomes')}
        />
        <DateField lang={lang} name="on" label={t.field_on_hand_over()} value={typed.on} error={problemOf(problems, 'on')} />
      </>
    ),
  });
}
