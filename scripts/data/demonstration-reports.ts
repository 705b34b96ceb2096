/**
 * Makes the invented reports of the demonstration: `node scripts/data/demonstration-reports.ts` writes data/demonstration/reports/*.csv, the same
 * rows each time. Days are counted back from the day on which they are loaded, so that the desk always has fresh work; all words are made up.
 */
import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { readCsv, writeCsv } from './csv.ts';
import { answers, languages, type Matter, matters, notAccepted, people } from './demonstration-reports-words.ts';

const data = join(import.meta.dirname, '..', '..', 'data');
const out = join(data, 'demonstration', 'reports');

/** A small generator with a fixed seed (mulberry32), so that the files can be made again. */
function generator(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}
const random = generator(20_261_122);
const below = (limit: number): number => Math.floor(random() * limit);
const between = (least: number, most: number): number => least + below(most - least + 1);
const chance = (share: number): boolean => random() < share;
const one = <T>(list: readonly T[]): T => list[below(list.length)] as T;
function weighted<T>(choices: readonly (readonly [T, number])[]): T {
  let left = random() * choices.reduce((sum, [, weight]) => sum + weight, 0);
  for (const [value, weight] of choices) {
    left -= weight;
    if (left < 0) return value;
  }
  return (choices[0] as readonly [T, number])[0];
}

// Places: villages of the communes that belong to the two communes of the made-up officials today, and of everywhere.
const villages = readCsv(join(data, 'demonstration', 'villages.csv'));
const named = villages.filter((row) => row.note?.startsWith('tên thật'));
const tramTau = villages.filter((row) => ['04588', '04591', '04600', '04606'].includes(row.parent_code ?? ''));
const khaoMang = villages.filter((row) => ['04459', '04465'].includes(row.parent_code ?? ''));

/** How a report goes on. Times are minutes of working time after the step before. */
type Story =
  | 'sent'
  | 'received'
  | 'classified'
  | 'handed'
  | 'returned'
  | 'in-work'
  | 'needs-more'
  | 'extension-asked'
  | 'awaiting-approval'
  | 'answered'
  | 'rated-good'
  | 'rated-bad'
  | 'reopened'
  | 'reopened-answered'
  | 'closed'
  | 'extended'
  | 'returned-once'
  | 'asked-and-given'
  | 'not-accepted'
  | 'merged'
  | 'withdrawn';

interface Step {
  readonly step: string;
  readonly minutes: number;
  readonly reason?: string;
  readonly toOffice?: string;
  readonly everybody?: string;
  readonly sender?: string;
  readonly officials?: string;
  readonly satisfied?: boolean;
  readonly amount?: number;
  readonly master?: string;
}

const DAY = 480;
/** Finished stories for what is old, open ones for what is new. */
const finished: readonly (readonly [Story, number])[] = [
  ['answered', 10],
  ['rated-good', 34],
  ['rated-bad', 6],
  ['closed', 18],
  ['reopened-answered', 6],
  ['extended', 5],
  ['returned-once', 7],
  ['asked-and-given', 6],
  ['not-accepted', 8],
  ['merged', 3],
  ['withdrawn', 2],
];
const unfinished: readonly Story[] = [
  'sent',
  'received',
  'classified',
  'handed',
  'returned',
  'in-work',
  'needs-more',
  'extension-asked',
  'awaiting-approval',
  'reopened',
  'answered',
  'rated-good',
];

