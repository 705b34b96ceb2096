import { type Page, QrPicture, type View } from '../ui/index.ts';
import { texts } from './messages.gen.ts';
import type { Shared } from './read.ts';

/** Nobody types more than this without a mistake. */
const LONGEST_TYPED = 48;

export interface Poster {
  readonly shared: Shared;
  /** What the code opens. */
  readonly address: string;
  /** What people type: the short address where there is one. */
  readonly spoken: string;
  /** The address of the front page, where one can search. */
  readonly host: string;
  /** Where this is: the province, as it is called today; null where nobody knows. */
  readonly place: string | null;
  readonly department: string;
}

/** `/share/poster?path=`: one A4 for the wall of a village house. */
export function posterPage(view: View, { shared, address, spoken, host, place, department }: Poster): Page {
  const t = texts[view.lang];
  return {
    title: t.poster_title({ title: shared.title }),
    unlisted: true,
    sheet: true,
    body: (
      <>
        <div class="poster-tools">
          <p class="muted">{t.poster_how()}</p>
          <p hidden data-needs="print">
            <button type="button" class="button primary" data-do="print">
              <span>{t.poster_print()}</span>
            </button>
          </p>
          <p>
            <a href={shared.path}>{texts[view.lang].back()}</a>
          </p>
        </div>
        <article class="poster">
          <p class="poster-place">
            <strong>{view.productName}</strong>
            {place !== null && <> · {place}</>}
          </p>
          <div class="brocade" />
          <h1>{shared.title}</h1>
          <p class="poster-answer">{shared.text}</p>
          <p class="poster-scan">{t.poster_scan()}</p>
          <QrPicture text={address} label={t.qr_label({ address })} />
          {spoken.length <= LONGEST_TYPED ? (
            <>
              <p class="poster-scan">{t.poster_or()}</p>
              <p class="poster-address">{spoken}</p>
            </>
          ) : (
            <>
              <p class="poster-scan">{t.poster_or_search({ title: shared.title })}</p>
              <p class="poster-address">{host}</p>
            </>
          )}
          <p class="poster-foot">
            {department} · {t.poster_day({ day: view.today })}
          </p>
        </article>
      </>
    ),
  };
}
