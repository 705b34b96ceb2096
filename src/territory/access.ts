import { type Outcome, refused } from '../platform/outcome/index.ts';
import { type Actor, may, type Right } from '../platform/session/index.ts';
import { refusalCodes } from './contract.ts';

/** The rights that this module demands. Reading is public. */
export const territoryRights = {
  /** Record events, units and figures by hand. */
  edit: 'territory.edit',
  /** Import and undo files. */
  import: 'territory.import',
} as const satisfies Record<string, Right>;

/** Whether the actor may change units, by hand or by a file. */
export function mayChangeUnits(actor: Actor): boolean {
  return may(actor, territoryRights.edit) || may(actor, territoryRights.import);
}

/** The refusal for an actor who lacks the right; undefined when the actor holds it. */
export function deniedChange(actor: Actor): Outcome<never> | undefined {
  if (mayChangeUnits(actor)) return undefined;
  return refused({ code: refusalCodes.not_allowed, params: { right: territoryRights.edit }, status: 403 });
}

/** As `deniedChange`, for imports and their undoing. */
export function deniedImport(actor: Actor): Outcome<never> | undefined {
  if (may(actor, territoryRights.import)) return undefined;
  return refused({ code: refusalCodes.not_allowed, params: { right: territoryRights.import }, status: 403 });
}
