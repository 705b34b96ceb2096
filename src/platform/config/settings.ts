/**
 * Every setting of the system in one table: name, meaning, default, and how its text is read. `npm run config` prints it;
 * nothing else in the program reads the environment.
 */

import { createPrivateKey, type KeyObject } from 'node:crypto';
import { type DataKey, readDataKeys } from '../crypto/index.ts';

type Parse<T> = (text: string) => T;

export interface Setting<T> {
  readonly meaning: string;
  readonly parse: Parse<T>;
  /** Text that stands when the variable is unset; null: no value. */
  readonly fallback: string | null;
  /** Production does not start without it. */
  readonly production?: 'required';
  readonly secret?: true;
}

const text: Parse<string> = (value) => value;

function oneOf<const T extends string>(...values: readonly T[]): Parse<T> {
  return (value) => {
    const found = values.find((candidate) => candidate === value);
    if (found === undefined) throw new Error(`must be one of ${values.join(', ')}`);
    return found;
  };
}

function integer(min: number, max: number): Parse<number> {
  return (value) => {
    const number = Number(value);
    if (!Number.isInteger(number) || number < min || number > max) throw new Error(`must be a whole number from ${min} to ${max}`);
    return number;
  };
}

const onOff: Parse<boolean> = (value) => oneOf('on', 'off')(value) === 'on';

const origin: Parse<URL> = (value) => {
  const url = new URL(value);
  if (!['http:', 'https:'].includes(url.protocol) || url.pathname !== '/' || url.search || url.hash || url.username) {
    throw new Error('must be an address without a path, like https://yenbai-s.example.vn');
  }
  return url;
};

/** An address of somebody else's service: https, or http on this machine. */
const serviceAddress: Parse<URL> = (value) => {
  const url = new URL(value);
  const here = ['localhost', '127.0.0.1', '[::1]'].includes(url.hostname);
  if ((url.protocol !== 'https:' && !(url.protocol === 'http:' && here)) || url.username || url.hash) {
    throw new Error('must be an https address, without a name and password in it');
  }
  return url;
};

/** A private key of RSA as PEM; its lines may be joined by the two characters \n. */
const rsaPrivateKey: Parse<KeyObject> = (value) => {
  let key: KeyObject;
  try {
    key = createPrivateKey(value.replaceAll('\\n', '\n'));
  } catch {
    throw new Error('must be a private key as PEM');
  }
  if (key.asymmetricKeyType !== 'rsa' || (key.asymmetricKeyDetails?.modulusLength ?? 0) < 2048)
    throw new Error('must be an RSA key of at least 2048 bits');
  return key;
};