function steps(story: Story, matter: Matter, late: boolean, masterKey: string | null): Step[] {
  const urgent = matter.urgency === 'urgent';
  const receive: Step = { step: 'receive', minutes: urgent ? between(5, 50) : between(20, late ? 700 : 400) };
  const classify: Step = { step: 'classify', minutes: between(2, 20) };
  const hand: Step = { step: 'hand', minutes: between(2, 30), toOffice: 'route' };
  const take: Step = { step: 'take', minutes: urgent ? between(5, 40) : between(30, 300) };
  const work = urgent ? between(60, late ? 900 : 110) : between(180, late ? 5 * DAY : DAY);
  const answerWith = (text: string, minutes: number): Step[] => [
    { step: 'answer', minutes, everybody: text },
    { step: 'approve', minutes: urgent ? between(5, 20) : between(20, 200) },
  ];
  const answer = answerWith(one(matter.answers), work);
  const begun = [receive, classify, hand];
  const inWork = [...begun, take];
  switch (story) {
    case 'sent':
      return [];
    case 'received':
      return [receive];
    case 'classified':
      return [receive, classify];
    case 'handed':
      return begun;
    case 'returned':
      return [...begun, { step: 'return', minutes: between(60, 300), reason: 'not-our-place', officials: answers.returned }];
    case 'in-work':
      return inWork;
    case 'needs-more':
      return [receive, { step: 'ask-more', minutes: between(10, 60), reason: 'place-unclear', sender: answers.askMore }];
    case 'extension-asked':
      return [...inWork, { step: 'ask-extension', minutes: between(100, 500), reason: 'weather', sender: answers.extension, amount: 3 }];
    case 'awaiting-approval':
      return [...inWork, { step: 'answer', minutes: work, everybody: one(matter.answers) }];
    case 'answered':
      return [...inWork, ...answer];
    case 'rated-good':
      return [...inWork, ...answer, { step: 'rate', minutes: between(60, 4 * DAY), satisfied: true }];
    case 'rated-bad':
      return [...inWork, ...answer, { step: 'rate', minutes: between(60, 4 * DAY), satisfied: false }];
    case 'reopened':
      return [...inWork, ...answer, { step: 'reopen', minutes: between(100, DAY), reason: 'half-done', officials: '' }];
    case 'reopened-answered':
      return [
        ...inWork,
        ...answer,
        { step: 'rate', minutes: between(60, DAY), satisfied: false },
        { step: 'reopen', minutes: between(5, 60), reason: one(['half-done', 'came-back', 'not-done']) },
        { step: 'take', minutes: between(30, 300) },
        ...answerWith(answers.again, between(200, 900)),
        { step: 'rate', minutes: between(60, 2 * DAY), satisfied: true },
      ];
    case 'closed':
      return [...inWork, ...answer, { step: 'close', minutes: 23 * DAY }];
    case 'extended':
      return [
        ...inWork,
        {
          step: 'ask-extension',
          minutes: between(60, 300),
          reason: one(['weather', 'inspection', 'material']),
          sender: answers.extension,
          amount: 5,
        },
        { step: 'grant-extension', minutes: between(20, 200) },
        ...answerWith(one(matter.answers), between(2 * DAY, 6 * DAY)),
        { step: 'rate', minutes: between(60, DAY), satisfied: chance(0.7) },
      ];
    case 'returned-once':
      return [
        ...begun,
        { step: 'return', minutes: between(60, 300), reason: 'other-level', officials: answers.returned },
        { step: 'classify', minutes: between(20, 100) },
        { step: 'hand', minutes: between(5, 30), toOffice: 'other' },
        take,
        ...answer,
      ];
    case 'asked-and-given':
      return [
        receive,
        {
          step: 'ask-more',
          minutes: between(10, 60),
          reason: one(['place-unclear', 'photo-needed', 'words-unclear']),
          sender: answers.askMore,
        },
        { step: 'give-more', minutes: between(100, 3 * DAY), sender: answers.givenMore },
        classify,
        hand,
        take,
        ...answer,
        { step: 'rate', minutes: between(60, DAY), satisfied: true },
      ];
    case 'not-accepted': {
      const why = one(notAccepted);
      return [{ step: 'not-accept', minutes: between(30, 400), reason: why.reason, sender: why.words }];
    }
    case 'merged':
      return masterKey === null ? [...inWork, ...answer] : [{ step: 'merge', minutes: between(5, 40), master: masterKey }];
    case 'withdrawn':
      return [{ step: 'withdraw', minutes: between(10, 200) }];
  }
}

type Cells = Record<string, string>;
const reports: Cells[] = [];
const lines: Cells[] = [];
/** The last shown report of each matter: another one may be merged into it. */
const masters = new Map<Matter, string>();

