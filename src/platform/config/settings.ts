/**
 * Every setting of the system in one table: name, meaning, default, and how its text is read. `npm run config` prints it;
 * nothing else in the program reads the environment.
 */

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

const timeZone: Parse<string> = (value) => Temporal.Now.zonedDateTimeISO(value).timeZoneId;

const key: Parse<string> = (value) => {
  if (value.length < 32) throw new Error('must have at least 32 characters; make one with: openssl rand -base64 32');
  return value;
};

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
  METRICS_TOKEN: optional('Bearer token for /metrics from other machines. Unset: this machine only.', key, { secret: true }),
  FILES_S3_ENDPOINT: optional('S3-compatible store for files. Unset: the data folder.', origin),
  FILES_S3_BUCKET: optional('Bucket of that store.', text),
  FILES_S3_REGION: setting('Region of that store.', text, 'us-east-1'),
  FILES_S3_ACCESS_KEY: optional('Access key of that store.', text, { secret: true }),
  FILES_S3_SECRET_KEY: optional('Secret key of that store.', text, { secret: true }),
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
  CACHE_MB: setting('Memory for finished public pages, in MB; 0 turns the cache off.', integer(0, 16_384), '128'),
  SHED_EVENT_LOOP_MS: setting(
    'Above this delay of the program, new requests are answered 503 until it has caught up.',
    integer(50, 60_000),
    '1000',
  ),
  PRODUCT_NAME: setting('Name of the product.', text, 'YenBai-S'),
  TEAM_NAME: setting('How the community digital teams are called here.', text, 'Tổ công nghệ số cộng đồng'),
  DEPARTMENT_NAME: setting('Department that runs the system.', text, 'Sở Khoa học và Công nghệ'),
} as const;

export type SettingName = keyof typeof settings;
