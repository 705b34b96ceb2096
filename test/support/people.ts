import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { type DemonstrationPerson, readDemonstrationPeople } from '../../src/people/load/demonstration.ts';

/** The made-up persons by their key. */
export const demonstrationPeople: ReadonlyMap<string, DemonstrationPerson> = new Map(
  readDemonstrationPeople(readFileSync(join(import.meta.dirname, '..', '..', 'data', 'demonstration', 'people', 'people.csv'), 'utf8')).map(
    (person) => [person.key, person],
  ),
);

/** The keyring of tests: the template's numbers are encrypted with it. */
export const testDataKeys = `test:${Buffer.alloc(32, 7).toString('base64')}`;
