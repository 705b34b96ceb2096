/** How the states of a report read for citizens: what is going on, never the desk's own words. */
import type { Lang } from '../../platform/i18n/index.ts';
import { answeredStates, type ReportState } from '../model.ts';
import { texts } from './messages.gen.ts';

/** Names of states and steps as keys of texts. */
export const keyOf = (name: string): string => name.replaceAll('-', '_');

/** A few words for where a report stands. */
export const stateName = (state: ReportState, lang: Lang): string => texts[lang].state({ state: keyOf(state) });

/** How it stands, for the colour beside the word. */
export function stateTone(state: ReportState): 'plain' | 'info' | 'good' | 'waiting' {
  if (answeredStates.includes(state)) return 'good';
  if (state === 'needs-more') return 'waiting';
  return state === 'closed' || state === 'merged' || state === 'not-accepted' ? 'plain' : 'info';
}
