import { afterAll, beforeAll, expect, test } from 'vitest';
import { startApp, type TestApp } from '../../../test/support/app.ts';
import { visit } from '../../../test/support/visitor.ts';
import { makeOperator } from './operator.ts';

let app: TestApp;
beforeAll(async () => {
  app = await startApp({ YENBAI_MODE: 'demonstration' });
});
afterAll(() => app.close());

test('the first operator comes in with the code of the server’s console, and sets a password', async () => {
  const made = await makeOperator(app.context, { userName: 'van-hanh', fullName: 'Người Vận Hành' });
  if (!made.ok) throw new Error(made.refusal.code);
  const visitor = visit(app);
  await visitor.get('/sign-in/recover');
  const taken = await visitor.post('/sign-in/recover', { code: made.value.code });
  expect([taken.status, taken.location]).toEqual([303, expect.stringMatching(/^\//)]);
  expect((await visitor.get(taken.location)).text).toContain('mật khẩu');
});

test('the same user name again is a new code for the same person; the old one is over', async () => {
  const first = await makeOperator(app.context, { userName: 'truc-dem', fullName: 'Người Trực' });
  const second = await makeOperator(app.context, { userName: 'truc-dem', fullName: '' });
  expect([first.ok, second.ok]).toEqual([true, true]);
  const visitor = visit(app);
  await visitor.get('/sign-in/recover');
  const old = await visitor.post('/sign-in/recover', { code: first.ok ? first.value.code : '' });
  expect(old.status).toBe(422);
});

test('bad input is refused with its reason', async () => {
  expect(await makeOperator(app.context, { userName: 'A b', fullName: 'X' })).toMatchObject({ refusal: { code: 'people.user-name-form' } });
  expect(await makeOperator(app.context, { userName: 'ai-do', fullName: '' })).toMatchObject({ refusal: { code: 'people.name-missing' } });
});
