import { formatDate } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import {
  Actions,
  Button,
  ButtonLink,
  Card,
  DataTable,
  EmptyState,
  Notice,
  PageHeading,
  Pager,
  Pill,
  SelectField,
  TextField,
  WhatIsThis,
} from '../../platform/ui/index.ts';
import { texts } from '../messages.gen.ts';
import type { TrailFilter, TrailPage, TrailRow, TrailState } from '../store.ts';

interface Props {
  lang: Lang;
  timeZone: string;
  page: TrailPage;
  state: TrailState;
  actions: readonly string[];
  filter: TrailFilter;
}

/** The trail with its filter, and whether it is whole. */
export function TrailList({ lang, timeZone, page, state, actions, filter }: Props) {
  const t = texts[lang];
  const columns = [
    { label: t.column_at(), cell: (row: TrailRow) => moment(row.at, timeZone, lang) },
    { label: t.column_actor(), cell: (row: TrailRow) => actorName(row, lang) },
    { label: t.column_action(), cell: (row: TrailRow) => <code>{row.action}</code> },
    {
      label: t.column_subject(),
      cell: (row: TrailRow) => (
        <a href={addressOf({ subjectKind: row.subjectKind, subjectId: row.subjectId })}>{`${row.subjectKind} ${row.subjectId}`}</a>
      ),
    },
    { label: t.column_fields(), cell: (row: TrailRow) => row.fields.join(', ') },
    {
      label: t.column_sealed(),
      cell: (row: TrailRow) => <Pill tone={row.sealed ? 'good' : 'waiting'}>{row.sealed ? t.sealed() : t.not_sealed()}</Pill>,
    },
  ];
  return (
    <>
      <PageHeading title={t.title()} intro={t.intro()} />
      <Wholeness lang={lang} timeZone={timeZone} state={state} />
      <Filter lang={lang} actions={actions} filter={filter} />
      {page.rows.length === 0 ? (
        <EmptyState title={t.empty_title()} why={t.empty_why()} />
      ) : (
        <DataTable caption={t.title()} captionHidden dense columns={columns} rows={page.rows} />
      )}
      {page.next !== null && <Pager lang={lang} next={addressOf(filter, page.next)} />}
    </>
  );
}

function Wholeness({ lang, timeZone, state }: Pick<Props, 'lang' | 'timeZone' | 'state'>) {
  const t = texts[lang];
  const verified = state.verifiedAt && moment(state.verifiedAt, timeZone, lang);
  if (verified !== null && state.brokenSeal !== null) {
    const how = { changed: t.state_changed(), missing: t.state_missing(), inserted: t.state_inserted(), seal: t.state_seal() };
    return (
      <Notice tone="danger" urgent title={t.state_broken({ at: verified, seal: state.brokenSeal.toString() })}>
        <p>
          {state.brokenHow && how[state.brokenHow]} {t.state_broken_advice()}
        </p>
      </Notice>
    );
  }
  return (
    <Notice tone={verified === null ? 'info' : 'good'} title={t.state_title()}>
      <p>
        {state.sealedAt === null ? t.state_none() : t.state_sealed({ count: state.seals, at: moment(state.sealedAt, timeZone, lang) })}{' '}
        {verified === null ? t.state_not_verified() : t.state_whole({ at: verified })}
      </p>
      <WhatIsThis lang={lang} term={t.what_seal()}>
        <p>{t.what_seal_answer()}</p>
      </WhatIsThis>
    </Notice>
  );
}

function Filter({ lang, actions, filter }: Pick<Props, 'lang' | 'actions' | 'filter'>) {
  const t = texts[lang];
  const options = [{ value: '', label: t.filter_any_action() }, ...actions.map((action) => ({ value: action, label: action }))];
  return (
    <Card title={t.filter_title()}>
      <form class="form" action="/console/audit">
        <SelectField lang={lang} name="action" label={t.filter_action()} options={options} value={filter.action} optional />
        <TextField lang={lang} name="kind" label={t.filter_kind()} value={filter.subjectKind} maxLength={60} optional />
        <TextField lang={lang} name="id" label={t.filter_id()} value={filter.subjectId} maxLength={120} optional />
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

function addressOf(filter: TrailFilter, after?: string): string {
  const query = new URLSearchParams();
  if (filter.action) query.set('action', filter.action);
  if (filter.subjectKind) query.set('kind', filter.subjectKind);
  if (filter.subjectId) query.set('id', filter.subjectId);
  if (after) query.set('after', after);
  return `/console/audit?${query}`;
}

function actorName(row: TrailRow, lang: Lang): string {
  const t = texts[lang];
  if (row.actorKind === 'person') return t.actor_person({ id: row.actorId ?? '' });
  if (row.actorKind === 'anonymous') return t.actor_anonymous();
  return row.actorKind === 'system' ? t.actor_system() : t.actor_demonstration();
}

/** Day and time of the day, in the installation's civil time. */
function moment(at: Temporal.Instant, timeZone: string, lang: Lang): string {
  const civil = at.toZonedDateTimeISO(timeZone);
  return `${formatDate(civil.toPlainDate().toString(), lang)} ${civil.toPlainTime().toString({ smallestUnit: 'second' })}`;
}
