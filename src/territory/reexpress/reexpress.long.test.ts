import { expect, test } from 'vitest';
import { testDatabase } from '../../../test/support/database.ts';
import { proveManyFacts } from './many-facts.fixture.ts';
import { proveRandomHistories } from './random-proof.fixture.ts';

test(
  '1,000,000 facts with thirds, many-to-many and chains of events read the same as one by one',
  () => proveManyFacts(1_000_000),
  600_000,
);

test('hundreds of random histories read the same as fact by fact', async () => {
  const database = await testDatabase();
  try {
    expect((await proveRandomHistories(database, 300)).partly).toBeGreaterThan(5_000);
  } finally {
    await database.drop();
  }
}, 900_000);
