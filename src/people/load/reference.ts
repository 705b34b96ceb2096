import type { Tx } from '../../platform/db/index.ts';
import { loadOrganisations } from '../organisations/load.ts';
import { loadConsentPurposes, loadRetention } from '../privacy/load.ts';
import { loadRoles } from '../roles/load.ts';

/** Makes roles, purposes and retention what the files in data/people say, and adds organisations that are missing. `read` gives the text of a file by its name. */
export async function loadPeopleReference(tx: Tx, read: (name: string) => Promise<string>): Promise<void> {
  await loadRoles(tx, {
    roles: await read('roles.csv'),
    rights: await read('role-rights.csv'),
    granters: await read('role-granters.csv'),
  });
  await loadOrganisations(tx, await read('organisations.csv'));
  await loadConsentPurposes(tx, await read('consent-purposes.csv'));
  await loadRetention(tx, await read('retention.csv'));
}