/** An address by one of these protocols, with any path. */
function addressWith(...protocols: readonly string[]): Parse<URL> {
  return (value) => {
    const url = new URL(value);
    if (!protocols.includes(url.protocol))
      throw new Error(`must be an address that begins with ${protocols.map((name) => `${name}//`).join(' or ')}`);
    return url;
  };
}

const timeZone: Parse<string> = (value) => Temporal.Now.zonedDateTimeISO(value).timeZoneId;

const key: Parse<string> = (value) => {
  if (value.length < 32) throw new Error('must have at least 32 characters; make one with: openssl rand -base64 32');
  return value;
};

const dataKeys: Parse<readonly DataKey[]> = readDataKeys;

/** Proxies whose forwarded address is believed: off, a number of hops, or a list of addresses and networks. */
const proxies: Parse<false | number | string[]> = (value) => {
  if (value === 'off') return false;
  if (/^[1-9]$/.test(value)) return Number(value);
  return value.split(',').map((entry) => entry.trim());
};

function setting<T>(meaning: string, parse: Parse<T>, fallback: string, extra?: Partial<Setting<T>>): Setting<T> {
  return { meaning, parse, fallback, ...extra };
}

function optional<T>(meaning: string, parse: Parse<T>, extra?: Partial<Setting<T>>): Setting<T | null> {
  return { meaning, parse, fallback: null, ...extra };
}

export const settings = {
  PORT: setting('Port on which the web program listens; 0 takes a free one.', integer(0, 65535), '3000'),
  HOST: setting('Address on which the web program listens. "localhost" answers to this machine only.', text, 'localhost'),
  PUBLIC_URL: optional('The address people use. Links, cookies, origin checks and passkeys follow it. Production demands https.', origin, {
    production: 'required',
  }),
  TRUST_PROXY: setting(
    'Proxies whose X-Forwarded-For is believed: "off", a number of hops, or addresses and networks separated by commas.',
    proxies,
    'off',
  ),
  YENBAI_MODE: optional(
    'demonstration: invented data, open doors, a banner on each page. production: none of that. Default demonstration, only with the embedded database.',
    oneOf('demonstration', 'production'),
  ),
  YENBAI_DATA_DIR: setting('Folder for the embedded database, files and generated secrets.', text, '.yenbai'),
  DATABASE_URL: optional('PostgreSQL 15 or newer, as the login of the running programs. Unset: the embedded server.', text, {
    secret: true,
  }),
  DATABASE_ADMIN_URL: optional('Login that owns the database: migrations, backup, restore. Unset: DATABASE_URL.', text, { secret: true }),
  DATABASE_DIRECT_URL: optional('The same database past any pooler, for LISTEN and session locks. Unset: DATABASE_URL.', text, {
    secret: true,
  }),
  DATABASE_POOL: setting('Connections of each program to the database.', integer(2, 200), '10'),
  YENBAI_DB_PREPARE: setting('Prepared statements; "off" behind a pooler that cannot keep them.', onOff, 'on'),
  SECRET_KEY: optional('Key that signs cookies and form tokens. A demonstration makes its own.', key, {
    secret: true,
    production: 'required',
  }),
  DATA_KEYS: optional(
    'Keys that encrypt telephone and identity numbers: "id:base64" of 32 bytes each, separated by commas, the current one first. A demonstration makes its own.',
    dataKeys,
    { secret: true, production: 'required' },
  ),
  OIDC_PROVINCE_ISSUER: optional("The province's OpenID Connect provider for officials. Unset: this way in is not shown.", serviceAddress),
  OIDC_PROVINCE_CLIENT_ID: optional('Our name there.', text),
  OIDC_PROVINCE_CLIENT_SECRET: optional('Our secret there.', text, { secret: true }),
  OIDC_PROVINCE_NAME: optional('How officials know that account; shown on the button.', text),
  OIDC_PROVINCE_TWO_FACTOR_ACR: optional(
    'The value of "acr" that proves two factors there; asked for at each sign-in. Unset: only "amr" is judged.',
    text,
  ),
  VNEID_AUTHORIZE_URL: optional(
    'VNeID for citizens: where the browser is sent. Unset: shown in a demonstration only, with a made-up provider.',
    serviceAddress,
  ),
  VNEID_TOKEN_URL: optional('VNeID: where the code is exchanged.', serviceAddress),
  VNEID_USERINFO_URL: optional('VNeID: where name, year of birth and number are asked for.', serviceAddress),
  VNEID_CLIENT_ID: optional('Our name at VNeID.', text),
  VNEID_CLIENT_SECRET: optional('Our secret at VNeID.', text, { secret: true }),
  VNEID_PRIVATE_KEY: optional('Our RSA key as PEM, with which its answers are decrypted.', rsaPrivateKey, { secret: true }),
  VNEID_SCOPE: setting('VNeID: the scope that is asked for.', text, 'openid'),
  VNEID_ENVELOPE: setting(
    'VNeID: how its answers are encrypted. rsa-pkcs1+aes-ecb is what integrations describe; rsa-oaep-256+aes-gcm is the sound one.',
    oneOf('rsa-pkcs1+aes-ecb', 'rsa-oaep-256+aes-gcm'),
    'rsa-pkcs1+aes-ecb',
  ),
  VNEID_PKCE: setting('VNeID: whether it takes PKCE (RFC 7636).', onOff, 'off'),
  METRICS_TOKEN: optional('Bearer token for /metrics from other machines. Unset: this machine only.', key, { secret: true }),
  FILES_S3_ENDPOINT: optional('S3-compatible store for files. Unset: the data folder.', origin),
  FILES_S3_BUCKET: optional('Bucket of that store.', text),
  FILES_S3_REGION: setting('Region of that store.', text, 'us-east-1'),
  FILES_S3_ACCESS_KEY: optional('Access key of that store.', text, { secret: true }),
  FILES_S3_SECRET_KEY: optional('Secret key of that store.', text, { secret: true }),
  SMS_GATEWAY_URL: optional(
    'Gateway that takes SMS as JSON. Unset: a stand-in in a demonstration; production then offers no SMS.',
    addressWith('https:', 'http:'),
  ),
  SMS_GATEWAY_TOKEN: optional('Bearer token of that gateway.', text, { secret: true }),
  SMS_SENDER: optional('Name under which SMS come (registered brandname).', text),
  SMS_INBOUND_TOKEN: optional(
    'Bearer token with which the gateway hands over SMS that people send to us, at /api/v1/messages/inbound/sms. Unset: none are taken.',
    key,
    { secret: true },
  ),
  SMS_INBOUND_NUMBER: optional('Number to which people send SMS; shown where something can be asked by SMS. Unset: not shown.', text),
  CALLS_INBOUND_TOKEN: optional(
    'Bearer token with which the gateway hands over missed calls, at /api/v1/messages/inbound/calls. Unset: that of SMS.',
    key,
    { secret: true },
  ),
  SMTP_URL: optional(
    'Mail server, smtps://user:password@host:465 or smtp://host:587. Unset: a stand-in in a demonstration; production then offers no e-mail.',
    (value) => addressWith('smtp:', 'smtps:')(value).href,
    { secret: true },
  ),
  MAIL_FROM: optional('Sender of e-mail, "Name <address>".', text),
  PUSH_PUBLIC_KEY: optional('Public key of web push (VAPID); make a pair with: npx web-push generate-vapid-keys', text),
  PUSH_PRIVATE_KEY: optional('Private key of web push.', text, { secret: true }),
  PUSH_SUBJECT: optional(
    'How push services reach the operator: mailto: or https: address.',
    (value) => addressWith('mailto:', 'https:')(value).href,
  ),
  MESSAGE_RECEIPTS_TOKEN: optional(
    'Bearer token with which gateways report deliveries to /api/v1/messages/receipts/<channel>. Unset: no receipts are taken.',
    key,
    { secret: true },
  ),
  TIME_ZONE: setting('Civil time: what day it is, and working hours.', timeZone, 'Asia/Ho_Chi_Minh'),
  LOG_LEVEL: setting('Least severe entries that are logged.', oneOf('fatal', 'error', 'warn', 'info', 'debug', 'trace', 'silent'), 'info'),
  BODY_LIMIT_KB: setting('Largest form or JSON body, in kB.', integer(16, 10_240), '256'),
  UPLOAD_LIMIT_MB: setting('Largest uploaded file, in MB.', integer(1, 1024), '20'),
  RATE_READS_PER_MINUTE: setting(
    'Pages and API answers for one address in a minute, counted in each process.',
    integer(1, 100_000_000),
    '1200',
  ),
  RATE_WRITES_PER_MINUTE: setting(
    'Forms and other writes from one address in a minute, counted across all processes.',
    integer(1, 1_000_000),
    '60',
  ),
  // Some ten thousand pages: the coverage of every village on the days that people ask for.
  CACHE_MB: setting('Memory for finished public pages at most, in MB; 0 turns the cache off.', integer(0, 16_384), '512'),
  SHED_EVENT_LOOP_MS: setting(
    'Above this delay of the program in milliseconds, new requests are answered 503 until it has caught up; 0 for never.',
    integer(0, 60_000),
    '1000',
  ),
  PRODUCT_NAME: setting('Name of the product.', text, 'YenBai-S'),
  TEAM_NAME: setting('How the community digital teams are called here.', text, 'Tổ công nghệ số cộng đồng'),
  DEPARTMENT_NAME: setting('Department that runs the system.', text, 'Sở Khoa học và Công nghệ'),
} as const;

export type SettingName = keyof typeof settings;
