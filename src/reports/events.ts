/** What reports publish. */
import type { Tx } from '../platform/db/index.ts';
import { publish } from '../platform/outbox/index.ts';
import type { ReportState, StepName } from './model.ts';

export const reportsEvents = {
  /** A report came, or a step was taken in one. */
  stepTaken: { name: 'reports.step-taken', version: 1 },
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
