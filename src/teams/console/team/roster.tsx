import { formatDate, formatDateRange, lastValidDay } from '../../../platform/calendar/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { ButtonLink, DataTable, EmptyState, Pill } from '../../../platform/ui/index.ts';
import type { Membership, RosterMember } from '../../contract.ts';
import { texts } from '../messages.gen.ts';
import { maskedNumber } from '../people.ts';
import { reasonName, roleName } from '../words.ts';
import type { TeamContent } from './gather.ts';

/** Who is on the team on the day. */
export function Roster({ lang, content }: { lang: Lang; content: TeamContent }) {
  const t = texts[lang];
  const { team, members, persons, forces, on, today } = content;
  if (team.state === 'ended' || team.state === 'to-come') return null;
  if (members.length === 0) {
    return (
      <EmptyState icon="people" title={t.roster_empty()} why={t.roster_empty_why()}>
        {team.mayManage && on === today && (
          <ButtonLink href={`/console/teams/${team.id}/members/new`} icon="people">
            {t.action_add()}
          </ButtonLink>
        )}
      </EmptyState>
    );
  }
  const person = (id: string | null) => members.find((member) => member.id === id)?.personId ?? '';
  const name = (personId: string) => persons.get(personId)?.fullName ?? t.name_elsewhere();
  const columns = [
    {
      label: t.column_name(),
      cell: (row: RosterMember) => (
        <>
          {content.mayOpenPersons && persons.has(row.personId) ? (
            <a href={`/console/people/${row.personId}`}>{name(row.personId)}</a>
          ) : (
            name(row.personId)
          )}
          <BirthYear year={persons.get(row.personId)?.birthYear ?? null} />
        </>
      ),
    },
    {
      label: t.column_role(),
      cell: (row: RosterMember) => (
        <span class="pills">
          {row.role === 'member' ? roleName(row.role, lang) : <Pill tone="info">{roleName(row.role, lang)}</Pill>}
          {row.leave !== null && (
            <Pill tone="waiting">
              {row.leave.standIn === null ? t.on_leave() : t.on_leave_stand_in({ name: name(person(row.leave.standIn)) })}
            </Pill>
          )}
        </span>
      ),
    },
    { label: t.column_force(), cell: (row: RosterMember) => forces.get(row.coreForce) ?? row.coreForce },
    { label: t.column_since(), cell: (row: RosterMember) => formatDate(row.from) },
    {
      label: t.column_term(),
      cell: (row: RosterMember) =>
        row.termUntil === null ? (
          '–'
        ) : row.termUntil < today ? (
          <Pill tone="waiting">{formatDate(row.termUntil)}</Pill>
        ) : (
          formatDate(row.termUntil)
        ),
    },
    {
      label: t.column_phone(),
      cell: (row: RosterMember) => persons.get(row.personId)?.phones.map(maskedNumber).join(', ') || t.no_number(),
    },
    ...(team.mayManage && on === today
      ? [
          {
            label: t.column_action(),
            cell: (row: RosterMember) => (
              <a href={`/console/teams/${team.id}/members/${row.id}`}>
                {t.action_update()}
                <span class="sr-only"> {name(row.personId)}</span>
              </a>
            ),
          },
        ]
      : []),
  ];
  return <DataTable caption={t.roster_caption({ day: formatDate(on) })} columns={columns} rows={members} dense />;
}

/** Tells two of one name apart. */
function BirthYear({ year }: { year: number | null }) {
  return year === null ? null : <span class="muted"> {year}</span>;
}

/** Who served at other times. */
export function Others({ lang, content }: { lang: Lang; content: TeamContent }) {
  const t = texts[lang];
  const { others, persons, forces, team } = content;
  if (others.length === 0) return null;
  const columns = [
    {
      label: t.column_name(),
      cell: (row: Membership) =>
        team.mayManage ? (
          <a href={`/console/teams/${team.id}/members/${row.id}`}>{persons.get(row.personId)?.fullName ?? t.name_elsewhere()}</a>
        ) : (
          (persons.get(row.personId)?.fullName ?? t.name_elsewhere())
        ),
    },
    { label: t.column_role(), cell: (row: Membership) => roleName(row.role, lang) },
    { label: t.column_force(), cell: (row: Membership) => forces.get(row.coreForce) ?? row.coreForce },
    { label: t.column_days(), cell: (row: Membership) => formatDateRange(row.from, lastValidDay(row.to), lang) },
    { label: t.column_reason(), cell: (row: Membership) => (row.endedWhy === null ? '–' : reasonName(row.endedWhy, lang)) },
  ];
  return (
    <details class="what">
      <summary>{t.others_title({ count: others.length })}</summary>
      <DataTable caption={t.others_title({ count: others.length })} captionHidden columns={columns} rows={others} dense />
    </details>
  );
}
