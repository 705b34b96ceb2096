/** `/reports/feed.atom`: the newest public reports of an address, for those who follow a place or a matter (RFC 4287). */
import type { Lang } from '../../platform/i18n/index.ts';
import { escapeHtml } from '../../platform/ui/index.ts';
import { addressOf } from './asked.ts';
import type { Listing } from './gather.ts';
import { categoryName, placeName, standing } from './labels.ts';
import { texts } from './messages.gen.ts';

/** Control characters that no XML may hold, however they are written. */
// biome-ignore lint/suspicious/noControlCharactersInRegex: these are the ones that are taken out
const forbidden = /[\u0000-\u0008\u000b\u000c\u000e-\u001f\ufffe\uffff]/g;

const xml = (text: string): string => escapeHtml(text.replace(forbidden, ''));

export interface FeedFrame {
  readonly lang: Lang;
  readonly origin: string;
  readonly product: string;
  readonly timeZone: string;
}

/** The whole feed as XML. */
export function feedText(listing: Listing, { lang, origin, product, timeZone }: FeedFrame): string {
  const { asked, reports, categories, seats, now } = listing;
  const t = texts[lang];
  const self = addressOf('/reports/feed.atom', asked);
  const newest =
    reports
      .map((report) => report.changedAt)
      .toSorted(Temporal.Instant.compare)
      .at(-1) ?? now;
  const entries = reports.map((report) => {
    const category = categoryName(categories, report.categoryCode, lang);
    const place = placeName(seats.get(report.unitId), lang);
    const { word } = standing(report, { lang, now, timeZone });
    const address = `${origin}/reports/${report.code}`;
    return `<entry><id>${xml(address)}</id><title>${xml(t.feed_entry({ category, place, state: word }))}</title><link rel="alternate" type="text/html" href="${xml(
      address,
    )}"/><published>${report.sentAt.toString()}</published><updated>${report.changedAt.toString()}</updated><category term="${xml(
      report.categoryCode,
    )}" label="${xml(category)}"/><summary>${xml(report.words)}</summary></entry>`;
  });
  return `<?xml version="1.0" encoding="utf-8"?>
<feed xmlns="http://www.w3.org/2005/Atom" xml:lang="${lang}"><id>${xml(origin + self)}</id><title>${xml(
    t.feed_title({ product }),
  )}</title><updated>${newest.toString()}</updated><author><name>${xml(product)}</name></author><link rel="self" type="application/atom+xml" href="${xml(
    origin + self,
  )}"/><link rel="alternate" type="text/html" href="${xml(origin + addressOf('/reports', asked))}"/>
${entries.join('\n')}
</feed>
`;
}
