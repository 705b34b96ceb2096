import { generateKeyPairSync } from 'node:crypto';
import { describe, expect, test } from 'vitest';
import { readClaims } from './claims.ts';
import { type EnvelopeKind, openEnvelope, sealEnvelope } from './envelope.ts';
import { valueIn } from './provider.ts';

const { publicKey, privateKey } = generateKeyPairSync('rsa', { modulusLength: 2048 });
const stranger = generateKeyPairSync('rsa', { modulusLength: 2048 });
const kinds: readonly EnvelopeKind[] = ['rsa-pkcs1+aes-ecb', 'rsa-oaep-256+aes-gcm'];

describe.each(kinds)('envelope %s', (kind) => {
  test('opens with our key only', () => {
    const sealed = sealEnvelope(kind, publicKey, 'Hà Thị Sen');
    expect(openEnvelope(kind, privateKey, sealed).toString()).toBe('Hà Thị Sen');
    expect(() => openEnvelope(kind, stranger.privateKey, sealed)).toThrow('can not be decrypted');
  });

  test('everything that is wrong is the same trouble', () => {
    const sealed = sealEnvelope(kind, publicKey, 'x');
    for (const wrong of [
      { ...sealed, key: '' },
      { ...sealed, key: 'AAAA' },
      { ...sealed, key: Buffer.alloc(256).toString('base64') },
      { ...sealed, data: '' },
      { ...sealed, data: 'AAAA' },
    ])
      expect(() => openEnvelope(kind, privateKey, wrong)).toThrow('an answer can not be decrypted');
  });
});

test('a changed text does not open where the algorithm can tell', () => {
  const sealed = sealEnvelope('rsa-oaep-256+aes-gcm', publicKey, 'x'.repeat(40));
  const bytes = Buffer.from(sealed.data, 'base64');
  bytes.writeUInt8(bytes.readUInt8(20) ^ 1, 20);
  expect(() => openEnvelope('rsa-oaep-256+aes-gcm', privateKey, { ...sealed, data: bytes.toString('base64') })).toThrow();
});

describe('claims', () => {
  const whole = {
    citizenPid: '000184000017',
    fullName: ' Hà  Thị Sen ',
    birthDate: '1984-03-12',
    accountType: 'CITIZEN',
    accountLevel: '2',
  };

  test('number, name, year and level; the rest is dropped at the door', () => {
    const claims = readClaims({ ...whole, ethnic: 'x', portrait: 'x', address: 'x', phoneNumber: 'x' });
    expect(claims).toEqual({ number: '000184000017', fullName: 'Hà Thị Sen', birthYear: 1984, level: 2 });
  });

  test.each([
    ['1984-03-12', 1984],
    ['12/03/1984', 1984],
    ['19840312', 1984],
    ['1984', 1984],
    ['1984-03-12T00:00:00Z', 1984],
    ['12-03-84', null],
    ['0000-00-00', null],
    ['', null],
    [7, null],
  ])('birth date %s', (birthDate, year) => {
    expect(readClaims({ ...whole, birthDate }).birthYear).toBe(year);
  });

  test.each([{ citizenPid: '12345' }, { citizenPid: 184000017 }, { citizenPid: null }, { fullName: '  ' }, { fullName: undefined }])(
    '%o lacks something',
    (wrong) => {
      expect(() => readClaims({ ...whole, ...wrong })).toThrow('lacks');
    },
  );
});

test('a plus sign in a code stays one', () => {
  expect(valueIn('?state=a&code=ab+c/d%3D', 'code')).toBe('ab+c/d=');
  expect(valueIn('code=%E0%A4%A', 'code')).toBeNull();
  expect(valueIn('state=a', 'code')).toBeNull();
});
