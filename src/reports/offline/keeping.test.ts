/** What is handed to the queue: the same thing once, something else apart. */
import 'fake-indexeddb/auto';
import { expect, test } from 'vitest';
import { openStore } from '../../platform/browser/store.ts';
import { begin, handOver, saveDraft } from './keeping.client.ts';
import { emptyWriting } from './model/writing.ts';

test('two tabs that save the same draft make one report; one that wrote on makes another, and no draft is left', async () => {
  const store = await openStore('keeping');
  const category = {
    code: 'hole',
    parent: null,
    kind: 'field',
    place: 'none',
    privacy: 'public',
    icon: '',
    name: 'Đường hỏng',
    hint: '',
    notice: null,
    leaf: true,
    questions: [],
  } as const;
  const open = begin({ ...emptyWriting, category: 'hole', words: 'Ổ gà' });
  await saveDraft(store, open, 'Đường hỏng');
  const first = await handOver(store, open, category);
  await saveDraft(store, open, 'Đường hỏng');
  const again = await handOver(store, open, category);
  expect(again.id).toBe(first.id);
  expect(await store.operations()).toHaveLength(1);
  expect(await store.drafts()).toEqual([]);
  await store.change(first.id, { state: 'sent', body: null });
  expect((await handOver(store, open, category)).state).toBe('sent');
  const other = { ...open, writing: { ...open.writing, words: 'Ổ gà khác' } };
  await saveDraft(store, other, 'Đường hỏng');
  const second = await handOver(store, other, category);
  expect(second.id).not.toBe(first.id);
  expect(second.body).toMatchObject({ id: second.id, words: 'Ổ gà khác' });
  expect(await store.operations()).toHaveLength(2);
  expect(await store.drafts()).toEqual([]);
});
