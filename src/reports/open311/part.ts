import type { Part } from '../part.ts';
import { open311Routes } from './routes.ts';
import { open311RefusalText } from './words.ts';

/** Reports for programs of others, by Open311 GeoReport v2. */
export const open311Part: Part = { routes: open311Routes, refusalText: open311RefusalText };
