import type { Samples, World } from '../../../test/support/access-matrix.ts';
import { listBatches } from '../commands/import/batches.ts';
import { importFile } from './terminal.ts';

const bytes = Buffer.from('Tên,Loại,Mã cấp trên,Từ ngày\nBản Mẫu,bản,04606,01/02/2020\n');

/** A file that has arrived. */
const file = (world: World): Promise<string> =>
  world.once('file of an import', async () => (await world.app.context.files.put(bytes, { maxBytes: bytes.length })).hash);

/** A file that was imported. */
const batch = (world: World): Promise<string> =>
  world.once('imported batch', async () => {
    await importFile(world.app.context, { kind: 'units', fileName: 'mau.csv', bytes, apply: true }, { lang: 'vi', print: () => {} });
    return (await listBatches(world.app.context.db, { limit: 50 })).find((one) => one.fileName === 'mau.csv')?.id ?? '';
  });

const ofBatch =
  (tail: string): Samples[string] =>
  async (world) => ({ inside: `/console/territory/batches/${await batch(world)}${tail}` });
const ofFile =
  (tail: string): Samples[string] =>
  async (world) => ({ inside: `/console/territory/imports/${await file(world)}${tail}?kind=units&name=mau.csv` });

export const samples: Samples = {
  '/console/territory/batches/:id': ofBatch(''),
  '/console/territory/batches/:id/file': ofBatch('/file'),
  '/console/territory/batches/:id/undo': ofBatch('/undo'),
  '/console/territory/imports/:hash/preview': ofFile('/preview'),
  '/console/territory/imports/:hash/errors': ofFile('/errors'),
  '/console/territory/imports/:hash/apply': ofFile('/apply'),
  '/console/territory/templates/:kind': async () => ({ inside: '/console/territory/templates/units' }),
};
