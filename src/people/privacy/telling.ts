/** What a person is told about a request, on every channel that we know: when it came in, when it is answered, when it ends. */
import { momentText } from '../../platform/calendar/index.ts';
import type { Tx } from '../../platform/db/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { tellPerson } from '../persons/notify.ts';
import { texts } from './messages.gen.ts';
import type { RequestKind } from './model.ts';

type TellingContext = Pick<Context, 'config' | 'vault' | 'messages'>;

/** The name of what is asked, as a sentence has it: “xóa dữ liệu”. */
export function kindName(kind: RequestKind, lang: Lang): string {
  const t = texts[lang];
  return {
    see: t.kind_see(),
    correct: t.kind_correct(),
    export: t.kind_export(),
    restrict: t.kind_restrict(),
    delete: t.kind_delete(),
    object: t.kind_object(),
  }[kind];
}

/** Says that a request has come in, by when the answer comes, and for a deletion until when it can be taken back. */
export async function tellReceived(
  tx: Tx,
  context: TellingContext,
  request: { id: string; personId: string; kind: RequestKind; dueAt: Temporal.Instant; carryOutAfter: Temporal.Instant | null },
): Promise<void> {
  const zone = context.config.TIME_ZONE;
  await tellPerson(tx, context, request.personId, {
    purpose: 'people.privacy-request-received',
    key: `privacy-request/${request.id}/received`,
    subject: (lang) => texts[lang].tell_subject(),
    text: (lang) =>
      request.carryOutAfter === null
        ? texts[lang].tell_received({ kind: kindName(request.kind, lang), until: momentText(request.dueAt, zone) })
        : texts[lang].tell_received_deletion({ until: momentText(request.carryOutAfter, zone) }),
  });
}

/**
 * Says that a request was answered, done, refused or taken back. The words of the answer are read in the account: a message may be seen
 * by others. Nobody is told after a deletion: that would keep the number which was deleted; the message at the receipt says when it will be.
 */
export async function tellMoved(
  tx: Tx,
  context: TellingContext,
  request: { id: string; personId: string; kind: RequestKind },
  what: 'answered' | 'carried-out' | 'refused' | 'withdrawn',
): Promise<void> {
  await tellPerson(tx, context, request.personId, {
    purpose: `people.privacy-request-${what}`,
    key: `privacy-request/${request.id}/${what}/${tx.ids.next()}`,
    subject: (lang) => texts[lang].tell_subject(),
    text: (lang) => {
      const t = texts[lang];
      const kind = kindName(request.kind, lang);
      if (what === 'answered') return t.tell_answered({ kind });
      if (what === 'refused') return t.tell_refused({ kind });
      if (what === 'withdrawn') return t.tell_withdrawn({ kind });
      return t.tell_done({ kind });
    },
  });
}
