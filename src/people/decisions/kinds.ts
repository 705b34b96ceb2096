/** The kinds of decisions that two persons make. Whoever needs one registers it when its module is loaded. */
import type { JsonObject, Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Outcome } from '../../platform/outcome/index.ts';
import type { Actor, Right } from '../../platform/session/index.ts';
import type { Approver, DecisionState } from './model.ts';

/** A decision as it stands now. */
export interface Decision {
  readonly id: string;
  readonly kind: string;
  readonly subject: { readonly kind: string; readonly id: string };
  /** Persons it is about: they never decide it. */
  readonly persons: readonly string[];
  readonly unitId: string | null;
  readonly organisationId: string | null;
  /** What will be done: ids and codes. */
  readonly payload: JsonObject;
  readonly proposedBy: string;
  readonly proposedRole: string;
  /** The absent persons in whose place it was proposed: they count as the proposer. */
  readonly proposedFor: readonly string[];
  readonly proposedAt: Temporal.Instant;
  readonly reason: string;
  readonly state: DecisionState;
  /** Which of the kind's approvers has it now, from 1. */
  readonly step: number;
  readonly stepUntil: Temporal.Instant | null;
  readonly expiresAt: Temporal.Instant;
  readonly decidedBy: string | null;
  readonly decidedRole: string | null;
  readonly decidedAt: Temporal.Instant | null;
  readonly decidedWhy: string | null;
}

export interface DecisionKind {
  /** `<module>.<what>`. */
  readonly kind: string;
  /** Its name on chips and in lists. */
  readonly label: (lang: Lang) => string;
  /** Who decides, in their order. Step n's right; after so many hours it goes on to the next, and those before may still decide. */
  readonly approvers: readonly [Approver, ...Approver[]];
  readonly expiresHours: number;
  /** Whether the second person must decide in another role than that of the proposal. */
  readonly differentRole: boolean;
  /** What it is about, for whoever may see it. Runs with the rows that the reader may see, so a name can be missing. */
  readonly describe: (tx: Tx, decision: Decision, lang: Lang) => Promise<{ title: string; detail?: string; href: string }>;
  /** Does what was decided, in the transaction of the confirmation. Its refusal undoes everything and is shown. */
  readonly carryOut: (tx: Tx, context: Context, actor: Actor, decision: Decision) => Promise<Outcome<null>>;
}

const kinds = new Map<string, DecisionKind>();

/** Makes a kind known. Throws where the name is taken: two meanings of one decision would be a trap. */
export function registerDecision(kind: DecisionKind): void {
  const known = kinds.get(kind.kind);
  if (known && known !== kind) throw new Error(`The decision kind ${kind.kind} is registered twice`);
  kinds.set(kind.kind, kind);
}

/** The kind of this name; undefined for one that no module registers (any more). */
export function decisionKind(kind: string): DecisionKind | undefined {
  return kinds.get(kind);
}

/** Every kind, in the order of registration. */
export function decisionKinds(): readonly DecisionKind[] {
  return [...kinds.values()];
}

/** Every right by which something is decided. */
export function decidingRights(): readonly Right[] {
  return [...new Set(decisionKinds().flatMap(({ approvers }) => approvers.map(({ right }) => right)))];
}
