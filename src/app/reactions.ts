/**
 * What an event of one module causes in another: one line each. Whoever reads this file knows how the system behaves.
 * The work modules never call each other; everything between them passes here.
 */
import { followUnits } from '../people/index.ts';
import { type Reaction, reaction } from '../platform/outbox/index.ts';
import { territoryEvents } from '../territory/index.ts';

export const reactions: readonly Reaction[] = [
  // A unit ended: roles held there wait for an administrator of the unit that followed, and its people follow it.
  reaction({ on: territoryEvents.structureChanged.name, name: 'people.follow-units', handle: async (tx) => void (await followUnits(tx)) }),
  // An import was undone: proposals that rested on it are withdrawn.
  reaction({ on: territoryEvents.batchUndone.name, name: 'people.follow-units', handle: async (tx) => void (await followUnits(tx)) }),
];
