/** What programs of others read of legal documents has the shape that they know. */
import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { samplesOf } from '../../../test/support/samples.ts';

const { json } = samplesOf(import.meta.dirname);
let app: TestApp;
beforeAll(async () => {
  app = await startApp();
});
afterAll(() => app?.close());

const read = async (path: string) => (await fetch(`${app.address}/api/v1/legal-documents${path}`)).json();

test('the list, one document and a problem', async () => {
  const list = await read('');
  expect(json('list.json', [list])).toEqual([]);
  const documents = await Promise.all(list.items.map(({ id }: { id: string }) => read(`/${id}`)));
  expect(json('document.json', documents)).toEqual([]);
  expect(json('problem.json', [await read('/x')])).toEqual([]);
});
