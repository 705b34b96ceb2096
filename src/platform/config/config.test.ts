import { describe, expect, test } from 'vitest';
import { ConfigError, explainConfig, readConfig } from './index.ts';

const production = {
  YENBAI_MODE: 'production',
  DATABASE_URL: 'postgresql://app@db/yenbai',
  PUBLIC_URL: 'https://yenbai-s.example.vn',
  SECRET_KEY: 'k'.repeat(40),
  DATA_KEYS: `k1:${Buffer.alloc(32, 1).toString('base64')}`,
};

function problemsOf(environment: Record<string, string>): string {
  try {
    readConfig(environment);
  } catch (error) {
    expect(error).toBeInstanceOf(ConfigError);
    return (error as ConfigError).message;
  }
  throw new Error('the settings were accepted');
}

describe('settings', () => {
  test('nothing given is a demonstration on the embedded database', () => {
    const config = readConfig({});
    expect(config).toMatchObject({ YENBAI_MODE: 'demonstration', DATABASE_URL: null, PORT: 3000, TRUST_PROXY: false });
  });

  test('with DATABASE_URL the mode must be given', () => {
    expect(problemsOf({ DATABASE_URL: 'postgresql://x/y' })).toContain('YENBAI_MODE');
  });

  test('production names every missing address and secret at once', () => {
    const message = problemsOf({ YENBAI_MODE: 'production' });
    expect(message).toContain('PUBLIC_URL');
    expect(message).toContain('SECRET_KEY');
    expect(message).toContain('DATA_KEYS');
  });

  test('production demands https', () => {
    expect(problemsOf({ ...production, PUBLIC_URL: 'http://yenbai-s.example.vn' })).toContain('https');
    expect(readConfig(production).PUBLIC_URL?.origin).toBe('https://yenbai-s.example.vn');
  });

  test.each([
    ['PORT', '99999'],
    ['PORT', 'web'],
    ['TIME_ZONE', 'Mars/Base'],
    ['PUBLIC_URL', 'https://example.vn/path'],
    ['LOG_LEVEL', 'loud'],
    ['SECRET_KEY', 'short'],
    ['DATA_KEYS', 'k1:short'],
  ])('%s=%s is refused by name', (name, value) => {
    expect(problemsOf({ [name]: value })).toContain(name);
  });

  test('a secret is never printed', () => {
    expect(problemsOf({ SECRET_KEY: 'hunter2' })).not.toContain('hunter2');
    expect(explainConfig({ SECRET_KEY: 'k'.repeat(40), DATABASE_URL: 'postgresql://u:pw@h/d' })).not.toMatch(/kkkk|:pw@/);
  });

  test('a channel of messages needs all of its settings', () => {
    expect(problemsOf({ SMTP_URL: 'smtp://mail.example.vn:25' })).toContain('MAIL_FROM');
    expect(problemsOf({ PUSH_PUBLIC_KEY: 'p'.repeat(87) })).toContain('PUSH_PRIVATE_KEY');
  });

  test('an S3 store needs its keys', () => {
    expect(problemsOf({ FILES_S3_ENDPOINT: 'https://s3.example.vn' })).toContain('FILES_S3_BUCKET');
  });
});
