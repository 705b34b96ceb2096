import { v7 } from 'uuid';

/** Makes identifiers; taken from the context, never called directly, so that tests can foresee them. */
export interface Ids {
  /** A UUIDv7 in canonical lower-case text: ids made later sort later, so that indexes grow at their end. */
  next(): string;
}

/** UUIDv7 (RFC 9562), strictly increasing within one process. */
export const uuidIds: Ids = { next: () => v7() };

/** Foreseeable ids of the same shape for tests: the n-th call gives n in the last digits. */
export function countingIds(start = 1): Ids {
  let n = start;
  return { next: () => `01900000-0000-7000-8000-${(n++).toString(16).padStart(12, '0')}` };
}

export { fixedId } from './fixed-id.ts';
