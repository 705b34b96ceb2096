/** Which outside accounts can be used here: what isn't set up isn't shown. */
import { type Config, ConfigError } from '../../platform/config/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { texts } from './messages.gen.ts';

/** The providers by the part of their address: `/sign-in/vneid`, `/sign-in/province`. */
export type Provider = 'vneid' | 'province';

/** A way in, for the page that lists them: it starts with a link, since a form's target can't be led to another site. */
export interface Way {
  readonly provider: Provider;
  readonly href: string;
  readonly label: (lang: Lang) => string;
  readonly for: 'citizens' | 'officials';
}

const provinceNames = ['OIDC_PROVINCE_ISSUER', 'OIDC_PROVINCE_CLIENT_ID', 'OIDC_PROVINCE_CLIENT_SECRET'] as const;
const vneidNames = [
  'VNEID_AUTHORIZE_URL',
  'VNEID_TOKEN_URL',
  'VNEID_USERINFO_URL',
  'VNEID_CLIENT_ID',
  'VNEID_CLIENT_SECRET',
  'VNEID_PRIVATE_KEY',
] as const;

type Name = (typeof provinceNames)[number] | (typeof vneidNames)[number];
type Whole<N extends Name> = { readonly [K in N]: NonNullable<Config[K]> };

/** All of these settings, or null where none is given. Throws a ConfigError where some are missing. */
function allOrNone<N extends Name>(config: Config, names: readonly N[]): Whole<N> | null {
  const missing = names.filter((name) => config[name] === null);
  if (missing.length === names.length) return null;
  if (missing.length > 0) {
    const given = names.filter((name) => config[name] !== null);
    throw new ConfigError(
      `These settings stop the start:\n${missing.map((name) => `  ${name}: must be given with ${given.join(', ')}`).join('\n')}`,
    );
  }
  return Object.fromEntries(names.map((name) => [name, config[name]])) as Whole<N>;
}

/** The settings of the province's provider; null where there is none. */
export const provinceSettings = (config: Config) => allOrNone(config, provinceNames);

/** The settings of VNeID; null where there is none. */
export const vneidSettings = (config: Config) => allOrNone(config, vneidNames);

/** Whether the made-up VNeID stands in: in a demonstration that has no settings of the real one. */
export const vneidStandsIn = (config: Config): boolean => config.YENBAI_MODE === 'demonstration' && vneidSettings(config) === null;

/** The outside accounts that can be used in this installation, citizens' first. */
export function oidcWays(config: Config): readonly Way[] {
  const ways: Way[] = [];
  if (vneidSettings(config) !== null || vneidStandsIn(config)) {
    ways.push({ provider: 'vneid', href: '/sign-in/vneid', label: (lang) => texts[lang].way_vneid(), for: 'citizens' });
  }
  if (provinceSettings(config) !== null) {
    const name = config.OIDC_PROVINCE_NAME;
    ways.push({
      provider: 'province',
      href: '/sign-in/province',
      label: (lang) => (name === null ? texts[lang].way_province() : texts[lang].way_named({ name })),
      for: 'officials',
    });
  }
  return ways;
}
