/** Words that several pages of the console share. */
import type { Lang } from '../../platform/i18n/index.ts';
import type { BatchCounts } from '../commands/import/batches.ts';
import { type TableKind, tableColumns } from '../commands/import/columns.ts';
import type { Summary } from '../commands/import/summary.ts';
import type { ImportKind } from '../commands/import/types.ts';
import { texts } from './messages.gen.ts';

export function kindName(kind: ImportKind, lang: Lang): string {
  const t = texts[lang];
  return { units: t.kind_units(), events: t.kind_events(), population: t.kind_population(), boundaries: t.kind_boundaries() }[kind];
}

/** A column as its header says it: in Vietnamese with the key behind, in English the key. */
export function columnName(kind: ImportKind, key: string, lang: Lang): string {
  if (kind === 'boundaries' || lang === 'en') return key;
  const column = tableColumns[kind satisfies TableKind].find((one) => one.key === key);
  return column ? `${column.vi} (${key})` : key;
}

/** “add 99 units, end 168 units, 48 events”; what is zero is left out. */
export function countsLine(counts: Omit<BatchCounts, 'rows' | 'from'>, lang: Lang): string {
  const t = texts[lang];
  const parts = [
    counts.added > 0 ? t.counts_added({ count: counts.added }) : '',
    counts.changed > 0 ? t.counts_changed({ count: counts.changed }) : '',
    counts.ended > 0 ? t.counts_ended({ count: counts.ended }) : '',
    counts.events > 0 ? t.counts_events({ count: counts.events }) : '',
    counts.figures > 0 ? t.counts_figures({ count: counts.figures }) : '',
    counts.boundaries > 0 ? t.counts_boundaries({ count: counts.boundaries }) : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? t.counts_nothing() : parts.join(', ');
}

export function countsOfSummary(summary: Summary): Omit<BatchCounts, 'rows'> {
  const { added, changed, ended, events, figures, boundaries } = summary;
  return { added: added.length, changed: changed.length, ended: ended.length, events, figures, boundaries };
}

/** How an actor is named in a list, from what the batch kept of it. */
export function actorName(kept: string, lang: Lang): string {
  const t = texts[lang];
  if (kept === 'system') return t.who_system();
  return kept === 'demonstration-operator' ? t.who_operator() : kept;
}
