/** What somebody meant who wrote `PA …`. */
import { fold, tidy } from '../../../platform/text/index.ts';
import { codeIn } from '../../code.ts';

export type SmsMeaning =
  /** Nothing that can be understood: a word, a picture of a face, nothing at all. */
  | { readonly kind: 'help' }
  /** Twelve digits, one of which is wrong. */
  | { readonly kind: 'wrong-code' }
  | { readonly kind: 'status'; readonly code: string }
  | { readonly kind: 'more'; readonly code: string; readonly words: string }
  | { readonly kind: 'new'; readonly words: string };

/** Less than this says nothing of a matter. */
const fewestLetters = 5;

/** Twelve digits at the beginning, however they are grouped, and what follows them. */
const withCode = /^((?:\d[ .\-–]*){12})(?!\d)(.*)$/su;
/** Digits alone that were meant as a code and have one too few or too many: telephone numbers have ten. */
const almostCode = /^[\d .\-–]+$/u;

const letters = (words: string): number => (words.match(/\p{L}/gu) ?? []).length;

/** Reads what follows the word `PA`. */
export function readSms(rest: string): SmsMeaning {
  const text = tidy(rest).replace(/^[\p{P}\p{S}\s]+/u, '');
  const [, digits = '', after = ''] = withCode.exec(text) ?? [];
  if (digits !== '') {
    const code = codeIn(digits);
    if (code === null) return { kind: 'wrong-code' };
    const words = after.replace(/^[\p{P}\s]+/u, '');
    return letters(words) === 0 ? { kind: 'status', code } : { kind: 'more', code, words };
  }
  if (almostCode.test(text)) return text.replace(/\D/g, '').length > 10 ? { kind: 'wrong-code' } : { kind: 'help' };
  return letters(text) < fewestLetters ? { kind: 'help' } : { kind: 'new', words: text };
}

/**
 * Words by which somebody may be in danger now. One too many costs the sender a line of numbers, one too few may cost more: so they are
 * many, and match without tones as telephones write them.
 */
const dangers = [
  'cháy nhà',
  'nhà cháy',
  'đang cháy',
  'đám cháy',
  'cháy rừng',
  'hỏa hoạn',
  'nổ bình ga',
  'cứu với',
  'cứu tôi',
  'kêu cứu',
  'cấp cứu',
  'nguy kịch',
  'bất tỉnh',
  'ngộ độc',
  'đuối nước',
  'chết đuối',
  'lũ cuốn',
  'nước cuốn',
  'mắc kẹt',
  'bị vùi',
  'vùi lấp',
  'sập nhà',
  'nhà sập',
  'tai nạn',
  'điện giật',
  'đánh nhau',
  'bị đánh',
  'đâm chém',
  'chém nhau',
  'cầm dao',
  'cướp',
  'giết',
  'tự tử',
  'tự vẫn',
  'hiếp dâm',
  'xâm hại',
  'bắt cóc',
  'bạo hành',
].map((words) => ` ${fold(words)} `);

/** Whether the words sound as if somebody is in danger now. */
export function soundsDangerous(words: string): boolean {
  const folded = ` ${fold(words)} `;
  return dangers.some((danger) => folded.includes(danger));
}
