/**
 * What an event of one module causes in another: one line each. Whoever reads this file knows how the system behaves.
 * The work modules never call each other; everything between them passes here.
 */
import { tell } from '../channel/index.ts';
import { queueWebhooks } from '../developers/index.ts';
import { foldReaction, foldRosterChange, followStructure } from '../indicators/index.ts';
import { followUnits } from '../people/index.ts';
import type { Context } from '../platform/module/index.ts';
import { type Reaction, reaction } from '../platform/outbox/index.ts';
import { dutyState } from '../platform/session/index.ts';
import { followOffices, noticesOf, reportsEvents, routeReport, tellsPeople, tellsPrograms, webhookEventOf } from '../reports/index.ts';
import { seatsTakenBack, teamsEvents, teamsFollowUnits } from '../teams/index.ts';
import { territoryEvents } from '../territory/index.ts';

export const reactionsOf = (context: Context): readonly Reaction[] => [
  // A unit ended: roles held there wait for an administrator of the unit that followed, and its people follow it.
  reaction({ on: territoryEvents.structureChanged.name, name: 'people.follow-units', handle: async (tx) => void (await followUnits(tx)) }),
  // An import was undone: proposals that rested on it are withdrawn.
  reaction({ on: territoryEvents.batchUndone.name, name: 'people.follow-units', handle: async (tx) => void (await followUnits(tx)) }),
  // Teams of a unit that ended sit at the unit that followed; those of an event that was undone go back.
  reaction({
    on: territoryEvents.structureChanged.name,
    name: 'teams.follow-units',
    handle: async (tx) => void (await teamsFollowUnits(tx)),
  }),
  reaction({ on: territoryEvents.batchUndone.name, name: 'teams.follow-units', handle: async (tx) => void (await teamsFollowUnits(tx)) }),
  reaction({ on: seatsTakenBack.name, name: 'teams.follow-units', handle: async (tx) => void (await teamsFollowUnits(tx)) }),
  // The map changed: coverage is prepared for the new one.
  reaction({ on: territoryEvents.structureChanged.name, name: 'indicators.follow-structure', handle: followStructure }),
  reaction({ on: territoryEvents.batchUndone.name, name: 'indicators.follow-structure', handle: followStructure }),
  // Offices of units that ended receive no cases any more: what they had in hand goes to what followed.
  reaction({
    on: territoryEvents.structureChanged.name,
    name: 'reports.follow-offices',
    handle: async (tx) => void (await followOffices(tx, context)),
  }),
  // A report came: where its category needs nobody to look first, it goes to its office.
  reaction({
    on: reportsEvents.stepTaken.name,
    name: 'reports.route',
    wants: ({ step }) => step === 'send',
    handle: (tx, event) => routeReport(tx, context, event),
  }),
  // A step in a report concerns people: they are told of it, each in the way that they chose.
  reaction({
    on: reportsEvents.stepTaken.name,
    name: 'channel.tell-of-report',
    wants: tellsPeople,
    state: dutyState('identity'),
    handle: async (tx, event) => {
      for (const notice of await noticesOf(tx, context, event)) await tell(tx, context, notice);
    },
  }),
  // And programs of others, of what they may know.
  reaction({
    on: reportsEvents.stepTaken.name,
    name: 'developers.tell-programs',
    wants: tellsPrograms,
    handle: async (tx, event) => {
      const said = await webhookEventOf(tx, context, event);
      if (said) await queueWebhooks(tx, 'live', said);
    },
  }),
  // A roster changed: so do the figures.
  reaction({ on: teamsEvents.rosterChanged.name, name: foldReaction, handle: foldRosterChange }),
];
