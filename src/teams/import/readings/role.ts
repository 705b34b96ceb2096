import { fold } from '../../../platform/text/index.ts';
import type { MemberRole } from '../../contract.ts';

/** Folded words that say a role in the team. */
const words: readonly (readonly [MemberRole, RegExp])[] = [
  // The head of a residential quarter is called the same and is no leader of the team.
  ['deputy', /\b(?:to pho|pho to truong|pho to|to truong pho|pho nhom|doi pho)\b(?!.*\b(?:to dan pho|tdp)\b)/],
  ['leader', /\b(?:to truong|truong nhom|nhom truong|doi truong)\b(?!.*\b(?:to dan pho|tdp)\b)/],
  ['member', /\b(?:thanh vien|to vien|ui vien|thu ki|doi vien|thanh vien to|cong tac vien)\b/],
];

const short: Readonly<Record<string, MemberRole>> = {
  tt: 'leader',
  truong: 'leader',
  pho: 'deputy',
  tp: 'deputy',
  tv: 'member',
  uv: 'member',
  leader: 'leader',
  deputi: 'deputy',
  'deputi leader': 'deputy',
  member: 'member',
};

/** The role in the team that a text says, and what is left of it (an office, a force); null where it says none. */
export function roleIn(text: string): RoleIn | null {
  const seen = known.get(text);
  if (seen !== undefined) return seen;
  const found = read(text);
  if (known.size >= MOST_KNOWN) known.clear();
  known.set(text, found);
  return found;
}

interface RoleIn {
  readonly role: MemberRole;
  readonly rest: string;
}

/** Lists repeat a few texts thousands of times. */
const known = new Map<string, RoleIn | null>();
const MOST_KNOWN = 5_000;

function read(text: string): RoleIn | null {
  const folded = fold(text);
  const brief = short[folded];
  if (brief !== undefined) return { role: brief, rest: '' };
  for (const [role, pattern] of words) {
    if (pattern.test(folded))
      return {
        role,
        rest: folded
          .replace(pattern, ' ')
          .replace(/\b(?:to cnscd|to cong nghe so cong dong)\b/g, ' ')
          .trim(),
      };
  }
  return null;
}
