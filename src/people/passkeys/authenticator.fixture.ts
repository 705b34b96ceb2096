/** A passkey in software, for tests over HTTP: makes keys, answers challenges, and can be made to misbehave in each way that is tested. */
import { createHash, generateKeyPairSync, type KeyObject, randomBytes, sign } from 'node:crypto';

type Cbor = number | string | Uint8Array | Map<number | string, Cbor>;

/** The few kinds of CBOR (RFC 8949) that an attestation without statement needs. */
function cbor(value: Cbor): Buffer {
  const head = (major: number, n: number): Buffer =>
    n < 24
      ? Buffer.from([(major << 5) | n])
      : n < 256
        ? Buffer.from([(major << 5) | 24, n])
        : Buffer.from([(major << 5) | 25, n >> 8, n & 255]);
  if (typeof value === 'number') return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === 'string') return Buffer.concat([head(3, Buffer.byteLength(value)), Buffer.from(value)]);
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  return Buffer.concat([head(5, value.size), ...[...value].flatMap(([key, one]) => [cbor(key), cbor(one)])]);
}

const sha256 = (data: string | Uint8Array): Buffer => createHash('sha256').update(data).digest();

interface Behaviour {
  /** The site that the browser is on. */
  readonly origin: string;
  /** The host to which the key is bound. */
  readonly rpId?: string;
  readonly verified?: boolean;
  readonly counter?: number;
  readonly userHandle?: string;
}

/** What the server asked with, as far as an authenticator looks. */
export interface Asked {
  readonly challenge: string;
  readonly user?: { readonly id: string };
}

export interface SoftPasskey {
  readonly id: string;
  create(asked: Asked, behaviour: Behaviour): string;
  get(asked: Asked, behaviour: Behaviour): string;
}

/** A new key. Its answers are the JSON that the browser's script sends. */
export function softPasskey(): SoftPasskey {
  const { publicKey, privateKey } = generateKeyPairSync('ec', { namedCurve: 'P-256' });
  const rawId = randomBytes(32);
  const id = rawId.toString('base64url');
  let userHandle = '';

  const clientData = (type: string, { challenge }: Asked, { origin }: Behaviour) =>
    Buffer.from(JSON.stringify({ type, challenge, origin, crossOrigin: false }));
  const flags = ({ verified = true }: Behaviour, attested: number) => 1 | (verified ? 4 : 0) | attested;
  const authData = (behaviour: Behaviour, attested: Buffer) => {
    const counter = Buffer.alloc(4);
    counter.writeUInt32BE(behaviour.counter ?? 0);
    const rpId = behaviour.rpId ?? new URL(behaviour.origin).hostname;
    return Buffer.concat([sha256(rpId), Buffer.from([flags(behaviour, attested.length > 0 ? 0x40 : 0)]), counter, attested]);
  };

  return {
    id,
    create(asked, behaviour) {
      userHandle = asked.user?.id ?? '';
      const length = Buffer.alloc(2);
      length.writeUInt16BE(rawId.length);
      const attested = Buffer.concat([Buffer.alloc(16), length, rawId, cbor(coseOf(publicKey))]);
      const attestation = new Map<string, Cbor>([
        ['fmt', 'none'],
        ['attStmt', new Map()],
        ['authData', authData(behaviour, attested)],
      ]);
      return JSON.stringify({
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: clientData('webauthn.create', asked, behaviour).toString('base64url'),
          attestationObject: cbor(attestation).toString('base64url'),
          transports: ['internal'],
        },
      });
    },
    get(asked, behaviour) {
      const data = clientData('webauthn.get', asked, behaviour);
      const authenticatorData = authData(behaviour, Buffer.alloc(0));
      const signature = sign('sha256', Buffer.concat([authenticatorData, sha256(data)]), privateKey);
      return JSON.stringify({
        id,
        rawId: id,
        type: 'public-key',
        clientExtensionResults: {},
        response: {
          clientDataJSON: data.toString('base64url'),
          authenticatorData: authenticatorData.toString('base64url'),
          signature: signature.toString('base64url'),
          userHandle: behaviour.userHandle ?? userHandle,
        },
      });
    },
  };
}

/** An ES256 key as COSE (RFC 9053). */
function coseOf(key: KeyObject): Map<number, Cbor> {
  const { x = '', y = '' } = key.export({ format: 'jwk' });
  return new Map<number, Cbor>([
    [1, 2],
    [3, -7],
    [-1, 1],
    [-2, Buffer.from(x, 'base64url')],
    [-3, Buffer.from(y, 'base64url')],
  ]);
}