function add(options: {
  daysAgo: number;
  story: Story;
  matter?: Matter;
  village?: (typeof villages)[number];
  person?: string;
  helper?: string;
}) {
  const { daysAgo, story } = options;
  const key = `R${String(reports.length + 1).padStart(4, '0')}`;
  const matter = options.matter ?? weighted(matters.map((one) => [one, one.weight] as const));
  const village =
    options.village ??
    weighted([
      [one(tramTau), 22],
      [one(khaoMang), 8],
      [one(named), 40],
      [one(villages), 30],
    ] as const);
  const spoken: string | null = options.person === undefined && !matter.question && chance(0.05) ? one(languages) : null;
  const fill = (text: string) =>
    text
      .replaceAll('{n}', String(between(2, 9)))
      .replaceAll('{m}', String(between(3, 30) * 10))
      .replaceAll('{hộ}', String(between(5, 45)))
      .replaceAll('{ngày}', String(between(2, 20)));
  const words = fill(one(matter.words));
  const withPoint = matter.place && spoken === null && chance(0.72);
  const jitter = () => (random() - 0.5) * 0.02;
  const merging = story === 'merged' ? (masters.get(matter) ?? null) : null;
  const taken = steps(story, matter, chance(0.16), merging).map((step) => ({ ...step, everybody: step.everybody && fill(step.everybody) }));
  const listened = spoken !== null && (story !== 'sent' || chance(0.5));
  const isPrivate = matter.private || chance(0.06);
  const received = taken.findIndex((step) => step.step === 'receive');
  const shown =
    !isPrivate && received >= 0 && (spoken === null || listened) && !taken.some((step) => step.step === 'withdraw') && chance(0.88);
  const contact = options.person === undefined && chance(0.5);
  const door = options.helper
    ? 'helper'
    : spoken
      ? weighted([
          ['phone', 3],
          ['web', 2],
        ] as const)
      : weighted([
          ['web', 70],
          ['phone', 20],
          ['call', 10],
        ] as const);
  reports.push({
    key,
    category: matter.category,
    village_id: matter.place || chance(0.7) ? (village.id ?? '') : '',
    days_ago: String(daysAgo),
    time: `${String(
      weighted([
        [between(6, 8), 3],
        [between(9, 11), 5],
        [between(12, 16), 5],
        [between(17, 21), 6],
      ] as const),
    ).padStart(2, '0')}:${String(below(60)).padStart(2, '0')}`,
    door,
    language: spoken ?? 'vi',
    words: spoken === null ? words : '',
    summary: listened ? words : '',
    place_words: matter.place ? one(matter.places) : '',
    place_how: matter.place ? (withPoint ? (chance(0.7) ? 'gps' : 'pin') : 'words') : 'none',
    lat: withPoint ? (Number(village.lat) + jitter()).toFixed(5) : '',
    lon: withPoint ? (Number(village.lon) + jitter()).toFixed(5) : '',
    accuracy: withPoint ? String(between(4, 60)) : '',
    at_home: matter.home && chance(0.6) ? 'yes' : '',
    private: isPrivate ? 'yes' : '',
    person: options.person ?? '',
    helper: options.helper ?? '',
    contact_name: contact ? `${one(people.first)} ${one(people.middle)} ${one(people.last)}` : '',
    // Numbers of a block that is given to nobody.
    contact_phone: contact ? `+8490001${String(reports.length).padStart(4, '0')}` : '',
    answer_by: options.helper
      ? 'visit'
      : contact
        ? weighted([
            ['call', 2],
            ['sms', 3],
            ['page', 5],
          ] as const)
        : 'page',
    followers: shown && chance(0.35) ? String(between(1, matter.weight > 6 ? 14 : 5)) : '',
    show: shown ? (matter.home ? 'coarse' : 'exact') : '',
  });
  if (shown && story !== 'merged') masters.set(matter, key);
  for (const [at, step] of taken.entries()) {
    lines.push({
      report: key,
      ordinal: String(at + 1),
      step: step.step,
      minutes: String(step.minutes),
      reason: step.reason ?? '',
      to_office: step.toOffice ?? '',
      everybody: step.everybody ?? '',
      sender: step.sender ?? '',
      officials: step.officials ?? '',
      satisfied: step.satisfied === undefined ? '' : step.satisfied ? 'yes' : 'no',
      amount: step.amount === undefined ? '' : String(step.amount),
      master: step.master ?? '',
    });
  }
}

const byCategory = (category: string): Matter => matters.find((matter) => matter.category === category) ?? (matters[0] as Matter);

// The oldest first, so that a report is merged only into an older one.
for (let at = 0; at < 330; at += 1) add({ daysAgo: 365 - Math.floor((at / 330) * 350) + below(4), story: weighted(finished) });
// What is on the desks now: every state twice in the commune of the made-up officials, with the Department of Construction, and elsewhere.
for (const [at, story] of unfinished.entries()) {
  add({
    daysAgo: 5 + (at % 3),
    story,
    village: one(tramTau),
    matter: byCategory(one(['road-damage', 'rubbish', 'water', 'street-light', 'drain'])),
  });
  add({
    daysAgo: 5 + (at % 4),
    story,
    village: one(tramTau),
    matter: byCategory(one(['bridge', 'traffic-sign', 'road-works', 'illegal-building'])),
  });
  add({ daysAgo: 4 + (at % 5), story });
  if (at % 2 === 0) add({ daysAgo: 6 + at, story, village: one(khaoMang) });
}
// The made-up citizen follows some of her own; a neighbour without a telephone is helped.
for (const [story, daysAgo, category] of [
  ['rated-good', 60, 'road-damage'],
  ['answered', 9, 'street-light'],
  ['in-work', 6, 'water'],
  ['needs-more', 5, 'drain'],
  ['not-accepted', 40, 'petition'],
] as const) {
  add({ daysAgo, story, village: one(tramTau), person: 'citizen', matter: byCategory(category === 'petition' ? 'ask-land' : category) });
}
add({
  daysAgo: 7,
  story: 'answered',
  village: one(tramTau),
  person: 'citizen-without-phone',
  helper: 'team-member',
  matter: byCategory('benefit'),
});
add({
  daysAgo: 5,
  story: 'handed',
  village: one(tramTau),
  person: 'citizen-without-phone',
  helper: 'team-member',
  matter: byCategory('water'),
});
// Just arrived.
for (let at = 0; at < 12; at += 1) add({ daysAgo: at % 3, story: 'sent' });

mkdirSync(out, { recursive: true });
writeCsv(join(out, 'reports.csv'), Object.keys(reports[0] ?? {}), reports);
writeCsv(join(out, 'steps.csv'), Object.keys(lines[0] ?? {}), lines);
