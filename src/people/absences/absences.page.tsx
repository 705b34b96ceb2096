import { formatDate, lastValidDay } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import {
  Actions,
  Button,
  ButtonLink,
  Card,
  ChoiceField,
  DateField,
  DefinitionList,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  FormToken,
  Notice,
  type Page,
  PageHeading,
  Pill,
  problemOf,
  SelectField,
  type View,
} from '../../platform/ui/index.ts';
import type { Role } from '../roles/catalogue.ts';
import { texts } from './messages.gen.ts';
import type { AbsenceRow } from './store.ts';

export interface AbsenceList {
  readonly rows: readonly (AbsenceRow & { readonly mayEnd: boolean })[];
  readonly names: ReadonlyMap<string, string>;
  readonly roles: ReadonlyMap<string, Role>;
  readonly today: string;
  readonly done: 'recorded' | 'ended' | null;
}

function stateOf(row: AbsenceRow, today: string): 'now' | 'coming' | 'over' | 'ended' {
  if (row.endedAt !== null) return 'ended';
  if (row.to <= today) return 'over';
  return row.from > today ? 'coming' : 'now';
}

/** `/console/absences`: mine, those in which I stand in, and those of my place. */
export function absenceListPage(view: View, list: AbsenceList): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.title()} intro={t.intro()} />
        {list.done === 'recorded' && <Notice tone="good">{t.done_recorded()}</Notice>}
        {list.done === 'ended' && <Notice tone="good">{t.done_ended()}</Notice>}
        <Actions>
          <ButtonLink href="/console/absences/new" icon="calendar">
            {t.new_button()}
          </ButtonLink>
        </Actions>
        {list.rows.length === 0 && <EmptyState icon="calendar" title={t.list_empty()} why={t.list_empty_why()} />}
        {list.rows.map((row) => (
          <One key={row.id} view={view} row={row} list={list} />
        ))}
      </>
    ),
  };
}

function One({ view, row, list }: { view: View; row: AbsenceList['rows'][number]; list: AbsenceList }) {
  const { lang } = view;
  const t = texts[lang];
  const state = stateOf(row, list.today);
  const words = { now: t.state_now(), coming: t.state_coming(), over: t.state_over(), ended: t.state_ended() };
  const name = (id: string) => list.names.get(id) ?? t.nameless();
  return (
    <Card
      title={name(row.personId)}
      aside={<Pill tone={state === 'now' ? 'good' : state === 'coming' ? 'waiting' : 'plain'}>{words[state]}</Pill>}
    >
      <DefinitionList
        rows={[
          { term: t.column_days(), value: t.days({ from: formatDate(row.from), until: formatDate(lastValidDay(row.to)) }) },
          { term: t.column_deputy(), value: name(row.deputyId) },
          { term: t.column_roles(), value: row.roles.map((code) => list.roles.get(code)?.names[lang] ?? code).join(', ') },
        ]}
      />
      {row.mayEnd && (state === 'now' || state === 'coming') && (
        <form method="post" action={`/console/absences/${row.id}/end`}>
          <FormToken view={view} />
          <Button kind="secondary">{t.end_button()}</Button>
        </form>
      )}
    </Card>
  );
}

export interface AbsenceForm {
  /** Whose absence: null for one's own. */
  readonly person: { readonly id: string; readonly name: string } | null;
  readonly lendable: readonly { readonly id: string; readonly role: Role; readonly place: string | null }[];
  /** Whether some role is left out because two persons give it. */
  readonly someLeftOut: boolean;
  readonly deputies: readonly { readonly id: string; readonly name: string }[];
  readonly typed: { readonly grants: readonly string[]; readonly deputy: string; readonly from: string; readonly until: string };
  readonly problems: readonly FieldProblem[];
}

/** `/console/absences/new`. */
export function newAbsencePage(view: View, form: AbsenceForm): Page {
  const { lang } = view;
  const t = texts[lang];
  return {
    title: t.new_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.new_title()} eyebrow={form.person ? t.new_for({ name: form.person.name }) : t.new_mine()} intro={t.intro()} />
        {form.lendable.length === 0 ? (
          <EmptyState icon="calendar" title={t.new_no_roles()} why={t.new_no_roles_why()} />
        ) : (
          <>
            <ErrorSummary lang={lang} problems={form.problems} />
            {form.deputies.length === 0 && <Notice tone="waiting">{t.no_deputies()}</Notice>}
            <Form view={view} form={form} lang={lang} />
          </>
        )}
      </>
    ),
  };
}

function Form({ view, form, lang }: { view: View; form: AbsenceForm; lang: Lang }) {
  const t = texts[lang];
  const { typed, problems } = form;
  return (
    <form class="form" method="post" action="/console/absences">
      <FormToken view={view} />
      {form.person && <input type="hidden" name="person" value={form.person.id} />}
      <ChoiceField
        lang={lang}
        name="grants"
        label={t.field_roles()}
        many
        options={form.lendable.map(({ id, role, place }) => ({ value: id, label: role.names[lang], hint: place ?? t.everywhere() }))}
        value={typed.grants}
        error={problemOf(problems, 'grants')}
        hint={form.someLeftOut ? t.powerful_note() : undefined}
      />
      <SelectField
        lang={lang}
        name="deputy"
        label={t.field_deputy()}
        hint={t.field_deputy_hint()}
        options={[{ value: '', label: t.field_choose() }, ...form.deputies.map(({ id, name }) => ({ value: id, label: name }))]}
        value={typed.deputy}
        error={problemOf(problems, 'deputy')}
      />
      <DateField lang={lang} name="from" label={t.field_from()} value={typed.from} error={problemOf(problems, 'from')} />
      <DateField lang={lang} name="until" label={t.field_until()} value={typed.until} error={problemOf(problems, 'until')} />
      <Button>{t.save_button()}</Button>
    </form>
  );
}
