/** What may come in and go out of the teams, and their refusals; runs on a phone too. Days are ISO strings. */
import type { HelpLanguage } from '../people/contract.ts';
import type { Right } from '../platform/session/index.ts';

/** The rights that this module demands; one's own card needs `people.own`. */
export const teamsRights = {
  /** See who serves in the teams of one's place. */
  see: 'teams.see',
  /** Change rosters by hand. */
  manage: 'teams.manage',
  /** Send in workbooks and see what would come of them. */
  import: 'teams.import',
  /** Make a checked workbook the record, and take it back. */
  apply: 'teams.apply',
  /** Issue and revoke cards, print sheets, check a card for a caller. */
  cards: 'teams.cards',
  /** Answer citizens who want to join, and offers of help. */
  offers: 'teams.offers',
} as const satisfies Record<string, Right>;

/** Levels at which teams sit: ids of data/territory/levels.csv. */
export const teamLevels = ['commune', 'village'] as const;
export type TeamLevel = (typeof teamLevels)[number];

export const memberRoles = ['leader', 'deputy', 'member'] as const;
export type MemberRole = (typeof memberRoles)[number];

export const teamStatuses = ['active', 'suspended'] as const;
export type TeamStatus = (typeof teamStatuses)[number];

/** Why a membership ended. The first ones are chosen by people, the rest follow from what was done. */
export const chosenReasons = ['own-wish', 'moved-away', 'died', 'term-over', 'other-work', 'removed', 'mistake'] as const;
export const reasonsToEnd = [...chosenReasons, 'role-changed', 'handed-over', 'team-changed', 'team-ended'] as const;
export type ReasonToEnd = (typeof reasonsToEnd)[number];

export const teamEventKinds = [
  'formed',
  'renamed',
  'moved',
  'followed-unit',
  'suspended',
  'revived',
  'merged',
  'split',
  'dissolved',
  'corrected',
] as const;
export type TeamEventKind = (typeof teamEventKinds)[number];

/** By which decision something was done; all of it may be missing in old lists. */
export interface Decision {
  readonly number: string | null;
  readonly decidedOn: string | null;
  readonly issuer: string | null;
  /** The scanned paper: SHA-256 in the file store, and its name as it came. */
  readonly file: { readonly hash: string; readonly name: string } | null;
}

/** A team over a range of days, [from,to). */
export interface TeamVersion {
  readonly id: string;
  readonly teamId: string;
  readonly from: string;
  readonly to: string | null;
  readonly name: string;
  readonly unitId: string;
  readonly status: TeamStatus;
  readonly toConfirm: boolean;
  readonly eventId: string;
}

/** Somebody's service in a team over a range of days, [from,to). */
export interface Membership {
  readonly id: string;
  readonly teamId: string;
  readonly personId: string;
  readonly role: MemberRole;
  readonly coreForce: string;
  readonly from: string;
  readonly to: string | null;
  /** Last day of the term agreed. */
  readonly termUntil: string | null;
  readonly endedWhy: ReasonToEnd | null;
  readonly succeeds: string | null;
}

/** By how much a figure of a unit changes from a day on: `<level>.teams`, `<level>.members.<core force>`, `<level>.leaderless`. */
export interface FigureDelta {
  readonly unit: string;
  readonly day: string;
  readonly figure: string;
  readonly delta: number;
}

/** A unit whose team list was neither changed nor confirmed for more days than this is stale: half a year, so that each is looked at twice a year. */
export const staleAfterDays = 183;

/** How far ahead a change may be recorded, in days. */
export const mostDaysAhead = 366;

// What the commands take. `on` and `from` are first days of the new state, `until` and `lastDay` are last days. -----------------------------

/** Somebody who becomes known by becoming a member; belongs to the team's seat unless a unit is given. */
export interface NewPerson {
  readonly fullName: string;
  readonly birthYear: number | null;
  readonly languageOfHelp?: HelpLanguage;
  /** As typed. */
  readonly phone?: string;
  readonly unitId?: string;
}

/** Somebody to serve: a person who is known, or a new one. */
export interface MemberInput {
  readonly person: { readonly id: string } | NewPerson;
  readonly role: MemberRole;
  readonly coreForce: string;
  readonly termUntil?: string | null;
}

/** `expected` is the id of the version that the actor saw on the day: a refusal where somebody changed it meanwhile. */
interface OnTeam {
  readonly teamId: string;
  readonly expected?: string;
}

export interface FormTeam {
  readonly level: TeamLevel;
  readonly unitId: string;
  readonly name: string;
  readonly on: string;
  readonly decision?: Decision;
  readonly members?: readonly MemberInput[];
}

export type ChangeTeam = OnTeam & { readonly on: string; readonly decision?: Decision } & (
    | { readonly kind: 'rename'; readonly name: string }
    /** Another seat from the day on; on the first day of a seat that waits to be confirmed, it chooses that seat. */
    | { readonly kind: 'move'; readonly unitId: string }
    /** The seat that the system chose is right. `on` is any day of it. */
    | { readonly kind: 'confirm-seat' }
    | { readonly kind: 'suspend' }
    /** Also of a team that was dissolved. */
    | { readonly kind: 'revive' }
    /** `on` is the first day without the team. */
    | { readonly kind: 'dissolve' }
    /** What was recorded wrongly about the state on the day: name, seat, or the day on which it began. */
    | { readonly kind: 'correct'; readonly name?: string; readonly unitId?: string; readonly begins?: string }
  );

