import type { Part } from '../part.ts';

export const citizenPart: Part = {};
