import type { Lang } from '../platform/i18n/index.ts';
import type { PrivacySource } from '../platform/module/index.ts';
import { texts } from './messages.gen.ts';
import { aboutPerson } from './queries.ts';

const pageSize = 500;

/** What the trail holds about persons: ids only, so that it stands when a person is erased. */
export const privacy: PrivacySource = {
  holds: (lang: Lang) => {
    const t = texts[lang];
    return [{ what: t.privacy_what(), why: t.privacy_why(), basis: t.privacy_basis() }];
  },
  async exportPerson(tx, personId) {
    const rows = [];
    for (let before: string | null = null; ; ) {
      const page = await aboutPerson(tx, personId, { limit: pageSize, before });
      rows.push(
        ...page.map(({ id, at, action, actorKind, actorId, actingFor, purpose, subjectKind, fields }) => ({
          id,
          at: at.toString(),
          action,
          actorKind,
          actorId,
          actingFor,
          purpose,
          subjectKind,
          fields,
        })),
      );
      before = page.at(-1)?.position ?? null;
      if (page.length < pageSize) return { 'audit.entry': rows };
    }
  },
  erasePerson: async () => ({}),
};
