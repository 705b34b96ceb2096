import type { Part } from '../part.ts';

export const corePart: Part = {};
