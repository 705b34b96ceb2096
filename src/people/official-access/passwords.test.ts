import { describe, expect, test } from 'vitest';
import { commonPasswords, isCommon, isListed } from './common-passwords.ts';
import { openHashingQueue, SecretsBusy } from './hashing-queue.ts';
import { normalUserName, readLoginName } from './login-name.ts';
import { checkNewPassword, hashSecret, verifySecret } from './passwords.ts';

const judge = async (
  password: string,
  personal: readonly string[] = ['Nguyễn Thị Hồng', 'nguyen.hong', '+84912345678', 'hong@example.vn'],
) => {
  const outcome = await checkNewPassword({ password, personal });
  return outcome.ok ? 'taken' : outcome.refusal.code;
};

describe('the list of common passwords', () => {
  test('holds more than 100,000 that are long enough to be chosen, in the order that the search needs', async () => {
    const list = await commonPasswords();
    const lines = list.toString('utf8').trimEnd().split('\n');
    expect(lines.filter((line) => line.length >= 10).length).toBeGreaterThan(100_000);
    expect(lines.every((line, index) => index === 0 || (lines[index - 1] ?? '') < line)).toBe(true);
    expect(lines.every((line) => line === line.toLowerCase() && line.length >= 8)).toBe(true);
  });

  test('finds the first, the last, each line, and nothing between them', async () => {
    const list = await commonPasswords();
    const lines = list.toString('utf8').trimEnd().split('\n');
    const some = [0, 1, 2, lines.length - 1, ...Array.from({ length: 200 }, (_, index) => Math.floor((index * lines.length) / 200))];
    for (const at of some) expect(isListed(list, lines[at] ?? '')).toBe(true);
    for (const missing of ['', '\n', 'zzzzzzzzzzzzzzzzzzzzz', '!', 'ruộng bậc thang']) expect(isListed(list, missing)).toBe(false);
  });
});

describe('a new password', () => {
  test('a common one is refused with its reason, also with capitals, tones, spaces, or a year behind it', async () => {
    for (const password of [
      'qwertyuiop',
      '1234567890',
      'Password123',
      'password2026!',
      'Mật Khẩu mới',
      'iloveyou1234',
      'aaaaaaaaaaaa',
      '1212121212121',
    ])
      expect(await judge(password), password).toBe('people.password-common');
  });

  test('one’s own name, user name, number or address is refused with its reason', async () => {
    for (const password of [
      'Nguyễn Thị Hồng',
      'nguyenthihong1',
      'HONG THI NGUYEN'.split(' ').reverse().join(' '),
      'nguyen.hong',
      '0912345678',
      '+84 912 345 678',
      'hong@example.vn',
    ])
      expect(await judge(password), password).toBe('people.password-personal');
  });

  test('less than ten characters is refused, whatever they are; letters count as people see them', async () => {
    expect(await judge('Kx9#mQ2$z')).toBe('people.password-short');
    expect(await judge('ế'.normalize('NFD').repeat(5))).toBe('people.password-short');
  });

  test('a sentence is taken, of any length, with spaces and Vietnamese letters', async () => {
    for (const password of [
      'ruộng bậc thang tháng chín',
      'bốn con trâu và một cái cày',
      'Hồng thích ăn cốm Tú Lệ',
      `${'đường xa '.repeat(2000)}hết`,
    ])
      expect(await judge(password), password.slice(0, 40)).toBe('taken');
    expect(await isCommon('một con vịt xòe ra hai cái cánh')).toBe(false);
  });
});

describe('a secret', () => {
  test('is hashed by argon2id with the parameters of the decision, each time anew', async () => {
    const [first, second] = [await hashSecret('ruộng bậc thang'), await hashSecret('ruộng bậc thang')];
    expect(first).toMatch(/^\$argon2id\$v=19\$m=19456,t=2,p=1\$/);
    expect(first).not.toBe(second);
    expect(await verifySecret(first, 'ruộng bậc thang')).toBe(true);
    expect(await verifySecret(first, 'Ruộng bậc thang')).toBe(false);
    expect(await verifySecret(first, 'ruộng bậc thang ')).toBe(false);
    expect(await verifySecret(null, 'nobody')).toBe(false);
  });

  test('is the same from every keyboard: composed or not', async () => {
    const stored = await hashSecret('Tú Lệ'.normalize('NFD'));
    expect(await verifySecret(stored, 'Tú Lệ'.normalize('NFC'))).toBe(true);
  });
});

describe('the queue of hashes', () => {
  const held = () => {
    const open: (() => void)[] = [];
    return { open, work: () => new Promise<void>((resolve) => void open.push(resolve)) };
  };
  const settle = () => new Promise((resolve) => setTimeout(resolve, 5));

  test('runs so many at once, lets so many wait, refuses the rest, and takes the known first', async () => {
    const queue = openHashingQueue(1, 2);
    const { open, work } = held();
    const done: string[] = [];
    const all = [
      queue.run(work).then(() => done.push('stranger 1')),
      queue.run(work).then(() => done.push('stranger 2')),
      queue.run(work).then(() => done.push('stranger 3')),
      queue.run(work, true).then(() => done.push('known')),
    ];
    await settle();
    expect(queue.state()).toEqual({ running: 1, waiting: 3, mostRunning: 1, begun: 1 });
    await expect(queue.run(work)).rejects.toBeInstanceOf(SecretsBusy);
    for (let round = 0; round < 4; round += 1) {
      open.shift()?.();
      for (let wait = 0; wait < 40 && open.length === 0 && round < 3; wait += 1) await settle();
    }
    await Promise.all(all);
    expect(done).toEqual(['stranger 1', 'known', 'stranger 2', 'stranger 3']);
    expect(queue.state()).toMatchObject({ waiting: 0, mostRunning: 1 });
  });

  test('goes on after work that failed', async () => {
    const queue = openHashingQueue(1, 2);
    await expect(queue.run(() => Promise.reject(new Error('no memory')))).rejects.toThrow('no memory');
    expect(await queue.run(async () => 'right')).toBe('right');
  });
});

test('what is typed as a name is a user name, a number or an address', () => {
  expect(readLoginName(' Nguyen.Hong ')).toEqual({ kind: 'user-name', value: 'nguyen.hong' });
  expect(readLoginName('0912 345 678')).toEqual({ kind: 'phone', value: '+84912345678' });
  expect(readLoginName('Hong@Example.VN')).toEqual({ kind: 'email', value: 'hong@example.vn' });
  expect(readLoginName('1234')).toEqual({ kind: 'user-name', value: '1234' });
  expect(['Nguyen.Hong', 'hong1988', 'a', 'hồng', '1hong', 'hong..1', 'x'.repeat(60)].map(normalUserName)).toEqual([
    'nguyen.hong',
    'hong1988',
    null,
    null,
    null,
    null,
    null,
  ]);
});