export interface MergeTeams {
  readonly on: string;
  /** The teams that end; all of one level. */
  readonly teamIds: readonly string[];
  /** An existing team of the same level, or a new one. */
  readonly into: { readonly teamId: string } | { readonly unitId: string; readonly name: string };
  /** The person who leads; null leaves the receiving team's leader, or none. */
  readonly leaderId: string | null;
  readonly decision?: Decision;
}

export interface SplitTeam extends OnTeam {
  readonly on: string;
  /** Whether the team itself goes on; otherwise every member has to be in a part. */
  readonly goesOn: boolean;
  readonly parts: readonly {
    readonly unitId: string;
    readonly name: string;
    readonly membershipIds: readonly string[];
    /** The membership whose holder leads; the team's leader goes on leading where null. */
    readonly leader: string | null;
  }[];
  readonly decision?: Decision;
}

export interface AddMember extends OnTeam, MemberInput {
  readonly from: string;
  /** Last day, for somebody who has served already. */
  readonly until?: string | null;
}

/** What changes from a day on. On the first day of the membership it corrects what was recorded. */
export interface ChangeMember {
  readonly membershipId: string;
  readonly from: string;
  readonly role?: MemberRole;
  readonly coreForce?: string;
  /** The term is agreed anew; its days do not depend on `from`. */
  readonly termUntil?: string | null;
}

/** `lastDay: null` takes a membership back that never was; only with the reason `mistake`. */
export interface EndMember {
  readonly membershipId: string;
  readonly lastDay: string | null;
  readonly why: (typeof chosenReasons)[number];
}

export interface HandOver extends OnTeam {
  /** First day of the new leader. */
  readonly on: string;
  /** The membership of the member who takes over. */
  readonly to: string;
  /** What the leader becomes; null for somebody who leaves the team. */
  readonly leaderBecomes: 'deputy' | 'member' | null;
}

export interface RecordLeave {
  readonly membershipId: string;
  readonly from: string;
  readonly until: string | null;
  /** The membership in the same team whose holder stands in. */
  readonly standIn?: string | null;
}

/** `lastDay: null` takes the leave back altogether. */
export interface EndLeave {
  readonly leaveId: string;
  readonly lastDay: string | null;
}

// What the queries give. ---------------------------------------------------------------------------------------------------------------

export interface CoreForce {
  readonly code: string;
  readonly names: Readonly<Record<'vi' | 'en', string>>;
  /** Days on which it can be chosen, [from,to). */
  readonly from: string | null;
  readonly to: string | null;
}

/** A team as it is on one day. */
export interface TeamOnDay {
  readonly id: string;
  readonly level: TeamLevel;
  readonly name: string;
  readonly unitId: string;
  /** Name of the unit on the day, without its type. */
  readonly unitName: string;
  readonly status: TeamStatus;
  readonly toConfirm: boolean;
  readonly versionId: string;
  /** Days of this state, [from,to). */
  readonly from: string;
  readonly to: string | null;
  readonly origin: 'entered' | 'demonstration';
}

export interface ListedTeam extends TeamOnDay {
  /** Memberships in force on the day, also of a suspended team. */
  readonly members: number;
  readonly led: boolean;
  /** Day on which the roster was last changed or confirmed. */
  readonly touchedOn: string | null;
}

export interface TeamsAsked {
  /** Teams that sit in exactly these units on the day. */
  readonly unitIds?: readonly string[];
  /** Teams that sit in the unit or below it on the day's map. */
  readonly within?: string;
  readonly on: string;
  readonly level?: TeamLevel;
  readonly status?: TeamStatus;
  /** Words of the name, in any spelling. */
  readonly text?: string;
  /** `to-confirm`: the seat waits for an official. */
  readonly only?: 'leaderless' | 'stale' | 'to-confirm';
}

/** A page of a list; `next` is `after` of the page that follows, null at the end. */
export interface TeamsPage {
  readonly teams: readonly ListedTeam[];
  readonly next: string | null;
}

export interface Leave {
  readonly id: string;
  readonly membershipId: string;
  /** Days, [from,to). */
  readonly from: string;
  readonly to: string | null;
  readonly standIn: string | null;
}

/** A membership in force on a day; name and year only as far as the transaction may see them. */
export interface RosterMember extends Membership {
  readonly fullName: string | null;
  readonly birthYear: number | null;
  /** The leave of the day. */
  readonly leave: Leave | null;
}

/** Somebody's service with the team as it was last called, and the seat on the last day of the service (today while it goes on). */
export interface ServiceOfPerson extends Membership {
  readonly level: TeamLevel;
  readonly teamName: string;
  readonly unitId: string;
}

/** Somebody who serves a unit on a day, in an active team. */
export interface MemberOfUnit {
  readonly membershipId: string;
  readonly teamId: string;
  readonly personId: string;
  readonly role: MemberRole;
  readonly coreForce: string;
  readonly level: TeamLevel;
  readonly unitId: string;
}

/** What happened to a team, oldest first. */
export interface TeamHappening {
  readonly eventId: string;
  readonly kind: TeamEventKind;
  /** First day of the new state. */
  readonly on: string;
  readonly decision: Decision;
  /** ISO instant. */
  readonly recordedAt: string;
  readonly recordedBy: string | null;
  /** Teams from which it came, and into which it went, by mergers and splits. */
  readonly fromTeams: readonly string[];
  readonly toTeams: readonly string[];
}

export interface TeamHistory {
  readonly versions: readonly TeamVersion[];
  readonly events: readonly TeamHappening[];
}
