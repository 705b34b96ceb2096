/**
 * Who is acting, and what they may do. The platform only knows the shape; modules name the rights they demand
 * and fill in who holds them.
 */

/** A right is `public` (anybody) or `<module>.<verb>`, declared by the module that demands it. */
export type Right = 'public' | `${string}.${string}`;

export interface Actor {
  readonly kind: 'anonymous' | 'system' | 'demonstration-operator' | 'person';
  /** The person's id; null for actors that are not persons. */
  readonly id: string | null;
  /** How the actor is named on screens and in the trail's reader. */
  readonly name: string;
  readonly rights: ReadonlySet<Right>;
  /** Unit ids where the rights hold, computed once per request. */
  readonly jurisdiction: 'everywhere' | readonly string[];
}

export const anonymous: Actor = { kind: 'anonymous', id: null, name: '', rights: new Set(), jurisdiction: [] };

/** The system itself: migrations, seeds, timers and commands run on the server's own console. */
export const system: Actor = { kind: 'system', id: null, name: 'system', rights: new Set(), jurisdiction: 'everywhere' };

/** The only actor with rights in a demonstration, until people can sign in. It never exists in production. */
export function demonstrationOperator(rights: Iterable<Right>): Actor {
  return { kind: 'demonstration-operator', id: null, name: 'Người dùng thử', rights: new Set(rights), jurisdiction: 'everywhere' };
}

/** Whether the actor holds the right somewhere; where it holds is the module's access.ts. The system may do everything. */
export function may(actor: Actor, right: Right): boolean {
  return right === 'public' || actor.kind === 'system' || actor.rights.has(right);
}
