import type { Lang } from '../../i18n/index.ts';
import { formatNumber } from '../../numbers/index.ts';
import { DataTable, EmptyState, Notice, PageHeading, Pill, Stat, Stats } from '../../ui/index.ts';
import { texts } from '../messages.gen.ts';
import { messageStates } from '../model.ts';
import type { PurposeCount, Trouble } from '../queries.ts';
import { type MessageChannel, messageChannels } from '../types.ts';
import { channelName, stateName, stateTones } from '../words.ts';

interface Props {
  lang: Lang;
  days: number;
  counts: readonly PurposeCount[];
  troubles: readonly Trouble[];
  offered: readonly MessageChannel[];
  moment: (at: Temporal.Instant) => string;
}

/** Counts by purpose and state, and what went wrong. */
export function MessageState({ lang, days, counts, troubles, offered, moment }: Props) {
  const t = texts[lang];
  const missing = messageChannels.filter((channel) => !offered.includes(channel)).map((channel) => channelName(channel, lang));
  const total = (state: (typeof messageStates)[number]) => counts.reduce((sum, one) => sum + (one.counts[state] ?? 0), 0);
  return (
    <>
      <PageHeading title={t.console_title()} intro={t.console_intro({ days })} />
      {missing.length > 0 && (
        <Notice tone="waiting">
          <p>{t.not_offered({ channels: missing.join(', ') })}</p>
        </Notice>
      )}
      {counts.length === 0 ? (
        <EmptyState title={t.none_title()} why={t.none_why({ days })} />
      ) : (
        <>
          <Stats>
            {messageStates
              .filter((state) => total(state) > 0)
              .map((state) => (
                <Stat key={state} value={formatNumber(total(state), lang)} label={stateName(state, lang)} />
              ))}
          </Stats>
          <DataTable
            caption={t.by_purpose()}
            columns={[
              { label: t.column_purpose(), cell: (row: PurposeCount) => <code>{row.purpose}</code> },
              { label: t.column_channel(), cell: (row: PurposeCount) => channelName(row.channel, lang) },
              ...messageStates.map((state) => ({
                label: stateName(state, lang),
                kind: 'number' as const,
                cell: (row: PurposeCount) => formatNumber(row.counts[state] ?? 0, lang),
              })),
            ]}
            rows={counts}
          />
        </>
      )}
      {troubles.length > 0 && (
        <DataTable
          caption={t.troubles()}
          dense
          columns={[
            { label: t.column_queued(), cell: (row: Trouble) => moment(row.createdAt) },
            { label: t.column_purpose(), cell: (row: Trouble) => <code>{row.purpose}</code> },
            { label: t.column_channel(), cell: (row: Trouble) => channelName(row.channel, lang) },
            { label: t.column_to(), cell: (row: Trouble) => row.to ?? t.removed() },
            { label: t.column_state(), cell: (row: Trouble) => <Pill tone={stateTones[row.state]}>{stateName(row.state, lang)}</Pill> },
            { label: t.column_why(), cell: (row: Trouble) => <code>{row.failure}</code> },
            { label: t.column_attempts(), kind: 'number', cell: (row: Trouble) => formatNumber(row.attempts, lang) },
            { label: t.column_next(), cell: (row: Trouble) => (row.state === 'queued' ? moment(row.nextAttemptAt) : '') },
          ]}
          rows={troubles}
        />
      )}
    </>
  );
}
