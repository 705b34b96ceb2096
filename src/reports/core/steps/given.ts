/** What came with a step, once it was judged. */
import type { ReadyUpload } from '../../../platform/files/uploads/index.ts';
import type { Outcome } from '../../../platform/outcome/index.ts';
import { accepted, refused } from '../../../platform/outcome/index.ts';
import { plainWords } from '../../../platform/text/index.ts';
import { limits, type StepInput } from '../../contract.ts';
import type { Party } from '../../model.ts';
import type { Audience, Category } from '../types.ts';

export type AttachmentRole = 'sent' | 'before' | 'after' | 'document' | 'spoken-answer' | 'judgement';

/** Everything that a step found out before it writes. */
export interface Given {
  readonly reason: string | null;
  readonly words: Readonly<Partial<Record<Audience, string>>>;
  readonly category: Category | null;
  readonly unitId: string | null;
  readonly organisationId: string | null;
  readonly parts: readonly string[];
  readonly assigneeId: string | null;
  readonly amount: number | null;
  readonly summary: string | null;
  /** The template that was sent unchanged. */
  readonly templateId: string | null;
  readonly face: NonNullable<StepInput['face']> | null;
  readonly uploads: readonly { readonly upload: ReadyUpload; readonly role: AttachmentRole }[];
}

/** Words by whom they are for. What the sender writes is between the sender and the officials; a drafted answer is among officials until it is approved. */
export function wordsOf(input: StepInput, party: Party): Outcome<Given['words']> {
  const given = {
    words: plainWords(input.words ?? ''),
    wordsToSender: plainWords(input.wordsToSender ?? ''),
    wordsToOfficials: plainWords(input.wordsToOfficials ?? ''),
  };
  for (const [field, text] of Object.entries(given))
    if (text.length > limits.words) return refused({ code: 'reports.words-long', field, params: { most: limits.words } });
  const { words, wordsToSender, wordsToOfficials } = given;
  if (party === 'sender') {
    const said = words || wordsToSender || wordsToOfficials;
    return accepted(said === '' ? {} : { sender: said });
  }
  if (input.step === 'give-more') return accepted(words === '' ? {} : { sender: words });
  const officials = input.step === 'answer' ? words : wordsToOfficials;
  return accepted({ ...(wordsToSender === '' ? {} : { sender: wordsToSender }), ...(officials === '' ? {} : { officials }) });
}

/** What an upload of this party is in this step. */
export function roleOf(input: StepInput, party: Party, role: AttachmentRole): AttachmentRole {
  if (input.step === 'give-more') return 'sent';
  if (input.step === 'speak') return 'spoken-answer';
  return party === 'sender' ? 'judgement' : role;
}
