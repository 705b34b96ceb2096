import { momentText } from '../../platform/calendar/index.ts';
import {
  Card,
  DataTable,
  EmptyState,
  type Page,
  PageHeading,
  Pill,
  type View,
  WaitingList,
  type WaitingRow,
} from '../../platform/ui/index.ts';
import { texts } from './messages.gen.ts';
import type { Seen } from './queries.ts';
import { stateWord } from './words.ts';

export interface DecisionList {
  readonly mine: readonly Seen[];
  readonly proposed: readonly Seen[];
  readonly ended: readonly Seen[];
  readonly now: Temporal.Instant;
  readonly timeZone: string;
}

const addressOf = ({ decision }: Seen): string => `/console/decisions/${decision.id}`;

/** `/console/decisions`: what waits for this person, what they proposed, what has ended lately. */
export function decisionListPage(view: View, list: DecisionList): Page {
  const t = texts[view.lang];
  return {
    title: t.list_title(),
    unlisted: true,
    body: (
      <>
        <PageHeading title={t.list_title()} intro={t.list_intro()} />
        <Mine view={view} list={list} />
        <Card title={t.proposed_title()}>
          {list.proposed.length === 0 ? (
            <p class="muted">{t.proposed_empty()}</p>
          ) : (
            <Rows view={view} list={list} rows={list.proposed} caption={t.proposed_title()} />
          )}
        </Card>
        <Card title={t.ended_title()}>
          {list.ended.length === 0 ? (
            <p class="muted">{t.ended_empty()}</p>
          ) : (
            <Rows view={view} list={list} rows={list.ended} caption={t.ended_title()} ended />
          )}
        </Card>
      </>
    ),
  };
}

function Mine({ view, list }: { view: View; list: DecisionList }) {
  const t = texts[view.lang];
  if (list.mine.length === 0) return <EmptyState icon="good" title={t.mine_empty()} why={t.mine_empty_why()} />;
  const rows = list.mine.map((seen): WaitingRow => {
    const overdue = Temporal.Instant.compare(seen.due, list.now) <= 0;
    const when = momentText(seen.due, list.timeZone);
    const who = seen.names.get(seen.decision.proposedBy) ?? t.nobody_known();
    return {
      id: seen.decision.id,
      title: seen.title,
      detail: [...(seen.detail === null ? [] : [seen.detail]), t.detail_line({ who, why: seen.decision.reason })].join(' · '),
      href: addressOf(seen),
      kind: seen.kindLabel,
      due: { text: overdue ? t.overdue({ when }) : t.until({ when }), overdue },
      actions: [{ label: t.confirm(), action: `${addressOf(seen)}/confirm`, fields: { back: view.path }, primary: true }],
    };
  });
  return (
    <section aria-labelledby="mine">
      <h2 id="mine">{t.mine_title()}</h2>
      <WaitingList view={view} rows={rows} label={t.mine_title()} />
    </section>
  );
}

function Rows({
  view,
  list,
  rows,
  caption,
  ended,
}: {
  view: View;
  list: DecisionList;
  rows: readonly Seen[];
  caption: string;
  ended?: boolean;
}) {
  const t = texts[view.lang];
  const columns = [
    { label: t.column_what(), cell: (row: Seen) => <a href={addressOf(row)}>{row.title}</a> },
    { label: t.column_kind(), cell: (row: Seen) => row.kindLabel },
    {
      label: ended ? t.column_ended() : t.column_when(),
      cell: (row: Seen) => momentText(row.decision.decidedAt ?? row.decision.expiresAt, list.timeZone),
    },
    {
      label: t.column_state(),
      cell: (row: Seen) => <Pill tone={toneOf(row)}>{stateWord(row.decision.state, view.lang)}</Pill>,
    },
  ];
  return <DataTable caption={caption} captionHidden dense columns={columns} rows={rows} />;
}

function toneOf({ decision }: Seen): 'waiting' | 'good' | 'danger' | 'plain' {
  if (decision.state === 'proposed') return 'waiting';
  if (decision.state === 'confirmed') return 'good';
  return decision.state === 'refused' ? 'danger' : 'plain';
}
