/** The answer as somebody has spoken it. Pure. */
import type { ReportAttachment, ReportEvent, ReportView } from '../core/index.ts';

/** A spoken version of the answer that stands. */
export interface SpokenAnswer {
  readonly file: ReportAttachment;
  readonly at: Temporal.Instant;
  /** Who read it: an official of an office, or somebody who knows the language. */
  readonly by: ReportEvent['actorKind'];
  readonly officeName: string | null;
}

type Told = Pick<ReportView, 'events' | 'attachments'>;

/** The answer that a spoken version belongs to was approved, and by which event: it never goes out before the words do. */
function approvalOf(events: readonly ReportEvent[], spoken: ReportEvent): ReportEvent | null {
  const draft = events.findLast((event) => event.step === 'answer' && event.ordinal < spoken.ordinal);
  if (draft === undefined) return null;
  const next = events.find((event) => event.ordinal > draft.ordinal && ['answer', 'send-back', 'approve'].includes(event.step));
  return next?.step === 'approve' ? next : null;
}

/**
 * The last spoken version of the answer that stands now; null for none, and while its words are not approved. The recording lies with the answer (or
 * with the step that brought it), so one of an earlier answer is not this one's.
 */
export function spokenAnswer({ events, attachments }: Told): SpokenAnswer | null {
  const standing = events.findLast((event) => event.step === 'approve');
  if (standing === undefined) return null;
  const spoken = events.findLast((event) => event.step === 'speak' && approvalOf(events, event)?.id === standing.id);
  const all = attachments.filter((one) => one.role === 'spoken-answer' && (one.eventId === standing.id || one.eventId === spoken?.id));
  // Ids of uploads follow time: whoever recorded it again meant the last one.
  const file = all.toSorted((a, b) => (a.id < b.id ? -1 : 1)).at(-1);
  if (file === undefined) return null;
  const { at, actorKind, organisationName } = spoken ?? standing;
  return { file, at, by: actorKind, officeName: organisationName };
}

/** Whether the answer that stands still waits for somebody who speaks it in the sender's language. */
export const waitsForVoice = (report: Told & Pick<ReportView, 'state' | 'language'>): boolean =>
  report.language !== 'vi' && (report.state === 'answered' || report.state === 'rated') && spokenAnswer(report) === null;
