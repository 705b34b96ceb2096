import type { Part } from '../part.ts';

export const consolePart: Part = {};
