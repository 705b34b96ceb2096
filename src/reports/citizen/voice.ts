/** What a sender says into a form instead of writing. */
import type { FastifyReply, FastifyRequest } from 'fastify';
import { ownersOf, type Staged, stagedOf, stageParts } from '../../platform/files/uploads/index.ts';
import type { Context } from '../../platform/module/index.ts';
import type { FieldProblem } from '../../platform/ui/index.ts';
import { uploadPurposes } from '../contract.ts';
import { texts } from '../voice/messages.gen.ts';
import { readDraft } from './draft.ts';
import { refusalWords } from './words.ts';

/** The recordings of a form, staged before anything is judged: those that came now and those that came before. Only sound is taken. */
export async function takeVoice(
  context: Context,
  request: FastifyRequest,
  reply: FastifyReply,
): Promise<{ readonly staged: readonly Staged[]; readonly problems: readonly FieldProblem[] }> {
  const t = texts[request.lang];
  const problems: FieldProblem[] = [];
  const ids = [...readDraft(request.body).uploads];
  if (request.isMultipart()) {
    const { ready, refused } = await stageParts(context, request, reply, { purpose: uploadPurposes.sent, field: 'recording' });
    ids.push(...ready.map((one) => one.id));
    for (const { name, refusal } of refused) {
      const why = refusalWords(context, refusal, request.lang) ?? t.judge_not_sound();
      problems.push({ field: 'recording', message: t.judge_refused({ name, why }) });
    }
  }
  const all = ids.length === 0 ? [] : await stagedOf(context.db, ownersOf(request), ids);
  const here = all.filter((one) => one.state === 'ready');
  const staged = here.filter((one) => one.kind === 'audio');
  if (staged.length < here.length) problems.push({ field: 'recording', message: t.judge_not_sound() });
  return { staged, problems };
}
