/** Events that teams have published and that are not folded in yet. */
import type { Reader } from '../../../platform/db/index.ts';
import { type OutboxEvent, unhandledEvents, unhandledIds } from '../../../platform/outbox/index.ts';
import { teamsEvents } from '../../../teams/index.ts';

/** An event `teams.roster-changed`. */
export type RosterEvent = Pick<OutboxEvent, 'id' | 'payload'>;

/** Name of the reaction by which changes of rosters are folded in. */
export const foldReaction = 'indicators.fold-roster-change';

const onTheirWay = { name: teamsEvents.rosterChanged.name, reaction: foldReaction };

/** Ids of the events on their way, in their order. */
export const pendingEvents = (reader: Reader): Promise<readonly string[]> => unhandledIds(reader, onTheirWay);

/** The events on their way, at most so many. */
export const readPending = (reader: Reader, limit: number): Promise<readonly RosterEvent[]> => unhandledEvents(reader, onTheirWay, limit);
