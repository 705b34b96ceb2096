/** Writing what was decided: the rows, the figures and kept answers that they move, the roles that follow, and the trail. */
import { record } from '../../audit/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { teamsRights } from '../contract.ts';
import { changeRosters } from '../store/change-rosters.ts';
import { teamsFollowUnits } from './follow-units.ts';
import { followMemberships } from './member-roles.ts';
import type { RosterChange, TeamState } from './model/state.ts';
import { seatOf, writeChange } from './store.ts';

export interface Committed {
  /** Teams that are there already, as locked. */
  readonly teams: readonly { readonly state: TeamState; readonly change: RosterChange }[];
  /** Teams that the change makes; `make` writes their rows. */
  readonly made?: readonly TeamState[];
  /** What comes before the rows of memberships and versions: events, new teams. */
  readonly first?: () => Promise<void>;
  /** What comes after them: edges, leave. */
  readonly last?: () => Promise<void>;
  /** `teams.<verb>`. */
  readonly action: string;
  readonly subject: { readonly kind: string; readonly id: string };
  readonly fields: readonly string[];
  /** Whether seats or days of teams changed, so that they may have to follow their units. */
  readonly moves?: boolean;
}

/** Carries out a change that was judged, in the caller's transaction. */
export async function commit(tx: Tx, context: Context, actor: Actor, done: Committed): Promise<void> {
  const { teams, made = [], first, last, action, subject, fields } = done;
  const writes = [...teams, ...made.map((state) => ({ state: { ...state, versions: [], memberships: [] }, change: allOf(state) }))];
  await changeRosters(
    tx,
    teams.map(({ state }) => state.id),
    async () => {
      await first?.();
      // Rows that carry on another team's come after it.
      for (const { state, change } of writes) await writeChange(tx, actor, state, change);
      await last?.();
      return { made: made.map(({ id }) => id), value: null };
    },
  );
  const all = [...teams.map(({ state }) => state), ...made];
  if (done.moves)
    await teamsFollowUnits(
      tx,
      all.map(({ id }) => id),
    );
  const persons = new Set(writes.flatMap(({ state, change }) => touchedPersons(state, change, done.moves ?? false)));
  await record(tx, actor, {
    action,
    subject,
    fields,
    places: [...new Set(all.map(seatOf))],
    persons: [...new Set(writes.flatMap(({ state, change }) => touchedPersons(state, change, false)))],
    right: teamsRights.manage,
  });
  await followMemberships(tx, context, actor, [...persons]);
}

const allOf = (state: TeamState): RosterChange => ({
  putVersions: state.versions,
  dropVersions: [],
  putMemberships: state.memberships,
  dropMemberships: [],
});

/** Whose service changed; everybody of a team whose seat or status did. */
function touchedPersons(state: TeamState, change: RosterChange, everybody: boolean): readonly string[] {
  const dropped = state.memberships.filter((row) => everybody || change.dropMemberships.includes(row.id));
  return [...change.putMemberships, ...dropped].map((row) => row.personId);
}
