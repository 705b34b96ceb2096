import { expect, test } from 'vitest';
import { testDatabase } from '../../../test/support/database.ts';
import { demonstrationPeople, testDataKeys } from '../../../test/support/people.ts';
import { openVault, readDataKeys } from '../../platform/crypto/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { holderOf, identifiersOf } from '../persons/identifiers.ts';
import { rotateKeys } from './rotate.ts';

test('a new key in front: numbers are found before, during and after the rotation, and then without the old key', async () => {
  const database = await testDatabase({ data: 'shipped' });
  const { db } = database;
  const officer = demonstrationPeople.get('commune-officer');
  const fresh = `new:${Buffer.alloc(32, 9).toString('base64')}`;
  const both = openVault(readDataKeys(`${fresh},${testDataKeys}`));
  const onlyNew = openVault(readDataKeys(fresh));
  const state = { state: dutyState('identity') };
  const holder = (vault: typeof both) => db.transaction((tx) => holderOf(tx, vault, 'phone', officer?.phone ?? ''), state);
  expect(await holder(both)).toBe(officer?.id);
  expect(await holder(onlyNew)).toBeNull();
  expect(await rotateKeys({ db, vault: both })).toBeGreaterThan(10);
  expect(await rotateKeys({ db, vault: both })).toBe(0);
  expect(await holder(both)).toBe(officer?.id);
  expect(await holder(onlyNew)).toBe(officer?.id);
  const numbers = await db.transaction((tx) => identifiersOf(tx, onlyNew, officer?.id ?? ''), state);
  expect(numbers.map(({ value }) => value)).toEqual([officer?.phone]);
  await database.drop();
});
