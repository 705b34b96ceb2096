/** What reports hold about a person; its export, and its part of an erasure. */
import type { Context, PrivacySource } from '../platform/module/index.ts';

export function reportsPrivacy(_context: Context): PrivacySource {
  return { holds: () => [], exportPerson: async () => ({}), erasePerson: async () => ({}) };
}
