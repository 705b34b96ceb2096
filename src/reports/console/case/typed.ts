/** What was typed into the form of a step, and what a step is given from it. */
import { readDate } from '../../../platform/calendar/index.ts';
import type { Staged } from '../../../platform/files/uploads/index.ts';
import type { Lang } from '../../../platform/i18n/index.ts';
import { isId } from '../../../territory/index.ts';
import type { StepInput } from '../../contract.ts';
import type { Reason, ReportStanding } from '../../core/index.ts';
import { type StepName, urgencies } from '../../model.ts';
import { lineOf, linesOf, manyOf } from '../form-values.ts';

/** What a file of a step is; each has a field of its own. */
const evidence = ['after', 'before', 'document'] as const;
export type FileRole = (typeof evidence)[number] | 'spoken-answer';

/** The roles of files that each step brings, in the order of their fields. */
const rolesOfSteps: Readonly<Partial<Record<StepName, readonly FileRole[]>>> = {
  answer: evidence,
  'finish-part': evidence,
  speak: ['spoken-answer'],
};
export const fileRolesOf = (step: StepName): readonly FileRole[] => rolesOfSteps[step] ?? [];

/** A file that is in the staging area and goes along with the form. */
export interface KeptFile extends Pick<Staged, 'id' | 'name'> {
  readonly role: FileRole;
}

export interface TypedStep {
  readonly step: StepName;
  readonly values: Readonly<Record<string, string>>;
  readonly lists: Readonly<Record<string, readonly string[]>>;
  readonly files: readonly KeptFile[];
}

/** The name of a field: that of the input of the step, after the step's own, so that each is once on the page. */
export const fieldName = (step: StepName, key: string): string => `${step}.${key}`;

const lines = ['wordsToSender', 'wordsToOfficials', 'words', 'summary', 'face.words'] as const;
const singles = [
  'reason',
  'templateId',
  'category',
  'urgency',
  'unitId',
  'organisationId',
  'assigneeId',
  'master',
  'alike',
  'amount',
  'cannot.reason',
  'cannot.whoDecides',
  'cannot.byDay',
  'face.placeWords',
  'face.place',
  'face.sure',
] as const;
const lists = ['parts', 'face.attachments', 'evidence'] as const;

/** Reads the form of a step. Nothing is judged yet, so that all of it can be shown again. */
export function readTyped(step: StepName, body: unknown, files: readonly KeptFile[]): TypedStep {
  const name = (key: string) => fieldName(step, key);
  return {
    step,
    values: Object.fromEntries([
      ...singles.map((key) => [key, lineOf(body, name(key))]),
      ...lines.map((key) => [key, linesOf(body, name(key))]),
    ]),
    lists: Object.fromEntries(lists.map((key) => [key, manyOf(body, name(key)).filter(isId)])),
    files,
  };
}

/** The words that somebody gets who wrote none: the reason and the right door. */
function wordsOfReason(reason: Reason, lang: Lang): string {
  const sentence = /[.!?…]$/.test(reason.names[lang]) ? reason.names[lang] : `${reason.names[lang]}.`;
  return [sentence, reason.doors[lang]].filter(Boolean).join(' ');
}

type Given = Omit<StepInput, 'reportId' | 'step' | 'revision'>;

/** The input of one step from what was typed; steps of a chain take what concerns them. */
export function givenFor(
  step: StepName,
  typed: TypedStep,
  ask: { readonly report: Pick<ReportStanding, 'categoryCode'>; readonly reasons: readonly Reason[]; readonly masterId: string | null },
): Given {
  const text = (key: string) => typed.values[key] ?? '';
  const id = (key: string) => (isId(text(key)) ? text(key) : undefined);
  const reason = ask.reasons.find((one) => one.code === text('reason'));
  const byDay = readDate(text('cannot.byDay'));
  const cannot = { reason: text('cannot.reason'), whoDecides: text('cannot.whoDecides'), byDay: byDay.ok ? byDay.iso : '' };
  const urgency = urgencies.find((one) => one === text('urgency'));
  const place = (['exact', 'coarse', 'none'] as const).find((one) => one === text('face.place')) ?? 'coarse';
  // A refusal without words of its own says the reason and where to turn instead, in the language of the citizens.
  const toSender = text('wordsToSender') === '' && step === 'not-accept' && reason ? wordsOfReason(reason, 'vi') : text('wordsToSender');
  const sorted = step === 'classify' ? { category: text('category') || ask.report.categoryCode } : {};
  const optional: { -readonly [key in keyof Given]: Given[key] } = {};
  if (text('reason') !== '') optional.reason = text('reason');
  if (toSender !== '') optional.wordsToSender = toSender;
  if (text('words') !== '') optional.words = text('words');
  if (text('summary') !== '') optional.summary = text('summary');
  if (step === 'receive') return {};
  if (step === 'classify') {
    const unitId = id('unitId');
    return { ...sorted, ...(urgency ? { urgency } : {}), ...(unitId ? { unitId } : {}) };
  }
  if (text('wordsToOfficials') !== '') optional.wordsToOfficials = text('wordsToOfficials');
  const organisationId = id('organisationId');
  if (organisationId) optional.organisationId = organisationId;
  const assigneeId = id('assigneeId');
  if (assigneeId) optional.assigneeId = assigneeId;
  const templateId = id('templateId');
  if (templateId) optional.templateId = templateId;
  if (ask.masterId) optional.masterId = ask.masterId;
  const parts = (typed.lists.parts ?? []).filter((one) => one !== organisationId);
  if (step === 'hand' && parts.length > 0) optional.parts = parts;
  if (/^\d{1,4}$/.test(text('amount'))) optional.amount = Number(text('amount'));
  if (step === 'answer' && (cannot.reason !== '' || cannot.whoDecides !== '' || text('cannot.byDay') !== '')) optional.cannot = cannot;
  const earlier = typed.lists.evidence ?? [];
  if (step === 'answer' && earlier.length > 0) optional.evidence = earlier;
  if (typed.files.length > 0) optional.uploads = typed.files.map(({ id: upload, role }) => ({ id: upload, role }));
  if (step === 'show')
    optional.face = {
      words: text('face.words'),
      placeWords: text('face.placeWords'),
      place,
      attachments: typed.lists['face.attachments'] ?? [],
    };
  return optional;
}
