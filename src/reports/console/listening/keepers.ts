/** Who keeps the list of listeners: the centre everywhere, officials of a unit for that unit. */
import { type Actor, type Reach, type Right, type RowState, reach, rowState } from '../../../platform/session/index.ts';
import { reportsRights } from '../../contract.ts';

const keeping = [reportsRights.intake, reportsRights.approve, reportsRights.handle] as const;

export interface Keeper {
  /** The right by which the list is kept. */
  readonly right: Right;
  /** Where. Nobody keeps it for the office of an agency: listening goes by places. */
  readonly units: Reach;
  /** Opens the rows of these units, of the list and of persons. */
  readonly state: RowState;
}

/** How the actor keeps the list; null for everybody else. */
export function keeperOf(actor: Actor): Keeper | null {
  const everywhere = keeping.find((right) => reach(actor, right) === 'everywhere');
  if (everywhere) return { right: everywhere, units: 'everywhere', state: rowState(actor, everywhere) };
  const units = [...new Set(keeping.flatMap((right) => reach(actor, right)))];
  const right = keeping.find((one) => reach(actor, one).length > 0);
  if (!right) return null;
  return { right, units, state: { ...rowState(actor, right), 'yenbai.units': `{${units.join(',')}}` } };
}

/** Whether listeners can be named for this unit, or for everywhere where it is null. */
export const keepsFor = ({ units }: Pick<Keeper, 'units'>, unitId: string | null): boolean =>
  units === 'everywhere' || (unitId !== null && units.includes(unitId));
