import type { Reader } from '../../platform/db/index.ts';
import { loadState } from '../store.ts';
import type { RecordNames } from './effects.tsx';

/** Levels and types by id, for the tables of a page. */
export async function loadNames(reader: Reader): Promise<RecordNames> {
  const { levels, types } = await loadState(reader);
  return { levels, types };
}
