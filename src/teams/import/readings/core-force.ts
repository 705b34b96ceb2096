import { fold } from '../../../platform/text/index.ts';
import type { CoreForce } from '../../contract.ts';

/** Other words by which lists call a force, folded; `?` before those that could mean something else. The forces themselves are data. */
const synonyms: Readonly<Record<string, readonly string[]>> = {
  'youth-union': [
    'doan thanh nien',
    'doan vien',
    'thanh nien',
    'doan tn',
    'dtn',
    'bi thu doan',
    'tncs hcm',
    'hoi lien hiep thanh nien',
    'doan xa',
    'chi doan',
    '?doan',
  ],
  teacher: ['giao vien', 'gv', 'thai giao', 'co giao', 'nha giao', 'truong hoc', 'hieu truong', 'nganh giao duc', '?giao duc'],
  'health-worker': [
    'can bo i te',
    'i te',
    'i si',
    'bac si',
    'ita',
    'i ta',
    'dieu duong',
    'tram i te',
    'nhan vien i te',
    'duoc si',
    'co do thon ban',
  ],
  'post-telecom': [
    'buu dien',
    'vien thong',
    'vnpt',
    'viettel',
    'mobifone',
    'buu ta',
    'nhan vien buu dien',
    'nhan vien vien thong',
    'vnpost',
    'bd vhx',
  ],
  official: [
    'can bo',
    'cong chuc',
    'vien chuc',
    'cbcc',
    'ubnd',
    'uy ban',
    'ui ban',
    'hdnd',
    'chu tich ubnd',
    'pho chu tich',
    'pct',
    'ct ubnd',
    'dang ui',
    'bi thu dang ui',
    'van phong thong ke',
    'van hoa xa hoi',
    'dia chinh',
    'tu phap',
    'ke toan',
  ],
  police: ['cong an', 'cong an vien', 'ca xa', 'ca', 'quan su', '?dan quan', 'an ninh trat tu', 'to bao ve antt'],
  'women-union': ['phu nu', 'hoi phu nu', 'hoi lhpn', 'lhpn', 'hpn', 'pn', 'chi hoi phu nu'],
  'farmers-union': ['hoi nong dan', 'hnd', 'chi hoi nong dan', '?nong dan', '?nd'],
  veterans: ['cuu chien binh', 'ccb', 'hoi ccb', 'hoi cuu chien binh', 'chi hoi ccb'],
  front: ['mat tran', 'mttq', 'mat tran to quoc', 'ban cong tac mat tran', 'truong ban ctmt', 'ctmt'],
  'village-head': [
    'truong thon',
    'truong ban',
    'pho thon',
    'pho ban',
    'to truong to dan pho',
    'to truong tdp',
    'truong khu',
    'bi thu chi bo',
    'bt chi bo',
    'btcb',
    'pho bi thu chi bo',
    'thon doi truong',
    'pho truong thon',
    'can bo thon',
  ],
  business: ['doanh nghiep', 'hop tac xa', 'htx', 'kinh doanh', 'giam doc', 'cong ti', 'ho kinh doanh', 'thuong mai'],
  citizen: [
    'nguoi dan',
    'quan chung',
    'nhan dan',
    'tinh nguien vien',
    'nguoi dan nhiet tinh',
    'lam ruong',
    'lao dong tu do',
    'tu do',
    'huu tri',
    'can bo huu',
    'nguoi co ui tin',
    'hoc sinh',
    'sinh vien',
  ],
};

export interface ForceReader {
  /** The force that a text names; `sure` is false where it could mean another. Null where it names none. */
  read(text: string): { readonly code: string; readonly sure: boolean } | null;
  readonly forces: readonly CoreForce[];
}

/** Reads forces by their names, codes and the synonyms of those that the register has. */
export function forceReader(forces: readonly CoreForce[]): ForceReader {
  const phrases: { phrase: string; code: string; sure: boolean }[] = [];
  for (const { code, names } of forces) {
    for (const name of [code, names.vi, names.en]) phrases.push({ phrase: fold(name), code, sure: true });
    for (const word of synonyms[code] ?? []) phrases.push({ phrase: fold(word), code, sure: !word.startsWith('?') });
  }
  const whole = new Map(phrases.map((one) => [one.phrase, one]));
  // Longer phrases say more: "bí thư đoàn" before "bí thư".
  const longest = phrases.toSorted((a, b) => b.phrase.length - a.phrase.length);
  const known = new Map<string, { code: string; sure: boolean } | null>();
  return {
    forces,
    read(text) {
      const folded = fold(text);
      const seen = known.get(folded);
      if (seen !== undefined) return seen;
      const found = whole.get(folded) ?? longest.find(({ phrase }) => ` ${folded} `.includes(` ${phrase} `)) ?? null;
      const answer = found && { code: found.code, sure: found.sure };
      known.set(folded, answer);
      return answer;
    },
  };
}
