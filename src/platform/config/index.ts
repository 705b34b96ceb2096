import { type Setting, type SettingName, settings } from './settings.ts';

type Values = { readonly [Name in SettingName]: ReturnType<(typeof settings)[Name]['parse']> };

/** The settings as typed values, with the mode decided. */
export type Config = Omit<Values, 'YENBAI_MODE'> & { readonly YENBAI_MODE: 'demonstration' | 'production' };

/** Settings that can't be used; the message has one line a setting, saying what to do. */
export class ConfigError extends Error {
  override name = 'ConfigError';
}

/**
 * Reads the settings from the environment given.
 * Throws ConfigError that names every unusable or missing setting at once.
 */
export function readConfig(environment: Readonly<Record<string, string | undefined>>): Config {
  const problems: string[] = [];
  const values: Record<string, unknown> = {};
  for (const [name, setting] of Object.entries(settings) as [SettingName, Setting<unknown>][]) {
    const text = environment[name]?.trim() || setting.fallback;
    try {
      values[name] = text === null ? null : setting.parse(text);
    } catch (error) {
      problems.push(`${name}: ${error instanceof Error ? error.message : String(error)}${setting.secret ? '' : ` (it is "${text}")`}`);
    }
  }
  const read = values as unknown as Values;
  if (read.YENBAI_MODE === null && read.DATABASE_URL !== null) {
    problems.push('YENBAI_MODE: must be given with DATABASE_URL; demonstration never writes to a database that it did not create');
  }
  const mode = read.YENBAI_MODE ?? 'demonstration';
  if (mode === 'production') {
    for (const [name, setting] of Object.entries(settings) as [SettingName, Setting<unknown>][]) {
      if (setting.production === 'required' && read[name] === null) problems.push(`${name}: production needs it. ${setting.meaning}`);
    }
    if (read.PUBLIC_URL && read.PUBLIC_URL.protocol !== 'https:') problems.push('PUBLIC_URL: production demands https');
  }
  if (read.FILES_S3_ENDPOINT) {
    for (const name of ['FILES_S3_BUCKET', 'FILES_S3_ACCESS_KEY', 'FILES_S3_SECRET_KEY'] as const) {
      if (read[name] === null) problems.push(`${name}: must be given with FILES_S3_ENDPOINT`);
    }
  }
  if (read.SMTP_URL && !read.MAIL_FROM) problems.push('MAIL_FROM: must be given with SMTP_URL');
  const push = ['PUSH_PUBLIC_KEY', 'PUSH_PRIVATE_KEY', 'PUSH_SUBJECT'] as const;
  if (push.some((name) => read[name] !== null)) {
    for (const name of push) if (read[name] === null) problems.push(`${name}: must be given with the other settings of web push`);
  }
  if (problems.length > 0) {
    throw new ConfigError(
      `These settings stop the start:\n${problems.map((line) => `  ${line}`).join('\n')}\n"npm run config" explains them all.`,
    );
  }
  return { ...read, YENBAI_MODE: mode };
}

/** What `npm run config` prints: every setting with its meaning, its value here and where that comes from. Secrets stay hidden. */
export function explainConfig(environment: Readonly<Record<string, string | undefined>>): string {
  return (Object.entries(settings) as [SettingName, Setting<unknown>][])
    .map(([name, setting]) => {
      const given = environment[name]?.trim();
      const shown = given ? (setting.secret ? '(given, hidden)' : given) : (setting.fallback ?? '(none)');
      const marks = [given ? 'from the environment' : 'default', setting.production === 'required' ? 'required in production' : null];
      return `${name} = ${shown}   [${marks.filter(Boolean).join('; ')}]\n    ${setting.meaning}\n`;
    })
    .join('\n');
}
