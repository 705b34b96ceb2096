/**
 * What a command answers. An expected refusal is a value with a code, turned into a page, a problem document or a
 * sync answer in one place each; everything unexpected is thrown.
 */
export interface Refusal {
  /** `<module>.<reason>`, listed in the module's contract.ts. */
  readonly code: `${string}.${string}`;
  readonly params?: Record<string, string | number>;
  /** The name of the input that is wrong, where it is one. */
  readonly field?: string;
  /** HTTP status; 422 where none is given. */
  readonly status?: 400 | 401 | 403 | 404 | 409 | 422 | 429;
  /** Several findings of one input, for example the rows of a file. */
  readonly details?: readonly Refusal[];
}

export type Outcome<T> = { readonly ok: true; readonly value: T } | { readonly ok: false; readonly refusal: Refusal };

/** The command did it. */
export const accepted = <T>(value: T): Outcome<T> => ({ ok: true, value });

/** The command did nothing, for a reason that the caller can be told. */
export const refused = (refusal: Refusal): Outcome<never> => ({ ok: false, refusal });
