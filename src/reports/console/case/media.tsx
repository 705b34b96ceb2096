/** Photos, recordings and documents of a report. */

import type { Lang } from '../../../platform/i18n/index.ts';
import type { ReportAttachment, ReportView } from '../../core/index.ts';
import { listAddress } from '../list/choice.ts';
import { texts } from '../messages.gen.ts';
import { Player } from '../player.tsx';
import { plain } from '../words.ts';

const addressOf = (report: Pick<ReportView, 'code'>, { id }: Pick<ReportAttachment, 'id'>) => `${listAddress}/${report.code}/files/${id}`;

/** One of them, with what it is in words. */
export function Media(props: { lang: Lang; report: Pick<ReportView, 'code'>; attachment: ReportAttachment; number: number }) {
  const { lang, report, attachment, number } = props;
  const t = texts[lang];
  const { kind, role, media } = attachment;
  const address = addressOf(report, attachment);
  const name = t.attachment({ kind, role: plain(role), number });
  const seconds = Math.round(media.seconds ?? 0);
  if (kind === 'image')
    return (
      <figure class="desk-media">
        <a href={address}>
          <img src={`${address}?small=yes`} alt={name} loading="lazy" width={media.width ?? 480} height={media.height ?? 360} />
        </a>
        <figcaption>{name}</figcaption>
      </figure>
    );
  if (kind === 'audio' || kind === 'video')
    return (
      <figure class="desk-media">
        <Player kind={kind} src={address} label={name} />
        <figcaption>
          {name}
          {seconds > 0 && ` · ${t.seconds({ seconds })}`} · <a href={address}>{t.open_file()}</a>
        </figcaption>
      </figure>
    );
  return (
    <p class="desk-media">
      <a href={address}>{name}</a>
    </p>
  );
}

/** What was sent, and the pictures before and after beside each other, a pair for each step that brought them. */
export function MediaCards({ lang, report }: { lang: Lang; report: ReportView }) {
  const t = texts[lang];
  const sent = report.attachments.filter((one) => one.role === 'sent' || one.role === 'judgement');
  const rounds = [...new Set(report.attachments.filter((one) => !sent.includes(one)).map((one) => one.eventId))];
  return (
    <>
      {sent.length > 0 && (
        <div class="desk-pictures">
          {sent.map((attachment, index) => (
            <Media key={attachment.id} lang={lang} report={report} attachment={attachment} number={index + 1} />
          ))}
        </div>
      )}
      {rounds.map((eventId) => {
        const of = (role: ReportAttachment['role']) => report.attachments.filter((one) => one.eventId === eventId && one.role === role);
        // Without a picture of the office from before, what the citizen sent stands beside the result.
        const before = of('before').length > 0 ? of('before') : sent.filter((one) => one.kind === 'image').slice(0, of('after').length);
        const pairs = Math.max(of('after').length, of('before').length);
        return (
          <div key={eventId ?? ''}>
            <h3 class="desk-small-title">{t.evidence_of_answer()}</h3>
            {Array.from({ length: pairs }, (_, index) => (
              <div class="desk-pair" key={index}>
                {[before[index], of('after')[index]].map(
                  (one) => one && <Media key={one.id} lang={lang} report={report} attachment={one} number={index + 1} />,
                )}
              </div>
            ))}
            {[...of('document'), ...of('spoken-answer')].map((one, index) => (
              <Media key={one.id} lang={lang} report={report} attachment={one} number={index + 1} />
            ))}
          </div>
        );
      })}
    </>
  );
}
