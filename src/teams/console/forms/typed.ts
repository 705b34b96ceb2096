/** What forms about teams have in common: days and decisions as they were typed. */
import { formatDate, readDate } from '../../../platform/calendar/index.ts';
import type { Refusal } from '../../../platform/outcome/index.ts';
import type { Decision } from '../../contract.ts';
import type { DecisionFile } from '../decision-file.ts';
import { lineOf } from '../form-values.ts';

/** A typed day, or why it is none. An empty one is null where it may be left out. */
export function dayIn(
  body: unknown,
  field: string,
  optional = false,
): { readonly typed: string; readonly iso: string | null; readonly refusal: Refusal | null } {
  const typed = lineOf(body, field);
  const day = readDate(typed);
  if (day.ok) return { typed, iso: day.iso, refusal: null };
  if (day.problem === 'empty') return { typed, iso: null, refusal: optional ? null : { code: 'teams.day-missing', field } };
  return { typed, iso: null, refusal: { code: 'teams.day-strange', field } };
}

/** An ISO day as a form shows it; empty for none. */
export const dayTyped = (iso: string | null): string => (iso === null ? '' : formatDate(iso));

export interface TypedDecision {
  readonly number: string;
  readonly decidedOn: string;
  readonly issuer: string;
  readonly file: DecisionFile | null;
}

export const noDecision: TypedDecision = { number: '', decidedOn: '', issuer: '', file: null };

/** The decision of a form with its file, and what is wrong with it. */
export function decisionIn(
  body: unknown,
  { file, refusal }: { readonly file: DecisionFile | null; readonly refusal: Refusal | null },
): { readonly typed: TypedDecision; readonly decision: Decision | undefined; readonly refusals: readonly Refusal[] } {
  const number = lineOf(body, 'decision_number').slice(0, 100);
  const issuer = lineOf(body, 'issuer').slice(0, 200);
  const day = dayIn(body, 'decided_on', true);
  const typed = { number, decidedOn: day.typed, issuer, file };
  const none = number === '' && issuer === '' && day.iso === null && file === null;
  const decision = none ? undefined : { number: number || null, decidedOn: day.iso, issuer: issuer || null, file };
  return { typed, decision, refusals: [day.refusal, refusal].filter((one) => one !== null) };
}
