/** The first step: what it is about, by big tiles; drafts that wait to be gone on with; notices that stop or lead elsewhere. */

import type { Draft } from '../../platform/browser/index.ts';
import { momentText } from '../../platform/calendar/index.ts';
import type { Lang } from '../../platform/i18n/index.ts';
import { Notice } from '../../platform/ui/blocks.tsx';
import { PageHeading } from '../../platform/ui/heading.tsx';
import { Icon, iconNamed } from '../../platform/ui/icon.tsx';
import { texts as citizenTexts } from '../citizen/messages.gen.ts';
import { texts } from './messages.gen.ts';
import type { Ground, GroundCategory, GroundNotice } from './model/ground.ts';

/** A moment on this device's own clock and zone. */
export const moment = (milliseconds: number): string =>
  momentText({ epochMilliseconds: milliseconds }, new Intl.DateTimeFormat().resolvedOptions().timeZone);

interface WhatProps {
  readonly lang: Lang;
  readonly ground: Ground;
  /** The category whose children are shown; null for the top. */
  readonly group: GroundCategory | null;
  readonly drafts: readonly Draft[];
  readonly choose: (category: GroundCategory) => void;
  readonly up: () => void;
  readonly open: (draft: Draft) => void;
}

export function What({ lang, ground, group, drafts, choose, up, open }: WhatProps) {
  const t = texts[lang];
  const c = citizenTexts[lang];
  const shown = ground.categories.filter((one) => one.parent === (group?.code ?? null));
  return (
    <>
      <PageHeading
        eyebrow={group ? t.write_title() : undefined}
        title={group ? c.what_group({ name: group.name }) : t.write_title()}
        intro={group ? group.hint : t.write_intro()}
      />
      {!group && drafts.length > 0 && (
        <section class="card" aria-labelledby="drafts">
          <h2 class="card-title" id="drafts">
            {t.drafts_title()}
          </h2>
          <ul class="kept-list">
            {drafts.map((draft) => (
              <li key={draft.id}>
                <button class="button secondary" type="button" onClick={() => open(draft)}>
                  <Icon name="document" />
                  <span>{t.draft_open({ title: draft.title || t.draft_untitled() })}</span>
                </button>
                <p class="hint">{t.draft_changed({ when: moment(draft.changedAt) })}</p>
              </li>
            ))}
          </ul>
        </section>
      )}
      {!group && <Danger lang={lang} ground={ground} />}
      {!group && <h2>{drafts.length > 0 ? t.new_one() : t.what_title()}</h2>}
      <ul class="report-tiles">
        {shown.map((one) => (
          <li key={one.code}>
            <button class="report-tile" type="button" onClick={() => choose(one)}>
              <Icon name={iconNamed(one.icon)} />
              <span>
                <strong>{one.name}</strong>
                {one.hint !== '' && <span class="hint">{one.hint}</span>}
              </span>
            </button>
          </li>
        ))}
      </ul>
      {group && (
        <button class="button secondary" type="button" onClick={up}>
          <Icon name="previous" />
          <span>{c.what_up()}</span>
        </button>
      )}
      <p class="hint">
        {t.shared()} <a href="/reports/on-this-phone">{t.shared_link()}</a>
      </p>
    </>
  );
}

function Danger({ lang, ground }: { lang: Lang; ground: Ground }) {
  const c = citizenTexts[lang];
  if (ground.numbers.length === 0) return null;
  return (
    <details class="report-danger">
      <summary>
        <Icon name="danger" small />
        {c.danger_title()}
      </summary>
      <p>{c.danger_advice()}</p>
      <ul>
        {ground.numbers.map(({ number, name }) => (
          <li key={number}>
            <a class="button danger" href={`tel:${number}`}>
              <Icon name="phone" />
              <span>{c.call({ number, name })}</span>
            </a>
          </li>
        ))}
      </ul>
    </details>
  );
}

interface StopProps {
  readonly lang: Lang;
  readonly category: GroundCategory;
  readonly notice: GroundNotice;
  readonly goOn: () => void;
  readonly other: () => void;
}

/** A notice that stands instead of the form: the right door first. */
export function Stop({ lang, category, notice, goOn, other }: StopProps) {
  const t = texts[lang];
  const c = citizenTexts[lang];
  const stops = notice.effect === 'stop';
  return (
    <>
      <PageHeading eyebrow={t.write_title()} title={notice.title} intro={category.name} />
      <Notice tone={stops ? 'danger' : 'waiting'}>
        <p>{notice.text}</p>
        {stops && <p>{c.notice_stop()}</p>}
      </Notice>
      <Ways notice={notice} />
      {!stops && (
        <button class="button secondary" type="button" onClick={goOn}>
          <span>{c.notice_go_on()}</span>
        </button>
      )}
      <button class="button quiet" type="button" onClick={other}>
        <span>{c.notice_other()}</span>
      </button>
    </>
  );
}

/** The ways out of a notice: numbers are called, addresses opened. */
export function Ways({ notice }: { notice: GroundNotice }) {
  if (notice.actions.length === 0) return null;
  return (
    <div class="actions">
      {notice.actions.map(({ href, label }) => (
        <a key={href} class={href.startsWith('tel:') ? 'button danger' : 'button primary'} href={href}>
          <Icon name={href.startsWith('tel:') ? 'phone' : 'external'} />
          <span>{label}</span>
        </a>
      ))}
    </div>
  );
}
