import { accepted, type Outcome, type Refusal, refused } from '../outcome/index.ts';
import type { SheetsRefusalCode } from './types.ts';

/** Carries a refusal out of the depth of a file to the door, where it becomes a value. */
class Refused extends Error {
  readonly refusal: Refusal;
  constructor(refusal: Refusal) {
    super(refusal.code);
    this.refusal = refusal;
  }
}

/** Stops the work on this file. */
export function refuse(code: SheetsRefusalCode, params?: Record<string, string | number>): never {
  throw new Refused({ code, ...(params && { params }) });
}

/** The file is no workbook that Excel would open; `where` names the part. */
export function damaged(where: string): never {
  refuse('sheets.damaged', { where });
}

/** Does `work`; what it refuses comes back as a value. */
export function attempt<T>(work: () => T): Outcome<T> {
  try {
    return accepted(work());
  } catch (error) {
    if (error instanceof Refused) return refused(error.refusal);
    throw error;
  }
}
