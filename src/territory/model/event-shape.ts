import { isDay } from '../../platform/calendar/index.ts';
import { type EdgeInput, type EventInput, refusalCodes, type Share, type UnitChange } from '../contract.ts';
import type { Draft } from './draft.ts';
import type { Findings } from './findings.ts';
import { isProperShare } from './fractions.ts';

const wholeShare: Share = { num: 1n, den: 1n };

/** The share of an edge as given, the whole where none is. */
export function shareOf(edge: EdgeInput): Share {
  return edge.share ?? wholeShare;
}

/** What can be seen in one event alone, before the record is asked. `news` are the units that the same call establishes. */
export function checkShape(
  draft: Draft,
  event: EventInput,
  field: string,
  news: ReadonlyMap<string, UnitChange>,
  findings: Findings,
): void {
  const edges = event.edges ?? [];
  const changes = event.changes ?? [];
  if (!isDay(event.effectiveOn)) findings.add(refusalCodes.bad_day, { day: event.effectiveOn }, field);
  if (event.title.trim() === '') findings.add(refusalCodes.title_missing, {}, field);
  if (event.kind === 'abolish-level') checkAbolition(draft, event, field, findings);
  else if (edges.length === 0 && changes.length === 0) findings.add(refusalCodes.empty_event, {}, field);

  const known = (id: string) => draft.has(id) || news.has(id);
  const nameOf = (id: string) => news.get(id)?.name ?? draft.nameOf(id, event.effectiveOn);
  const seen = new Set<string>();
  for (const [index, edge] of edges.entries()) {
    const place = `${field}.edges.${index}`;
    for (const id of new Set([edge.from, edge.to])) if (!known(id)) findings.add(refusalCodes.unknown_unit, { id }, place);
    const key = `${edge.from} ${edge.to}`;
    if (seen.has(key)) findings.add(refusalCodes.edge_twice, { from: nameOf(edge.from), to: nameOf(edge.to) }, place);
    seen.add(key);
    for (const share of edge.back ? [shareOf(edge), edge.back] : [shareOf(edge)]) {
      if (isProperShare(share)) continue;
      findings.add(refusalCodes.bad_share, { unit: nameOf(edge.from), num: String(share.num), den: String(share.den) }, place);
    }
  }
  for (const [index, change] of changes.entries()) checkChange(draft, change, `${field}.changes.${index}`, event.effectiveOn, findings);
}

function checkAbolition(draft: Draft, event: EventInput, field: string, findings: Findings): void {
  if (!event.level) findings.add(refusalCodes.level_missing, {}, field);
  else if (!draft.level(event.level)) findings.add(refusalCodes.unknown_level, { level: event.level }, field);
}

function checkChange(draft: Draft, change: UnitChange, field: string, day: string, findings: Findings): void {
  const unit = change.name ?? draft.nameOf(change.unitId, day);
  const type = change.type === undefined ? undefined : draft.base.types.get(change.type);
  if (change.type !== undefined && !type) findings.add(refusalCodes.unknown_type, { type: change.type }, field);
  if (change.name !== undefined && change.name.trim() === '') findings.add(refusalCodes.name_missing, { unit: change.unitId }, field);
  if (badCoordinates(change)) findings.add(refusalCodes.bad_coordinates, { unit }, field);
  if (!change.isNew) {
    if (!draft.has(change.unitId)) findings.add(refusalCodes.unknown_unit, { id: change.unitId }, field);
    return;
  }
  if (draft.has(change.unitId)) findings.add(refusalCodes.already_recorded, { unit, id: change.unitId }, field);
  if (change.name === undefined) findings.add(refusalCodes.name_missing, { unit: change.unitId }, field);
  if (change.type === undefined) findings.add(refusalCodes.type_missing, { unit }, field);
  if (change.parent === undefined) findings.add(refusalCodes.parent_missing, { unit }, field);
}

/** Latitude and longitude come together and lie on the earth. */
export function badCoordinates({ lat, lon }: { lat?: number | null; lon?: number | null }): boolean {
  if (lat === undefined && lon === undefined) return false;
  if (lat === undefined || lon === undefined || (lat === null) !== (lon === null)) return true;
  if (lat === null || lon === null) return false;
  return !(Math.abs(lat) <= 90 && Math.abs(lon) <= 180);
}
