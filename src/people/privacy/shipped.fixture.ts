import { readFileSync } from 'node:fs';
import { join } from 'node:path';

/** data/people/consent-purposes.csv, as a new release might change it. */
export const shippedPurposes = (): string =>
  readFileSync(join(import.meta.dirname, '..', '..', '..', 'data', 'people', 'consent-purposes.csv'), 'utf8');
