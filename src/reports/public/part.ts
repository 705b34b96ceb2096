import type { Part } from '../part.ts';

export const publicPart: Part = {};
