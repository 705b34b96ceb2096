import { accepted, type Outcome, type Refusal, refused } from '../../platform/outcome/index.ts';
import { type RefusalCode, refusalCodes } from '../contract.ts';

/** Collects what is wrong, so that a person sees all of it at once. */
export class Findings {
  readonly list: Refusal[] = [];

  /** `field` names the place in the input: `events.3.edges.0`, `units.12`. */
  add(code: RefusalCode, params: Record<string, string | number>, field?: string): void {
    this.list.push(field === undefined ? { code, params } : { code, params, field });
  }

  get any(): boolean {
    return this.list.length > 0;
  }

  /** The value when nothing was found; a single finding as it is; several as details of `code`. */
  outcome<T>(code: 'event_refused' | 'units_refused', value: () => T): Outcome<T> {
    const [first] = this.list;
    if (!first) return accepted(value());
    if (this.list.length === 1) return refused(first);
    return refused({ code: refusalCodes[code], params: { count: this.list.length }, details: this.list });
  }
}
