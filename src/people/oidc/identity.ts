/** Who somebody is at an outside service, in the form in which it is kept and found. */

import type { Strength } from '../contract.ts';
import type { IdentifierKind } from '../persons/identifiers.ts';
import type { Provider } from './ways.ts';

export interface OutsideIdentity {
  readonly provider: Provider;
  readonly kind: Extract<IdentifierKind, 'citizen-id' | 'oidc-subject'>;
  /** Kept sealed and found by a keyed hash. */
  readonly value: string;
  readonly name: string;
  readonly birthYear: number | null;
  /** How the session counts that follows. */
  readonly strength: Strength;
}
