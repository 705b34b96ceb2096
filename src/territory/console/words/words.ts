/** What happened, and what to do now. */
export interface Words {
  readonly title: string;
  readonly advice: string;
}

/** Reads the params of a refusal: as text (days stay ISO, the texts write them), or as a number. */
interface Params {
  p(name: string): string;
  n(name: string): number;
}

/** The words for a refusal out of the texts `T` of a language. */
export type Say<T> = (t: T, params: Params) => Words;
