/** What reports publish. */
import type { Tx } from '../platform/db/index.ts';
import { publish } from '../platform/outbox/index.ts';
import type { ReportState, StepName } from './model.ts';

export const reportsEvents = {
  /** A report came, or a step was taken in one. */
  stepTaken: { name: 'reports.step-taken', version: 1 },
  /** Somebody has to go and bring an answer. */
  visitBackWanted: { name: 'reports.visit-back-wanted', version: 1 },
} as const;

/** Ids and codes only. */
export interface StepTaken {
  readonly report: string;
  readonly event: string;
  readonly step: StepName;
  readonly from: ReportState | null;
  readonly to: ReportState;
}

export async function publishStepTaken(tx: Tx, { report, event, step, from, to }: StepTaken): Promise<void> {
  await publish(tx, { ...reportsEvents.stepTaken, payload: { report, event, step, from, to } });
}

/** An answer (or why it was not taken in) has to be brought to whoever wanted a visit: ids only. */
export async function publishVisitBackWanted(tx: Tx, { report, event }: Pick<StepTaken, 'report' | 'event'>): Promise<void> {
  await publish(tx, { ...reportsEvents.visitBackWanted, payload: { report, event } });
}
