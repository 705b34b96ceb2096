/**
 * What a phone captured, in whatever form its program wrote: it is sent as it was captured, sometimes months later, and brought to today's form here
 * (docs/decisions/0031-formats-others-hold.md). `samples` has what phones of each form hold.
 */
import { accepted, type Outcome, refused } from '../../platform/outcome/index.ts';

export type Captured = Readonly<Record<string, unknown>>;
/** Brings what was captured in one form to the form after it. */
export type Upcast = (captured: Captured) => Captured;

/** From the form of its place to the next: the first one reads form 1. As many as there are forms but the newest. */
const upcasts: readonly Upcast[] = [];

/**
 * A body in the newest form, its `schema` said. Refused where its form is newer than this program, which happens while one is being replaced. What is no
 * document, or names no form, is left as it came: the schema judges it.
 */
export function inTodaysForm(body: unknown, steps: readonly Upcast[] = upcasts): Outcome<unknown> {
  if (typeof body !== 'object' || body === null || Array.isArray(body)) return accepted(body);
  const captured: Captured = { ...body };
  const form = captured.schema === undefined ? 1 : captured.schema;
  if (typeof form !== 'number' || !Number.isInteger(form) || form < 1) return accepted(body);
  if (form > steps.length + 1) return refused({ code: 'reports.form-newer', field: 'schema' });
  return accepted(steps.slice(form - 1).reduce((so, step, at) => ({ ...step(so), schema: form + at + 1 }), { ...captured, schema: form }));
}
