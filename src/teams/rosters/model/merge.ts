/** Several teams become one, or one becomes several: members move over, and their old service is linked with the new. Pure. */
import { accepted, type Outcome, refused } from '../../../platform/outcome/index.ts';
import { type Membership, memberRoles, type SplitTeam } from '../../contract.ts';
import {
  applied,
  breachOf,
  covers,
  earlier,
  type Ground,
  later,
  lifeAround,
  membersOn,
  nothing,
  type RosterChange,
  refusalOfDay,
  refusalOfLife,
  type TeamState,
  versionOn,
} from './state.ts';
import { ended } from './teams.ts';

interface MoveGround extends Ground {
  readonly automatic: ReadonlySet<string>;
}

const weight = (row: Membership): number => memberRoles.indexOf(row.role);

/** Every row that goes over, by person; the one of most weight first. */
function movingRows(sources: readonly TeamState[], on: string): ReadonlyMap<string, readonly [Membership, ...Membership[]]> {
  const moving = new Map<string, [Membership, ...Membership[]]>();
  for (const row of sources.flatMap((team) => membersOn(team, on)).toSorted((a, b) => weight(a) - weight(b))) {
    const rows = moving.get(row.personId);
    if (rows) rows.push(row);
    else moving.set(row.personId, [row]);
  }
  return moving;
}

/**
 * What a merger on a day does to each team, the receiving one (given with its state of the day) last. Somebody in several teams goes on once, with the role of
 * most weight. The chosen person leads; leaders who don't are deputies. Without a choice the receiving team's leader stays, else a
 * single leader among those who come.
 */
export function merged(
  sources: readonly TeamState[],
  target: TeamState,
  input: { readonly on: string; readonly leaderId: string | null },
  ground: MoveGround,
): Outcome<readonly { readonly teamId: string; readonly change: RosterChange }[]> {
  const { on, leaderId } = input;
  const strange = refusalOfDay(on, 'on', ground.today) ?? refusalOfLife(target, on, 'on');
  if (strange) return refused(strange);
  if (versionOn(target, on)?.status === 'suspended')
    return refused({ code: 'teams.team-suspended', field: 'into', status: 409, params: { day: on } });
  const changes: { teamId: string; change: RosterChange }[] = [];
  for (const source of sources) {
    const at = versionOn(source, on);
    const end = at
      ? ended(source, at, on, ground, 'team-changed')
      : refused(refusalOfLife(source, on, 'on') ?? { code: 'teams.team-ended', field: 'on' });
    if (!end.ok) return end;
    changes.push({ teamId: source.id, change: end.value });
  }
  const moving = movingRows(sources, on);
  const there = new Map(membersOn(target, on).map((row) => [row.personId, row]));
  if (leaderId !== null && !moving.has(leaderId) && !there.has(leaderId))
    return refused({ code: 'teams.leader-not-among', field: 'leader' });
  const leads = [...there.values()].find((row) => row.role === 'leader');
  const come = [...moving.values()].filter(([first]) => first.role === 'leader');
  const leader = leaderId ?? leads?.personId ?? (come.length === 1 ? (come[0]?.[0].personId ?? null) : null);
  const life = lifeAround(target, on);

  const rows: Membership[] = [];
  /** Another role in the receiving team from the day on. */
  const recast = (row: Membership, role: Membership['role']) => {
    if (row.from === on) rows.push({ ...row, role });
    else rows.push({ ...row, to: on, endedWhy: 'role-changed' }, { ...row, id: ground.newId(), role, from: on, succeeds: row.id });
  };
  if (leads && leads.personId !== leader) recast(leads, 'deputy');
  const chosen = leader === null ? undefined : there.get(leader);
  if (chosen && chosen.role !== 'leader') recast(chosen, 'leader');
  for (const [personId, old] of moving) {
    if (there.has(personId)) continue;
    const [best] = old;
    const next = target.memberships.find((row) => row.personId === personId && row.from > on);
    const to = earlier(earlier(old.map((row) => row.to).reduce(later), life?.to ?? null), next?.from ?? null);
    const role = personId === leader ? 'leader' : best.role === 'leader' ? 'deputy' : best.role;
    rows.push({
      ...best,
      id: ground.newId(),
      teamId: target.id,
      role,
      from: on,
      to,
      endedWhy: to === best.to ? best.endedWhy : null,
      succeeds: best.id,
    });
  }
  const change = { ...nothing, putMemberships: rows };
  const breach = breachOf(applied(target, change));
  return breach ? refused(breach) : accepted([...changes, { teamId: target.id, change }]);
}

/**
 * What a split on a day does: the change of the team itself, and the rows of each new team (given as it is on its first day). Every membership named
 * is of the team and goes to one part.
 */
export function divided(
  team: TeamState,
  parts: readonly { readonly state: TeamState; readonly wish: SplitTeam['parts'][number] }[],
  input: { readonly on: string; readonly goesOn: boolean },
  ground: MoveGround,
): Outcome<{ readonly change: RosterChange; readonly rows: readonly (readonly Membership[])[] }> {
  const { on, goesOn } = input;
  const strange = refusalOfDay(on, 'on', ground.today) ?? refusalOfLife(team, on, 'on');
  const at = versionOn(team, on);
  if (strange || !at) return refused(strange ?? { code: 'teams.team-ended', field: 'on' });
  if (parts.length === 0) return refused({ code: 'teams.parts-missing', field: 'parts' });
  const serving = new Map(membersOn(team, on).map((row) => [row.id, row]));
  const named = parts.flatMap(({ wish }) => wish.membershipIds);
  if (new Set(named).size !== named.length) return refused({ code: 'teams.member-in-two-parts', field: 'parts' });
  if (named.some((id) => !serving.has(id)))
    return refused({ code: 'teams.not-a-member', field: 'parts', status: 409, params: { day: on } });
  const left = serving.size - named.length;
  if (!goesOn && left > 0) return refused({ code: 'teams.members-left-over', field: 'parts', params: { count: left } });
  const began = [...serving.values()].find((row) => row.from === on);
  if (began) return refused({ code: 'teams.something-later', field: 'on', status: 409, params: { day: on } });

  const end = goesOn ? accepted(nothing) : ended(team, at, on, ground, 'team-changed');
  if (!end.ok) return end;
  const gone = new Set(named);
  const change: RosterChange = goesOn
    ? {
        ...nothing,
        putMemberships: team.memberships
          .filter((row) => gone.has(row.id) && covers(row, on))
          .map((row) => ({ ...row, to: on, endedWhy: 'team-changed' })),
      }
    : end.value;
  const rows: (readonly Membership[])[] = [];
  for (const { state, wish } of parts) {
    if (wish.leader !== null && !wish.membershipIds.includes(wish.leader))
      return refused({ code: 'teams.leader-not-among', field: 'parts' });
    const moved = wish.membershipIds.flatMap((id): Membership[] => {
      const row = serving.get(id);
      if (!row) return [];
      const led = wish.leader === null ? row.role === 'leader' : id === wish.leader;
      const role = led ? 'leader' : row.role === 'leader' ? 'deputy' : row.role;
      return [{ ...row, id: ground.newId(), teamId: state.id, role, from: on, succeeds: row.id }];
    });
    const breach = breachOf({ ...state, memberships: moved });
    if (breach) return refused(breach);
    rows.push(moved);
  }
  return accepted({ change, rows });
}
