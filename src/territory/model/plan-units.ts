import { isDay } from '../../platform/calendar/index.ts';
import type { Outcome } from '../../platform/outcome/index.ts';
import { refusalCodes, type UnitInput } from '../contract.ts';
import { Draft, type Plan } from './draft.ts';
import { badCoordinates } from './event-shape.ts';
import { Findings } from './findings.ts';
import type { PlanOptions } from './plan-events.ts';
import { checkUnits } from './record-checks.ts';
import type { TerritoryState } from './state.ts';

export interface PlannedUnits {
  readonly plan: Plan;
  /** The ids of the units, in the order of the input. */
  readonly unitIds: readonly string[];
}

/**
 * Decides units that enter the record without an event. A parent may be another unit of the same call; where it ends
 * while the unit goes on, the unit follows it to its single full successor. Findings carry the place in the input (`units.12`).
 */
export function planUnits(state: TerritoryState, inputs: readonly UnitInput[], options: PlanOptions): Outcome<PlannedUnits> {
  const draft = new Draft(state, options.makeId, options.batchId ?? null);
  const findings = new Findings();
  const entries = inputs.map((input, index) => ({ input, field: `units.${index}`, id: input.id ?? options.makeId() }));
  const good = entries.filter((entry) => add(draft, entry, findings));
  for (const { input, field, id } of good) {
    if (input.parent !== null) place(draft, id, input.parent, field, findings);
  }
  if (!findings.any) {
    const fields = new Map(entries.map(({ id, field }) => [id, field]));
    checkUnits(draft, draft.touched, (unit) => fields.get(unit), findings);
  }
  return findings.outcome('units_refused', () => ({ plan: draft.plan(), unitIds: entries.map(({ id }) => id) }));
}

interface Entry {
  readonly input: UnitInput;
  readonly field: string;
  readonly id: string;
}

function add(draft: Draft, { input, field, id }: Entry, findings: Findings): boolean {
  const before = findings.list.length;
  const type = draft.base.types.get(input.type);
  const days = input.to === null ? [input.from] : [input.from, input.to];
  for (const day of days) if (!isDay(day)) findings.add(refusalCodes.bad_day, { day }, field);
  if (input.to !== null && input.to <= input.from)
    findings.add(refusalCodes.empty_range, { unit: input.name, from: input.from, to: input.to }, field);
  if (input.name.trim() === '') findings.add(refusalCodes.name_missing, { unit: id }, field);
  if (!type) findings.add(refusalCodes.unknown_type, { type: input.type }, field);
  if (draft.has(id)) findings.add(refusalCodes.already_recorded, { unit: input.name, id }, field);
  if (badCoordinates(input)) findings.add(refusalCodes.bad_coordinates, { unit: input.name }, field);
  if (findings.list.length > before || !type) return false;
  draft.addUnit({ id, origin: input.origin });
  draft.addVersion(
    id,
    input.from,
    input.to,
    {
      code: input.code,
      name: input.name.trim(),
      type: type.id,
      level: type.level,
      parent: null,
      aliases: input.aliases ?? [],
      lat: input.lat ?? null,
      lon: input.lon ?? null,
      coordBasis: input.coordBasis ?? null,
    },
    null,
  );
  return true;
}

function place(draft: Draft, unit: string, parent: string, field: string, findings: Findings): void {
  const [version] = draft.of(unit);
  if (!version) return;
  draft.under(version, parent, field, findings);
}
