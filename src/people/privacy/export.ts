/** Everything that the system holds about a person, from every module, as a ZIP that opens without our programs. */
import { strToU8, zipSync } from 'fflate';
import { record } from '../../audit/index.ts';
import type { JsonObject, Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { Actor } from '../../platform/session/index.ts';
import { peopleRights } from '../contract.ts';
import { underDuty } from '../persons/duty.ts';
import { privacySources } from './erasure.ts';
import { exportDocument } from './export-document.tsx';

/** Rows about a person by name of table. */
export type PersonalData = Readonly<Record<string, readonly JsonObject[]>>;

/** Gathers all rows about a person from every module. Works in any transaction; the caller has decided who gets them. */
export async function gatherPerson(tx: Tx, context: Context, personId: string): Promise<PersonalData> {
  const found: Record<string, readonly JsonObject[]> = {};
  await underDuty(tx, 'privacy', async () => {
    for (const { source } of [...privacySources(context)].reverse()) {
      for (const [table, rows] of Object.entries(await source.exportPerson(tx, personId)))
        found[table] = [...(found[table] ?? []), ...rows];
    }
  });
  return found;
}

/** Makes the archive for the person, or for the official who hands it over, and records it with the person. */
export async function exportArchive(tx: Tx, context: Context, actor: Actor, personId: string, lang: Lang): Promise<Uint8Array> {
  const tables = await gatherPerson(tx, context, personId);
  const at = context.clock.now().toZonedDateTimeISO(context.config.TIME_ZONE).toString({ smallestUnit: 'second', timeZoneName: 'never' });
  const own = actor.id === personId;
  await record(tx, actor, {
    action: 'people.export-person',
    subject: { kind: 'people.person', id: personId },
    fields: Object.keys(tables).filter((table) => (tables[table]?.length ?? 0) > 0),
    persons: [personId],
    ...(own ? {} : { right: peopleRights.privacy, purpose: 'data-request' }),
  });
  const data = { format: 'yenbai-s/person/1', person: personId, exported_at: at, tables };
  return zipSync({
    'index.html': strToU8(exportDocument({ lang, at, productName: context.config.PRODUCT_NAME, tables })),
    'data.json': strToU8(`${JSON.stringify(data, null, 2)}\n`),
  });
}
