/** Where a finding of the model belongs in the file. */
import type { Refusal } from '../../../platform/outcome/index.ts';
import { refusalCodes } from '../../contract.ts';
import type { RowError } from './types.ts';

/** The column of units.csv that a refusal of the model speaks of; events.csv has the same with `to_` before. */
const columnsOfUnits: Readonly<Record<string, string>> = {
  [refusalCodes.name_missing]: 'name',
  [refusalCodes.type_missing]: 'type',
  [refusalCodes.unknown_type]: 'type',
  [refusalCodes.level_changed]: 'type',
  [refusalCodes.level_not_valid]: 'type',
  [refusalCodes.parent_missing]: 'parent_code',
  [refusalCodes.parent_not_existing]: 'parent_code',
  [refusalCodes.parent_not_higher]: 'parent_code',
  [refusalCodes.orphan]: 'parent_code',
  [refusalCodes.code_missing]: 'code',
  [refusalCodes.code_taken]: 'code',
  [refusalCodes.bad_coordinates]: 'lat',
};
const columnsOfEvents: Readonly<Record<string, string>> = {
  [refusalCodes.title_missing]: 'title',
  [refusalCodes.unknown_document]: 'document',
  [refusalCodes.bad_share]: 'share_num',
  [refusalCodes.shares_not_whole]: 'share_num',
  [refusalCodes.back_shares_not_whole]: 'back_num',
  [refusalCodes.not_existing]: 'from_code',
  [refusalCodes.before_record]: 'effective_on',
  [refusalCodes.receiver_not_existing]: 'to_code',
  [refusalCodes.already_recorded]: 'to_id',
};

/** The findings of an outcome as rows. `rowOf` knows the places in the input (`events.2.edges.0`); unknown ones fall back to their parent. */
export function toRowErrors(kind: 'units' | 'events', refusal: Refusal, rowOf: ReadonlyMap<string, number>, firstRow: number): RowError[] {
  const details = refusal.details ?? [refusal];
  return details.map((detail) => {
    const prefix = kind === 'events' ? 'to_' : '';
    const unitColumn = columnsOfUnits[detail.code];
    const own = kind === 'events' ? columnsOfEvents[detail.code] : undefined;
    const column = own ?? (unitColumn === undefined ? null : prefix + unitColumn);
    return { row: rowAt(detail.field, rowOf) ?? firstRow, column, refusal: detail };
  });
}

function rowAt(field: string | undefined, rowOf: ReadonlyMap<string, number>): number | undefined {
  for (let place = field ?? ''; place !== ''; place = place.slice(0, Math.max(0, place.lastIndexOf('.')))) {
    const row = rowOf.get(place);
    if (row !== undefined) return row;
  }
  return undefined;
}
