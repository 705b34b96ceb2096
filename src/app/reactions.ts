/**
 * What an event of one module causes in another: one line each. Whoever reads this file knows how the system behaves.
 * The work modules never call each other; everything between them passes here.
 */
import type { Reaction } from '../platform/outbox/index.ts';

export const reactions: readonly Reaction[] = [];
