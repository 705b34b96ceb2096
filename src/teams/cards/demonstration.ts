/** Cards of a demonstration: their numbers are printed for everybody, so that the check can be tried at once. Never in a real installation. */
import { parse } from 'csv-parse/sync';
import type { Tx } from '../../platform/db/index.ts';
import { fixedId } from '../../platform/ids/index.ts';
import type { Context } from '../../platform/module/index.ts';
import { dutyState } from '../../platform/session/index.ts';
import { lastDayOfNew, readCode, serialOf, type Why } from './model.ts';
import { secretsOf } from './secrets.ts';
import { cardBySerial, cardsOf, insertCard, markRevoked, serviceById } from './store.ts';

interface DemonstrationCard {
  /** The membership's key in members.csv. */
  readonly member: string;
  readonly number: string;
  readonly why: Why | null;
}

const whys: readonly Why[] = ['lost', 'misused', 'mistake', 'left', 'replaced'];

/** The rows of cards.csv. Throws where a number is not the sixteen digits of a card, or a reason is unknown. */
function readCards(text: string): readonly DemonstrationCard[] {
  const rows: Readonly<Record<string, string>>[] = parse(text, { columns: true, skip_empty_lines: true });
  return rows.map(({ member = '', number = '', revoked_why: reason = '' }) => {
    const why = whys.find((one) => one === reason) ?? null;
    if (readCode(number)?.kind !== 'full' || (reason !== '' && why === null)) throw new Error(`cards.csv: ${member} has no card's number`);
    return { member, number, why };
  });
}

/**
 * Issues the cards of cards.csv where they are not there yet: later starts leave them, and what people have issued since, as they are. Needs the
 * rosters of the demonstration; a member who has left, or whose team has ended, gets none. Returns how many were issued.
 */
export async function loadDemonstrationCards(context: Pick<Context, 'db' | 'vault'>, text: string): Promise<number> {
  const cards = readCards(text);
  return context.db.transaction(
    async (tx) => {
      let issued = 0;
      for (const card of cards) if (await issue(tx, context, card)) issued += 1;
      return issued;
    },
    { state: dutyState('identity') },
  );
}

async function issue(tx: Tx, { vault }: Pick<Context, 'vault'>, { member, number, why }: DemonstrationCard): Promise<boolean> {
  const today = tx.clock.today().toString();
  const membershipId = fixedId(`demonstration-membership:${member}`);
  const service = await serviceById(tx, membershipId, today);
  const lastDay = service?.facts.serving && service.facts.teamStatus === 'active' ? lastDayOfNew(service.facts, today) : null;
  if (lastDay === null || (await cardBySerial(tx, serialOf({ digits: number }), today))) return false;
  if ((await cardsOf(tx, [membershipId], today)).some(({ revokedAt }) => revokedAt === null)) return false;
  const id = fixedId(`demonstration-card:${member}`);
  const written = await insertCard(tx, { ...secretsOf(vault, id, number), membershipId, lastDay, issuedBy: null });
  if (written && why !== null) await markRevoked(tx, id, null, why);
  return written;
}
