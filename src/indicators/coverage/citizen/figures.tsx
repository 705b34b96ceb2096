/** The figures as cards; each opens the list that adds up to it. */
import { formatInteger } from '../../../platform/numbers/index.ts';
import type { Showing } from './gather.ts';
import { type ListName, listPath } from './lists/names.ts';
import { texts } from './messages.gen.ts';

interface Card {
  readonly value: number;
  readonly of?: { readonly total: number; readonly list: ListName } | undefined;
  readonly label: string;
  readonly list: ListName;
  readonly tone?: 'good' | 'waiting' | undefined;
}

const toneOf = (part: number, whole: number) => (whole > 0 && part === whole ? 'good' : 'waiting');

export function FigureCards({ showing }: { showing: Showing }) {
  const { view, lang, about, kinds } = showing;
  const t = texts[lang];
  const { communes, villages, members, people, teams, leaderless } = view;
  const cards: Card[] = [
    ...(about === 'units'
      ? [
          {
            value: communes.withTeam,
            of: { total: communes.total, list: 'communes' as const },
            label: t.card_communes({ kinds: kinds.communes(2) }),
            list: 'communes-with-team' as const,
            tone: toneOf(communes.withTeam, communes.total),
          } satisfies Card,
        ]
      : []),
    ...(about === 'village'
      ? []
      : [
          {
            value: villages.withTeam,
            of: { total: villages.total, list: 'villages' as const },
            label: t.card_villages({ kinds: kinds.villages(2) }),
            list: 'villages-with-team' as const,
            tone: toneOf(villages.withTeam, villages.total),
          } satisfies Card,
          { value: members.commune, label: t.card_commune_members(), list: 'commune-members' } satisfies Card,
        ]),
    { value: members.village, label: t.card_village_members(), list: 'village-members' },
  ];
  // Four cards stand well; a commune has three of its own.
  const persons: Card[] = people === null ? [] : [{ value: people, label: t.card_people(), list: 'people' }];
  if (about === 'commune') cards.push(...persons);
  const missing = { communes: communes.total - communes.withTeam - view.unrecorded.communes, villages: villages.total - villages.withTeam };
  const more: Card[] = [
    ...(about === 'units' && missing.communes > 0 && view.unrecorded.communes === 0
      ? [
          {
            value: missing.communes,
            label: t.list_communes_without_team({ kinds: kinds.communes(missing.communes) }),
            list: 'communes-without-team' as const,
          },
        ]
      : []),
    ...(about !== 'village' && missing.villages > 0
      ? [
          {
            value: missing.villages,
            label: t.list_communes_without_team({ kinds: kinds.villages(missing.villages) }),
            list: 'villages-without-team' as const,
          },
        ]
      : []),
    ...(about === 'commune' ? [] : persons),
    { value: teams.commune + teams.village, label: t.card_teams(), list: 'teams' },
    { value: leaderless.commune + leaderless.village, label: t.card_leaderless(), list: 'leaderless' },
  ];
  return (
    <div class="grid gap-3" id="figures">
      <div class="stats">
        {cards.map((card) => (
          <FigureCard key={card.list} card={card} showing={showing} />
        ))}
      </div>
      <ul class="coverage-more-figures">
        {more.map((card) => (
          <li key={card.list}>
            <Figure showing={showing} value={card.value} list={card.list} /> {card.label}
          </li>
        ))}
      </ul>
    </div>
  );
}

function FigureCard({ card, showing }: { card: Card; showing: Showing }) {
  const { value, of, label, tone } = card;
  return (
    <div class="card stat">
      <p class="stat-value">
        <Figure showing={showing} value={value} list={card.list} tone={tone} label={label} />
        {of && (
          <span class="stat-of">
            /<Figure showing={showing} value={of.total} list={of.list} label={texts[showing.lang].card_all({ kinds: label })} />
          </span>
        )}
      </p>
      <p class="stat-label">{label}</p>
      {of && of.total > 0 && <progress class={`bar ${tone ?? 'plain'}`} value={value} max={of.total} aria-label={label} />}
    </div>
  );
}

interface FigureProps {
  readonly showing: Showing;
  readonly value: number;
  readonly list: ListName;
  /** Of another unit than the page's. */
  readonly unit?: string | undefined;
  readonly force?: string | undefined;
  /** What is read out with the number. */
  readonly label?: string | undefined;
  readonly tone?: 'good' | 'waiting' | undefined;
}

/** A number that opens its list. Nothing has no list. */
export function Figure({ showing, value, list, unit, force, label, tone }: FigureProps) {
  const { lang, choice, href } = showing;
  const text = <span class={tone ? `figure ${tone}` : 'figure'}>{formatInteger(value, lang)}</span>;
  if (value === 0) return text;
  const address = href(listPath(list), { unit: unit ?? choice.unit, by: 'villages' }, force === undefined ? {} : { force });
  return (
    <a
      class="figure-link"
      href={address}
      rel="nofollow"
      aria-label={label === undefined ? undefined : `${formatInteger(value, lang)} ${label}`}
    >
      {text}
    </a>
  );
}
