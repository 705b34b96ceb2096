/**
 * The envelope of VNeID's answers: `{"data", "key"}`, both base64. `key` is an AES key encrypted to our RSA key, `data` the JSON
 * encrypted with it. Which algorithms is a property of the connection (setting VNEID_ENVELOPE):
 *
 * - `rsa-pkcs1+aes-ecb`: RSAES-PKCS1-v1_5, then AES in ECB mode with PKCS #7 padding. It is what public integrations describe. It proves
 *   neither where an answer comes from nor that it is whole: that rests on TLS to the provider's own address.
 * - `rsa-oaep-256+aes-gcm`: RSAES-OAEP with SHA-256, then AES-GCM; `data` is a nonce of 12 bytes, the text, a tag of 16 bytes.
 */
import { constants, createCipheriv, createDecipheriv, type KeyObject, privateDecrypt, publicEncrypt, randomBytes } from 'node:crypto';
import { ProviderTrouble } from '../trouble.ts';

export type EnvelopeKind = 'rsa-pkcs1+aes-ecb' | 'rsa-oaep-256+aes-gcm';

export interface Envelope {
  readonly data: string;
  readonly key: string;
}

const NONCE_BYTES = 12;
const TAG_BYTES = 16;

const padding = (kind: EnvelopeKind) =>
  kind === 'rsa-pkcs1+aes-ecb'
    ? { padding: constants.RSA_PKCS1_PADDING }
    : { padding: constants.RSA_PKCS1_OAEP_PADDING, oaepHash: 'sha256' };

const bitsOf = (key: Buffer): 128 | 192 | 256 => {
  const bits = key.length * 8;
  if (bits === 128 || bits === 192 || bits === 256) return bits;
  throw new RangeError('The key has no length of AES');
};

/** Opens an envelope with our private key. Throws ProviderTrouble `unreadable` for everything that isn't one for us, whatever is wrong with it. */
export function openEnvelope(kind: EnvelopeKind, privateKey: KeyObject, { data, key }: Envelope): Buffer {
  try {
    const secret = privateDecrypt({ key: privateKey, ...padding(kind) }, Buffer.from(key, 'base64'));
    const bytes = Buffer.from(data, 'base64');
    if (kind === 'rsa-pkcs1+aes-ecb') {
      const cipher = createDecipheriv(`aes-${bitsOf(secret)}-ecb`, secret, null);
      return Buffer.concat([cipher.update(bytes), cipher.final()]);
    }
    const cipher = createDecipheriv(`aes-${bitsOf(secret)}-gcm`, secret, bytes.subarray(0, NONCE_BYTES));
    cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
    return Buffer.concat([cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), cipher.final()]);
  } catch {
    // One answer for a wrong key, a wrong padding and a changed text, so that none can be told from another.
    throw new ProviderTrouble('unreadable', 'an answer can not be decrypted');
  }
}

/** Puts a text into an envelope for the holder of the private key: for the stand-ins. */
export function sealEnvelope(kind: EnvelopeKind, publicKey: KeyObject, plain: string): Envelope {
  const secret = randomBytes(32);
  const key = publicEncrypt({ key: publicKey, ...padding(kind) }, secret).toString('base64');
  if (kind === 'rsa-pkcs1+aes-ecb') {
    const cipher = createCipheriv('aes-256-ecb', secret, null);
    return { key, data: Buffer.concat([cipher.update(plain, 'utf8'), cipher.final()]).toString('base64') };
  }
  const nonce = randomBytes(NONCE_BYTES);
  const cipher = createCipheriv('aes-256-gcm', secret, nonce);
  return { key, data: Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]).toString('base64') };
}
