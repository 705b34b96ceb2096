/**
 * Numbers of persons (telephone, identity) lie encrypted in the database and are found by a keyed hash. Keys come from the
 * setting DATA_KEYS; the first encrypts, all decrypt, so that a key is changed by putting a new one in front.
 */
import { createCipheriv, createDecipheriv, createHmac, hkdfSync, randomBytes, randomFillSync, timingSafeEqual } from 'node:crypto';

export interface DataKey {
  readonly id: string;
  readonly bytes: Buffer;
}

export interface Vault {
  /** The key that encrypts now. */
  readonly currentKey: string;
  /** Ids of all keys, the current first. */
  readonly keys: readonly string[];
  /** Encrypts (AES-256-GCM). `place` names where it is kept, e.g. `people.identifier/<id>`: moved elsewhere it does not open. */
  seal(plain: string, place: string): string;
  /** Throws where the text was changed, was kept elsewhere, or its key is not there. */
  open(sealed: string, place: string): string;
  /** The id of the key that sealed it. */
  keyOf(sealed: string): string;
  /** A keyed hash (HMAC-SHA-256) to find a value by, under the given or the current key. `purpose` keeps hashes of different uses apart. */
  digest(plain: string, purpose: string, keyId?: string): Buffer;
}

const FORMAT = 'v1';
const NONCE_BYTES = 12;
const TAG_BYTES = 16;

// One call to the system for many nonces: a list of ten thousand numbers spends its time otherwise with asking for twelve bytes each.
const nonces = Buffer.alloc(NONCE_BYTES * 1024);
let nextNonce = nonces.length;

/** Random bytes that were never given before. */
function freshNonce(): Buffer {
  if (nextNonce === nonces.length) {
    randomFillSync(nonces);
    nextNonce = 0;
  }
  nextNonce += NONCE_BYTES;
  return Buffer.from(nonces.subarray(nextNonce - NONCE_BYTES, nextNonce));
}

/** Opens the keyring. Throws a RangeError for no key, a repeated id, or a key that has not 32 bytes. */
export function openVault(keys: readonly DataKey[]): Vault {
  const ring = new Map<string, { seal: Buffer; digest: Buffer }>();
  for (const { id, bytes } of keys) {
    if (bytes.length !== 32) throw new RangeError(`The key ${id} has ${bytes.length} bytes; 32 are needed`);
    if (ring.has(id)) throw new RangeError(`The key id ${id} occurs twice`);
    const derive = (use: string) => Buffer.from(hkdfSync('sha256', bytes, 'yenbai-s', use, 32));
    ring.set(id, { seal: derive('seal'), digest: derive('digest') });
  }
  const [first] = keys;
  if (!first) throw new RangeError('The keyring is empty');
  const keyed = (id: string) => {
    const found = ring.get(id);
    if (!found) throw new Error(`The key ${id} is not in DATA_KEYS; put it back behind the current one`);
    return found;
  };
  return {
    currentKey: first.id,
    keys: keys.map(({ id }) => id),
    seal(plain, place) {
      const nonce = freshNonce();
      const cipher = createCipheriv('aes-256-gcm', keyed(first.id).seal, nonce);
      cipher.setAAD(Buffer.from(place));
      const body = Buffer.concat([nonce, cipher.update(plain, 'utf8'), cipher.final(), cipher.getAuthTag()]);
      return `${FORMAT}.${first.id}.${body.toString('base64url')}`;
    },
    open(sealed, place) {
      const [format, id = '', body = ''] = sealed.split('.');
      if (format !== FORMAT) throw new Error('The sealed text is of an unknown format');
      const bytes = Buffer.from(body, 'base64url');
      const cipher = createDecipheriv('aes-256-gcm', keyed(id).seal, bytes.subarray(0, NONCE_BYTES));
      cipher.setAAD(Buffer.from(place));
      cipher.setAuthTag(bytes.subarray(-TAG_BYTES));
      return Buffer.concat([cipher.update(bytes.subarray(NONCE_BYTES, -TAG_BYTES)), cipher.final()]).toString('utf8');
    },
    keyOf: (sealed) => sealed.split('.')[1] ?? '',
    digest: (plain, purpose, keyId = first.id) => createHmac('sha256', keyed(keyId).digest).update(`${purpose}\0${plain}`).digest(),
  };
}

/** Reads `id:base64,id:base64`, the current key first. Throws a RangeError that says what is wrong, without the key. */
export function readDataKeys(text: string): readonly DataKey[] {
  const keys = text.split(',').map((part, index): DataKey => {
    const found = /^\s*([A-Za-z0-9_-]{1,32}):([A-Za-z0-9+/_-]{43}=?)\s*$/.exec(part);
    if (!found)
      throw new RangeError(`key ${index + 1} must be written id:base64 with 32 bytes; make one with: echo k1:$(openssl rand -base64 32)`);
    return { id: found[1] as string, bytes: Buffer.from(found[2] as string, 'base64') };
  });
  openVault(keys);
  return keys;
}

/**
 * Text sealed under an older key, sealed again under the current one; null where it is under the current one already. After a new key
 * was put in front of DATA_KEYS, each module with sealed columns goes through its rows in a job (also renewing the digests, with
 * `vault.digest(plain, purpose)`); the old key leaves the setting once no row is under it.
 */
export function reseal(vault: Vault, sealed: string, place: string): string | null {
  return vault.keyOf(sealed) === vault.currentKey ? null : vault.seal(vault.open(sealed, place), place);
}

/** Unguessable text for links, cookies and devices: 32 random bytes, base64url. */
export function randomToken(): string {
  return randomBytes(32).toString('base64url');
}

/** Whether two byte strings are equal, in a time that tells nothing about where they differ. */
export function equalBytes(a: Uint8Array, b: Uint8Array): boolean {
  return a.length === b.length && timingSafeEqual(a, b);
}
