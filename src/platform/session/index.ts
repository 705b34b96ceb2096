/**
 * Who is acting, what they may do, and where. The platform only knows the shape: modules name the rights they demand,
 * and the people module fills in who holds them.
 */

/** A right is `public` (anybody) or `<module>.<verb>`, declared by the module that demands it. */
export type Right = 'public' | `${string}.${string}`;

/** Unit ids, or all of them. */
export type Reach = 'everywhere' | readonly string[];

/** A role held now: its rights, and where they hold. */
export interface Grant {
  readonly id: string;
  readonly role: string;
  readonly rights: ReadonlySet<Right>;
  /** Units where the rights hold: the unit of the grant, all below it today, and all that became part of one of these. */
  readonly units: Reach;
  /** Organisations where the rights hold: the organisation of the grant and all below it. */
  readonly organisations: Reach;
  /** The absent person whose work this is; null for a grant of one's own. */
  readonly actingFor: string | null;
}

export interface Actor {
  readonly kind: 'anonymous' | 'system' | 'person';
  /** The person's id; null for actors that are not persons. */
  readonly id: string | null;
  /** How the actor is named on screens. */
  readonly name: string;
  /** Rights that can be used in this session, whatever the place. */
  readonly rights: ReadonlySet<Right>;
  readonly grants: readonly Grant[];
  /** Rights held that this session is too weak for: they need a second factor. */
  readonly withheld: ReadonlySet<Right>;
  readonly session: { readonly id: string; readonly device: string | null; readonly strength: 'one' | 'two' } | null;
}

const nobody = { id: null, rights: new Set<Right>(), grants: [], withheld: new Set<Right>(), session: null } as const;

export const anonymous: Actor = { ...nobody, kind: 'anonymous', name: '' };

/** The system itself: migrations, seeds, timers and commands run on the server's own console. */
export const system: Actor = { ...nobody, kind: 'system', name: 'system' };

/** Whether the actor holds the right somewhere; where it holds is the module's access.ts. The system may do everything. */
export function may(actor: Actor, right: Right): boolean {
  return right === 'public' || actor.kind === 'system' || actor.rights.has(right);
}

/** An actor never changes, and a list asks for each of its rows how far they reach. */
const reaches = new WeakMap<Actor, Map<string, Reach>>();

function reachOf(actor: Actor, right: Right, of: 'units' | 'organisations'): Reach {
  if (actor.kind === 'system') return 'everywhere';
  const known = reaches.get(actor) ?? new Map<string, Reach>();
  reaches.set(actor, known);
  const name = `${of} ${right}`;
  const found = known.get(name) ?? union(actor.grants.filter((grant) => grant.rights.has(right)).map((grant) => grant[of]));
  known.set(name, found);
  return found;
}

function union(all: readonly Reach[]): Reach {
  const ids = new Set<string>();
  for (const one of all) {
    if (one === 'everywhere') return one;
    for (const id of one) ids.add(id);
  }
  return [...ids];
}

/** The units where the actor holds the right. */
export function reach(actor: Actor, right: Right): Reach {
  return reachOf(actor, right, 'units');
}

/** The organisations where the actor holds the right. */
export function reachOfOrganisations(actor: Actor, right: Right): Reach {
  return reachOf(actor, right, 'organisations');
}

/** Whether the actor holds the right in this unit. */
export function mayAt(actor: Actor, right: Right, unitId: string): boolean {
  const units = reach(actor, right);
  return units === 'everywhere' || units.includes(unitId);
}

/** The absent person for whom the actor uses the right; null where the right is the actor's own. */
export function actingFor(actor: Actor, right: Right): string | null {
  const holding = actor.grants.filter((grant) => grant.rights.has(right));
  return holding.some((grant) => grant.actingFor === null) ? null : (holding[0]?.actingFor ?? null);
}

/** Settings of one transaction that row-level security asks for: see `platform.state_actor()` and its siblings. */
export type RowState = Readonly<
  Record<'yenbai.actor' | 'yenbai.units' | 'yenbai.organisations' | 'yenbai.everywhere' | 'yenbai.duty', string>
>;

const closed: RowState = {
  'yenbai.actor': '',
  'yenbai.units': '{}',
  'yenbai.organisations': '{}',
  'yenbai.everywhere': '',
  'yenbai.duty': '',
};

/**
 * Opens, for one transaction, the rows of personal tables that the actor may see by this right, and the actor's own.
 * Give it to `db.transaction(fn, { state })`; without it personal tables are empty.
 */
export function rowState(actor: Actor, right: Right): RowState {
  const units = reach(actor, right);
  const organisations = reachOfOrganisations(actor, right);
  return {
    ...closed,
    'yenbai.actor': actor.id ?? '',
    'yenbai.units': units === 'everywhere' ? '{}' : `{${units.join(',')}}`,
    'yenbai.organisations': organisations === 'everywhere' ? '{}' : `{${organisations.join(',')}}`,
    'yenbai.everywhere': units === 'everywhere' ? 'on' : '',
  };
}

/** Opens only the actor's own rows. */
export function ownState(actor: Actor): RowState {
  return { ...closed, 'yenbai.actor': actor.id ?? '' };
}

/**
 * Opens the rows that a duty of the system needs whoever asks: `identity` to find out who signs in, `privacy` to export and
 * erase a person, `archive` to back up, `messaging` to send. The code that uses one has to decide by itself what leaves it.
 */
export function dutyState(duty: 'identity' | 'privacy' | 'archive' | 'messaging'): RowState {
  return { ...closed, 'yenbai.duty': duty };
}
