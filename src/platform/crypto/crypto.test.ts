import { randomBytes } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { equalBytes, openVault, randomToken, readDataKeys, reseal } from './index.ts';

const key = (id: string) => ({ id, bytes: randomBytes(32) });
const [first, second] = [key('k1'), key('k2')];
const vault = openVault([first]);
const rotated = openVault([second, first]);

describe('what is sealed', () => {
  it('opens where it belongs, and never looks the same twice', () => {
    const sealed = vault.seal('+84912345678 đ', 'people.identifier/1');
    expect(vault.open(sealed, 'people.identifier/1')).toBe('+84912345678 đ');
    expect(sealed).not.toContain('84912345678');
    expect(vault.seal('+84912345678 đ', 'people.identifier/1')).not.toBe(sealed);
  });

  it('does not open in another row, changed by one character, or in another format', () => {
    const sealed = vault.seal('secret', 'a/1');
    expect(() => vault.open(sealed, 'a/2')).toThrow();
    const at = sealed.length - 5;
    const flipped = `${sealed.slice(0, at)}${sealed[at] === 'A' ? 'B' : 'A'}${sealed.slice(at + 1)}`;
    expect(() => vault.open(flipped, 'a/1')).toThrow();
    expect(() => vault.open(sealed.replace(/^v1/, 'v2'), 'a/1')).toThrow('unknown format');
    expect(() => vault.open('', 'a/1')).toThrow();
  });

  it('names the key that is missing, and not the key', () => {
    const sealed = vault.seal('secret', 'a/1');
    expect(() => openVault([second]).open(sealed, 'a/1')).toThrow('The key k1 is not in DATA_KEYS');
  });
});

describe('a change of the key', () => {
  it('seals with the new one, opens what the old one sealed, and brings it over', () => {
    const old = vault.seal('secret', 'a/1');
    expect(rotated.open(old, 'a/1')).toBe('secret');
    const renewed = reseal(rotated, old, 'a/1');
    expect(rotated.keyOf(renewed ?? '')).toBe('k2');
    expect(openVault([second]).open(renewed ?? '', 'a/1')).toBe('secret');
    expect(reseal(rotated, renewed ?? '', 'a/1')).toBeNull();
  });

  it('finds by the digest of either key until all are renewed', () => {
    const old = vault.digest('+84912345678', 'phone');
    expect(rotated.keys.map((id) => rotated.digest('+84912345678', 'phone', id)).some((one) => one.equals(old))).toBe(true);
    expect(rotated.digest('+84912345678', 'phone')).not.toEqual(old);
  });
});

describe('digests', () => {
  it('differ by use, so that one table tells nothing about another', () => {
    expect(vault.digest('+84912345678', 'phone')).not.toEqual(vault.digest('+84912345678', 'throttle'));
    expect(vault.digest('+84912345678', 'phone')).toEqual(vault.digest('+84912345678', 'phone'));
  });
});

describe('the keyring', () => {
  it.each([
    ['nothing', ''],
    ['a short key', `k1:${randomBytes(31).toString('base64')}`],
    ['no id', randomBytes(32).toString('base64')],
    ['an id twice', `k1:${randomBytes(32).toString('base64')},k1:${randomBytes(32).toString('base64')}`],
  ])('refuses %s without showing it', (_what, text) => {
    expect(() => readDataKeys(text)).toThrow(RangeError);
    try {
      readDataKeys(text);
    } catch (error) {
      if (text.length > 20) expect(String(error)).not.toContain(text.slice(3, 20));
    }
  });

  it('has the current key first', () => {
    const keys = readDataKeys(`new:${randomBytes(32).toString('base64')}, old:${randomBytes(32).toString('base64')}`);
    expect(openVault(keys)).toMatchObject({ currentKey: 'new', keys: ['new', 'old'] });
  });
});

it('makes tokens that nobody guesses and compares in constant time', () => {
  expect(randomToken()).toMatch(/^[\w-]{43}$/);
  expect(randomToken()).not.toBe(randomToken());
  expect(equalBytes(Buffer.from('a'), Buffer.from('a'))).toBe(true);
  expect(equalBytes(Buffer.from('a'), Buffer.from('ab'))).toBe(false);
});

it('never uses a nonce twice', () => {
  const vault = openVault([key('k1')]);
  const nonces = Array.from({ length: 5_000 }, () => Buffer.from(vault.seal('x', 'a').split('.')[2] ?? '', 'base64url').subarray(0, 12));
  expect(new Set(nonces.map((nonce) => nonce.toString('hex'))).size).toBe(5_000);
});
