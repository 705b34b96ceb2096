import { momentText } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import {
  Actions,
  Button,
  ButtonLink,
  Card,
  DataTable,
  DateField,
  EmptyState,
  ErrorSummary,
  type FieldProblem,
  PageHeading,
  Pager,
  Pill,
  problemOf,
  SelectField,
  TextField,
  type View,
} from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import type { TrailPage, TrailRow, TrailState } from '../queries.ts';
import { Wholeness } from './wholeness.tsx';

/** What was typed or chosen, as it stands in the address. */
export interface Typed {
  readonly action?: string;
  readonly actor?: string;
  readonly person?: string;
  readonly kind?: string;
  readonly id?: string;
  readonly day?: string;
  readonly entry?: string;
}

interface Props {
  view: View;
  timeZone: string;
  page: TrailPage;
  state: TrailState;
  actions: readonly string[];
  typed: Typed;
  problems: readonly FieldProblem[];
  /** A verification was left to the worker. */
  later: boolean;
  mayExport: boolean;
}

/** The trail with its filter, and whether it is whole. */
export function TrailList({ view, timeZone, page, state, actions, typed, problems, later, mayExport }: Props) {
  const { lang } = view;
  const t = texts[lang];
  const columns = [
    { label: t.column_at(), cell: (row: TrailRow) => momentText(row.at, timeZone, { seconds: true }) },
    { label: t.column_actor(), cell: (row: TrailRow) => <Who row={row} lang={lang} /> },
    { label: t.column_action(), cell: (row: TrailRow) => <code>{row.action}</code> },
    {
      label: t.column_subject(),
      cell: (row: TrailRow) => (
        <a href={addressOf({ kind: row.subjectKind, id: row.subjectId })}>{`${row.subjectKind} ${row.subjectId}`}</a>
      ),
    },
    { label: t.column_fields(), cell: (row: TrailRow) => row.fields.join(', ') },
    { label: t.column_purpose(), cell: (row: TrailRow) => row.purpose ?? '' },
    { label: t.column_persons(), cell: (row: TrailRow) => <Persons ids={row.persons} lang={lang} /> },
    {
      label: t.column_sealed(),
      cell: (row: TrailRow) => <Pill tone={row.sealed ? 'good' : 'waiting'}>{row.sealed ? t.sealed() : t.not_sealed()}</Pill>,
    },
  ];
  return (
    <>
      <PageHeading title={t.title()} intro={t.intro()} />
      <Wholeness view={view} timeZone={timeZone} state={state} later={later} mayExport={mayExport} />
      <ErrorSummary lang={lang} problems={problems} />
      <Filter lang={lang} actions={actions} typed={typed} problems={problems} />
      {page.rows.length === 0 ? (
        <EmptyState title={t.empty_title()} why={t.empty_why()} />
      ) : (
        <DataTable caption={t.title()} captionHidden dense columns={columns} rows={page.rows} />
      )}
      {page.next !== null && <Pager lang={lang} next={addressOf(typed, page.next)} />}
    </>
  );
}

/** Who it was; below, for whom it was done and from which device. */
function Who({ row, lang }: { row: TrailRow; lang: Lang }) {
  const t = texts[lang];
  return (
    <>
      {row.actorId === null ? (
        actorName(row.actorKind, lang)
      ) : (
        <a href={addressOf({ actor: row.actorId })}>{t.actor_person({ id: short(row.actorId) })}</a>
      )}
      {row.actingFor !== null && (
        <p class="small">
          <span title={row.actingFor}>{t.acting_for({ id: short(row.actingFor) })}</span>
        </p>
      )}
      {row.deviceId !== null && (
        <p class="muted small">
          <span title={row.deviceId}>{t.from_device({ id: short(row.deviceId) })}</span>
        </p>
      )}
    </>
  );
}

function Persons({ ids, lang }: { ids: readonly string[]; lang: Lang }) {
  return (
    <>
      {ids.slice(0, 3).map((id) => (
        <p class="small" key={id}>
          <a href={addressOf({ person: id })} title={id}>
            {short(id)}
          </a>
        </p>
      ))}
      {ids.length > 3 && <p class="muted small">{texts[lang].more_persons({ count: ids.length - 3 })}</p>}
    </>
  );
}

function Filter({ lang, actions, typed, problems }: Pick<Props, 'actions' | 'typed' | 'problems'> & { lang: Lang }) {
  const t = texts[lang];
  const options = [{ value: '', label: t.filter_any_action() }, ...actions.map((action) => ({ value: action, label: action }))];
  const code = { lang, optional: true, maxLength: 60 } as const;
  return (
    <Card title={t.filter_title()}>
      <form class="form" action="/console/audit">
        <SelectField lang={lang} name="action" label={t.filter_action()} options={options} value={typed.action} optional />
        <DateField lang={lang} name="day" label={t.filter_day()} value={typed.day} error={problemOf(problems, 'day')} optional />
        <details class="what" open={[typed.actor, typed.person, typed.kind, typed.id, typed.entry].some(Boolean)}>
          <summary>{t.filter_more()}</summary>
          <div class="what-body form">
            <TextField {...code} name="actor" label={t.filter_actor()} value={typed.actor} error={problemOf(problems, 'actor')} />
            <TextField {...code} name="person" label={t.filter_person()} value={typed.person} error={problemOf(problems, 'person')} />
            <TextField {...code} name="kind" label={t.filter_kind()} value={typed.kind} />
            <TextField {...code} name="id" label={t.filter_id()} value={typed.id} maxLength={120} />
            <TextField {...code} name="entry" label={t.filter_entry()} value={typed.entry} error={problemOf(problems, 'entry')} />
          </div>
        </details>
        <Actions>
          <Button kind="secondary">{t.filter_apply()}</Button>
          <ButtonLink kind="quiet" href="/console/audit">
            {t.filter_all()}
          </ButtonLink>
        </Actions>
      </form>
    </Card>
  );
}

function addressOf(typed: Typed, after?: string): string {
  const query = new URLSearchParams(Object.entries(typed).filter(([, value]) => value) as [string, string][]);
  if (after) query.set('after', after);
  return `/console/audit?${query}`;
}

/** The end of a code tells rows of a list apart; the whole of it is in the link and its title. */
const short = (id: string): string => `…\u2060${id.slice(-12)}`;

function actorName(kind: string, lang: Lang): string {
  const t = texts[lang];
  if (kind === 'anonymous') return t.actor_anonymous();
  return kind === 'system' ? t.actor_system() : t.actor_demonstration();
}
